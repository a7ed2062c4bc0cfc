"""How long accounts are kept that nobody uses."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from portal.accounts.models import User
from portal.foundation.duties import duty
from portal.foundation.erasure import erase

UNCONFIRMED_KEPT: Final = timedelta(days=30)


@duty("forget_unconfirmed_accounts", every=timedelta(days=1))
def forget_unconfirmed_accounts() -> None:
    """Ends accounts whose address was never confirmed: perhaps somebody else typed it."""
    before = timezone.now() - UNCONFIRMED_KEPT
    unconfirmed = User.objects.filter(date_joined__lt=before, last_login=None, emailaddress__verified=False)
    for user in unconfirmed.exclude(emailaddress__verified=True).distinct():
        erase(user)

"""What the account page leads to, and how long notices are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation.duties import duty
from portal.notices.models import Digest, Letter, Notice
from portal.notices.terms import KEPT, LETTERS_KEPT, SENDERS_KEPT

NOTICES_LINK: Final = _("What is new for you")
SETTINGS_LINK: Final = _("Which mail you get")


@duty("forget_notices", every=timedelta(days=1))
def forget_notices() -> None:
    """Deletes notices and the days of digests after three months, read or not."""
    before = timezone.now() - KEPT
    Notice.objects.filter(created_at__lt=before).delete()
    Digest.objects.filter(day__lt=before.date()).delete()


@duty("forget_letters", every=timedelta(hours=6))
def forget_letters() -> None:
    """Forgets who was to be answered after a day, and that a mail came after a month."""
    now = timezone.now()
    Letter.objects.filter(came_at__lt=now - SENDERS_KEPT).exclude(sender="").update(sender="", note="")
    Letter.objects.filter(came_at__lt=now - LETTERS_KEPT).delete()

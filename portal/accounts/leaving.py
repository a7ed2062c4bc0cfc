"""Ending one's account: asked for, told by mail, taken back by signing in, and done when the days are over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.groups import is_last_administrator
from portal.accounts.models import Leaving
from portal.accounts.speaking import speaking_to
from portal.foundation import mail
from portal.foundation.duties import duty
from portal.foundation.erasure import Fate, declare, erase
from portal.foundation.erasure_declarations import end_sessions

log = structlog.get_logger(__name__)
LETTER: Final = "leaving"
declare(
    "accounts.Leaving.user",
    Fate.DELETE,
    because=_("That you asked to have your account deleted."),
    export=("asked_at", "due_at", "with_words"),
)


def ask(user: Any, *, with_words: bool) -> None:
    """Ends an account in some days, at once where there are none to wait; all of its sessions end now."""
    if not settings.LEAVING_DAYS:
        erase(user, with_words=with_words)
        return
    now = timezone.now()
    due = now + timedelta(days=settings.LEAVING_DAYS)
    with transaction.atomic():
        given = {"asked_at": now, "due_at": due, "with_words": with_words}
        leaving, _new = Leaving.objects.update_or_create(user=user, defaults=given)
        end_sessions(user)
        mail.send_later(LETTER, str(leaving.pk))


def take_back(user: Any) -> bool:
    """Whoever signs in stays; False where they had not asked to leave."""
    return bool(Leaving.objects.filter(user=user).delete()[0])


@duty("end_accounts", every=timedelta(hours=1))
def end_accounts() -> None:
    """Ends the accounts whose days are over. An only administrator stays until there is another one; what fails holds up nobody else."""
    failed: Exception | None = None
    for leaving in Leaving.objects.filter(due_at__lte=timezone.now()).select_related("user"):
        if is_last_administrator(leaving.user):
            log.warning("leaving.only_administrator")
            continue
        try:
            erase(leaving.user, with_words=leaving.with_words)
        except Exception as error:
            failed = error
    if failed:
        raise failed


@mail.composes(LETTER)
def told(key: str) -> EmailMessage | None:
    """When the account will be deleted, and how to keep it; nothing to who has signed in meanwhile."""
    leaving = Leaving.objects.filter(pk=key).select_related("user").first()
    if leaving is None:
        return None
    user = leaving.user
    with speaking_to(user):
        date = date_format(timezone.localtime(leaving.due_at))
        subject = _("Your account will be deleted on %(date)s") % {"date": date}
        said = (
            _("You asked to have your account deleted. It will be on %(date)s, and nobody can bring it back then.")
            % {"date": date},
            _("If you want to keep it, or if it was not you who asked, sign in before that day:"),
            settings.SITE_ADDRESS + reverse("account_login"),
        )
    return mail.letter(user.email, subject, *said)

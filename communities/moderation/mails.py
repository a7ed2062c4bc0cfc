"""What people are told of cases by mail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from communities.moderation.models import Case
from communities.moderation.terms import OPERATOR, Outcome
from communities.spaces.mails import address, letter, pair
from portal.accounts.models import User
from portal.foundation.mail import composes


@composes("case_opened")
def opened(key: str) -> EmailMessage | None:
    """To somebody who may decide it, as long as nobody has. What it is about stands on the site, not in a mail."""
    case_id, reader = pair(key)
    case = Case.objects.waiting().filter(pk=case_id).select_related("community").first()
    user = User.objects.filter(pk=reader).first()
    if case is None or (reader != OPERATOR and not Case.objects.decided_by(user).filter(pk=case.pk).exists()):
        return None
    where = case.community.name if case.community else "Passerelle"
    what = _("An appeal: somebody else than before decides it.") if case.appealed_at else _("It was reported.")
    if case.held and not case.settled_at:
        what = _("It waits to be seen by others.")
    return letter(
        settings.OPERATOR["email"] if reader == OPERATOR else user,
        lambda: (
            _("Something to look at in “%(name)s”") % {"name": where},
            [what, address("moderation_case", case.pk)],
        ),
    )


@composes("case_settled")
def settled(key: str) -> EmailMessage | None:
    """To its author: what was taken away, why, and how to appeal."""
    case = Case.objects.filter(pk=key, outcome=Outcome.GOES).select_related("author", "community").first()
    if case is None or case.author is None:
        return None
    gone = _("What you wrote is not shown.") if case.held else _("What you wrote was taken away.")
    return letter(
        case.author,
        lambda: (
            _("About your contribution"),
            [
                gone,
                _("The reason that was given:"),
                case.statement,
                _("If you think that this is wrong, say so here. Somebody else will look at it again:"),
                address("moderation_own"),
            ],
        ),
    )


@composes("case_answered")
def answered(key: str) -> EmailMessage | None:
    """To who appealed."""
    case = Case.objects.filter(pk=key).exclude(answered_at=None).select_related("author").first()
    if case is None or case.author is None:
        return None
    back = _("It is shown (again).") if case.outcome == Outcome.STAYS else _("The decision stays.")
    return letter(case.author, lambda: (_("Your appeal"), [back, case.answer, address("moderation_own")]))

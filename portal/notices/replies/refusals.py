"""What somebody is told whose answer by mail could not be posted, or not all of it: in plain words, once a day at most.

Only genuine addresses are answered, never a program, and what goes out says that a program wrote it: no loop can begin.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from portal.accounts.speaking import speaking_to
from portal.foundation.mail import composes, letter
from portal.notices.models import Letter
from portal.notices.terms import Outcome

ANSWER: Final = "reply_answer"
HEADERS: Final = {"Auto-Submitted": "auto-replied", "Precedence": "bulk", "X-Auto-Response-Suppress": "All"}


@composes(ANSWER)
def answer(key: str) -> EmailMessage | None:
    """To the sender of a mail; None where they are forgotten by now."""
    sent = Letter.objects.filter(pk=key).exclude(sender="").select_related("user").first()
    if sent is None or sent.user is None:
        return None
    with speaking_to(sent.user):
        subject, said = words(Outcome(sent.outcome))
        go_on = [_("Go on there:"), settings.SITE_ADDRESS + sent.about] if sent.about else []
        message = letter(sent.sender, subject, said, sent.note, *go_on)
        message.extra_headers.update(HEADERS)
        return message


def words(outcome: Outcome) -> tuple[str, str]:
    """Subject and explanation."""
    not_posted = _("Your answer was not posted")
    return {
        Outcome.SENDER: (
            not_posted,
            _(
                "It came from an address that does not belong to the account it was meant for. Send it from the address that got our "
                "mail, or add and confirm this one under “E-mail addresses” of your account. If you did not write to us, somebody used "
                "your address: you need do nothing."
            ),
        ),
        Outcome.EXPIRED: (
            not_posted,
            _("The mail that you answered is too old to be answered by mail. Answer on the site, or to a newer mail."),
        ),
        Outcome.CLOSED: (not_posted, _("The topic was closed before it came. What was said there can still be read.")),
        Outcome.MAY_NOT: (
            not_posted,
            _("You do not belong to this community at the moment, or it can only be read by now."),
        ),
        Outcome.GONE: (not_posted, _("What you answered is no longer there.")),
        Outcome.EMPTY: (
            not_posted,
            _("We found no new words in it: only the mail that was answered. Write above it, and answer once more."),
        ),
        Outcome.LONG: (
            not_posted,
            _("It is too long for one post. Make it shorter, or several of it, and send it again."),
        ),
        Outcome.BIG: (
            not_posted,
            _("The mail is too big: ten megabytes are the limit. Send the words alone, without pictures and files."),
        ),
        Outcome.FAST: (
            not_posted,
            _("There were very many posts of yours within a minute. Wait a little, and send it again."),
        ),
        Outcome.PICTURES: (
            not_posted,
            _("A picture in it has no description. Answer on the site, and say what it shows."),
        ),
        Outcome.PROTECTED: (
            not_posted,
            _("It belongs to a protected case. Write it on the site, where nobody reads whose words they are."),
        ),
        Outcome.HELD: (
            _("Your answer is looked at first"),
            _(
                "Somebody who tends the community looks at it before others see it, usually within a day. You need do nothing."
            ),
        ),
        Outcome.FILES: (
            _("Your answer was posted, and something about its files"),
            _("Your words were posted. About what you sent with them:"),
        ),
    }[outcome]

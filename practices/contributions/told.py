"""Who is told of what: people with an account by the notices, and can answer by mail; others by a letter with a link; editors both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.foundation.mail import composes, letter
from portal.notices import registry
from portal.notices.registry import Answered, Concerned, Event, SentFile, Story
from portal.notices.terms import Outcome
from practices.contributions import links
from practices.contributions.actions import ARRIVED, CONFIRM, OUTCOME, OUTCOME_LETTER, REMARK, REMARK_LETTER, say
from practices.contributions.models import Contribution, Remark
from practices.contributions.terms import DECIDED, LONGEST_REMARK, UNCONFIRMED_KEPT, State

CONTRIBUTION: Final = "contribution"


def declare() -> None:
    """Registers the kind and the events."""
    registry.kind(
        registry.Kind(
            CONTRIBUTION,
            gettext_lazy("A word about what you suggested to the editors"),
            gettext_lazy(
                "You get this mail because you suggested something to the editors, or answered as one of them."
            ),
            chosen=False,
        )
    )
    registry.event(Event(REMARK, concerned_by_remark, stories_of_remarks, answer_remark))
    registry.event(Event(OUTCOME, concerned_by_outcome, stories_of_outcomes, answer_outcome))


# -- People with an account --


def concerned_by_remark(key: str) -> Concerned | None:
    """The sender; of what the sender says, the editors who have spoken in the thread."""
    said = Remark.objects.filter(pk=key).select_related("contribution").first()
    if said is None:
        return None
    people = {said.contribution.person_id} if said.from_desk else editors_of(said.contribution)
    return Concerned({person: CONTRIBUTION for person in people - {None, said.author_id} if person})


def editors_of(contribution: Contribution) -> set[int | None]:
    """The editors who look after it: those who spoke in its thread or decided."""
    spoke = contribution.remarks.filter(from_desk=True).values_list("author_id", flat=True)
    return {*spoke, contribution.decided_by_id} - {None}


def concerned_by_outcome(key: str) -> Concerned | None:
    """The sender."""
    found = Contribution.objects.filter(pk=key, state__in=DECIDED).exclude(person=None).first()
    return Concerned({found.person_id: CONTRIBUTION}) if found and found.person_id else None


def stories_of_remarks(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """Those of threads that this person may read. Two queries."""
    mine = Q(contribution__in=Contribution.objects.sent_by(user).values("pk"))
    desk = Q(contribution__in=Contribution.objects.at_desk(user).values("pk"), from_desk=False)
    found = Remark.objects.filter(mine | desk, pk__in=keys).select_related("contribution")
    return {
        str(one.pk): Story(
            title_of(one.contribution),
            reverse("contribution", args=[one.contribution_id])
            if one.contribution.person_id != user.pk
            else links.to_thread(one.contribution),
            _("An editor writes:") if one.from_desk else _("The sender writes:"),
            one.text,
            who=_("An editor") if one.from_desk else _("The sender"),
        )
        for one in found
    }


def stories_of_outcomes(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What became of what this person sent. One query."""
    found = Contribution.objects.sent_by(user).filter(pk__in=keys, state__in=DECIDED)
    return {
        str(one.pk): Story(title_of(one), links.to_thread(one), said_of(one), one.reason, who=_("The editors"))
        for one in found
    }


def title_of(contribution: Contribution) -> str:
    """What a mail about it is called. It names no title of a record: not everybody may go on reading that."""
    return _("Your contribution: %(what)s") % {"what": contribution}


def said_of(contribution: Contribution) -> str:
    """What became of it, in a sentence."""
    return {
        State.ACCEPTED: _("It was accepted. Thank you!"),
        State.DECLINED: _("It was not taken up, for this reason:"),
    }[State(contribution.state)]


def answer_remark(user: Any, key: str, text: str, files: Sequence[SentFile]) -> Answered:
    """An answer by mail to something in the thread."""
    said = Remark.objects.filter(pk=key).select_related("contribution").first()
    return _answer(user, said.contribution if said else None, text, files)


def answer_outcome(user: Any, key: str, text: str, files: Sequence[SentFile]) -> Answered:
    """An answer by mail to a decision."""
    return _answer(user, Contribution.objects.filter(pk=key).first(), text, files)


def _answer(user: Any, contribution: Contribution | None, text: str, files: Sequence[SentFile]) -> Answered:
    if contribution is None:
        return Answered(Outcome.GONE)
    is_sender = contribution.person_id == user.pk
    if not is_sender and not Contribution.objects.at_desk(user).filter(pk=contribution.pk).exists():
        return Answered(Outcome.MAY_NOT)
    if len(text) > LONGEST_REMARK:
        return Answered(Outcome.LONG)
    say(contribution, text, user, from_desk=not is_sender)
    return Answered(Outcome.POSTED, [_("Files are not taken by mail: attach them on the site.")] if files else ())


# -- Letters to addresses --


@composes(CONFIRM)
def confirm_letter(key: str) -> EmailMessage | None:
    """To the address that a form gave, whoever it belongs to: it quotes nothing of the form."""
    sent = Contribution.objects.filter(pk=key, state=State.UNCONFIRMED).first()
    if sent is None:
        return None
    with override(settings.LANGUAGE_CODE):
        return letter(
            sent.email,
            _("Please confirm what you sent to the editors"),
            _(
                "Somebody suggested something to the editors of Passerelle, and gave this address. If it was you, follow this link once:"
            ),
            links.to_confirm(sent),
            _(
                "It works for %(days)d days. Until then nobody reads what you sent; without it all is deleted, your address too."
            )
            % {"days": UNCONFIRMED_KEPT.days},
        )


@composes(ARRIVED)
def arrived_letter(key: str) -> EmailMessage | None:
    """To the editors: that there is something, and where."""
    sent = Contribution.objects.filter(pk=key, state=State.WAITING).first()
    if sent is None:
        return None
    with override(settings.LANGUAGE_CODE):
        where = settings.SITE_ADDRESS + reverse("contribution", args=[sent.pk])
        return letter(
            settings.OPERATOR["email"], _("A reader suggests: %(what)s") % {"what": sent}, _("Read and decide:"), where
        )


@composes(REMARK_LETTER)
def remark_letter(key: str) -> EmailMessage | None:
    """To a sender without an account; or, of what a sender says before any editor spoke, to the editors."""
    said = Remark.objects.filter(pk=key).select_related("contribution").first()
    if said is None:
        return None
    about = said.contribution
    with override(settings.LANGUAGE_CODE):
        if not said.from_desk:
            if editors_of(about):
                return None
            where = settings.SITE_ADDRESS + reverse("contribution", args=[about.pk])
            return letter(
                settings.OPERATOR["email"], _("The sender writes: %(what)s") % {"what": about}, said.text, where
            )
        return _to_sender(about, _("An editor writes:"), said.text)


@composes(OUTCOME_LETTER)
def outcome_letter(key: str) -> EmailMessage | None:
    """What became of it, to a sender without an account."""
    found = Contribution.objects.filter(pk=key, state__in=DECIDED).first()
    if found is None:
        return None
    with override(settings.LANGUAGE_CODE):
        return _to_sender(found, said_of(found), found.reason)


def _to_sender(contribution: Contribution, said: str, text: str) -> EmailMessage | None:
    if not contribution.email or contribution.person_id:
        return None
    where = settings.SITE_ADDRESS + links.to_thread(contribution)
    read = _("Read and answer there; the link is for you alone:")
    return letter(contribution.email, title_of(contribution), said, text, read, where)

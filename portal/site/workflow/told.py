"""Who is told of what, once: colleagues and who submitted by the notices, somebody without an account by a letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.models import Page, TaskState

from portal.foundation.exploring import page_policy
from portal.foundation.mail import composes, letter
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Story
from portal.site.workflow import links
from portal.site.workflow.models import ReviewHandover, ReviewInvitation, ReviewState
from portal.site.workflow.terms import ENDED, HANDED, LETTER, OVERDUE, WAITING

REVIEWS: Final = "reviews"


def declare() -> None:
    """Registers the kind and the events."""
    registry.kind(
        registry.Kind(
            REVIEWS,
            gettext_lazy("Work on pages at the editors’ desk"),
            gettext_lazy("You get this mail because you submitted this page, or are among those who review it."),
            chosen=False,
        )
    )
    registry.event(Event(WAITING, concerned_by_stage, stories_of_waiting))
    registry.event(Event(OVERDUE, concerned_by_stage, stories_of_overdue))
    registry.event(Event(HANDED, concerned_by_handover, stories_of_handovers))
    registry.event(Event(ENDED, concerned_by_end, stories_of_ends))


def to_stage(key: int) -> str:
    """Where a stage is looked at, with everything that can be done."""
    return reverse("review", args=[key])


# -- Whom it concerns --


def concerned_by_stage(key: str) -> Concerned | None:
    """Whoever has it, or else everybody of its groups but who submitted it."""
    state = ReviewState.objects.open().filter(pk=key).select_related("workflow_state").first()
    if state is None:
        return None
    people = {state.claimed_by_id} if state.claimed_by_id else {*state.stage.people().values_list("pk", flat=True)}
    return _concerned(people, but=state.workflow_state.requested_by_id)


def concerned_by_handover(key: str) -> Concerned | None:
    """Both, but for who did it."""
    made = ReviewHandover.objects.filter(pk=key).first()
    return _concerned({made.giver_id, made.taker_id}, but=made.by_id) if made else None


def concerned_by_end(key: str) -> Concerned | None:
    """Who submitted it, who had it, who decided in the stages before, and who asked somebody without an account."""
    state = ReviewState.objects.filter(pk=key).select_related("workflow_state").first()
    if state is None:
        return None
    people = {state.workflow_state.requested_by_id, state.claimed_by_id}
    people |= {*state.workflow_state.task_states.values_list("finished_by", flat=True)}
    people |= {*state.invitations.exclude(decided_at=None).values_list("invited_by", flat=True)}
    return _concerned(people, but=state.finished_by_id)


def _concerned(people: set[int | None], *, but: int | None) -> Concerned:
    return Concerned({person: REVIEWS for person in people - {None, but} if person})


# -- What each may read of it --


def stories_of_waiting(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What still waits for this person."""
    return _of_open(user, keys, _("It waits for your review, until %(day)s."))


def stories_of_overdue(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What is overdue and still waits for this person."""
    return _of_open(user, keys, _("It was to be reviewed by %(day)s, and still waits."))


def stories_of_handovers(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What was handed to this person, or taken over from them."""
    mine = Q(taker=user) | Q(giver=user)
    found = ReviewHandover.objects.filter(mine, pk__in=keys).select_related("by", "state__workflow_state")
    titles = _subjects(user, [one.state for one in found])
    return {
        str(one.pk): Story(
            titles[one.state_id],
            to_stage(one.state_id),
            (
                _("%(name)s hands the review over to you.")
                if one.taker_id == user.pk
                else _("%(name)s has taken the review over from you.")
            )
            % {"name": _name(one.by)},
            one.note,
            who=_name(one.by),
        )
        for one in found
        if one.state_id in titles
    }


def stories_of_ends(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What became of it."""
    found = ReviewState.objects.filter(pk__in=keys).select_related("finished_by", "workflow_state")
    titles = _subjects(user, found)
    return {
        str(one.pk): Story(
            titles[one.pk],
            reverse("wagtailadmin_pages:edit", args=[one.page_id])
            if one.workflow_state.requested_by_id == user.pk
            else to_stage(one.pk),
            said_of(one),
            one.comment,
            who=_name(one.finished_by),
        )
        for one in found
        if one.pk in titles
    }


def said_of(state: ReviewState) -> str:
    """What became of a stage, in a sentence."""
    return {
        TaskState.STATUS_APPROVED: _("It was approved."),
        TaskState.STATUS_REJECTED: _("Changes are asked for:"),
        TaskState.STATUS_CANCELLED: _("It was published, or taken out of the review, before everybody had decided."),
    }.get(state.status, "")


def _of_open(user: Any, keys: Sequence[str], said: str) -> Mapping[str, Story]:
    found = list(ReviewState.objects.open_to(user).filter(pk__in=keys).select_related("workflow_state").distinct())
    titles = _subjects(user, found)
    return {
        str(one.pk): Story(titles[one.pk], to_stage(one.pk), said % {"day": date_format(one.due_on)})
        for one in found
        if one.pk in titles and one.due_on
    }


def titles_for(user: Any, states: Sequence[ReviewState]) -> dict[int, str]:
    """What their pages are called, by stage, without those that this person may not find. One query."""
    pages = page_policy.but_hidden(Page.objects.filter(pk__in=[one.page_id for one in states]), user)
    titles = {key: draft or title for key, title, draft in pages.values_list("pk", "title", "draft_title")}
    return {one.pk: titles[one.page_id] for one in states if one.page_id in titles}


def _subjects(user: Any, states: Sequence[ReviewState]) -> dict[int, str]:
    return {key: _("Review: %(title)s") % {"title": title} for key, title in titles_for(user, states).items()}


def _name(user: Any) -> str:
    return str(user.name or _("A colleague")) if user else _("Somebody invited by letter")


# -- A letter to somebody without an account --


@composes(LETTER)
def invitation_letter(key: str) -> EmailMessage | None:
    """The link, who asks, and until when; none where it works no more."""
    invitation = ReviewInvitation.objects.filter(pk=key).select_related("state__workflow_state", "invited_by").first()
    if invitation is None or not invitation.is_open:
        return None
    with override(
        invitation.language if invitation.language in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE
    ):
        draft = invitation.state.page.get_latest_revision_as_object()
        return letter(
            invitation.email,
            _("Please review: %(title)s") % {"title": draft.title},
            _("%(name)s of the editors of Passerelle asks you to read a draft and to say whether it can be published:")
            % {"name": _name(invitation.invited_by)},
            invitation.note,
            _("No account is needed. Behind this link you read the draft, and approve it or ask for changes:"),
            links.to_invitation(invitation),
            _("It works until %(day)s, for one decision, and for you alone: please don’t hand it on.")
            % {"day": date_format(invitation.expires_at, "DATETIME_FORMAT")},
            _("If you don’t want to, you need do nothing. Your address is deleted a year after that day."),
        )

"""What the home of the desk shows of reviews: what waits for this person, what colleagues have, what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.site.workflow.models import ReviewState
from portal.site.workflow.told import titles_for, to_stage


@dataclass(frozen=True)
class Part:
    """A part of the home: its name, heading, what it says where nothing waits, how many there are, and the first of them."""

    name: str
    heading: str
    none: str
    count: int
    rows: list[tuple[str, str, str]]  # label, address, note


def parts_for(user: Any, shown: int) -> list[Part]:
    """The parts that this person sees; three queries, however much waits."""
    found = list(
        ReviewState.objects.open_to(user)
        .select_related("workflow_state", "claimed_by")
        .order_by("due_on", "pk")
        .distinct()
    )
    titles = titles_for(user, found)
    found = [one for one in found if one.pk in titles]
    mine = [one for one in found if one.claimed_by_id in (None, user.pk)]
    taken = [one for one in found if one.claimed_by_id not in (None, user.pk)]
    late = [one for one in found if one.is_overdue]
    kinds: Final = (
        ("review", _("Waiting for your review"), _("Nothing waits for your review."), mine),
        ("taken", _("Taken by colleagues"), _("Nothing is with colleagues."), taken),
        ("overdue", _("Overdue reviews"), _("No review is overdue."), late),
    )
    return [
        Part(name, heading, none, len(states), rows_of(states[:shown], titles, user))
        for name, heading, none, states in kinds
    ]


def rows_of(states: Sequence[ReviewState], titles: dict[int, str], user: Any) -> list[tuple[str, str, str]]:
    """The page, the way to its stage, until when it is due and who has it."""
    return [(titles[one.pk], to_stage(one.pk), note_on(one, user)) for one in states]


def note_on(state: ReviewState, user: Any) -> str:
    """Until when, and with whom."""
    said = []
    if state.due_on:
        day = date_format(state.due_on)
        said.append((_("overdue since %(day)s") if state.is_overdue else _("due %(day)s")) % {"day": day})
    if state.claimed_by_id:
        mine = state.claimed_by_id == user.pk
        said.append(_("you have it") if mine else _("%(name)s has it") % {"name": state.claimed_by})
    return ", ".join(said)

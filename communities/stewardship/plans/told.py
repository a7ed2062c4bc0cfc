"""What people are told of plans: a review, that it ends soon, its end, what was decided, a suggestion, and its author, what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from communities.commonroom.people import tending
from communities.spaces.parts import shown_name
from communities.spaces.policies import spaces_of
from communities.spaces.terms import State as SpaceState
from communities.spaces.told import STANDING, in_space, row_of, told
from communities.stewardship.plans.models import PlanVersion, Stance, Suggestion
from communities.stewardship.plans.terms import (
    ANSWERED,
    DECIDED,
    ENDED,
    ENDS,
    ENDS_SOON,
    JUST_OPENED,
    REVIEW,
    SUGGESTED,
    State,
)
from communities.stewardship.told import KIND, members
from portal.foundation.duties import duty
from portal.notices import registry, telling
from portal.notices.models import Notice
from portal.notices.registry import Concerned, Event, Story


def declare() -> None:
    """Registers the events; their kind is that of stewardship."""
    registry.event(Event(REVIEW, asked_for, asked))
    registry.event(Event(ENDS, asked_for, ends))
    registry.event(Event(ENDED, stewards_of, ended))
    registry.event(Event(DECIDED, decided_for, decided))
    registry.event(Event(SUGGESTED, weighed_by, suggested))
    registry.event(Event(ANSWERED, author_of, answered))


def in_state(key: str, *states: State) -> PlanVersion | None:
    """A version, if it is still there and in one of these states, in a space that is alive."""
    version: PlanVersion | None = PlanVersion.objects.filter(pk=row_of(key)).select_related("community").first()
    alive = version is not None and version.community.state == SpaceState.ACTIVE
    return version if version and alive and version.state in states else None


def asked_for(key: str) -> Concerned | None:
    """All members but who opened the review, and who has answered."""
    version = in_state(key, State.REVIEW)
    if version is None:
        return None
    said = set(Stance.objects.filter(line__version=version).values_list("user_id", flat=True))
    return in_space(version.community, members(version.community_id) - said - {version.opened_by_id}, KIND)


def stewards_of(key: str) -> Concerned | None:
    """Who decides now."""
    version = in_state(key, State.DECIDING)
    return in_space(version.community, tending(version.community_id), KIND) if version else None


def decided_for(key: str) -> Concerned | None:
    """All members."""
    version = in_state(key, State.DECIDED)
    return in_space(version.community, members(version.community_id), KIND) if version else None


def asked(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That a plan is to be reviewed, and until when."""

    def tell(version: PlanVersion) -> Story:
        moment = date_format(localtime(version.closes_at), "DATETIME_FORMAT")
        said = _("The stewards propose what the community uses for what. Say until %(moment)s how you see each line.")
        answer = reverse("plan_answer", args=[version.community.slug, version.pk])
        title = _("The plan of “%(name)s” is to be reviewed") % {"name": version.community.name}
        return Story(title, answer, said % {"moment": moment}, place=version.community.name)

    return _versions(user, keys, State.REVIEW, tell)


@duty("reviews_of_plans_that_end", every=timedelta(hours=6))
def remind() -> None:
    """Has those told who said nothing yet, once, two days before a review ends; not where it was opened within the last day."""
    now = timezone.now()
    opened = PlanVersion.objects.filter(
        closed_at=None, opened_at__lte=now - JUST_OPENED, community__state=SpaceState.ACTIVE
    )
    for version in opened.filter(closes_at__range=(now, now + ENDS_SOON)).values_list("pk", flat=True):
        if not Notice.objects.filter(event=f"{ENDS}:{version}").exists():
            with transaction.atomic():
                telling.happened(ENDS, version)


def ends(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That a review ends soon: only as long as this person has said nothing."""
    own = Stance.objects.filter(user=user, line__version__in=map(row_of, keys))
    said = set(own.values_list("line__version", flat=True))

    def tell(version: PlanVersion) -> Story:
        moment = date_format(localtime(version.closes_at), "DATETIME_FORMAT")
        title = _("The review of the plan of “%(name)s” ends soon") % {"name": version.community.name}
        words = _("You have not said yet how you see its lines. The review ends on %(moment)s.")
        answer = reverse("plan_answer", args=[version.community.slug, version.pk])
        return Story(title, answer, words % {"moment": moment}, place=version.community.name)

    return _versions(user, [key for key in keys if row_of(key) not in said], State.REVIEW, tell)


def ended(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That stewards decide now."""

    def tell(version: PlanVersion) -> Story:
        title = _("The review of the plan of “%(name)s” has ended") % {"name": version.community.name}
        said = _("Approve or decline each line now; who objected is owed an answer.")
        return Story(title, version.get_absolute_url(), said, place=version.community.name)

    return _versions(user, keys, State.DECIDING, tell)


def decided(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What holds now."""

    def tell(version: PlanVersion) -> Story:
        title = _("The plan of “%(name)s” is decided") % {"name": version.community.name}
        return Story(
            title, version.get_absolute_url(), _("Read what was approved, and why."), place=version.community.name
        )

    return _versions(user, keys, State.DECIDED, tell)


def _versions(
    user: Any, keys: Sequence[str], state: State, tell: Callable[[PlanVersion], Story]
) -> Mapping[str, Story]:
    found = PlanVersion.objects.visible_to(user).filter(pk__in=map(row_of, keys)).select_related("community")
    return told(keys, [version for version in found if version.state == state], tell)


def suggestion_of(key: str) -> Suggestion | None:
    """A suggestion with its space."""
    return Suggestion.objects.filter(pk=row_of(key), removed_at=None).select_related("line__version__community").first()


def weighed_by(key: str) -> Concerned | None:
    """Who tends the space, as long as nobody has answered it; not its author."""
    one = suggestion_of(key)
    if one is None or one.taken is not None:
        return None
    space = one.line.version.community
    return in_space(space, tending(space.pk) - {one.author_id}, KIND)


def author_of(key: str) -> Concerned | None:
    """Whose suggestion it is, unless they answered it themselves."""
    one = suggestion_of(key)
    if one is None or one.author_id is None or one.taken is None or one.author_id == one.answered_by_id:
        return None
    return in_space(one.line.version.community, [one.author_id], STANDING)


def suggested(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That somebody suggests other words."""

    def tell(one: Suggestion) -> Story:
        space = one.line.version.community
        title = _("Other words are suggested for the plan of “%(name)s”") % {"name": space.name}
        who = shown_name(one.author) if one.author else _("somebody who has left")
        said = _("%(person)s writes, for “%(line)s”:") % {"person": who, "line": one.line.shown_need}
        return Story(title, one.line.get_absolute_url(), said, one.text, who=who, place=space.name)

    return told(keys, _suggestions(user, keys).filter(taken=None), tell)


def answered(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What became of one's own."""

    def tell(one: Suggestion) -> Story:
        space = one.line.version.community
        title = _("Your suggestion for the plan of “%(name)s”") % {"name": space.name}
        taken = _("Your words are the text of “%(line)s” now; your name stands below it.")
        declined = _("It was not taken over for “%(line)s”. The reason:")
        said = (taken if one.taken else declined) % {"line": one.line.shown_need}
        return Story(title, one.line.get_absolute_url(), said, one.reason, place=space.name)

    return told(keys, _suggestions(user, keys).filter(author=user).exclude(taken=None), tell)


def _suggestions(user: Any, keys: Sequence[str]) -> Any:
    found = Suggestion.objects.filter(
        pk__in=map(row_of, keys), removed_at=None, line__version__community__in=spaces_of(user)
    )
    return found.select_related("line__version__community", "author")

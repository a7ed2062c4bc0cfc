"""What people are told of ratings: who can second or decide, who proposed, who appealed, and whom the record concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Story
from practices.ratings import policies
from practices.ratings.actions import APPEAL, RATING
from practices.ratings.models import Rating, RatingAppeal
from practices.ratings.terms import DESK_RIGHT, PUBLISHED, State, Verdict
from practices.records.models import Record

WAITS: Final = "ratings_wait"
CONCERNS: Final = "ratings"


def declare() -> None:
    """Registers kinds and events."""
    registry.kind(
        registry.Kind(
            WAITS,
            gettext_lazy("A rating or an appeal that waits for a second or third person"),
            gettext_lazy("You get this mail because you can decide about the evidence of records."),
            chosen=False,
        )
    )
    registry.kind(
        registry.Kind(
            CONCERNS,
            gettext_lazy("What became of a rating or an appeal that concerns you"),
            gettext_lazy("You get this mail because you rated this record, appealed, contributed to it, or speak for its organisation."),
            chosen=False,
        )
    )  # fmt: skip
    registry.event(Event(RATING, about_rating, ratings))
    registry.event(Event(APPEAL, about_appeal, appeals))


def deciding() -> set[int]:
    """Everybody who may rate."""
    app, _dot, codename = DESK_RIGHT.partition(".")
    able = Q(groups__permissions__content_type__app_label=app, groups__permissions__codename=codename)
    return set(User.objects.filter(able | Q(is_superuser=True), is_active=True).values_list("pk", flat=True))


def affected(record: Record | None) -> set[int]:
    """Who speaks for its organisations, and who contributed to it."""
    if record is None:
        return set()
    speaking = policies.speaking_for(record).values_list("user", flat=True)
    return {*speaking, *policies.contributing_to(record).values_list("person", flat=True)}


def about_rating(key: str) -> Concerned | None:
    """A proposal: who can second it. Agreed: who proposed it, and whom it concerns. Declined: who proposed it."""
    number, _dash, state = key.partition("-")
    found = Rating.objects.filter(pk=number).select_related("record").first()
    if found is None:
        return None
    proposer = {found.proposed_by_id} if found.proposed_by_id else set()
    if state == State.PROPOSED:
        return Concerned(dict.fromkeys(deciding() - proposer, WAITS))
    people = proposer | (affected(found.record) if state == State.AGREED else set())
    return Concerned({person: CONCERNS for person in people if person != found.decided_by_id})


def about_appeal(key: str) -> Concerned | None:
    """One that waits: who can decide it, and both editors. Decided: who appealed, both editors, and whom the record concerns."""
    number, _dash, verdict = key.partition("-")
    found = RatingAppeal.objects.filter(pk=number).select_related("rating__record").first()
    if found is None:
        return None
    raters = found.rating.raters
    if verdict == Verdict.WAITING:
        kinds = dict.fromkeys(deciding(), WAITS) | dict.fromkeys(raters, CONCERNS)
        return Concerned({person: kind for person, kind in kinds.items() if person != found.by_id})
    people = raters | ({found.by_id} if found.by_id else set())
    people |= affected(found.rating.record) if verdict == Verdict.UPHELD else set()
    return Concerned({person: CONCERNS for person in people if person != found.decided_by_id})


def ratings(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What still stands so, of records that this person may see. Two queries."""
    numbers = {key: key.partition("-")[0] for key in keys}
    found = {str(one.pk): one for one in Rating.objects.filter(pk__in=numbers.values())}
    seen = readable(user, [one.record_id for one in found.values()])
    desk = policies.rate(user)
    told = {}
    for key, number in numbers.items():
        one = found.get(number)
        if one is None or one.state != key.partition("-")[2] or not (desk or one.record_id in seen):
            continue
        title = _("The evidence of %(code)s") % {"code": one.code}
        if one.state in PUBLISHED:
            said = _("Two editors agreed: %(strength)s. Whoever finds that wrong can appeal.")
            where = reverse("record_ratings", args=[one.code])
            told[key] = Story(title, where, said % {"strength": one.get_strength_display()}, one.because)
        elif desk:
            said = (
                _("A rating waits for a second editor:")
                if one.state == State.PROPOSED
                else _("Your proposal was declined, for this reason:")
            )
            words = one.because if one.state == State.PROPOSED else one.reason
            told[key] = Story(title, reverse("rating", args=[one.pk]), said, words)
    return told  # fmt: skip


def appeals(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """Likewise. Two queries."""
    numbers = {key: key.partition("-")[0] for key in keys}
    rows = RatingAppeal.objects.filter(pk__in=numbers.values()).select_related("rating")
    found = {str(one.pk): one for one in rows}
    seen = readable(user, [one.rating.record_id for one in found.values()])
    desk = policies.rate(user)
    told = {}
    for key, number in numbers.items():
        one = found.get(number)
        if one is None or one.verdict != key.partition("-")[2] or not (desk or one.rating.record_id in seen):
            continue
        title = _("Appeal against the rating of %(code)s") % {"code": one.rating.code}
        where = reverse("rating", args=[one.rating_id]) if desk else reverse("record_ratings", args=[one.rating.code])
        if one.is_waiting:
            told[key] = Story(title, where, _("Somebody finds the rating wrong:"), one.reason)
        else:
            said = _("It was decided: %(what)s.") % {"what": one.get_verdict_display()}
            told[key] = Story(title, where, said, one.answer)
    return told


def readable(user: Any, records: Sequence[int | None]) -> set[int | None]:
    """Those of some records that somebody may read. One query."""
    return set(
        Record.objects.visible_to(user).filter(pk__in=[key for key in records if key]).values_list("pk", flat=True)
    )

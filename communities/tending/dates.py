"""Who tends a space is told, two weeks before and once, that its review is due, and that the term of a steward ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.commonroom.people import tended_by, tended_places, tending
from communities.spaces.models import Community, Membership
from communities.spaces.parts import shown_name
from communities.spaces.terms import State
from communities.spaces.told import in_space, row_of
from communities.tending.terms import DATES, DATES_SOON, REVIEW, TERM
from portal.foundation.duties import duty
from portal.notices import registry, telling
from portal.notices.models import Notice
from portal.notices.registry import Concerned, Event, Kind, Story


def declare() -> None:
    """Registers kind and events."""
    label = gettext_lazy("A date of a community that you tend: its review, or the end of a steward’s term")
    because = gettext_lazy("You get this mail because you tend this community.")
    registry.kind(Kind(DATES, label, because, in_places=True, where=tended_places))
    registry.event(Event(REVIEW, review_for, review))
    registry.event(Event(TERM, term_for, term))


def key_of(pk: int, day: date) -> str:
    """A row with the day that it has: with another one it is another event."""
    return f"{pk}.{day:%Y%m%d}"


@duty("dates_of_spaces", every=timedelta(days=1))
def look() -> None:
    """Has those told who tend a space, once for each day that was set. Three queries, and one for each that is new."""
    events = {f"{REVIEW}:{key_of(pk, day)}" for pk, day in reviews().values_list("pk", "review_on")}
    events |= {f"{TERM}:{key_of(pk, day)}" for pk, day in terms().values_list("pk", "term_to")}
    before = set(Notice.objects.filter(event__in=events).values_list("event", flat=True))
    for event in sorted(events - before):
        name, _colon, key = event.partition(":")
        with transaction.atomic():
            telling.happened(name, key)


def reviews() -> Any:
    """Living spaces whose review is near."""
    return Community.objects.filter(state=State.ACTIVE, review_on__range=_soon())


def terms() -> Any:
    """Memberships of stewards whose term ends soon."""
    stewards = Membership.objects.stewards().filter(community__state=State.ACTIVE)
    return stewards.filter(term_to__range=_soon())


def _soon() -> tuple[date, date]:
    today = timezone.localdate()
    return today, today + DATES_SOON


def review_for(key: str) -> Concerned | None:
    """Who tends the space."""
    space = reviews().filter(pk=row_of(key)).first()
    return in_space(space, tending(space.pk), DATES) if space and key == key_of(space.pk, space.review_on) else None


def term_for(key: str) -> Concerned | None:
    """Who tends the space, whose term it is, too."""
    one = terms().filter(pk=row_of(key)).select_related("community").first()
    return (
        in_space(one.community, tending(one.community_id), DATES)
        if one and key == key_of(one.pk, one.term_to)
        else None
    )


def review(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """When it is, as long as it is that day. One query, and one for what they tend."""
    found = Community.objects.filter(pk__in=tended_by(user) & set(map(row_of, keys)), state=State.ACTIVE)
    return dict(_of(keys, ((one, one.review_on, _review(one, one.review_on)) for one in found if one.review_on)))


def term(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """Whose ends when, as long as it is that day. One query, and one for what they tend."""
    stewards = Membership.objects.stewards().filter(pk__in=map(row_of, keys), community__state=State.ACTIVE)
    found = stewards.filter(community__in=tended_by(user)).select_related("community", "user")
    return dict(_of(keys, ((one, one.term_to, _term(one, one.term_to, user)) for one in found if one.term_to)))


def _of(keys: Sequence[str], stories: Any) -> Iterator[tuple[str, Story]]:
    return ((key, story) for row, day, story in stories if (key := key_of(row.pk, day)) in keys)


def _review(space: Community, on: date) -> Story:
    said = _("It is to be reviewed on %(day)s.") % {"day": date_format(on)}
    text = _("Ask its people whether it is still needed and what should change. Then set the next day, or archive it.")
    title = _("The review of “%(name)s” is due") % {"name": space.name}
    return Story(title, reverse("community_edit", args=[space.slug]), said, text, place=space.name)


def _term(one: Membership, on: date, user: Any) -> Story:
    day, space = date_format(on), one.community
    own = _("Your term as a steward ends on %(day)s.") % {"day": day}
    other = _("The term of %(person)s ends on %(day)s.") % {"person": shown_name(one.user), "day": day}
    text = _("Agree who goes on. Set a new term, or make somebody else a steward and leave a hand-over note.")
    title = _("A steward’s term in “%(name)s” ends") % {"name": space.name}
    url = reverse("community_people", args=[space.slug])
    return Story(title, url, own if one.user_id == user.pk else other, text, place=space.name)

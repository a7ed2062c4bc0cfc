"""What the pages of a blog show, in a number of queries that doesn't grow with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from communities.blog.models import Entry, EntryTag
from communities.blog.terms import PAGE_SIZE
from communities.discussion.models import Tag
from communities.discussion.reading import profile_url
from communities.people.models import Profile
from communities.spaces.parts import Way
from communities.spaces.policies import Standing
from communities.subjects import entries as concepts
from portal.foundation import prepared
from portal.foundation.audience import audiences_of
from portal.foundation.prepared import PK, PKS, START, Paged
from portal.vocabularies.snapshot import ConceptEntry

LISTED = (
    *(
        "community",
        "title",
        "summary",
        "language",
        "author",
        "guest",
        "guest_from",
        "published_at",
        "edited_at",
        "reach",
    ),
    *("series", "place", "state", "changed_at", "removed_at"),
)


def listed(space: int, way: Way) -> Any:
    """The entries of a space that somebody may read who stands so to it, the latest first, as lists need them."""
    found = Entry.objects.reaching(space, way.reached).with_names().only(*LISTED)
    return found.order_by("-published_at", "-pk")


def entry_page(standing: Standing, number: Any, tag: Tag | None, count: int) -> Page[Entry]:
    """A page of the list, of the entries with a tag where one is given; `count`: how many there are in all. At most two queries."""
    way, space = Way.of(standing), standing.community.pk
    if tag:
        return Paginator(listed(space, way).filter(tagged__tag=tag), PAGE_SIZE).get_page(number)

    def find(start: int) -> list[Entry]:
        build = lambda: listed(PK, way)[START : START + PAGE_SIZE]  # noqa: E731
        return prepared.objects(("entries", way), Entry, build, pk=space, start=start)

    return Paginator(Paged(count, find), PAGE_SIZE).get_page(number)


def entry_of(standing: Standing, key: int) -> Entry | None:
    """An entry of the space that somebody may read, or has a hand in. At most two queries."""
    key, way = min(key, PK), Way.of(standing)

    def readable() -> Any:
        found = Entry.objects.reaching(PKS[0], way.reached).filter(pk=PKS[1])
        return found.with_names().with_surroundings().defer("body")

    found = prepared.objects(("entry", way), Entry, readable, pks=(standing.community.pk, key))
    if not found and standing.signed_in:
        mine = Entry.objects.at_work(standing.user).filter(community=standing.community, pk=key)
        found = list(mine.with_names().with_surroundings())
    for entry in found:
        entry.community = standing.community
        return entry
    return None


def author_url(entry: Entry, user: Any) -> str:
    """The page of its author, where the reader may see it. One query."""
    if entry.author_id is None or entry.guest:
        return ""

    def seen() -> Any:
        return Profile.objects.visible_to(user).filter(user=PK).order_by().values_list("pk")

    name = ("profile of an author", audiences_of(user))
    return next((profile_url(pk) for (pk,) in prepared.rows(name, seen, pk=entry.author_id)), "")


def subjects_of(entry: Entry) -> list[ConceptEntry]:
    """What it is about, in the words of the catalogue. One query, none where it is about nothing."""
    return concepts(entry.concepts.values_list("pk", flat=True)) if entry.has_subjects else []


def tags_of(entry: Entry) -> list[tuple[str, str]]:
    """Its tags, each with its slug. One query, none where there are none."""
    if not entry.is_tagged:
        return []
    return list(
        EntryTag.objects.filter(content_object=entry.pk).order_by("tag__name").values_list("tag__name", "tag__slug")
    )


@dataclass(frozen=True, slots=True)
class Turning:
    """Where an entry stands in its series, for one reader."""

    pk: int
    title: str
    number: int
    all: int
    before: Entry | None
    after: Entry | None


def turning(entry: Entry, standing: Standing) -> Turning | None:
    """The entries around it. One query, none where it is in no series."""
    if not entry.series_id:
        return None
    others = Entry.objects.visible_to(standing.user).filter(series=entry.series_id).order_by("place", "pk")
    row: Sequence[Entry] = list(others.only("title", "language", "community", "series", "place"))
    at = next((number for number, one in enumerate(row) if one.pk == entry.pk), None)
    if at is None:
        return None
    for one in row:
        one.community = standing.community
    return Turning(
        entry.series_id,
        entry.series_title or "",
        at + 1,
        len(row),
        row[at - 1] if at else None,
        row[at + 1] if at + 1 < len(row) else None,
    )


def series_of(standing: Standing) -> list[tuple[int, str, int]]:
    """The series of a space in which somebody may read something: key, title, and how many entries. One query."""
    way = Way.of(standing)

    def readable() -> Any:
        found = Entry.objects.reaching(PK, way.reached).exclude(series=None).order_by("series__title", "series")
        return (
            found.values("series", "series__title")
            .annotate(count=Count("*"))
            .values_list("series", "series__title", "count")
        )

    return prepared.rows(("series", way), readable, pk=standing.community.pk)

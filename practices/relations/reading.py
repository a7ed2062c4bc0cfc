"""Reads a record's relations from both ends, with one query."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from portal.foundation.audience import audiences_of, readable
from portal.foundation.dates import PartialDate
from portal.foundation.pages import address_of, language_of
from portal.foundation.prepared import NOW, PK, rows
from practices.relations.models import INVERSE, Relation, RelationType
from practices.sources.models import Source
from practices.sources.numbered import SOURCE_COLUMNS, Sources, source_from

# The order in which a page tells its relations.
ORDER = {value: position for position, value in enumerate(RelationType.values)}
OTHER_END = ("title", "url_path", "locale_id")


@dataclass(frozen=True)
class Link:
    """One relation as a record's page shows it."""

    type: str
    incoming: bool
    how: Any
    label: str
    url: str
    language: str
    role: str
    note: str
    period: str
    judgement: bool
    source: Source | None
    at: str
    number: int = 0  # of its source on the page

    @property
    def has_details(self) -> bool:
        """Whether there is more to say than which record and how."""
        return bool(self.role or self.note or self.period or self.judgement)

    def numbered(self, sources: Sources) -> Link:
        """The same, with the number of its source on a page."""
        return replace(self, number=sources.number(self.source, self.at)) if self.source else self


def links_of(work: Any, user: Any) -> list[Link]:
    """The relations of a work that this person may see, outgoing and incoming; a draft's relations are not there."""
    mine = audiences_of(user)
    found = sorted(rows(("relations", mine), lambda: both_ends(mine), pk=work.pk), key=lambda row: row[:2])
    links = [link(row[2:], work.pk) for row in found]
    return sorted(links, key=lambda one: (ORDER[one.type], one.incoming))


def both_ends(audiences: frozenset[str]) -> Any:
    """Relations that begin or end at PK, where both ends may be seen."""
    both = readable(audiences, "page__", NOW) & readable(audiences, "target__", NOW)
    visible = Relation.objects.filter(both).order_by()
    columns = [
        "sort_order", "pk", "page_id", "type", "role", "note", "period", "judgement",
        *(f"page__{name}" for name in OTHER_END), *(f"target__{name}" for name in OTHER_END),
        "at", *(f"source__{name}" for name in SOURCE_COLUMNS),
    ]  # fmt: skip
    outgoing, incoming = visible.filter(page=PK), visible.filter(target=PK)
    return outgoing.values_list(*columns).union(incoming.values_list(*columns), all=True)


def link(row: tuple[Any, ...], pk: int) -> Link:
    """One row, read from the end that the reader is at."""
    page_id, type_, role, note, period, judgement, *ends = row
    incoming = page_id != pk
    title, url_path, locale_id = ends[:3] if incoming else ends[3:6]
    at, *source = ends[6:]
    language = language_of(locale_id)
    when = PartialDate.parse(period) if period else None
    return Link(
        type=type_,
        incoming=incoming,
        how=INVERSE[type_] if incoming else RelationType(type_).label,
        label=title,
        url=address_of(url_path, language),
        language=language if language != settings.LANGUAGE_CODE else "",
        role=role,
        note=note,
        period=when.display() if when else "",
        judgement=bool(judgement),
        source=source_from(source) if source[0] else None,
        at=at,
    )

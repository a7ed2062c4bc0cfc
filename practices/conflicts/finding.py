"""Finds figures that contradict each other: the same measure of the same people in the same time, with another value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from itertools import combinations
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from wagtail.signals import page_published

from portal.foundation import outbox
from portal.foundation.duties import duty
from practices.claims.models import Claim
from practices.conflicts.models import Conflict
from practices.conflicts.proposals import Proposal
from practices.records.models import Record

KIND: Final = "figures"  # of the outbox's rows
SAME: Final = ("indicator_id", "label", "population", "period", "unit", "comparison")  # of two figures of one thing
MOST_OF_ONE: Final = 6  # values of one thing that are compared with each other

Subject = tuple[Any, ...]


@receiver(page_published)
def published(instance: Any, **_details: Any) -> None:
    """A record's figures may be others now: looked at by the worker, since publishing should not wait for it."""
    if isinstance(instance, Record) and not instance.is_translation:
        outbox.enqueue(KIND, str(instance.pk))


@outbox.handler(KIND)
def look_at_a_record(entries: Any) -> None:
    """Looks at the figures of the records that were published."""
    for entry in entries:
        propose(int(entry.key))


@duty("look_for_contradictions", every=timedelta(days=1))
def look_at_all() -> None:
    """Looks at all figures: those of data sets, and of records that came in otherwise."""
    propose()


@transaction.atomic
def propose(record: int | None = None) -> int:
    """Proposes each pair that nobody was told of and the ledger doesn't have; of one record, or of all. A fixed number of queries, and
    two for each new pair."""
    pairs = [
        pair for pair in contradictions(_figures(record)) if record is None or record in {one.record_id for one in pair}
    ]
    known = set(Proposal.objects.filter(key__in=map(_key, pairs)).values_list("key", flat=True))
    entered = list(Conflict.objects.prefetch_related("values", "records", "datasets", "places")) if pairs else []
    new = [pair for pair in pairs if _key(pair) not in known and not any(_covers(one, pair) for one in entered)]
    for first, second in new:
        figures = {"first": first, "second": second, "first_value": first.value, "second_value": second.value}
        Proposal.objects.get_or_create(key=_key((first, second)), defaults=figures)
    return len(new)


def _figures(record: int | None) -> list[Claim]:
    """The published figures that have a number and a time; those that could contradict a record's, where one is named."""
    found = Claim.objects.filter(Q(record=None) | Q(record__live=True), value__isnull=False, period__isnull=False)
    if record is not None:
        own = Claim.objects.filter(record=record)
        found = found.filter(indicator__in=own.values("indicator"), period__in=own.values("period"))
    return list(found.order_by("pk"))


def contradictions(figures: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of figures of one thing whose values differ. Two programmes in one country may well differ: figures of different records
    are only compared where both say whom they counted."""
    figures = list(figures)
    places = _places_of({one.record_id for one in figures if one.record_id})
    alike: dict[Subject, dict[Any, Claim]] = defaultdict(dict)
    for one in figures:
        same = tuple(_plain(getattr(one, name)) for name in SAME)
        for subject in _subjects(one, places):
            alike[same + subject].setdefault((one.value, one.source_id), one)
    found = (
        pair
        for of_one in alike.values()
        for pair in combinations(list(of_one.values())[:MOST_OF_ONE], 2)
        if pair[0].value != pair[1].value
    )
    yield from {(first.pk, second.pk): (first, second) for first, second in found}.values()


def _plain(value: Any) -> Any:
    return " ".join(value.casefold().split()) if isinstance(value, str) else str(value)


def _subjects(one: Claim, places: Mapping[int, list[int]]) -> Iterator[Subject]:
    """What a figure is of: its record, its cell in a table, and the people of a place."""
    if one.record_id:
        yield "record", one.record_id
    else:
        yield "cell", one.place_id, one.concept_id
    if one.population:
        for place in places.get(one.record_id or 0, []) if one.record_id else [one.place_id] if one.place_id else []:
            yield "people", place


def _places_of(records: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for record, place in Record.places.through.objects.filter(record_id__in=records).values_list(
        "record_id", "place_id"
    ):
        found[record].append(place)
    return found


def _key(pair: tuple[Claim, Claim]) -> str:
    said = sorted(
        f"{one.record_id} {one.dataset_id} {one.place_id} {one.concept_id} {one.source_id} {one.plain_value}"
        for one in pair
    )
    same = [_plain(getattr(pair[0], name)) for name in SAME]
    return sha256("\n".join([*same, *said]).encode()).hexdigest()


def _covers(conflict: Conflict, pair: tuple[Claim, Claim]) -> bool:
    """Whether an entry of the ledger speaks of both sources, on something that one of the figures belongs to."""
    if not {one.source_id for one in pair} <= {value.source_id for value in conflict.values.all()}:
        return False
    marked = (
        ({one.pk for one in conflict.records.all()}, "record_id"),
        ({one.pk for one in conflict.datasets.all()}, "dataset_id"),
        ({one.pk for one in conflict.places.all()}, "place_id"),
    )
    return any(getattr(one, name) in keys for keys, name in marked for one in pair)

"""Reads the editors' expectations, for search to be judged by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from practices.expectations.models import SearchExpectation
from practices.records.models import Record
from search.evaluation.expectations import Expectation


def expectations() -> list[Expectation]:
    """All that are kept."""
    return readable(list(SearchExpectation.objects.all()))


def readable(kept: Sequence[SearchExpectation]) -> list[Expectation]:
    """Some expectations, in their order. Two queries, however many there are."""
    named: dict[int, set[str]] = defaultdict(set)
    links = SearchExpectation.records.through.objects.filter(searchexpectation__in=[one.pk for one in kept])
    for pk, identifier in links.values_list("searchexpectation", "record__identifier"):
        named[pk].add(identifier)
    texts = Record.objects.live().originals().filter(identifier__in=set().union(*named.values()))
    keys: dict[str, set[str]] = defaultdict(set)
    for identifier, pk in texts.values_list("identifier", "pk"):
        keys[identifier].add(f"page:{pk}")
    return [
        Expectation(
            one.query, one.language, {code: frozenset(keys[code]) for code in sorted(named[one.pk]) if code in keys}
        )
        for one in kept
    ]

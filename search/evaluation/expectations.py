"""Judges the live index by what editors expect of it: which records should come up for which words.

Apps that keep expectations register a function that reads them; search doesn't know where they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.core.management.base import CommandError, OutputWrapper

from search.engines import engine
from search.engines.base import EngineUnavailableError, SearchEngine
from search.evaluation.asking import request
from search.widening import widenings_of

FEW: Final = 3
MANY: Final = 10


@dataclass(frozen=True, slots=True)
class Expectation:
    """What somebody types in a language, and what should come up: by identifier, the records that stand for it."""

    query: str
    language: str
    wanted: Mapping[str, frozenset[str]]  # PR-0001: {page:12, page:80}, its full texts


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the wanted records stood among the first ten; those that didn't are not in `places`."""

    expectation: Expectation
    places: Mapping[str, int]  # by identifier, from 1

    @property
    def missing(self) -> list[str]:
        """The wanted records that didn't come up."""
        return [identifier for identifier in self.expectation.wanted if identifier not in self.places]

    @property
    def reciprocal(self) -> float:
        """One divided by the place of the first wanted record."""
        return 1 / min(self.places.values()) if self.places else 0.0

    def share(self, first: int) -> float:
        """How many of the wanted records stood among the first so many, of those that could."""
        found = sum(place <= first for place in self.places.values())
        return found / min(first, len(self.expectation.wanted))


@dataclass(frozen=True, slots=True)
class Score:
    """The means over some expectations."""

    count: int
    in_three: float
    in_ten: float
    mrr: float

    def __str__(self) -> str:
        return (
            f"{self.count} expectations: {self.in_three:.3f} found in the first three, "
            f"{self.in_ten:.3f} in the first ten, MRR {self.mrr:.3f}"
        )


Reader = Callable[[], Iterable[Expectation]]
_readers: list[Reader] = []


def kept_by(reader: Reader) -> None:
    """Registers a function that reads expectations."""
    if reader not in _readers:
        _readers.append(reader)


def kept() -> Iterator[Expectation]:
    """All that is expected."""
    return (one for reader in _readers for one in reader())


def outcome(expectation: Expectation, asked: SearchEngine) -> Outcome:
    """Asks. Raises EngineUnavailableError where there is no index."""
    plain = request(expectation.query, expectation.language, MANY)
    ranking = asked.ranking(replace(plain, widenings=widenings_of(plain.text, plain.languages)))
    records = [":".join(key.split(":")[:2]) for key, _score in ranking]
    places: dict[str, int] = {}
    for identifier, keys in expectation.wanted.items():
        if place := next((number for number, record in enumerate(records, 1) if record in keys), 0):
            places[identifier] = place
    return Outcome(expectation, places)


def outcomes() -> list[Outcome]:
    """All expectations, asked of the live index; those whose records are all gone are left out."""
    asked = engine()
    return [outcome(one, asked) for one in kept() if one.wanted]


def score(found: Sequence[Outcome]) -> Score:
    """The means; zeros where there is nothing."""
    count = max(len(found), 1)
    return Score(
        len(found),
        sum(one.share(FEW) for one in found) / count,
        sum(one.share(MANY) for one in found) / count,
        sum(one.reciprocal for one in found) / count,
    )


def show(output: OutputWrapper) -> None:
    """Prints the score, that of each language, and what is not found. Raises CommandError where search can't be asked."""
    try:
        found = outcomes()
    except EngineUnavailableError as error:
        raise CommandError(f"Search is not available: {error} Run `manage.py search rebuild`.") from error
    by_language: dict[str, list[Outcome]] = defaultdict(list)
    for one in found:
        by_language[one.expectation.language].append(one)
    for language, some in sorted(by_language.items()):
        output.write(f"{language}  {score(some)}")
    output.write(f"all {score(found)}")
    for one in found:
        if one.missing:
            expected = one.expectation
            output.write(f"{expected.language}  “{expected.query}”: not in the first ten: {', '.join(one.missing)}")

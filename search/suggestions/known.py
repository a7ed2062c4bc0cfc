"""Words that are known by heart, such as the labels of concepts: found by their beginnings; where nothing begins so, a slip is forgiven.

Made once for each state of what it holds; a few thousand texts take some megabytes and tenths of a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from search.analysis import compact_name
from search.suggestions.beginnings import Beginning, beginning_of, meets, words_of
from search.suggestions.near import edits, forgiven

LONGEST_PREFIX: Final = 16
MOST_LOOKED_AT: Final = 300


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by one of its names."""

    thing: str  # its key
    text: str
    language: str


class Known:
    """Things by all their names."""

    def __init__(self, names: Iterable[Named]) -> None:
        self._names: Sequence[Named] = [name for name in names if name.text]
        self._by_prefix: dict[str, list[int]] = {}
        for place, name in enumerate(self._names):
            whole = compact_name(name.text)
            for prefix in {word[:length] for word in (*words_of(name.text), whole) for length in _lengths(word)}:
                self._by_prefix.setdefault(prefix, []).append(place)

    def becoming(self, text: str, languages: Sequence[str], limit: int) -> list[Named]:
        """The things that somebody may be about to type, each by its best name; those in the reader's languages first."""
        asked = beginning_of(text)
        if asked is None:
            return []
        for candidates in (self._begun(asked), self._nearly_begun(asked)):
            places = [place for place in dict.fromkeys(candidates) if meets(asked, self._names[place].text)]
            if places:
                return list(self._best(places, asked, languages))[:limit]
        return []

    def _begun(self, asked: Beginning) -> Iterator[int]:
        for beginning in _beginnings(asked):
            yield from self._by_prefix.get(beginning, ())

    def _nearly_begun(self, asked: Beginning) -> Iterator[int]:
        beginnings = (near for one in _beginnings(asked) if forgiven(one) for near in sorted(set(edits(one))))
        return islice((place for near in beginnings for place in self._by_prefix.get(near, ())), MOST_LOOKED_AT)

    def _best(self, places: Sequence[int], asked: Beginning, languages: Sequence[str]) -> Iterator[Named]:
        order = {language: number for number, language in enumerate(languages)}

        def key(place: int) -> tuple[int, int, int, int]:
            name = self._names[place]
            whole = compact_name(name.text)
            strict = all(
                any(word.startswith(wanted) for word in words_of(name.text)) for wanted in (*asked.words, asked.last)
            )
            nearness = 3 * (whole == asked.compact) + 2 * whole.startswith(asked.compact) + strict
            return (-nearness, order.get(name.language, len(order)), len(name.text), place)

        seen: set[str] = set()
        for place in sorted(places, key=key):
            if (name := self._names[place]).thing not in seen:
                seen.add(name.thing)
                yield name


def _beginnings(asked: Beginning) -> list[str]:
    return sorted({asked.last[:LONGEST_PREFIX], asked.compact[:LONGEST_PREFIX]})


def _lengths(word: str) -> range:
    return range(1, min(len(word), LONGEST_PREFIX) + 1)

"""Which concepts and places a text speaks of, and what they are called in another language: for whoever translates it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.vocabularies.snapshot import ConceptEntry, PlaceEntry, Version, vocabulary
from search.analysis import COMPOUND, compounds, fold, split, stems_of

LEFT_OUT: Final = frozenset({"indicator"})  # names of figures: nobody writes them in a text
FIRST: Final = "glossary"  # where the same words are a term, that is told
MOST_TOGETHER: Final = 6  # words of a label
MOST_SHOWN: Final = 24
MOST_OTHERS: Final = 4

ENDING: Final = 2  # letters by which a form of a word differs: prisons, but not prisoners, for a prison

Key = tuple[str, ...]
Named = tuple[ConceptEntry | PlaceEntry, list[str]]  # and the words that name it


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Words of a text that name a concept or place."""

    written: str
    label: str  # in the other language; empty where nobody has entered one
    others: tuple[str, ...]  # further words for it there


def occurring(text: str, language: str, target: str) -> list[Occurrence]:
    """What a text in a language speaks of, in its order, each once; with the words for it in the target language."""
    found: dict[str, Occurrence] = {}
    for written, entry in _named(text, language):
        one = _told(written, entry, target)
        known = next((other for other in found.values() if other.label == one.label and one.label), None)
        if one.written.casefold() not in found and known is None:
            found[one.written.casefold()] = one
    return list(found.values())[:MOST_SHOWN]


def _named(text: str, language: str) -> Iterator[tuple[str, ConceptEntry | PlaceEntry]]:
    """The longest labels first found from the left, as they are written; none within another."""
    known = _labels(vocabulary().version, language)
    words = [
        (part, whole.span(), number)
        for whole in COMPOUND.finditer(text)
        for number, part in enumerate(split(whole[0])[0])
    ]
    keys = [_stem(part, language) for part, *_where in words]
    place = 0
    while place < len(words):
        for length in range(min(MOST_TOGETHER, len(words) - place), 0, -1):
            run = words[place : place + length]
            parts = [part for part, *_where in run]
            entry, called = known.get(tuple(keys[place : place + length])) or known.get(("", *parts)) or (None, [])
            if entry is not None and _is_form_of(parts, called):
                after = words[place + length : place + length + 1]
                is_whole = run[0][2] == 0 and (not after or after[0][2] == 0)
                yield text[run[0][1][0] : run[-1][1][1]] if is_whole else " ".join(part for part, *_where in run), entry
                place += length
                break
        else:
            place += 1


@lru_cache(maxsize=16)
def _labels(_version: Version, language: str) -> dict[Key, Named]:
    """What is named by which words: by their stems, short forms by their own letters."""
    known = vocabulary()
    concepts = [one for one in known.in_use if one.scheme not in LEFT_OUT]
    concepts.sort(key=lambda one: one.scheme != FIRST)
    found: dict[Key, Named] = {}
    entries: list[ConceptEntry | PlaceEntry] = [*concepts, *known.places.values()]
    for entry in entries:
        for key, parts in _keys(entry, language):
            found.setdefault(key, (entry, parts))
    return found


def _keys(entry: ConceptEntry | PlaceEntry, language: str) -> Iterator[tuple[Key, list[str]]]:
    """What names it: of a term also other words; those of other concepts and of places are there to be searched for."""
    if isinstance(entry, PlaceEntry):
        labels = [entry.names.get(language, "")]
    else:
        others = entry.alternatives.get(language, ()) if entry.scheme == FIRST else ()
        labels = [entry.labels.get(language, ""), *others, entry.abbreviation]
    for label in filter(None, labels):
        if parts := _parts(label):
            yield ("", *parts) if label.isupper() else tuple(_stem(part, language) for part in parts), parts


def _is_form_of(written: list[str], called: list[str]) -> bool:
    return all(abs(len(one) - len(other)) <= ENDING for one, other in zip(written, called, strict=True))


def _parts(label: str) -> list[str]:
    return [part for compound in compounds(label) for part in split(compound)[0]]


def _stem(word: str, language: str) -> str:
    return next(iter(stems_of(word, language)), fold(word))


def _told(written: str, entry: ConceptEntry | PlaceEntry, target: str) -> Occurrence:
    if isinstance(entry, PlaceEntry):
        return Occurrence(written, entry.names.get(target, ""), ())
    others: Iterable[str] = entry.alternatives.get(target, ())
    return Occurrence(written, entry.labels.get(target, ""), tuple(others)[:MOST_OTHERS])

"""Other words for what somebody typed: labels of the concepts that are called so, in all languages, and their short forms.

Apps register thesauri (`registry.thesaurus`); a query is widened by them below its own words (`Ranking.wider`). What a concept is
called in some language leads to all its labels. An alternative label may be narrower or wider than its concept: it leads to
the preferred ones alone, and only where nothing else was typed. What stands in quotation marks, in a field or after "not" is
taken as typed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

from django.db import DatabaseError

from search import registry
from search.analysis import compounds, fold, split, stems_of
from search.queries import All, Any, Node, ParsedQuery, Word, Words, parse
from search.queries.tree import Other, leaves

MOST_WORDS: Final = 12  # longer questions say enough themselves
MOST_TOGETHER: Final = 5  # words of a label
MOST_WIDENINGS: Final = 6
MOST_OTHERS: Final = 32  # labels that one widening brings
SHOWN: Final = 3
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Label:
    """A word for a concept."""

    text: str
    language: str
    preferred: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept as a thesaurus has it: `key` is the same in all languages; short forms are labels of language ""."""

    key: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, eq=False)
class Thesaurus:
    """Concepts with their words; whoever makes one keeps it until something changes, for finding in it is prepared once."""

    entries: Sequence[Entry]

    @cached_property
    def called(self) -> Mapping[str, Mapping[str, Sequence[tuple[Entry, bool]]]]:
        """What is called so: by language, and by the stems of a label in one piece; with whether it is a preferred label."""
        found: dict[str, dict[str, list[tuple[Entry, bool]]]] = {}
        for entry in self.entries:
            for label in entry.labels:
                for key in _keys(label.text, label.language):
                    found.setdefault(label.language, {}).setdefault(key, []).append((entry, label.preferred))
        return found

    def entries_called(self, keys: Mapping[str, set[str]]) -> list[tuple[Entry, bool]]:
        """The concepts that have one of these keys in its language, and whether by a preferred label; if some have, only those."""
        found: dict[str, tuple[Entry, bool]] = {}
        for language, of_language in keys.items():
            for key in of_language:
                for entry, preferred in self.called[language].get(key, ()):
                    found[entry.key] = (entry, preferred or found.get(entry.key, (entry, False))[1])
        return [one for one in found.values() if one[1]] or list(found.values())


@dataclass(frozen=True, slots=True)
class Widening:
    """Some words of a query, and the labels that are looked for besides."""

    key: str  # of the concept
    words: tuple[str, ...]  # of the query, in one piece each
    labels: tuple[Label, ...]  # those in the reader's languages first

    @property
    def shown(self) -> tuple[Label, ...]:
        """The first of the labels, for the line above the results."""
        return self.labels[:SHOWN]

    @property
    def has_more(self) -> bool:
        """Whether there are labels that are not shown."""
        return len(self.labels) > SHOWN


def widenings_of(
    text: str, languages: Sequence[str], as_typed: Collection[str] = (), thesauri: Iterable[Thesaurus] | None = None
) -> tuple[Widening, ...]:
    """What a text is widened by, but for what the reader has taken off: keys of concepts, or `ALL`. `thesauri`: others than today's."""
    if ALL in as_typed or not text:
        return ()
    used = _thesauri() if thesauri is None else thesauri
    found = (one for thesaurus in used for one in _remembered(thesaurus, text, tuple(languages)))
    return tuple(one for one in found if one.key not in as_typed)[:MOST_WIDENINGS]


def anything(_other: Other) -> bool:
    """For whoever does not know the words of an index."""
    return True


def widened(
    query: ParsedQuery, widenings: Sequence[Widening], known: Callable[[Other], bool] = anything
) -> ParsedQuery:
    """The query, each of its words with the other words for it; `known` says whether they stand anywhere at all."""
    if not widenings or query.tree is None:
        return query
    tree = _widened(query.tree, widenings, known)
    words = tuple(word for node in leaves(tree) if isinstance(node, Words) for word in node.words)
    others = {word.closed: word.others_said for word in words if word.others_said}
    return replace(
        query,
        tree=tree,
        words=tuple(replace(word, others_said=others.get(word.closed, ())) for word in query.words),
    )


def _widened(node: Node, widenings: Sequence[Widening], known: Callable[[Other], bool]) -> Node:
    match node:
        case All(nodes) | Any(nodes):
            return type(node)(tuple(_widened(one, widenings, known) for one in nodes))
        case Words(words):
            return Words(_with_others(words, widenings, known))
        case _:
            return node


def _with_others(
    words: tuple[Word, ...], widenings: Sequence[Widening], known: Callable[[Other], bool]
) -> tuple[Word, ...]:
    others: list[list[Other]] = [[] for _word in words]
    closed = [word.closed for word in words]
    for widening in widenings:
        length = len(widening.words)
        for start in range(len(words) - length + 1):
            if tuple(closed[start : start + length]) == widening.words:
                required = [place for place in range(start, start + length) if words[place].required]
                made = [_other(label, 1 / len(required)) for label in widening.labels] if required else []
                for place in required:
                    others[place] += filter(known, made)
    return tuple(
        replace(word, others_said=tuple(dict.fromkeys(said))) if said else word
        for word, said in zip(words, others, strict=True)
    )


@lru_cache(maxsize=5_000)
def _other(label: Label, share: float) -> Other:
    parts = _parts(label.text)
    stems = stems_of(parts[0], label.language) if len(parts) == 1 else ()
    return Other(tuple(map(fold, parts)), stems, share, label.language)


def _parts(text: str) -> list[str]:
    return [part for compound in compounds(text) for part in split(compound)[0]]


# -- Finding concepts by their words --


def _thesauri() -> Iterator[Thesaurus]:
    for hook in registry.thesauri():
        try:
            yield hook()
        except DatabaseError:  # no vocabularies yet, or no database: the words are looked for alone
            continue


@lru_cache(maxsize=2_000)
def _remembered(thesaurus: Thesaurus, text: str, languages: tuple[str, ...]) -> tuple[Widening, ...]:
    query = parse(text, languages)
    found = [
        one
        for node in leaves(query.tree)
        if isinstance(node, Words) and len(node.words) <= MOST_WORDS
        for one in _found(node.words, thesaurus, languages, alone=node is query.tree)
    ]
    return tuple({(one.key, one.words): one for one in found}.values())


def _found(words: Sequence[Word], thesaurus: Thesaurus, languages: Sequence[str], *, alone: bool) -> Iterator[Widening]:
    """What words that stand together are called otherwise; `alone`: nothing else was typed."""
    stems = {
        language: [[_stems(part, language) for part in split(word.written)[0]] for word in words]
        for language in thesaurus.called
    }
    taken: list[range] = []
    for run in _runs(len(words)):
        within_longer = any(run.start >= other.start and run.stop <= other.stop for other in taken)
        if within_longer or not any(words[place].required for place in run):
            continue
        keys = {
            language: _joined([stem for word in each[run.start : run.stop] for stem in word])
            for language, each in stems.items()
        }
        for entry, preferred in thesaurus.entries_called(keys):
            if preferred or (alone and len(run) == len(words)):
                taken.append(run)
                labels = [label for label in entry.labels if preferred or label.preferred]
                if others := _said_otherwise(labels, keys, languages):
                    yield Widening(entry.key, tuple(words[place].closed for place in run), others)


def _runs(count: int) -> Iterator[range]:
    """Words that stand together, the longest first."""
    for length in range(min(count, MOST_TOGETHER), 0, -1):
        for start in range(count - length + 1):
            yield range(start, start + length)


def _keys(text: str, language: str) -> set[str]:
    """What a label is found by: its stems in one piece."""
    return _joined([_stems(part, language) for part in _parts(text)])


def _stems(part: str, language: str) -> tuple[str, ...]:
    return stems_of(part, language) or (fold(part),)


def _joined(stems: Sequence[tuple[str, ...]]) -> set[str]:
    return {"".join(one[0] for one in stems), "".join(one[-1] for one in stems)} - {""}


def _said_otherwise(
    labels: Sequence[Label], keys: Mapping[str, set[str]], languages: Sequence[str]
) -> tuple[Label, ...]:
    """Those labels that say something else than the words with these keys, each once.

    One that holds the words ("prison education", for "education") finds nothing that they don't find themselves.
    """
    known = {""}
    others = []
    for label in sorted(labels, key=lambda label: _rank(label.language, languages)):
        written, within = _said_by(label)
        if written not in known and within.isdisjoint(keys[label.language]):
            others.append(label)
        known.add(written)
    return tuple(others[:MOST_OTHERS])


@lru_cache(maxsize=20_000)
def _said_by(label: Label) -> tuple[str, frozenset[str]]:
    """A label in one piece, and the keys of all its words that stand together."""
    stems = [_stems(part, label.language) for part in _parts(label.text)]
    runs = (stems[start:stop] for start in range(len(stems)) for stop in range(start + 1, len(stems) + 1))
    return "".join(map(fold, _parts(label.text))), frozenset(key for run in runs for key in _joined(run))


def _rank(language: str, languages: Sequence[str]) -> int:
    return languages.index(language) if language in languages else len(languages) + (language != "")

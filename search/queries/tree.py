"""What is looked for, as a tree of frozen parts that every engine turns into its own query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal

ENOUGH: Final = 2  # words that a document must have of many: the order does the rest, measured in docs/search.md


@dataclass(frozen=True, slots=True)
class Other:
    """Another way to say some words of a query, in any language: beside each other, or by its stems where it is one word."""

    words: tuple[str, ...]  # folded
    stems: tuple[str, ...]
    share: float  # of the weight that each of the query's words has of it: they are said by it together
    language: str = field(
        default="", compare=False
    )  # where it is said so; "" for a short form. To the engines it is all one


@dataclass(frozen=True, slots=True)
class Word:
    """One compound of a query with everything that it is found by."""

    written: str
    parts: tuple[str, ...]  # folded
    compact: str  # folded, "" for a plain word
    stems: tuple[tuple[str, ...], ...]  # per part: its stems in the languages that the query is probably in
    compact_stems: tuple[str, ...] = ()
    beginning: bool = False  # written with * at its end
    required: bool = True  # False for function words beside others
    joins: tuple[str, ...] = ()  # compact forms of it with its neighbours: candidates, to be looked up in the index
    other_stems: tuple[tuple[str, ...], ...] = ()  # per part, then of the compact form: its stems in other languages
    others_said: tuple[Other, ...] = ()  # what a thesaurus knows besides (`search.widening`)
    pieces: tuple[tuple[str, ...], ...] = ()  # stems of words of the index that it is made of (`search.compounds`)
    as_part: tuple[str, ...] = ()  # its stems in languages in which it may be part of a longer word

    @property
    def closed(self) -> str:
        """The word in one piece."""
        return self.compact or self.parts[0]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand beside each other without anything said: enough of them must be there, in any order.

    At least one of them is required. An engine that relaxes a query needs only one of them.
    """

    words: tuple[Word, ...]

    @property
    def required(self) -> tuple[Word, ...]:
        """The words that count when it is asked how many of them a document has."""
        return tuple(word for word in self.words if word.required)

    @property
    def at_least(self) -> int:
        """How many of the required words a document must have: two, or the only one."""
        return min(len({word.closed for word in self.required}), ENOUGH)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand beside each other in the text."""

    words: tuple[str, ...]  # folded
    written: str


@dataclass(frozen=True, slots=True)
class Within:
    """All of these words in the title or in a name; `phrase` must stand somewhere in the text besides."""

    where: Literal["title", "names"]
    words: tuple[Word, ...]
    phrase: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Any of these codes of a facet. `codes` is never empty; it counts nothing for the order of results."""

    facet: str
    codes: tuple[str, ...]
    written: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """The record of this number: one of its whole names (`Fields.exact_names`) is `compact`."""

    compact: str
    written: str


@dataclass(frozen=True, slots=True)
class Years:
    """Records whose period touches these years; one end may be open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Not:
    """Nothing that has this. It stands alone too: then everything else is found."""

    node: Node


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these; two or more."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of these; two or more. The best one counts."""

    nodes: tuple[Node, ...]


Node = Words | Phrase | Within | Chosen | Identifier | Years | Not | All | Any


@dataclass(frozen=True, slots=True)
class Part:
    """A removable part of a query, as it was written; `node` is what it means."""

    node: Node
    written: str


@dataclass(frozen=True, slots=True)
class Misread:
    """Something that was not understood as it was perhaps meant.

    `value`: no code of facet `field` is called `text`, which was looked for as words; `long`: words were left out;
    `deep`: brackets were left out.
    """

    why: Literal["value", "long", "deep"]
    text: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What is looked for: the tree, and in flat form what highlighting needs of it."""

    text: str  # cleaned, as typed
    tree: Node | None = None
    words: tuple[Word, ...] = ()  # all that are looked for, wherever in the tree
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[Word, ...] = ()  # all below a Not
    without_phrases: tuple[tuple[str, ...], ...] = ()
    name: str = ""  # the words and phrases looked for as they would be if they were one name
    parts: tuple[Part, ...] = ()  # none where it is only words
    misread: tuple[Misread, ...] = ()

    @property
    def required(self) -> tuple[Word, ...]:
        """The words that count when it is asked how many of them a document has."""
        return tuple(word for word in self.words if word.required)

    @property
    def finds_all(self) -> bool:
        """Nothing was typed."""
        return not self.text

    @property
    def finds_nothing(self) -> bool:
        """Something was typed that holds no word: only signs."""
        return bool(self.text) and self.tree is None

    @property
    def is_plain(self) -> bool:
        """Only words that stand beside each other."""
        return self.tree is None or isinstance(self.tree, Words)

    @property
    def at_least(self) -> int:
        """The most that any of its `Words` asks for: where it is above 1, a relaxed query finds more."""
        return max((node.at_least for node in leaves(self.tree) if isinstance(node, Words)), default=0)


def leaves(node: Node | None, *, negated: bool = False) -> Iterator[Node]:
    """The leaves that are looked for; with `negated` those that must not be there."""
    return (leaf for leaf, below_not in _leaves(node, False) if below_not == negated)


def with_words(query: ParsedQuery, change: Callable[[Word], Word]) -> ParsedQuery:
    """The query with its loose words changed; what must not be there and what stands in a field stay as they are."""
    return replace(query, tree=_with_words(query.tree, change), words=tuple(map(change, query.words)))


def _with_words(node: Node | None, change: Callable[[Word], Word]) -> Node | None:
    match node:
        case All(nodes) | Any(nodes):
            return type(node)(tuple(changed for one in nodes if (changed := _with_words(one, change))))
        case Words(words):
            return Words(tuple(map(change, words)))
        case _:
            return node


def _leaves(node: Node | None, below_not: bool) -> Iterator[tuple[Node, bool]]:
    match node:
        case None:
            return
        case All(nodes) | Any(nodes):
            for one in nodes:
                yield from _leaves(one, below_not)
        case Not(inner):
            yield from _leaves(inner, not below_not)
        case leaf:
            yield leaf, below_not


def words_in(nodes: Iterator[Node]) -> tuple[tuple[Word, ...], tuple[tuple[str, ...], ...]]:
    """The words and phrases of some leaves."""
    words: list[Word] = []
    phrases: list[tuple[str, ...]] = []
    for node in nodes:
        if isinstance(node, Words | Within):
            words += node.words
        if isinstance(node, Within) and node.phrase:
            phrases.append(node.phrase.words)
        if isinstance(node, Phrase):
            phrases.append(node.words)
    return tuple(words), tuple(phrases)

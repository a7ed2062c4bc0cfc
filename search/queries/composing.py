"""Between a query and the fields of the advanced form: each field is one thing that the query language can say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

from search.queries import parse
from search.queries.fields import OPERATORS
from search.queries.tree import All, Any, Node, Not, Part, Phrase, Within, Word, Words
from search.queries.words import phrase_of, words_of
from search.queries.writing import beside, write


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands in the fields."""

    query: str = ""  # anything, as in the search box
    every: str = ""
    phrase: str = ""
    either: str = ""
    without: str = ""
    title: str = ""


def compose(wording: Wording, languages: Sequence[str]) -> str:
    """The query that says all of it."""
    nodes: list[Node] = []
    base = parse(wording.query, languages).tree
    if base is not None:
        nodes += base.nodes if isinstance(base, All) else [base]
    nodes += _each(wording.every, languages)
    phrase = phrase_of(wording.phrase)
    nodes += [phrase] if len(phrase.words) > 1 else _each(wording.phrase, languages)
    if either := _each(wording.either, languages):
        nodes.append(Any(tuple(either)) if len(either) > 1 else either[0])
    nodes += [Not(one) for one in _each(wording.without, languages)]
    if title := _words(wording.title, languages):
        nodes.append(Within("title", tuple(title)))
    return write(All(tuple(nodes)) if len(nodes) > 1 else nodes[0] if nodes else None)


def take_apart(text: str, languages: Sequence[str]) -> Wording:
    """The fields that say what a query says; what has no field of its own stays in `query`, as it was written."""
    query = parse(text, languages)
    if not query.parts:
        return Wording(query=query.text)
    found: dict[str, list[str]] = {}
    for part in query.parts:
        field, written = _field_of(part)
        if field in ("phrase", "either", "title") and field in found:
            field, written = "query", part.written  # there is one such field, and one such part in it
        found.setdefault(field, []).append(written)
    return Wording(**{field: reduce(beside, written) for field, written in found.items()})


def has_words(text: str) -> bool:
    """Whether anything can be looked for."""
    return bool(_words(text, ()))


def _field_of(part: Part) -> tuple[str, str]:
    match part.node:
        case Words((word,)) if part.written.startswith("+"):
            return "every", _written(word)
        case Not(Words((word,))):
            return "without", _written(word)
        case Phrase(written=written):
            return "phrase", written
        case Any(nodes) if all(isinstance(node, Words) and len(node.words) == 1 for node in nodes):
            return "either", " ".join(write(node) for node in nodes)
        case Within("title", words, None):
            return "title", " ".join(map(_written, words))
        case _:
            return "query", part.written


def _each(text: str, languages: Sequence[str]) -> list[Node]:
    return [Words((word,)) for word in _words(text, languages)]


def _words(text: str, languages: Sequence[str]) -> list[Word]:
    """The words of a field; none of them is an operator."""
    words = [word for chunk in text.split() for word in words_of(chunk, tuple(languages))]
    return [replace(word, written=word.written.lower()) if word.written in OPERATORS else word for word in words]


def _written(word: Word) -> str:
    return word.written + "*" * word.beginning

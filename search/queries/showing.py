"""A query shown back to whoever typed it: its parts in the reader's words, each with what is left without it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from search import registry
from search.queries.tree import (
    All,
    Any,
    Chosen,
    Identifier,
    Misread,
    Node,
    Not,
    ParsedQuery,
    Part,
    Phrase,
    Within,
    Words,
    Years,
)

MOST_LABELS: Final = 4  # values that one part names
LONGEST: Final = 80  # characters of a part


def parts_of(query: ParsedQuery, language: str) -> list[tuple[str, str]]:
    """The parts of a query, each with the text of the query without it. Loose words are one part; only words are none."""
    loose = " ".join(in_words(part.node, language) for part in query.parts if _is_loose(part))
    shown = [(loose, _written(part for part in query.parts if not _is_loose(part)))] if loose else []
    for part in dict.fromkeys(part for part in query.parts if not _is_loose(part)):
        shown.append(
            (in_words(part.node, language), _written(one for one in query.parts if one.written != part.written))
        )
    return [(_shortened(label), rest) for label, rest in shown]


def loose_words(query: ParsedQuery) -> str:
    """What is left where all parts but the words that stand beside each other are taken away."""
    return _written(part for part in query.parts if _is_loose(part)) if query.parts else query.text


def in_words(node: Node, language: str) -> str:
    """What a part of a query means, as its reader would say it."""
    match node:
        case Words(words):
            return " ".join(word.written + "*" * word.beginning for word in words)
        case Phrase(written=written):
            return _("“%(words)s”") % {"words": written}
        case Within():
            return _within(node, language)
        case Chosen():
            return _or(_labels(node, language))
        case Identifier(written=written):
            return written
        case Years(first, last):
            return period(first, last)
        case Not(inner):
            return _("not: %(part)s") % {"part": in_words(inner, language)}
        case Any(nodes):
            return _or([in_words(one, language) for one in nodes])
        case All(nodes):
            return " + ".join(in_words(one, language) for one in nodes)


def period(first: int | None, last: int | None) -> str:
    """Years in words; an open end is three dots."""
    return str(first) if first == last else "–".join(str(year) if year else "…" for year in (first, last))


def sentences(query: ParsedQuery) -> list[str]:
    """What was not understood as it was perhaps meant, a sentence each."""
    return list(dict.fromkeys(map(_sentence, query.misread)))


def _sentence(misread: Misread) -> str:
    match misread.why:
        case "value":
            facet = registry.facets().get(misread.field)
            told = {"text": misread.text, "field": facet.label if facet else misread.field}
            return _("“%(text)s” is not known under “%(field)s”: it was searched for as words.") % told
        case "deep":
            return _("Too many brackets stand within each other: the innermost were left out.")
        case "long":
            return _("The query is too long: not all of it was searched for.")


def _is_loose(part: Part) -> bool:
    return isinstance(part.node, Words) and not part.written.startswith("+")


def _written(parts: Iterable[Part]) -> str:
    return " ".join(part.written for part in parts)


def _within(node: Within, language: str) -> str:
    inside = in_words(node.phrase or Words(node.words), language)
    if node.where == "title":
        return _("in the title: %(words)s") % {"words": inside}
    return _("in the name: %(words)s") % {"words": inside}


def _labels(node: Chosen, language: str) -> list[str]:
    facet = registry.facets()[node.facet]
    labels = facet.label_of(set(node.codes), language)
    named: dict[str, str] = {}  # a tag may be written in several ways
    for code in node.codes:
        label = str(labels.get(code, code))
        named.setdefault(label.casefold(), label)
    return list(named.values()) if len(named) <= MOST_LABELS else [node.written]


def _or(parts: list[str]) -> str:
    return _(" or ").join(parts)


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[:LONGEST]}…"

"""A tree as text again: what somebody would type to get it."""

from __future__ import annotations

from collections.abc import Sequence

from search.queries.fields import SUSPENDED
from search.queries.tree import All, Any, Chosen, Identifier, Node, Not, Phrase, Within, Word, Words, Years


def write(node: Node | None) -> str:
    """The query that means this: understood again, it gives the same tree."""
    match node:
        case None:
            return ""
        case All(nodes):
            return _together(nodes)
        case Any(nodes):
            return " OR ".join(map(_one, nodes))
        case Words(words):
            return _words(words)
        case Not(inner):
            return f"-{_one(inner)}"
        case _:
            return _leaf(node)


def _together(nodes: Sequence[Node]) -> str:
    written = f"+{_one(nodes[0])}" if isinstance(nodes[0], All) else write(nodes[0])
    for one in nodes[1:]:
        written = beside(written, f"+{_one(one)}" if _is_linked(one) else write(one))
    return written


def beside(written: str, more: str) -> str:
    """Two pieces of a query behind each other: a hyphen behind "or" and the like would exclude nothing."""
    if more.startswith("-") and SUSPENDED.search(written):
        return f"{written} NOT {more.removeprefix('-')}"
    return f"{written} {more}"


def _is_linked(node: Node) -> bool:
    """Only the first words of all are those that stand together without anything said."""
    return isinstance(node, Words | All)


def _one(node: Node) -> str:
    """As an operand, in brackets where it has several pieces."""
    several = isinstance(node, All | Any) or (isinstance(node, Words) and len(node.words) > 1)
    return f"({write(node)})" if several else write(node)


def _words(words: Sequence[Word]) -> str:
    return " ".join(word.written + "*" * word.beginning for word in words)


def _leaf(node: Phrase | Within | Chosen | Identifier | Years) -> str:
    match node:
        case Phrase():
            return f'"{node.written}"'
        case Within():
            value = f'"{node.phrase.written}"' if node.phrase else _one(Words(node.words))
            return f"{'title' if node.where == 'title' else 'name'}:{value}"
        case Chosen():
            return f'{node.facet}:"{node.written}"'
        case Identifier():
            return f'id:"{node.written}"'
        case Years(first, last):
            return f"year:{first or ''}..{last or ''}"

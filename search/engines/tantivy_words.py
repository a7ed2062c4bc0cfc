"""How one word of a query is looked for in the embedded index: in which fields, in which forms, and what each counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tantivy import Occur, Query

from search.engines.tantivy_schema import SCHEMA
from search.queries import Word
from search.ranking import RANKING


@dataclass(frozen=True, slots=True)
class Found:
    """What of a query the index knows: joined forms and completions of beginnings."""

    joins: frozenset[str] = frozenset()
    completions: tuple[str, ...] = ()


def word_query(word: Word, found: Found) -> Query:
    """Documents that have a word in any field; the whole text counts most, the title on top of it."""
    everywhere = _in_text(word, found)
    if any_form := _any_form(word):
        joins = [join for join in word.joins if join in found.joins]
        return Query.boolean_query(
            [
                (Occur.Should, everywhere),
                (Occur.Should, Query.boost_query(_best("title", any_form), RANKING.title)),
                (Occur.Should, Query.boost_query(_best("names", [word.closed, *word.parts, *joins]), RANKING.names)),
                (Occur.Should, Query.boost_query(_best("labels", any_form), RANKING.labels)),
            ]
        )
    return everywhere


def within_query(field: str, word: Word, found: Found) -> Query:
    """Documents that have a word in this one field: "title" or "names"."""
    forms = [word.closed, *word.parts] if field == "names" else _any_form(word)
    completed = [term for term in found.completions if word.beginning and term.startswith(word.closed)]
    return _best(field, [*forms, *completed])


def _in_text(word: Word, found: Found) -> Query:
    ways = [_term("words", word.closed)]
    ways += [_term("words", join) for join in word.joins if join in found.joins]
    if word.compact:
        ways += [_term("stems", stem) for stem in word.compact_stems]
        if len(word.parts) > 1:
            ways.append(phrase_query(word.parts))
        else:
            ways += [_term("stems", stem) for stem in word.stems[0]]
    else:
        ways += [_term("stems", stem) for stem in word.stems[0]]
    if word.beginning:
        known = [term for term in found.completions if term.startswith(word.closed)]
        if known:
            ways.append(Query.term_set_query(SCHEMA, "words", known))
    return _either(ways)


def _any_form(word: Word) -> list[str]:
    """The forms of a word that one field may hold. A compound is judged whole: its parts alone are other words."""
    if not word.compact or len(word.parts) == 1:
        return list(dict.fromkeys((word.closed, *word.parts, *word.stems[0], *word.compact_stems)))
    return list(dict.fromkeys((word.compact, *word.compact_stems)))


def phrase_query(words: tuple[str, ...]) -> Query:
    """Words that stand beside each other."""
    return Query.phrase_query(SCHEMA, "words", list(words))


def _best(field: str, terms: Iterable[str]) -> Query:
    return _either([_term(field, term) for term in dict.fromkeys(terms)])


def _either(ways: list[Query]) -> Query:
    """The best of several ways of writing counts: they are one word."""
    return ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways)


def _term(field: str, term: str) -> Query:
    return Query.term_query(SCHEMA, field, term, "freq")

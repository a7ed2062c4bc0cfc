"""How one word of a query is looked for in Elasticsearch: clause by clause as in `tantivy_words`, so that both rank alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.engines import elasticsearch_dsl as dsl
from search.engines.elasticsearch_dsl import Json, Occur
from search.queries import Word
from search.ranking import RANKING


def word_query(word: Word, joins: frozenset[str]) -> Json:
    """Documents that have a word in any field; the whole text counts most, the title on top of it."""
    everywhere = _in_text(word, joins)
    any_form = _any_form(word)
    if not any_form:
        return everywhere
    known = [join for join in word.joins if join in joins]
    return dsl.boolean_query(
        [
            (Occur.SHOULD, everywhere),
            (Occur.SHOULD, dsl.boost_query(_best("title", any_form), RANKING.title)),
            (Occur.SHOULD, dsl.boost_query(_best("names", [word.closed, *word.parts, *known]), RANKING.names)),
            (Occur.SHOULD, dsl.boost_query(_best("labels", any_form), RANKING.labels)),
        ]
    )


def within_query(field: str, word: Word) -> Json:
    """Documents that have a word in this one field: "title" or "names"."""
    forms = [word.closed, *word.parts] if field == "names" else _any_form(word)
    completed = [dsl.prefix_query(field, word.closed)] if word.beginning else []
    return dsl.disjunction_max_query([*_terms(field, forms), *completed])


def phrase_query(words: Sequence[str]) -> Json:
    """Words that stand beside each other."""
    return dsl.phrase_query("words", words)


def _in_text(word: Word, joins: frozenset[str]) -> Json:
    ways = _terms("words", [word.closed, *(join for join in word.joins if join in joins)])
    if word.compact:
        ways += _terms("stems", word.compact_stems)
    if word.compact and len(word.parts) > 1:
        ways.append(phrase_query(word.parts))
    else:
        ways += _terms("stems", word.stems[0])
    if word.beginning:
        ways.append(dsl.prefix_query("words", word.closed))
    return dsl.disjunction_max_query(ways)


def _any_form(word: Word) -> list[str]:
    """The forms of a word that one field may hold. A compound is judged whole: its parts alone are other words."""
    if not word.compact or len(word.parts) == 1:
        return [word.closed, *word.parts, *word.stems[0], *word.compact_stems]
    return [word.compact, *word.compact_stems]


def _best(field: str, terms: Iterable[str]) -> Json:
    return dsl.disjunction_max_query(_terms(field, terms))


def _terms(field: str, terms: Iterable[str]) -> list[Json]:
    return [dsl.term_query(field, term) for term in dict.fromkeys(terms)]

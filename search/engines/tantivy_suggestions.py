"""What somebody may mean, answered by the embedded index: what their words may become, and other spellings of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from tantivy import Occur, Query

from search.engines.base import SearchRequest, Spellings, Suggested
from search.engines.tantivy_answers import Answer, Countable
from search.engines.tantivy_schema import SCHEMA
from search.suggestions.beginnings import (
    ALL_WORDS,
    MOST_LOOKED_AT,
    NAME_BEGINS,
    NEARLY_ALL,
    WHOLE_NAME,
    Beginning,
    beginning_of,
    is_initial,
    skips_codes,
    suggested,
)
from search.suggestions.near import RARE, SHORTEST_FORGIVEN_TWICE, SURE, edits, forgiven, is_near, nearest, splits

MOST_WALKED: Final = 20_000  # terms that share their first letters with a word
MOST_COUNTED: Final = 12  # spellings of one word
Clauses = list[tuple[Occur, Query]]


def suggestions(snapshot: Countable, request: SearchRequest) -> list[Suggested]:
    """The documents that the request's text may become."""
    asked = beginning_of(request.text)
    if asked is None:
        return []
    wanted = Query.boolean_query([(Occur.Must, _becoming(asked)), *snapshot.allowed(request)])
    hits = snapshot.searcher.search(wanted, MOST_LOOKED_AT, count=False).hits
    found = ((float(score or 0), snapshot.stored(address)) for score, address in hits)
    return suggested(found, asked, request.languages, request.limit)


def _becoming(asked: Beginning) -> Query:
    """A name that is or begins so; all words, the last one begun; the same with a slip in each."""
    ways = [
        (Query.term_query(SCHEMA, "exact_name", asked.compact, "basic"), WHOLE_NAME),
        (_begun("exact_name", asked.compact, 0), NAME_BEGINS),
        (_all_words(asked, 0), ALL_WORDS),
    ]
    if asked.is_forgiving:
        ways.append((_all_words(asked, 1), NEARLY_ALL))
        ways.append((_begun("exact_name", asked.compact, 1), NEARLY_ALL))
    return Query.boolean_query([(Occur.Should, Query.const_score_query(query, score)) for query, score in ways])


def _all_words(asked: Beginning, slips: int) -> Query:
    words = [(Occur.Must, Query.fuzzy_term_query(SCHEMA, "names", word, 1) if slips and forgiven(word)
              else Query.term_query(SCHEMA, "names", word, "basic")) for word in asked.words]  # fmt: skip
    return Query.boolean_query([*words, (Occur.Must, _begun("names", asked.last, slips))])


def _begun(field: str, text: str, slips: int) -> Query:
    if field == "names" and is_initial(text):
        return Query.term_query(SCHEMA, "initials", text, "basic")
    if skips_codes(text):
        return Query.regex_query(SCHEMA, field, f"{text}[^0-9].*")
    return Query.fuzzy_term_query(SCHEMA, field, text, min(slips, forgiven(text)), prefix=True)


def spellings(snapshot: Countable, words: Sequence[str], request: SearchRequest) -> dict[str, Spellings]:
    """What the reader finds by each word, and what near it is written where they may find it."""
    reader = replace(
        request, text="", widenings=(), filters={}, year_from=None, year_to=None, offset=0, limit=0, facets=()
    )
    found: dict[str, Spellings] = {}
    for word in words:
        count = Answer(snapshot, replace(reader, text=word)).total()
        near = _counted(snapshot, _candidates(snapshot, word), reader) if count <= RARE else {}
        found[word] = Spellings(count, nearest(word, near))
    return found


def _candidates(snapshot: Countable, word: str) -> list[str]:
    """The index's own words near a word, the most frequent first."""
    searcher = snapshot.searcher
    if not forgiven(word):
        return []
    one = {term: searcher.doc_freq("words", term) or searcher.doc_freq("names", term) for term in set(edits(word))}
    found = {term: count for term, count in one.items() if count and term != word}
    if len(word) >= SHORTEST_FORGIVEN_TWICE:
        for field in ("words", "names"):
            for term, count in searcher.terms_with_prefix(field, word[:SURE], limit=MOST_WALKED):
                if term not in found and is_near(word, term):
                    found[term] = count
    halves = [
        f"{one} {two}"
        for one, two in splits(word)
        if searcher.doc_freq("words", one) and searcher.doc_freq("words", two)
    ]
    return sorted(found, key=lambda term: (term not in one, -found[term]))[:MOST_COUNTED] + halves


def _counted(snapshot: Countable, terms: Sequence[str], reader: SearchRequest) -> Mapping[str, tuple[int, int]]:
    """How many documents that the reader may find have each, and how many in their languages."""
    own = [(Occur.Must, Query.term_set_query(SCHEMA, "facets.language", list(reader.languages)))]
    counts = {}
    for term in terms:
        written = [(Occur.Must, _written(term)), *snapshot.allowed(reader)]
        count = _count(snapshot, written)
        counts[term] = (count, _count(snapshot, [*written, *own]) if count else 0)
    return counts


def _written(term: str) -> Query:
    words = term.split()
    if len(words) > 1:
        return Query.phrase_query(SCHEMA, "words", list(words))
    return Query.boolean_query(
        [(Occur.Should, Query.term_query(SCHEMA, field, term, "basic")) for field in ("words", "names")]
    )


def _count(snapshot: Countable, clauses: Clauses) -> int:
    found: Any = snapshot.searcher.search(Query.boolean_query(clauses), 1, count=True)
    return int(found.count)

"""What somebody may mean, answered by Elasticsearch: clause by clause as in `tantivy_suggestions`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from search.engines import elasticsearch_dsl as dsl
from search.engines.base import SearchRequest, Spellings, Suggested
from search.engines.elasticsearch_client import Connection
from search.engines.elasticsearch_dsl import Json, Occur
from search.engines.elasticsearch_queries import allowed, matching
from search.engines.elasticsearch_words import Known
from search.queries import parse
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
from search.suggestions.near import RARE, forgiven, is_near, nearest, splits

MOST_COUNTED: Final = 12  # spellings of one word, from each field
FIELDS: Final = ("words", "names")


def suggestions(connection: Connection, alias: str, request: SearchRequest) -> list[Suggested]:
    """The documents that the request's text may become."""
    asked = beginning_of(request.text)
    if asked is None:
        return []
    wanted = allowed(_becoming(asked), request)
    answer: Any = connection.ask(
        lambda client: client.search(
            index=alias, query=wanted, size=MOST_LOOKED_AT, source_includes=["stored"], track_total_hits=False
        )
    )
    found = ((float(hit["_score"]), hit["_source"]["stored"]) for hit in answer["hits"]["hits"])
    return suggested(found, asked, request.languages, request.limit)


def _becoming(asked: Beginning) -> Json:
    """A name that is or begins so; all words, the last one begun; the same with a slip in each."""
    ways = [
        (dsl.term_query("exact_name", asked.compact), WHOLE_NAME),
        (_begun("exact_name", asked.compact, 0), NAME_BEGINS),
        (_all_words(asked, 0), ALL_WORDS),
    ]
    if asked.is_forgiving:
        ways.append((_all_words(asked, 1), NEARLY_ALL))
        ways.append((_begun("exact_name", asked.compact, 1), NEARLY_ALL))
    return dsl.boolean_query([(Occur.SHOULD, dsl.const_score_query(query, score)) for query, score in ways])


def _all_words(asked: Beginning, slips: int) -> Json:
    words = [(Occur.MUST, dsl.fuzzy_term_query("names", word, min(slips, forgiven(word)))) for word in asked.words]
    return dsl.boolean_query([*words, (Occur.MUST, _begun("names", asked.last, slips))])


def _begun(field: str, text: str, slips: int) -> Json:
    if field == "names" and is_initial(text):
        return dsl.term_query("initials", text)
    if skips_codes(text):
        return dsl.regex_query(field, f"{text}[^0-9].*")
    return dsl.fuzzy_term_query(field, text, min(slips, forgiven(text)), prefix=True)


def spellings(connection: Connection, alias: str, words: Sequence[str], request: SearchRequest) -> dict[str, Spellings]:
    """What the reader finds by each word, and what near a rare one is written where they may find it: at most two questions."""
    if not words:
        return {}
    reader = replace(request, text="", widenings=(), filters={}, year_from=None, year_to=None)
    found = {word: matching(parse(word, tuple(reader.languages)), Known(), relaxed=False) for word in words}
    answer = _count(connection, alias, reader, [{"filter": query} for query in found.values()], _near_words(words))
    counts = dict(zip(words, (bucket["doc_count"] for bucket in answer[0]), strict=True))
    terms = [(word, term) for word in words if counts[word] <= RARE for term in _candidates(word, answer[1])]
    own = {"own": {"filter": dsl.term_set_query("facets.language", reader.languages)}}
    near: dict[str, dict[str, tuple[int, int]]] = {word: {} for word in words}
    if terms:
        asked = [{"filter": _written(term), "aggs": own} for _word, term in terms]
        for (word, term), bucket in zip(terms, _count(connection, alias, reader, asked, {})[0], strict=True):
            near[word][term] = (bucket["doc_count"], bucket["own"]["doc_count"])
    return {word: Spellings(counts[word], nearest(word, near[word])) for word in words}


def _count(
    connection: Connection, alias: str, reader: SearchRequest, asked: Sequence[Json], suggest: Json
) -> tuple[list[Any], list[Any]]:
    """The buckets of some counts among what the reader may find, and the server's suggestions."""
    counts = {str(number): one for number, one in enumerate(asked)}
    everything = allowed(dsl.all_query(), reader)
    answer: Any = connection.ask(
        lambda client: client.search(
            index=alias, query=everything, size=0, aggs=counts, suggest=suggest or None, track_total_hits=False
        )
    )
    entries = [entry for field in answer.get("suggest", {}).values() for entry in field]
    return [answer["aggregations"][number] for number in counts], entries


def _near_words(words: Sequence[str]) -> Json:
    """Asks for the server's own words near each word: of the whole index, so that they must be counted before they are shown."""
    return {
        f"{number}_{field}": {"text": word, "term": {
            "field": field, "suggest_mode": "always", "max_edits": forgiven(word), "prefix_length": 0, "accuracy": 0.0,
            "min_word_length": 4, "size": MOST_COUNTED, "max_term_freq": 2**31 - 1, "string_distance": "damerau_levenshtein",
        }}
        for number, word in enumerate(words) if forgiven(word) for field in FIELDS
    }  # fmt: skip


def _candidates(word: str, entries: Sequence[Any]) -> list[str]:
    """What may have been meant by a word, and the word in two."""
    terms = [option["text"] for entry in entries if entry["text"] == word for option in entry["options"]]
    halves = [f"{one} {two}" for one, two in splits(word)] if forgiven(word) else []
    return [*dict.fromkeys(term for term in terms if is_near(word, term)), *halves]


def _written(term: str) -> Json:
    if " " in term:
        return dsl.phrase_query("words", term.split())
    return dsl.boolean_query([(Occur.SHOULD, dsl.term_query(field, term)) for field in FIELDS])

"""Queries of the Elasticsearch server, made by functions named and meant as those of the embedded engine's library.

So the two engines' clauses can be read side by side, and score alike: both BM25 carry the factor of k1 + 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any, Final

Json = dict[str, Any]
MOST_EXPANSIONS: Final = 200


class Occur(Enum):
    """What a clause is to its query."""

    MUST = "must"
    SHOULD = "should"
    MUST_NOT = "must_not"


Clause = tuple[Occur, Json]


def term_query(field: str, term: str) -> Json:
    """Documents with a term, scored by how rare it is, how often it stands there, and how long the field is."""
    return {"term": {field: {"value": term}}}


def term_set_query(field: str, terms: Iterable[str]) -> Json:
    """Documents with any of many terms; all count alike."""
    return {"terms": {field: list(terms)}}


def prefix_query(field: str, beginning: str) -> Json:
    """Documents with a term that begins so; all count alike."""
    return {"prefix": {field: {"value": beginning, "rewrite": "constant_score"}}}


def fuzzy_term_query(field: str, text: str, distance: int = 1, *, prefix: bool = False) -> Json:
    """Documents with a term that is no more than one slip away, or that begins with something that is; all count alike."""
    if not distance:
        return prefix_query(field, text) if prefix else const_score_query(term_query(field, text), 1.0)
    if not prefix:
        forgiving = {"value": text, "fuzziness": distance, "transpositions": True, "max_expansions": MOST_EXPANSIONS}
        return {"fuzzy": {field: {**forgiving, "rewrite": "constant_score"}}}
    return regex_query(field, f"({'|'.join(_one_slip_away(text))}).*")


def regex_query(field: str, pattern: str) -> Json:
    """Documents with a term that a pattern fits; all count alike."""
    return {"regexp": {field: {"value": pattern, "flags": "NONE", "rewrite": "constant_score"}}}


def _one_slip_away(text: str) -> Iterable[str]:
    """Patterns of everything that is one slip away from a text: the server knows no fuzzy beginnings."""
    letters = [letter if letter.isalnum() else f"\\{letter}" for letter in text]
    for place in range(len(letters) + 1):
        before, after = "".join(letters[:place]), letters[place:]
        yield before + "." + "".join(after)
        if after:
            yield before + ".?" + "".join(after[1:])
        if len(after) > 1:
            yield before + after[1] + after[0] + "".join(after[2:])


def phrase_query(field: str, words: Sequence[str]) -> Json:
    """Words that stand beside each other."""
    return {"match_phrase": {field: {"query": " ".join(words)}}}


def range_query(field: str, lowest: int | None, highest: int | None) -> Json:
    """Numbers between two, both included."""
    ends = {name: end for name, end in (("gte", lowest), ("lte", highest)) if end is not None}
    return {"range": {field: ends}}


def all_query() -> Json:
    """Everything."""
    return {"match_all": {}}


def empty_query() -> Json:
    """Nothing."""
    return {"match_none": {}}


def demoting_query(query: Json, demoted: Json, share: float) -> Json:
    """The same documents; of those that are `demoted` only this share of the score counts."""
    return {"boosting": {"positive": query, "negative": demoted, "negative_boost": share}}


def const_score_query(query: Json, score: float) -> Json:
    """The same documents, all with this score."""
    return {"constant_score": {"filter": query, "boost": score}}


def boost_query(query: Json, boost: float) -> Json:
    """The same documents, their scores times this."""
    return {"bool": {"must": [query], "boost": boost}}


def disjunction_max_query(queries: Sequence[Json]) -> Json:
    """Any of the queries; the best one's score counts."""
    if len(queries) == 1:
        return queries[0]
    return {"dis_max": {"queries": list(queries), "tie_breaker": 0.0}} if queries else empty_query()


def boolean_query(clauses: Sequence[Clause], at_least: int | None = None) -> Json:
    """Clauses together; without any that says what must or should be there, nothing is found, as in the embedded engine."""
    parts: dict[str, list[Json]] = {}
    for occur, query in clauses:
        parts.setdefault(occur.value, []).append(query)
    if not parts.keys() & {"must", "should"}:
        return empty_query()
    if at_least is None:
        at_least = 0 if "must" in parts else 1
    made: Json = dict(parts)
    if "should" in parts:
        made["minimum_should_match"] = at_least
    elif at_least > 0:
        return empty_query()
    return {"bool": made}

"""Whatever the audiences and the question are: hits, counts, facets and highlights tell of nothing that is not the reader's."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from search.documents import SearchDocument
from search.engines.base import SORTS, FacetRequest, SearchRequest
from tests.contract.conftest import NOW, Index, document

WORDS = ("zebra", "quagga", "okapi", "tapir", "kudu", "eland", "bongo", "nyala")  # one for each record
AUDIENCES = ("public", "members", "group:editors", "group:reviewers", "group:nobody")
READERS = (
    frozenset({"public"}),
    frozenset({"public", "members"}),
    frozenset({"public", "members", "group:editors"}),
    frozenset({"public", "members", "group:reviewers"}),
    frozenset[str](),
)
FACETS = tuple(FacetRequest(name) for name in ("tag", "country", "kind", "letter", "span"))


def herd(fates: list[tuple[str, bool, bool]]) -> list[SearchDocument]:
    """Records that each tell of themselves in every part; some have a public face, some have expired."""
    documents = []
    for number, (word, (audience, face, expired)) in enumerate(zip(WORDS, fates, strict=True)):
        documents.append(
            document(
                number, f"The {word} method", f"About a {word}.", f"Everything on the {word} in prison.",
                audience=audience, names=(f"{word.upper()} 21",), labels={"en": (f"{word} work",)}, year_from=2000 + number,
                facets={"tag": [word], "country": ["AT", word]}, expires=NOW if expired else None,
            )
        )  # fmt: skip
        if face and audience != "public":
            documents.append(document(f"{number}:stub", "A local record", hidden_from=audience))
    return documents


questions = st.one_of(
    st.sampled_from(
        ["", "method", "prison", "local record", "-method", "NOT method", 'title:"method"', "year:2000-2010"]
    ),
    st.sampled_from(WORDS).flatmap(
        lambda word: st.sampled_from(
            [
                word,
                f"{word[:3]}*",
                f'"the {word} method"',
                f"tag:{word}",
                f"-{word}",
                f"{word} OR method",
                f"name:{word}",
                f"{word} 21",
            ]
        )
    ),
)


@given(
    fates=st.lists(
        st.tuples(st.sampled_from(AUDIENCES), st.booleans(), st.booleans()), min_size=len(WORDS), max_size=len(WORDS)
    ),
    asked=st.lists(
        st.tuples(
            questions, st.sampled_from(READERS), st.sampled_from(SORTS), st.sampled_from([*WORDS, "AT", ""]),
            st.sets(st.integers(0, len(WORDS) - 1), max_size=3),
        ),
        min_size=8, max_size=12,
    ),
)  # fmt: skip
@hypothesis_settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_is_told_to_whom_it_is_not_for(
    index: Index, fates: list[tuple[str, bool, bool]], asked: list[tuple[str, frozenset[str], Any, str, set[int]]]
) -> None:
    documents = herd(fates)
    index.fill(*documents)
    for text, readers, sort, country, pending in asked:
        request = SearchRequest(
            text=text, audiences=readers, sort=sort, now=NOW, limit=50, facets=FACETS,
            filters={"country": [country]} if country else {},
            exclude_records=frozenset(f"page:{number}" for number in pending),
        )  # fmt: skip
        theirs = {one.id for one in documents if _is_theirs(one, readers, request)}
        words = {word for number, word in enumerate(WORDS) if f"page:{number}" in theirs}
        results = index.engine.search(request)
        assert not results.unavailable
        assert {hit.id for hit in results.hits} <= theirs
        assert results.total == len(results.hits) == index.engine.count(request)
        assert {key for key, _score in index.engine.ranking(request)} <= theirs
        told = repr(
            [(hit.title, hit.summary, hit.snippet, hit.matched_in, hit.facets, hit.card) for hit in results.hits]
        )
        for word in set(WORDS) - words:
            assert word not in told.lower()
        for values in results.facets.values():
            assert all(0 < value.count <= len(theirs) for value in values)
        assert {value.code for value in results.facets["tag"]} <= words
        assert {value.code for value in results.facets["country"]} <= words | {"AT"}
        if not text and not country:
            assert {hit.id for hit in results.hits} == theirs, "and all of what is theirs"


def _is_theirs(one: SearchDocument, readers: frozenset[str], request: SearchRequest) -> bool:
    return (
        one.audience in readers
        and one.hidden_from not in readers
        and one.record not in request.exclude_records
        and (one.expires is None or one.expires > NOW)
    )

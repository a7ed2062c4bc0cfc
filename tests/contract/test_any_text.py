"""Anything at all can be typed: there is always an answer, and nothing of it is engine syntax."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import clean
from search.engines.base import FacetRequest
from search.queries import QUOTES
from tests.contract.conftest import ENGINES, Index, document

SIGNS = st.text(alphabet="\"*-+:()[]{}^~\\/|&!?.,;'’“” \t\n\x00aàß0", max_size=60)
# Lone surrogates and everything else that a request or an import can carry.
ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=120)
WORDS = st.lists(
    st.sampled_from(
        [
            "prison",
            "AND",
            "OR",
            "NOT",
            "title:prison",
            "id:1",
            "*",
            "-",
            '"',
            "Łódź",
            "re-offending",
            "é" * 90,
            "l’",
            "😀",
        ]
    ),
    max_size=60,
).map(" ".join)


@pytest.fixture(scope="module", params=sorted(ENGINES))
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    index = Index(ENGINES[request.param](Path(tmp_path_factory.mktemp("any")) / "index"))
    index.fill(document(1, "Prison work", "re-offending in Łódź", names=("Car.Te.S.I.O.",)), document(2, "Other"))
    return index


@given(text=st.one_of(SIGNS, ANYTHING, WORDS))
@settings(max_examples=400, deadline=None)
def test_any_text_gets_an_answer(filled: Index, text: str) -> None:
    results = filled.ask(text, facets=(FacetRequest("kind"),))
    assert not results.unavailable
    assert 0 <= results.total <= 2
    for hit in results.hits:
        hit.title.html.encode()


@given(text=ANYTHING, code=ANYTHING, record=ANYTHING)
@settings(max_examples=150, deadline=None)
def test_any_filter_gets_an_answer(filled: Index, text: str, code: str, record: str) -> None:
    results = filled.ask(text, filters={"kind": [code]}, exclude_records=frozenset({record}), languages=(code,))
    assert not results.unavailable
    assert results.total == 0


@given(title=ANYTHING, body=ANYTHING, name=ANYTHING, label=ANYTHING, code=ANYTHING)
@settings(max_examples=100, deadline=None)
def test_any_document_can_be_indexed_and_found(
    filled: Index, title: str, body: str, name: str, label: str, code: str
) -> None:
    filled.change(
        ["page:3"], document(3, title, body, body, names=(name,), labels={"en": [label]}, facets={"tag": [code]})
    )
    try:
        assert "3" in filled.found()
        in_quotes = '"' + title.translate(QUOTES).replace('"', " ") + '"'  # bare, a title may be an operator: -0
        found = [hit for hit in filled.ask(in_quotes).hits if hit.id == "page:3"]
        assert found or not any(map(str.isalnum, clean(title)))
    finally:
        filled.change(["page:3"])


@pytest.mark.parametrize(
    "text",
    [
        *(sign * 2_000 for sign in ("a", "a ", "-", '"', "(", "a-", "ß")),
        "\ud800",
        "\x00\x01",
        "\u202eabc",
        "مرحبا",
        "👩\u200d👧",
        "a*",
        "ﬁﬂ",
        "İI",
    ],
)
def test_texts_that_have_broken_engines(filled: Index, text: str) -> None:
    assert not filled.ask(text).unavailable


def test_operators_of_engines_are_only_words(filled: Index) -> None:
    assert filled.found("id:page") == []
    assert filled.found("hidden_from:public") == []
    assert filled.found("audience:public") == []
    assert filled.found("prison AND work") == ["1"]
    assert set(filled.found("[* TO *]")) == set(filled.found("to"))


def test_lone_surrogates_anywhere_do_no_harm(filled: Index) -> None:
    broken = "\ud800"
    filled.change(
        ["page:3"], document(3, f"Third{broken}", audience=broken, facets={"tag": [broken]}, labels={broken: [broken]})
    )
    results = filled.ask(
        "third", filters={"tag": [broken]}, audiences=frozenset({broken}), exclude_records=frozenset({broken})
    )
    assert not results.unavailable
    assert filled.engine.status().available
    filled.change(["page:3"])

"""What a score is made of adds up to the score, on every engine, and tells nothing about what the reader does not find."""

from __future__ import annotations

import pytest

from search.engines.base import EngineUnavailableError, SearchRequest
from search.explaining import Explanation
from search.widening import Label, Widening
from tests.contract.conftest import NOW, Index, document

WIDER = Widening("topic:housing", ("lodging",), (Label("Hostel", "en"),))


@pytest.fixture
def catalogue(index: Index) -> Index:
    index.fill(
        document(1, "Mentors for women", "Mentors meet women after release", "A hostel.", names=("MABIS",), labels={"en": ["Women"]}),
        document(2, "Women", "Nothing else"),
        document(3, "Garden", "Lodging for mentors", "women"),
        document(4, "Women and mentors", audience="members"),
    )  # fmt: skip
    return index


def why(index: Index, text: str, key: str, **fields: object) -> Explanation | None:
    return index.engine.explain(SearchRequest(text=text, now=NOW, **fields), key)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["women", "mentors women", "mabis women", '"mentors meet" women', "women women mentors", "unheardof women", "lodging women"])  # fmt: skip
def test_contributions_add_up_to_the_score(catalogue: Index, text: str) -> None:
    for hit in catalogue.ask(text, widenings=(WIDER,)).hits:
        found = why(catalogue, text, hit.id, widenings=(WIDER,))
        assert found is not None
        assert found.score == pytest.approx(hit.score, rel=1e-3)
        assert sum(one.score for one in found.contributions) == pytest.approx(hit.score, rel=1e-3)
        assert found.rest == 0


def test_each_field_is_told_apart(catalogue: Index) -> None:
    found = why(catalogue, "mentors women", "page:1")
    assert found is not None
    assert found.title == "Mentors for women"
    fields = {(one.word, one.where) for one in found.contributions}
    assert {("mentors", "title"), ("mentors", "stems"), ("women", "labels"), ("women", "words")} <= fields
    assert ("mentors", "labels") not in fields
    named = why(catalogue, "MABIS", "page:1")
    assert named is not None
    assert {one.where: one.score for one in named.contributions}["whole_name"] == pytest.approx(12)
    wider = why(catalogue, "lodging", "page:1", widenings=(WIDER,))
    assert wider is not None
    assert {one.where for one in wider.contributions} == {"others"}


def test_what_is_not_found_by_the_words_has_no_score(catalogue: Index) -> None:
    found = why(catalogue, "garden", "page:1")
    assert found is not None
    assert (found.score, found.contributions) == (0, ())


def test_nobody_is_told_about_what_they_do_not_find(catalogue: Index) -> None:
    assert why(catalogue, "women", "page:4") is None
    assert why(catalogue, "women", "page:99") is None
    assert why(catalogue, "women", "page:1", exclude_records=frozenset({"page:1"})) is None
    assert why(catalogue, "women", "page:4", audiences=frozenset({"public", "members"})) is not None


@pytest.mark.parametrize("text", ["", "???", "-women", "wom*", "women -mentors", "(" * 60, "\x00", "a:b"])
@pytest.mark.parametrize("key", ["page:1", "", "\ud800", "x" * 5_000])
def test_any_question_can_be_explained(catalogue: Index, text: str, key: str) -> None:
    found = why(catalogue, text, key)
    assert found is None or found.score >= 0


def test_without_an_index_it_says_so(index: Index) -> None:
    with pytest.raises(EngineUnavailableError):
        why(index, "women", "page:1")

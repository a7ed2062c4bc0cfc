"""What a hit says about why it is there."""

from __future__ import annotations

import pytest

from search.documents import Text
from tests.contract.conftest import Index, document

BODY = (
    ("Nothing to see in this sentence. " * 20) + "Here the mentors meet the men after release. " + ("More of it. " * 30)
)


@pytest.fixture
def shelf(index: Index) -> Index:
    index.fill(
        document(
            1,
            "Mentors & <friends>",
            "Support <b>after</b> release",
            BODY,
            labels={"en": ["Peer support"], "de": ["Mentorat"]},
            names=("PoMo",),
            translations=(Text("fi", "Mentorit", "Tuki vankilan jälkeen"),),
        ),
    )
    return index


def test_found_words_are_marked_and_everything_else_is_escaped(shelf: Index) -> None:
    (hit,) = shelf.ask("friend release").hits
    assert hit.title.html == "Mentors &amp; &lt;<mark>friends</mark>&gt;"
    assert hit.summary.html == "Support &lt;b&gt;after&lt;/b&gt; <mark>release</mark>"
    assert hit.title.language == "en"


def test_the_snippet_is_the_best_place(shelf: Index) -> None:
    (hit,) = shelf.ask("mentor men").hits
    assert hit.snippet is not None
    assert "<mark>mentors</mark> meet the <mark>men</mark>" in hit.snippet.html
    assert hit.snippet.html.startswith("… ")
    assert len(hit.snippet.html) < 400
    assert {reason.where for reason in hit.matched_in} == {"title", "text"}


def test_no_snippet_where_the_summary_says_as_much(shelf: Index) -> None:
    (hit,) = shelf.ask("release").hits
    assert hit.snippet is None


def test_names_labels_and_other_languages_are_reasons(shelf: Index) -> None:
    assert [(reason.where, reason.what) for reason in shelf.ask("pomo").hits[0].matched_in] == [("name", "PoMo")]
    assert ("label", "Peer support", "en") in [
        (reason.where, reason.what, reason.language) for reason in shelf.ask("peer").hits[0].matched_in
    ]
    (hit,) = shelf.ask("mentorat").hits
    assert hit.matched_in[-1].what == "Mentorat"
    (hit,) = shelf.ask("vankilan").hits
    assert hit.snippet is not None
    assert (hit.snippet.html, hit.snippet.language) == ("Tuki <mark>vankilan</mark> jälkeen", "fi")


def test_a_reader_gets_title_and_summary_in_their_language(shelf: Index) -> None:
    (hit,) = shelf.ask("mentors", languages=("fi", "en")).hits
    assert (hit.title.html, hit.title.language) == ("<mark>Mentorit</mark>", "fi")


@pytest.mark.parametrize("text", ["pomo", "PO-MO", "po mo"])
def test_compact_names(shelf: Index, text: str) -> None:
    assert [hit.id for hit in shelf.ask(text).hits] == ["page:1"]


def test_a_hit_brings_what_its_card_needs(shelf: Index) -> None:
    (hit,) = shelf.ask("mentors").hits
    assert (hit.record, hit.kind, hit.card["url"], hit.facets["kind"]) == ("page:1", "practice", "/1/", ["practice"])
    assert hit.score > 0


@pytest.mark.parametrize(
    ("text", "marked"), [("elearning", "E-learning"), ("mabis net", "MABIS.Net"), ("oeuvre", "œuvre")]
)
def test_marks_cover_the_whole_written_form(index: Index, text: str, marked: str) -> None:
    index.fill(document(1, f"{marked} work"))
    (hit,) = index.ask(text).hits
    assert hit.title.html == f"<mark>{marked}</mark> work"


def test_a_snippet_begins_with_a_whole_word(index: Index) -> None:
    index.fill(
        document(
            1, "Garden", "", "Nothing to see in this sentence. " * 20 + "\nWomen meet mentors. " + "More of it. " * 30
        )
    )
    (hit,) = index.ask("mentors").hits
    assert hit.snippet is not None
    assert hit.snippet.html.startswith("… Women meet <mark>mentors</mark>")

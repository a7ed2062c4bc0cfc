"""What people write in queries beside words means the same on every engine."""

from __future__ import annotations

import pytest

from search import registry
from search.engines.base import FacetRequest
from search.queries import parse
from tests.contract.conftest import Index, document

CASES = {
    "workshop OR housing": "1 2 5",
    "workshop ODER housing": "1 2 5",
    "women or housing": "2",  # a function word in small letters: both words
    "(workshop OR housing) women": "2",
    "workshop OR housing women": "2",
    "women AND housing": "2",
    "+women +housing": "2",
    "women NOT housing": "3",
    "women -housing": "3",
    "women -(housing OR mentors)": "",
    "-women": "1 4 5",
    "-workshop -women": "4",
    "-(housing women)": "1 3 4 5",
    "women OR -workshop": "2 3 4",
    '"sheltered workshop" OR mentors': "1 3",
    "colour:red": "1 2",
    "Farbe:Rot": "1 2",
    "colour:rouge women": "2",
    "colour:(red OR green)": "1 2 3",
    "colour:red,green women": "2 3",
    "colour:dark blue": "4",
    "colour:dark blue alpha": "4",
    "colour:red OR mentors": "1 2 3",
    "-colour:red": "3 4 5",
    "women -colour:red": "3",
    "kind:report": "5",
    "year:2003": "1",
    "year:2002..2004": "1 2",
    "year:2004-2002": "1 2",
    "year:2004..": "2 4",
    "year:..2003": "1",
    "2002..2003": "1",
    "from:2005": "2 4",
    "jahr:2003 OR jahr:2010": "1 4",
    "title:women": "2 3",
    "title:housing": "2",
    "title:(women mentors)": "3",
    'title:"housing for women"': "2",
    'title:"women for housing"': "",
    "title:hous*": "2",
    "Titel:workshop": "1",
    "title:alpha OR title:mentors": "3 4",
    "name:mabisnet": "4",
    "id:PR-0001": "1",
    "id:pr0001 OR id:PR-0003": "1 3",
    "-id:PR-0001 -women": "4 5",
    "work*": "1 4 5",
    "work* -workshop": "4",
}  # fmt: skip
COLOURS = {"red": ("red", "rot", "rouge"), "green": ("green",), "dark_blue": ("dark blue",)}


@pytest.fixture(autouse=True)
def _facets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_facets", {})
    registry.facet("kind", "Kind", lambda codes, _language: {code: code for code in codes})
    registry.facet(
        "colour",
        "Colour",
        lambda codes, _language: {code: code for code in codes},
        names=("Farbe",),
        codes_of=lambda written: [code for code, names in COLOURS.items() if written.lower() in names],
    )


@pytest.fixture
def catalogue(index: Index) -> Index:
    index.fill(
        document(1, "Sheltered workshop", "Furniture", names=("PR-0001",), facets={"colour": ["red"]},
                 year_from=2002, year_to=2003),
        document(2, "Housing for women", "Rooms", facets={"colour": ["red"]}, year_from=2004, year_to=2006),
        document(3, "Mentors for women", "Talks", names=("PR-0003",), facets={"colour": ["green"]}),
        document(4, "Alpha", "They work outside", names=("MABIS.Net",), facets={"colour": ["dark_blue"]}, year_from=2010),
        document(5, "Annual figures", "Of every workshop", kind="report"),
    )  # fmt: skip
    return index


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_syntax_means_the_same_everywhere(catalogue: Index, text: str, expected: str) -> None:
    assert sorted(catalogue.found(text)) == expected.split()


def test_a_single_engine_call_answers_fields_and_counts_with_them(catalogue: Index) -> None:
    results = catalogue.ask("colour:red year:2004..", facets=(FacetRequest("colour"), FacetRequest("kind")))
    assert [(value.code, value.count) for value in results.facets["colour"]] == [("red", 1)]
    assert results.total == 1


def test_what_is_no_syntax_is_words(catalogue: Index) -> None:
    assert catalogue.found("nofield:women mentors")[0] == "3"
    assert catalogue.found("colour:mentors") == ["3"]
    assert parse("colour:mentors").misread[0].field == "colour"
    assert set(catalogue.found("women )(")) == {"2", "3"}
    assert set(catalogue.found("OR women AND")) == {"2", "3"}
    assert catalogue.found('mentors "') == ["3"]
    assert catalogue.found("title: mentors") == catalogue.found("title mentors")
    assert catalogue.found("year:soon women") == catalogue.found("year soon women")


def test_required_words_stay_required_when_nothing_has_all_words(catalogue: Index) -> None:
    results = catalogue.ask("women unheardof +mentors")
    assert results.relaxed
    assert [hit.id for hit in results.hits] == ["page:3"]


def test_other_ways_to_say_it_count_once(index: Index) -> None:
    index.fill(
        document(1, "Jail", "Prison gaol jail prison"),
        document(2, "Prison", "A house"),
        document(3, "Garden", "A house, far away from any prison"),
    )
    assert index.found("garden prison OR jail OR gaol")[0] == "3"


def test_long_queries_are_answered(catalogue: Index) -> None:
    assert not catalogue.ask("women " * 333).unavailable
    assert not catalogue.ask(" ".join(f"w{number}*" for number in range(300))).unavailable
    assert not catalogue.ask("(a OR -" * 280).unavailable

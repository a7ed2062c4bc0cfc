"""Query strings of lists."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from search import registry
from search.parameters import MOST_CODES, intersected, read


@pytest.fixture(autouse=True)
def _facets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_facets", {})
    registry.facet("country", "Country", lambda codes, _language: {code: code for code in codes})
    registry.facet("theme", "Theme", lambda codes, _language: {code: code for code in codes})


def test_everything_that_can_be_asked() -> None:
    asked = read(
        QueryDict("q=work&country=AT&country=DE&theme=families&from=2001&to=2005&sort=title&page=2&letter=A&utm=x")
    )
    assert (asked.text, asked.year_from, asked.year_to, asked.sort, asked.page) == ("work", 2001, 2005, "title", 2)
    assert dict(asked.chosen) == {"country": ("AT", "DE"), "theme": ("families",), "letter": ("A",)}
    assert asked.problems == ()


def test_addresses_of_a_little_less() -> None:
    asked = read(QueryDict("q=work&country=AT&country=DE&page=3&sort=title"))
    assert asked.without("country", "AT").query() == "?q=work&country=DE&sort=title"
    assert asked.cleared().query() == "?q=work&sort=title"
    assert asked.query(page=2) == "?q=work&country=AT&country=DE&sort=title&page=2"
    assert read(QueryDict("")).query() == "."


@pytest.mark.parametrize("year", ["abc", "05", "20055", "-200", "٢٠٠٥", "2005\x00.5", "0999"])
def test_what_is_no_year_is_said_and_left_out(year: str) -> None:
    asked = read(QueryDict(urlencode({"from": year})))
    assert asked.year_from is None
    assert len(asked.problems) == 1
    assert "four digits" in asked.problems[0]


def test_years_the_wrong_way_round_are_swapped() -> None:
    asked = read(QueryDict("from=2010&to=2001"))
    assert (asked.year_from, asked.year_to, len(asked.problems)) == (2001, 2010, 1)


@pytest.mark.parametrize("page", ["-1", "0", "abc", "1e3", "", "9" * 30, "²"])
def test_what_is_no_page(page: str) -> None:
    assert read(QueryDict(f"page={page}")).page is None


def test_an_unknown_order_is_said() -> None:
    asked = read(QueryDict("sort=random"))
    assert asked.sort is None
    assert len(asked.problems) == 1


def test_repeats_are_taken_once_and_too_many_are_cut() -> None:
    assert read(QueryDict("country=AT" + "&country=AT" * 500)).chosen == {"country": ("AT",)}
    asked = read(QueryDict("&".join(f"country={number}" for number in range(900))))
    assert len(asked.chosen["country"]) == MOST_CODES
    assert len(asked.problems) == 1


def test_a_choice_narrows_a_preset_and_never_widens_it() -> None:
    presets = {"country": ["AT", "DE"]}
    assert intersected(presets, {}) == {"country": ("AT", "DE")}
    assert intersected(presets, {"country": ["DE"], "theme": ["work"]}) == {"country": ("DE",), "theme": ("work",)}
    assert intersected(presets, {"country": ["IT"]}) == {"country": ("",)}

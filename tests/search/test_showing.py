"""A query shown back: its parts in the reader's words, each a link to the list without it, and what was misread."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given, settings

from search.indexing import rebuild
from search.queries import parse
from search.queries.showing import parts_of, sentences
from tests.factories import make_concept, make_place, make_record
from tests.search.test_queries_properties import LANGUAGES, TYPED, shape


@pytest.fixture
def shelf(site_tree: None) -> dict[str, Any]:
    women = make_concept("target_group:women", labels={"en": "Women", "de": "Frauen"})
    austria, germany = make_place("AT"), make_place("DE")
    records = {
        "women": make_record(title="A workshop for women", places=[austria], concepts=[women], known_in=2006),
        "men": make_record(title="A workshop for men", places=[austria], known_in=2007),
        "german": make_record(title="A workshop far away", places=[germany], known_in=2007),
    }
    rebuild()
    return records


def chips(html: str) -> dict[str, str]:
    """The removable parts: what each says, and its address."""
    found = re.findall(r'<a class="chip" href="([^"]*)"><span class="hidden">[^<]*</span>(.*?) <svg', html)
    return {unescape(label): unescape(address) for address, label in found}


def page(client: Client, text: str, **more: Any) -> str:
    answer = client.get("/search/", {"q": text, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_parts_are_said_in_words_beside_the_filters(client: Client, shelf: dict[str, Any]) -> None:
    shown = chips(page(client, "workshop kind:practice country:Austria -Zielgruppe:women 2005..2008", theme="work"))
    assert list(shown) == ["workshop", "Practice", "Austria", "not: Women", "2005–2008", "work"]
    rest = {"q": "workshop kind:practice -Zielgruppe:women 2005..2008", "theme": "work"}
    assert shown["Austria"] == f"?{urlencode(rest)}"


@pytest.mark.django_db
def test_each_chip_leads_to_a_list_without_its_part(client: Client, shelf: dict[str, Any]) -> None:
    shown = chips(page(client, "workshop country:AT -women"))
    assert list(shown) == ["workshop", "Austria", "not: women"]
    without_country = client.get(f"/search/{shown['Austria']}").content.decode()
    assert "far away" in without_country
    assert "for men" in without_country
    assert "for women" not in without_country
    assert chips(without_country) == {
        "workshop": "?" + urlencode({"q": "-women"}),
        "not: women": "?" + urlencode({"q": "workshop"}),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "workshop women", "the workshop for the women of Austria", "!!!"])
def test_words_alone_are_no_chips(client: Client, shelf: dict[str, Any], text: str) -> None:
    assert chips(page(client, text)) == {}


@pytest.mark.django_db
def test_clearing_leaves_the_words(client: Client, shelf: dict[str, Any]) -> None:
    html = page(client, "workshop for -women country:AT", country="AT")
    assert f'<a href="?{urlencode({"q": "workshop for"})}">Clear all</a>' in html


@pytest.mark.django_db
def test_without_results_each_part_can_be_given_up(client: Client, shelf: dict[str, Any]) -> None:
    html = page(client, "workshop country:DE year:1999")
    assert "Without 1999" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "label"),
    [
        ('x "after release"', "“after release”"), ("title:women", "in the title: women"), ('title:"for women"', "in the title: “for women”"),
        ("name:MABIS", "in the name: MABIS"), ("id:PR-0001", "PR-0001"), ("year:2005", "2005"), ("from:2005", "2005–…"),
        ("to:2005", "…–2005"), ("country:AT,DE", "Austria or Germany"), ("women OR men", "women or men"),
        ("x -(women men)", "not: women men"), ("x (country:AT OR -women)", "Austria or not: women"), ("work*  -x", "work*"),
        ("women AND men", "men"), ("tag:drugs", "drugs"),
    ],
)  # fmt: skip
def test_every_part_has_its_words(shelf: dict[str, Any], text: str, label: str) -> None:
    assert label in [label for label, _rest in parts_of(parse(text), "en")]


@pytest.mark.django_db
def test_parts_are_in_the_language_of_the_interface(shelf: dict[str, Any]) -> None:
    assert [label for label, _rest in parts_of(parse("target_group:women x"), "de")] == ["x", "Frauen"]


@pytest.mark.django_db
def test_what_was_misread_is_said(client: Client, shelf: dict[str, Any]) -> None:
    html = page(client, "workshop country:Atlantis")
    assert "“Atlantis” is not known under “Country”: it was searched for as words." in html
    assert list(chips(page(client, "workshop country:Atlantis -women"))) == ["workshop Atlantis", "not: women"]
    assert "Too many brackets" in sentences(parse("(" * 9 + "women" + ")" * 9))[0]
    assert "too long" in sentences(parse("year:2001 " * 60))[0]
    assert sentences(parse("workshop country:AT")) == []


@pytest.mark.django_db
def test_what_was_typed_is_never_markup(client: Client, shelf: dict[str, Any]) -> None:
    html = page(client, 'x "<b>bold</b> move" country:<script>')
    assert "<b>bold" not in html
    assert "<script>" not in html.partition("<main")[2]


@given(text=TYPED, languages=LANGUAGES)
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_its_parts_can_be_taken_away_one_after_another(text: str, languages: tuple[str, ...]) -> None:
    with override("en"):
        for _step in range(60):
            parts = parts_of(parse(text, languages), "en")
            if not parts:
                return
            assert all(label for label, _rest in parts)
            assert len(parts[0][1]) < len(text)
            text = parts[0][1]
        raise AssertionError(f"There is no end of {text!r}.")


@given(text=TYPED)
@settings(max_examples=100, deadline=None)
def test_addresses_of_parts_keep_the_rest_as_it_was_typed(text: str) -> None:
    query = parse(text)
    for _label, rest in parts_of(query, "en"):
        (again,) = parse_qs(urlencode({"q": rest})).get("q", [""])
        assert shape(parse(again).tree) == shape(parse(rest).tree)

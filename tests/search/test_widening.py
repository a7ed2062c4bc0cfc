"""What a query is widened by: concepts by their words, in which order, what is shown of it and how it is taken off."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.vocabularies.snapshot import forget
from search import registry
from search.indexing import rebuild
from search.queries import LONGEST_QUERY, parse
from search.widening import ALL, Entry, Label, Thesaurus, Widening, widened, widenings_of
from tests.factories import make_concept, make_place, make_record, make_user
from tests.search.test_queries_properties import TYPED

THESAURUS = Thesaurus(
    (
        Entry("topic:housing", (
            Label("Housing", "en"), Label("Wohnen", "de"), Label("accommodation", "en", False), Label("probation hostel", "en", False),
        )),
        Entry("stage:release", (
            Label("Release", "en"), Label("Entlassung", "de"), Label("Libération", "fr"), Label("Haftentlassung", "de", False),
        )),
        Entry("glossary:gol", (Label("Local operative group", "en"), Label("GOL", ""), Label("gruppo operativo locale", "it"))),
        Entry("topic:reoffending", (Label("Re-offending", "en"), Label("récidive", "fr"))),
        Entry("topic:empty", (Label("???", "en"), Label("It", "en"))),
    )
)  # fmt: skip


@pytest.fixture
def _thesaurus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_thesauri", [lambda: THESAURUS])


def others(text: str, *languages: str, **options: Any) -> dict[str, list[str]]:
    found = widenings_of(text, languages or ("en",), **options)
    return {one.key: [label.text for label in one.labels] for one in found}


@pytest.mark.usefixtures("_thesaurus")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("housing", {"topic:housing": ["accommodation", "probation hostel", "Wohnen"]}),
        ("WOHNEN", {"topic:housing": ["Housing", "accommodation", "probation hostel"]}),
        ("liberation", {"stage:release": ["Release", "Entlassung", "Haftentlassung"]}),
        ("releases", {"stage:release": ["Entlassung", "Libération", "Haftentlassung"]}),
        ("Haftentlassung", {"stage:release": ["Release", "Entlassung", "Libération"]}),
        ("probation hostels", {"topic:housing": ["Housing", "Wohnen"]}),
        ("gol", {"glossary:gol": ["Local operative group", "gruppo operativo locale"]}),
        ("local operative groups", {"glossary:gol": ["GOL", "gruppo operativo locale"]}),
        ("reoffending", {"topic:reoffending": ["récidive"]}), ("re offending", {"topic:reoffending": ["récidive"]}),
        ("it", {}), ("hostel probation", {}), ("", {}), ("???", {}), ("unheardof", {}),
    ],
)  # fmt: skip
def test_concepts_are_found_by_what_they_are_called(text: str, expected: dict[str, list[str]]) -> None:
    found = others(text)
    assert {key: set(labels) for key, labels in found.items()} == {key: set(labels) for key, labels in expected.items()}


@pytest.mark.usefixtures("_thesaurus")
def test_the_readers_languages_come_first() -> None:
    assert others("liberation", "de")["stage:release"][:2] == ["Entlassung", "Haftentlassung"]
    assert others("gol", "it")["glossary:gol"][0] == "gruppo operativo locale"


@pytest.mark.usefixtures("_thesaurus")
def test_in_a_longer_question_only_what_concepts_are_called_counts() -> None:
    assert list(others("housing after release")) == ["topic:housing", "stage:release"]
    assert others("probation hostel Berlin") == {}
    assert others("housing " * 13) == {}, "long questions say enough themselves"


@pytest.mark.usefixtures("_thesaurus")
@pytest.mark.parametrize("text", ["-housing", '"probation hostel"', "title:housing", "x -(housing release)"])
def test_what_was_said_exactly_is_taken_as_typed(text: str) -> None:
    assert others(text) == {}


@pytest.mark.usefixtures("_thesaurus")
def test_readers_take_one_or_all_off() -> None:
    assert list(others("housing after release", as_typed=("topic:housing",))) == ["stage:release"]
    assert others("housing after release", as_typed=(ALL,)) == {}
    assert len(others("housing after release", as_typed=("topic:none",))) == 2


@pytest.mark.usefixtures("_thesaurus")
@given(text=st.one_of(TYPED, st.text(alphabet=st.characters(exclude_categories=()), max_size=200)))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_widened(text: str) -> None:
    query = parse(f"{text} housing"[-LONGEST_QUERY:])
    again = widened(query, widenings_of(query.text, ("en",)))
    assert [word.written for word in again.words] == [word.written for word in query.words]
    assert (again.at_least, again.name, again.without) == (query.at_least, query.name, query.without)


def test_the_vocabularies_are_a_thesaurus(site_tree: None) -> None:
    make_concept("topic:housing", labels={"en": "Housing", "de": "Wohnen"})
    make_concept("indicator:beds", labels={"en": "Beds", "de": "Betten"})
    forget()
    assert others("housing") == {"topic:housing": ["Wohnen"]}
    assert others("beds") == {}, "names of figures stand in no text"


def test_every_name_of_a_place_leads_to_every_other(site_tree: None) -> None:
    make_place("NL", names={"en": "Netherlands", "fr": "Pays-Bas"}, alternatives={"en": ["Holland", "Dutch"]})
    assert others("Holland") == {"place:NL": ["Netherlands", "Dutch", "Pays-Bas"]}
    assert others("housing pays bas", "fr") == {"place:NL": ["Netherlands", "Holland", "Dutch"]}


# -- The page --


@pytest.fixture
def shelf(site_tree: None) -> None:
    make_concept("topic:housing", labels={"en": "Housing", "de": "Wohnraum"})
    make_concept("stage:release", labels={"en": "Release", "de": "Freigang"})
    make_record(title="Housing for all")
    make_record(title="Wohnraum am Fluss", slug="wohnen")
    make_record(title="Freigang und Wohnraum", slug="entlassung", audience="members")
    for number in range(25):
        make_record(title=f"Housing {number}", slug=f"housing-{number}")
    forget()
    rebuild()


def page(client: Client, query: str) -> str:
    answer = client.get(f"/search/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def also(html: str) -> list[str]:
    """The addresses that take one off, and the one that takes off all."""
    (inside,) = re.findall(r'<nav aria-label="Also searched">(.*?)</nav>', html) or [""]
    return [unescape(address) for address in re.findall(r'<a [^>]*href="([^"]+)"', inside)]


def test_what_was_also_searched_is_shown_and_can_be_taken_off(client: Client, shelf: None) -> None:
    html = page(client, "q=housing&sort=title")
    assert '<span lang="de">Wohnraum</span>' in html
    assert "27 results" in html
    one, everything = also(html)

    assert one == "?q=housing&as_typed=topic%3Ahousing&sort=title"
    for address in (one, everything):
        without = page(client, address[1:])
        assert "26 results" in without
        assert also(without) == []
        assert 'href="?q=housing&amp;sort=title"' in without, "and back"
        assert "page=2" in without
        assert all("as_typed" in link for link in re.findall(r'href="(\?[^"]*page=2)"', without))
        assert (
            f'<input type="hidden" name="as_typed" value="{address.split("as_typed=")[1].split("&")[0]}"'.replace(
                "%3A", ":"
            )
            in without
        )


def test_another_name_of_a_country_finds_its_records_and_can_be_taken_off(client: Client, shelf: None) -> None:
    country = make_place("NL", names={"en": "Netherlands"}, alternatives={"en": ["Holland"]})
    make_record(title="A workshop", slug="workshop", places=[country])
    make_record(title="Work in the Netherlands", slug="netherlands")
    rebuild()
    assert also(page(client, "q=Holland"))[0] == "?q=Holland&as_typed=place%3ANL"
    assert "Work in the" in page(client, "q=Holland")
    assert "A workshop" in page(client, "q=Holland&as_typed=place:NL"), "its country is called so"
    assert "Work in the" not in page(client, "q=Holland&as_typed=place:NL")


def test_what_was_taken_off_stays_so_in_files(client: Client, shelf: None) -> None:
    assert b"Wohnraum am Fluss" in b"".join(client.get("/search/export.csv?q=housing"))
    assert b"Wohnraum am Fluss" not in b"".join(client.get("/search/export.csv?q=housing&as_typed=all"))


def test_it_shows_nobody_what_they_may_not_see(client: Client, shelf: None) -> None:
    assert "Freigang und" not in page(client, "q=release")
    client.force_login(make_user("members"))
    assert "Freigang</mark> und" in page(client, "q=release")


@pytest.mark.parametrize("value", ["%00", "%FF", "x" * 500, "all&as_typed=all", "<b>", "&as_typed=" * 90])
def test_odd_addresses(client: Client, shelf: None, value: str) -> None:
    answer = client.get(f"/search/?q=housing&as_typed={value}")
    assert answer.status_code in (200, 400)
    assert "<b>" not in answer.content.decode().partition("<main")[2]


def test_it_asks_the_database_no_more(client: Client, shelf: None, django_assert_max_num_queries: Any) -> None:
    page(client, "q=housing+release")
    with django_assert_max_num_queries(8):
        page(client, "q=housing+release")


def test_the_database_finds_by_other_words_too(client: Client, shelf: None, settings: Any, tmp_path: Any) -> None:
    from search import fallback

    fallback.fill()
    settings.SEARCH_INDEX_DIR = tmp_path / "gone"
    html = page(client, "q=housing&sort=newest")
    assert "27 results" in html
    assert "26 results" in page(client, "q=housing&sort=newest&as_typed=all")


def test_a_shown_widening_says_whether_there_is_more() -> None:
    labels = tuple(Label(f"w{number}", "en") for number in range(5))
    assert (len(Widening("a:b", ("x",), labels).shown), Widening("a:b", ("x",), labels).has_more) == (3, True)
    assert not Widening("a:b", ("x",), labels[:3]).has_more

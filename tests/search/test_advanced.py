"""The advanced form: it writes queries, takes them apart again, and loses nothing of what was filled in."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.indexing import rebuild
from search.queries import LONGEST_QUERY, parse
from search.queries.composing import Wording, compose, take_apart
from tests.factories import make_concept, make_place, make_record, make_user
from tests.search.test_queries_properties import TYPED, shape

FIELD = st.one_of(st.just(""), TYPED, st.text(alphabet=st.characters(exclude_categories=()), max_size=40))


@pytest.fixture
def shelf(site_tree: None) -> None:
    women = make_concept("target_group:women", labels={"en": "Women"})
    make_record(title="A workshop for women", places=[make_place("AT")], concepts=[women], known_in=2006)
    make_record(title="A workshop for men", slug="men", places=[make_place("DE")], known_in=2007)
    make_record(title="Sealed workshop", slug="sealed", audience="members", places=[make_place("FR")])
    rebuild()


def sent(client: Client, **fields: Any) -> str:
    """The query string that the form leads to."""
    answer = client.get("/search/advanced/", {**fields, "go": "1"})
    assert answer.status_code == 302, answer.content.decode()
    address = urlsplit(answer["Location"])
    assert address.path == "/search/"
    return address.query


def page(client: Client, status: int = 200, /, **fields: Any) -> str:
    answer = client.get("/search/advanced/", fields)
    assert answer.status_code == status
    return answer.content.decode()


def value_of(html: str, name: str) -> str:
    (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', html)
    return unescape("".join(re.findall(r'value="([^"]*)"', tag)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"q": "work prison"}, "work prison"), ({"every": "women prison"}, "women +prison"), ({"phrase": "after release"}, '"after release"'),
        ({"either": "jail gaol"}, "jail OR gaol"), ({"without": "drugs alcohol", "q": "work"}, "work -drugs -alcohol"),
        ({"title": "women"}, "title:women"), ({"title": "women work"}, "title:(women work)"), ({"phrase": "prison"}, "prison"),
        ({"q": "work prison", "every": "women"}, "work prison +women"), ({"either": "OR AND"}, "or OR and"),
        ({"phrase": 'say "hello" now'}, '"say hello now"'), ({"every": "-a (b) c:d"}, "a +b +c +d"), ({"every": "mentor*"}, "mentor*"),
        ({"q": "kind:practice", "without": "women"}, 'kind:"practice" -women'),
    ],
)  # fmt: skip
def test_fields_become_a_query(client: Client, shelf: None, fields: dict[str, str], text: str) -> None:
    assert parse_qs(sent(client, **fields)) == {"q": [text]}


@pytest.mark.django_db
def test_filters_and_years_go_along(client: Client, shelf: None) -> None:
    query = sent(client, every="workshop", country=["AT", "DE"], target_group="women", **{"from": "2005", "to": "2008"})
    expected = [("q", "workshop"), ("country", "AT"), ("country", "DE"), ("target_group", "women"), ("from", "2005"), ("to", "2008")]  # fmt: skip
    assert query == urlencode(expected)
    assert "A workshop for women" in client.get(f"/search/?{query}").content.decode().replace("<mark>", "").replace(
        "</mark>", ""
    )
    assert sent(client) == "", "nothing asked for is everything"


@pytest.mark.django_db
def test_a_query_opens_the_form_with_each_part_in_its_field(client: Client, shelf: None) -> None:
    text = 'work prison +women "after release" jail OR gaol -drugs title:men country:AT "second phrase"'
    html = client.get("/search/advanced/", {"q": text, "country": "DE", "from": "2005"}).content.decode()
    shown = {name: value_of(html, name) for name in ("q", "every", "phrase", "either", "without", "title", "from")}
    assert shown == {
        "q": 'work prison country:AT "second phrase"', "every": "women", "phrase": "after release", "either": "jail gaol",
        "without": "drugs", "title": "men", "from": "2005",
    }  # fmt: skip
    assert re.search(r'name="country" value="DE" checked', html)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"every": "???"}, "There is no word in this"), ({"from": "soon"}, "“soon” is not a year"),
        ({"phrase": "x" * 501}, "at most 500 characters"), (dict.fromkeys(("every", "either", "without", "title"), "w " * 240), "too long"),
        ({"country": [str(number) for number in range(60)]}, "Too many filters"), ({"sort": "sideways"}, "no such order"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_is_lost(
    client: Client, shelf: None, fields: dict[str, Any], message: str
) -> None:
    html = page(client, 400, **{"q": "kept words", "without": "kept", **fields, "go": "1"})
    assert message in html
    assert value_of(html, "q") == "kept words"
    for name, value in fields.items():
        if isinstance(value, str) and name != "sort":
            assert value_of(html, name).strip() == value.strip()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "raw",
    [
        "q=%00&go=1",
        "every=%FF&go=1",
        "title=%ED%A0%80&go=1",
        "go=%00",
        "from=%00&go=1",
        "%",
        "q=" + "(" * 3000 + "&go=1",
    ],
)
def test_broken_addresses(client: Client, shelf: None, raw: str) -> None:
    assert client.get(f"/search/advanced/?{raw}").status_code in (200, 302, 400)
    assert client.post("/search/advanced/").status_code == 405


@pytest.mark.django_db
def test_markup_is_text(client: Client, shelf: None) -> None:
    html = page(client, 400, every="<script>alert(1)</script>", title="??", go="1")
    assert "<script>alert" not in html


@pytest.mark.django_db
def test_its_filters_are_those_that_the_reader_may_know(client: Client, shelf: None) -> None:
    assert 'value="FR"' not in page(client)
    client.force_login(make_user("members"))
    assert 'value="FR"' in page(client)


@pytest.mark.django_db
def test_every_filter_is_there_whatever_the_query_finds(client: Client, shelf: None) -> None:
    html = page(client, q="unheardof", country="AT")
    assert 'value="DE"' in html
    assert "disabled" not in html.partition("<main")[2].partition("</main")[0]


@pytest.mark.django_db
def test_it_is_reached_from_the_search_page_and_from_lists(client: Client, shelf: None) -> None:
    html = client.get("/search/?q=women&country=AT&sort=title").content.decode()
    assert 'href="/search/advanced/?q=women&amp;country=AT"' in html
    assert 'href="/search/help/"' in html
    assert 'href="/search/advanced/?kind=practice"' in client.get("/practices/").content.decode()


@pytest.mark.django_db
def test_it_asks_the_database_little(client: Client, shelf: None, django_assert_max_num_queries: Any) -> None:
    page(client)
    with django_assert_max_num_queries(8):
        page(client, q="women", country="AT")


@given(st.builds(Wording, FIELD, FIELD, FIELD, FIELD, FIELD, FIELD))
@example(Wording('TITEL:0"OR"-0%0'))
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_understood_and_taken_apart_again(wording: Wording) -> None:
    text = compose(wording, ("en",))
    if len(text) > LONGEST_QUERY:
        return
    again = compose(take_apart(text, ("en",)), ("en",))
    assert sorted(word.closed for word in parse(again).words) == sorted(word.closed for word in parse(text).words)
    assert sorted(word.closed for word in parse(again).without) == sorted(word.closed for word in parse(text).without)


@given(st.builds(Wording, st.just(""), FIELD, FIELD, FIELD, FIELD, FIELD))
@settings(max_examples=200, deadline=None)
def test_a_query_of_the_form_is_written_as_it_is_understood(wording: Wording) -> None:
    from search.queries import write

    text = compose(wording, ("en",))
    tree = parse(text).tree
    if len(text) <= LONGEST_QUERY:
        assert shape(parse(write(tree)).tree) == shape(tree)

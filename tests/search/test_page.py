"""`/search/` as people meet it: what they find, what they are told, and what they may not know."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import loader
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.foundation import limits, outbox
from search.indexing import changed, rebuild
from search.lists import result_list
from tests.factories import make_concept, make_place, make_record, make_translation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(site_tree: None) -> dict[str, Any]:
    """A few records, found."""
    families = make_concept("theme:families", labels={"en": "Families", "de": "Familien"})
    austria, germany = make_place("AT"), make_place("DE")
    records = {
        "telfi": make_record(title="Distance learning in prison", summary="Lessons on a server.", places=[austria],
                             done="<p>Teachers & prisoners meet on a <em>learning</em> platform.</p>", known_in=2007),
        "mabis": make_record("development_partnership", title="MABIS.Net", summary="After-care agencies.",
                             places=[germany], concepts=[families], names=["MABIS"]),
        "secret": make_record(title="Sealed method", audience="group:editors", stub_title="A local record",
                              stub_summary="Open to registered editors."),
        "hidden": make_record(title="Unspoken method", audience="group:editors"),
        "members": make_record(title="Members method", audience="members"),
    }  # fmt: skip
    make_translation(records["telfi"], "de", title="Fernunterricht im Gefängnis", summary="Stunden an einem Server.")
    rebuild()
    outbox.drain(["index"])
    return records


def page(client: Client, status: int = 200, /, **query: Any) -> str:
    answer = client.get("/search/", query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def titles(html: str) -> list[str]:
    """The results' headings as a reader sees them."""
    return [re.sub(r"<[^>]+>", "", title) for title in re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", html)]


def test_it_finds_and_says_why(client: Client, shelf: dict[str, Any]) -> None:
    html = page(client, q="learning platform")
    assert titles(html) == ["Distance learning in prison"]
    assert "Distance <mark>learning</mark> in prison" in html
    assert "<mark>learning</mark> <mark>platform</mark>" in html
    assert "Found in the title, the text" in html
    assert re.search(r'<div role="status"><h2>1 result</h2></div>', html)
    assert f'href="{shelf["telfi"].url}"' in html
    assert "<title>learning platform: Search" in html


def test_without_words_everything_is_there_in_the_order_of_the_alphabet(client: Client, shelf: dict[str, Any]) -> None:
    assert titles(page(client)) == ["A local record", "Distance learning in prison", "MABIS.Net"]


@pytest.mark.parametrize("text", ["mabis net", "mabisnet", "MABIS", "Familien", "after care"])
def test_spellings_and_labels(client: Client, shelf: dict[str, Any], text: str) -> None:
    assert "MABIS.Net" in titles(page(client, q=text))


def test_each_reader_finds_what_is_theirs(client: Client, shelf: dict[str, Any]) -> None:
    assert titles(page(client, q="method")) == []
    client.force_login(make_user("members"))
    assert titles(page(client, q="method")) == ["Members method"]
    client.force_login(make_user("editors"))
    assert sorted(titles(page(client, q="method"))) == ["Members method", "Sealed method", "Unspoken method"]
    assert "A local record" not in page(client)


def test_a_hit_is_checked_against_the_database(client: Client, shelf: dict[str, Any]) -> None:
    """Even where nobody told the index: the row is changed behind everybody's back."""
    type(shelf["telfi"]).objects.filter(pk=shelf["telfi"].pk).update(audience="group:editors")
    html = page(client)
    assert "Distance learning" not in html
    assert '<div role="status"><h2>2 results</h2></div>' in html


def test_a_pending_change_that_can_hide_something_hides_it_from_hits_and_counts(
    client: Client, shelf: dict[str, Any]
) -> None:
    changed("page", [str(shelf["telfi"].pk)], hides=True)
    html = page(client)
    assert "Distance learning" not in html
    assert '<div role="status"><h2>2 results</h2></div>' in html
    assert "Austria" not in html


def test_what_expires_is_gone_with_time_alone(client: Client, site_tree: None) -> None:
    record = make_record(title="Brief offer", expire_at=timezone.now() + timedelta(days=1))
    rebuild()
    outbox.drain(["index"])
    assert titles(page(client, q="brief")) == ["Brief offer"]
    type(record).objects.filter(pk=record.pk).update(expire_at=timezone.now() - timedelta(days=1))
    assert titles(page(client, q="brief")) == []


def test_filters_narrow_down_and_can_be_taken_back(client: Client, shelf: dict[str, Any]) -> None:
    html = page(client, country="AT")
    assert titles(html) == ["Distance learning in prison"]
    assert re.search(r'name="country" value="AT" checked', html)
    assert re.search(r'name="country" value="DE"><span>Germany</span><span class="n">1</span>', html), (
        "own filter left out"
    )
    assert re.search(r'<a class="chip" href="\."[^>]*>.*?Austria', html)
    both = page(client, country=["AT", "DE"])
    assert len(titles(both)) == 2
    assert 'href="?country=DE"' in both
    assert titles(page(client, country="AT", theme="families")) == []


def test_a_reader_gets_the_title_in_their_language_and_sees_the_texts(client: Client, shelf: dict[str, Any]) -> None:
    html = client.get("/search/", {"q": "Fernunterricht"}, headers={"accept-language": "de,en;q=0.5"}).content.decode()
    assert titles(html) == ["Fernunterricht im Gefängnis"]
    assert re.search(r'<h3><a href="/de/[^"]*" lang="de"', html)
    assert '<span lang="en">English</span>' in html
    assert titles(page(client, q="Fernunterricht")) == ["Distance learning in prison"]


def test_nothing_found_offers_ways_on_that_lead_somewhere(client: Client, shelf: dict[str, Any]) -> None:
    html = page(client, q="distance unheardof", country="DE")
    assert "Nothing found for “distance unheardof”" in html
    ways = [("?" + query.replace("&amp;", "&")) for query in re.findall(r'<li>[^<]*<a href="\?([^"]+)">', html)]
    assert ways
    for way in ways:
        assert titles(client.get(f"/search/{way}").content.decode()), way


def test_nothing_found_offers_the_words_as_those_of_other_languages(client: Client, shelf: dict[str, Any]) -> None:
    html = page(client, q="Unterricht")
    assert "Nothing found" in html
    way = re.search(r'Read as German: *<a href="([^"]+)">Unterricht</a> <span class="how">1 result<', html)
    assert way, html
    found = client.get(f"/search/{unescape(way[1])}").content.decode()
    assert titles(found) == ["Fernunterricht im Gefängnis"]
    assert '<input type="hidden" name="titles" value="de">' in found, "a further choice keeps it"
    assert "Read as" not in page(client, q="unheardof")


def test_an_empty_list_says_so_and_offers_no_filters(client: Client, shelf: dict[str, Any]) -> None:
    html = page(client, q="unheardof")
    assert 'id="facets"' not in html
    assert all(f'href="{way}"' in html for way in ("/themes/", "/countries/", "/a-z/"))
    make_place("CY")
    assert "Nothing is on record here yet" in client.get("/countries/CY/").content.decode()
    html = page(client, country="AT", kind="event")
    assert "Nothing has all that you chose" in html
    assert 'id="facets"' in html


def test_when_no_record_has_all_words_it_is_said(client: Client, shelf: dict[str, Any]) -> None:
    html = page(client, q="distance agencies")
    assert "Nothing has all of your words" in html
    assert len(titles(html)) == 2


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"from": "abc"}, 400, "“abc” is not a year"), ({"sort": "sideways"}, 400, "no such order"),
        ({"page": "-1"}, 404, "Go to the first page"), ({"page": "99999"}, 404, "Go to the first page"),
        ({"page": "two"}, 404, "Go to the first page"), ({"country": "XX"}, 200, "0 results"),
        ({"country": [f"{n}" for n in range(300)]}, 400, "Too many filters"), ({"unknown": "x"}, 200, "3 results"),
        ({"q": "<script>alert(1)</script>"}, 200, "&lt;script&gt;"), ({"q": "x" * 5000}, 200, "0 results"),
    ],
)  # fmt: skip
def test_odd_addresses_get_a_clear_answer(
    client: Client, shelf: dict[str, Any], query: dict[str, Any], status: int, words: str
) -> None:
    html = page(client, status, **query)
    assert words in html
    assert "<script>alert" not in html


def test_other_methods_are_refused(client: Client) -> None:
    assert client.post("/search/").status_code == 405


@given(
    st.dictionaries(
        st.sampled_from(["q", "country", "from", "to", "sort", "page", "letter", "tag"]), st.text(max_size=60)
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_is_an_error(client: Client, shelf: dict[str, Any], query: dict[str, str]) -> None:
    answer = client.get(f"/search/?{urlencode(query, errors='surrogatepass')}")
    assert answer.status_code in (200, 400, 404)


@pytest.mark.parametrize("raw", ["q=%FF%FE", "q=%00", "q=%ED%A0%80", "q=a&q=b", "%", "&&&=", "country=%00&country=%FF"])
def test_broken_encodings(client: Client, shelf: dict[str, Any], raw: str) -> None:
    assert client.get(f"/search/?{raw}").status_code in (200, 400)


def test_without_an_index_the_page_says_so(client: Client, site_tree: None) -> None:
    answer = client.get("/search/?q=mentors")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "Search is being rebuilt" in answer.content.decode()


def test_pages(client: Client, site_tree: None) -> None:
    for number in range(45):
        make_record(title=f"Record {number:02}", slug=f"record-{number:02}")
    rebuild()
    outbox.drain(["index"])
    first = page(client, q="record", sort="title")
    assert len(titles(first)) == 20
    assert 'aria-current="page"' in first
    assert 'href="?q=record&amp;sort=title&amp;page=3"' in first
    last = page(client, q="record", sort="title", page=3)
    assert titles(last) == [f"Record {number:02}" for number in range(40, 45)]
    assert 'start="41"' in last


def test_lists_are_the_search_with_presets_and_can_have_an_alphabet(rf: RequestFactory, shelf: dict[str, Any]) -> None:
    request = rf.get("/anywhere/", {"letter": "D", "country": "DE"})
    request.user = AnonymousUser()
    listing = result_list(request, presets={"country": ["AT"]}, facets_left_out=("country",), letters=True)
    assert listing.total == 0, "a choice outside of the preset finds nothing"
    request = rf.get("/anywhere/", {"letter": "D"})
    request.user = AnonymousUser()
    listing = result_list(request, presets={"country": ["AT", "DE"]}, facets_left_out=("country",), letters=True)
    assert [str(hit.title) for hit in listing.hits] == ["Distance learning in prison"]
    assert "country" not in [facet.name for facet in listing.facets]
    letters = {letter: (url, count, chosen) for letter, url, count, chosen in listing.letters}
    assert letters["D"] == ("?letter=D", 1, True)
    assert letters["M"] == ("?letter=M", 1, False)
    assert letters["Z"][1] == 0
    html = loader.render_to_string("search/listing.html", {"listing": listing}, request)
    assert '<a href="?letter=M">M</a>' in html
    assert '<input type="hidden" name="letter" value="D">' in html


@pytest.fixture
def _warm(client: Client, shelf: dict[str, Any]) -> None:
    client.get("/search/?q=learning")


@pytest.mark.usefixtures("_warm")
@pytest.mark.parametrize(
    "query", ["", "q=learning", "q=learning&country=AT&theme=families", "q=unheardof+words&country=AT"]
)
def test_the_page_asks_the_database_little(client: Client, query: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        client.get(f"/search/?{query}")


@pytest.mark.usefixtures("_warm")
def test_signed_in_it_asks_a_little_more(client: Client, django_assert_max_num_queries: Any) -> None:
    client.force_login(make_user("editors"))
    client.get("/search/?q=learning")
    with django_assert_max_num_queries(13):
        client.get("/search/?q=learning")


def test_more_results_ask_no_more_queries(
    client: Client, shelf: dict[str, Any], django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get("/search/")
    with CaptureQueriesContext(connection) as few:
        client.get("/search/?q=learning")
    queries = len(few)
    for number in range(15):
        make_record(title=f"Learning {number}", slug=f"learning-{number}", places=[make_place("IT")])
    outbox.drain(["index"])
    client.get("/search/")
    with django_assert_num_queries(queries):
        assert len(titles(client.get("/search/?q=learning").content.decode())) == 16


@pytest.mark.parametrize(
    ("path", "name"), [("/search/", "search"), ("/search/advanced/", "search"), ("/search/suggest/?q=pri", "suggest")]
)
def test_one_visitor_searches_no_more_than_people_do(
    shelf: dict[str, Any], client: Client, settings: Any, path: str, name: str
) -> None:
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, name: 2}
    limits._counted.clear()
    answers = [client.get(path, REMOTE_ADDR="198.51.100.7") for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 61
    assert "no-store" in answers[-1]["Cache-Control"]
    assert client.get(path, REMOTE_ADDR="198.51.100.8").status_code == 200, "others go on"
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, name: 0}
    assert client.get(path, REMOTE_ADDR="198.51.100.7").status_code == 200

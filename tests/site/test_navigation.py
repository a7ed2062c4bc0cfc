"""Every address that the frame and the front page offer leads somewhere, with the real catalogue."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.site.home import EXAMPLES
from portal.site.navigation import FIXED_ADDRESSES, FOOT, MAIN, navigation
from portal.site.ways_in import WAYS_IN, ways_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", sorted({address for _label, address in (*MAIN, *FOOT)} | set(FIXED_ADDRESSES)))
def test_an_address_of_the_frame_leads_somewhere(
    catalogue_db: None, search_index: None, client: Client, address: str
) -> None:
    assert client.get(address).status_code == 200


def test_links_of_the_front_page_lead_somewhere(catalogue_db: None, search_index: None, client: Client) -> None:
    page = client.get("/").content.decode()
    links = {link.replace("&amp;", "&").partition("#")[0] for link in re.findall(r'<a [^>]*href="(/[^"]*)"', page)}
    assert len(links) > 50
    broken = {
        link: answer.status_code for link in links if (answer := client.get(link, follow=True)).status_code != 200
    }
    assert broken == {}


def test_links_of_the_standard_pages_lead_somewhere(catalogue_db: None, search_index: None, client: Client) -> None:
    pages = [address for _label, address in (*MAIN, *FOOT)] + [way["url"] for way in ways_in("en", None)]
    links: set[str] = set()
    for address in pages:
        main = client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
        links |= {link.replace("&amp;", "&").partition("#")[0] for link in re.findall(r'<a [^>]*href="(/[^"]*)"', main)}
    broken = {
        link: answer.status_code for link in links if (answer := client.get(link, follow=True)).status_code != 200
    }
    assert broken == {}


def test_the_example_searches_find_something(catalogue_db: None, search_index: None, client: Client) -> None:
    page = client.get("/").content.decode()
    for text, _language in EXAMPLES:
        assert f">{text}</a>" in page
        listing = client.get("/search/", {"q": text}).context["listing"]
        assert listing.total > 0
        assert not listing.relaxed


def test_each_of_the_six_ways_in_has_records(catalogue_db: None, search_index: None, client: Client) -> None:
    offered = ways_in("en", None)
    assert len(offered) == len(WAYS_IN) == 6
    for way in offered:
        assert "Records for you" in client.get(way["url"]).content.decode()
    for preset in WAYS_IN:
        assert client.get(preset.search_url).context["listing"].total >= 6


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/practices/telfi/", "Practices"),
        ("/de/practices/", "Practices"),
        ("/countries/AT/", "Countries and figures"),
        ("/practicestuff/", ""),
        ("/", ""),
    ],
)
def test_the_reader_is_told_where_they_are(path: str, label: str) -> None:
    assert [str(entry.label) for entry in navigation(path) if entry.current] == ([label] if label else [])

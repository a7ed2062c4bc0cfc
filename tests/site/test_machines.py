"""What crawlers, browsers and feed readers ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from portal.site.sitemaps import PageSitemap
from tests.factories import make_concept, make_place, make_record, make_source, make_standard_page, make_translation

pytestmark = pytest.mark.django_db
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "o": "http://a9.com/-/spec/opensearch/1.1/",
}


def sitemap(client: Client, page: int = 1) -> dict[str, list[str]]:
    """The addresses of the sitemap, each with its languages."""
    answer = client.get("/sitemap-pages.xml", {"p": page})
    assert answer.status_code == 200
    return {
        entry.findtext("s:loc", "", NAMES): [link.get("hreflang", "") for link in entry.findall("x:link", NAMES)]
        for entry in ElementTree.fromstring(answer.content)
    }


def test_robots_may_read_records_and_nothing_private(client: Client) -> None:
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain")
    assert {"User-agent: *", "Disallow: /admin/", "Disallow: /account/"} <= set(lines)
    assert lines[-1].endswith("/sitemap.xml")
    assert "Disallow: /" not in lines


def test_the_sitemap_names_public_pages_and_their_languages(site_tree: None, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    record = make_record(title="Telfi")
    make_translation(record, "de", title="Telelernen")
    draft = make_record(title="Not yet", publish=False)
    hidden = make_record(title="For members", audience="members")
    stub = make_record(title="For editors", audience="group:editors", stub_title="A record")
    entries = sitemap(client)
    address = next(address for address in entries if address.endswith(record.url))
    assert sorted(entries[address]) == ["de", "en"]
    for page in (draft, hidden, stub):
        assert not [found for found in entries if found.endswith(f"/{page.slug}/")]


def test_the_sitemap_is_an_index_of_files_with_a_limit(
    site_tree: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PageSitemap, "limit", 50)
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    files = [entry.findtext("s:loc", "", NAMES) for entry in index]
    assert [name.partition("/sitemap-")[2] for name in files] == [
        "pages.xml",
        "pages.xml?p=2",
        "pages.xml?p=3",
        "fixed.xml",
        "countries.xml",
        "concepts.xml",
        "sources.xml",
        "communities.xml",
        "people.xml",
    ]
    assert len(sitemap(client, 1)) == 50
    assert client.get("/sitemap-pages.xml?p=99").status_code == 404
    assert client.get("/sitemap-nothing.xml").status_code == 404
    assert "/countries/" in client.get("/sitemap-fixed.xml").content.decode()


def test_the_sitemap_costs_the_same_whatever_it_holds(
    site_tree: None, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    sitemap(client)
    for number in range(3):
        make_record(title=f"Record {number}")
    with django_assert_num_queries(3):
        sitemap(client)


def section(client: Client, name: str) -> dict[str, str]:
    """The addresses of a part of the sitemap, each with the day of its last change."""
    answer = client.get(f"/sitemap-{name}.xml")
    assert answer.status_code == 200
    return {
        urlsplit(entry.findtext("s:loc", "", NAMES)).path: entry.findtext("s:lastmod", "", NAMES)
        for entry in ElementTree.fromstring(answer.content)
    }


def test_the_sitemap_names_countries_concepts_and_public_sources(site_tree: None, client: Client) -> None:
    make_place("AT")
    make_place("UKgb", kind="part")
    make_concept("glossary:gol")
    make_concept("theme:families")
    known, hidden = make_source(), make_source(audience="members")
    today = timezone.localdate().isoformat()
    assert section(client, "countries") == {"/countries/AT/": ""}
    assert section(client, "concepts") == {"/glossary/gol/": today, "/themes/theme/families/": today}
    assert section(client, "sources") == {known.get_absolute_url(): today}
    assert hidden.identifier not in client.get("/sitemap-sources.xml").text
    for address in ["/countries/AT/", "/glossary/gol/", "/themes/theme/families/", known.get_absolute_url()]:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["countries", "concepts", "sources"])
def test_each_part_of_it_costs_two_queries(
    name: str, site_tree: None, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(3):
        make_place(f"A{number}")
        make_concept(f"glossary:term_{number}")
        make_source()
    section(client, name)
    with django_assert_num_queries(2):
        assert len(section(client, name)) == 3


def test_a_browser_can_search_here(client: Client) -> None:
    answer = client.get("/opensearch.xml")
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    described = ElementTree.fromstring(answer.content)
    url = described.find("o:Url", NAMES)
    assert url is not None
    assert url.get("template", "").endswith("/search/?q={searchTerms}")


def test_the_icon_is_found_where_browsers_look(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert "favicon" in answer["Location"]


@pytest.mark.parametrize("path", ["/robots.txt", "/opensearch.xml", "/favicon.ico", "/thank-you/"])
def test_they_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code in {200, 302}


def test_a_standard_page_is_in_it_too(site_tree: None, client: Client) -> None:
    page = make_standard_page(title="About us")
    assert [address for address in sitemap(client) if address.endswith(page.url)]

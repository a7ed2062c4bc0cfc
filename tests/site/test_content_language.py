"""Who reads under a content language's prefix stays there, and sees where a text is only there in another language."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.foundation import outbox
from portal.foundation.content_language import in_language, language_of_address, links_in_language
from portal.site.navigation import FIXED_ADDRESSES, FOOT, MAIN
from practices.relations.models import Relation
from tests.factories import make_place, make_record, make_source, make_standard_page, make_translation, make_user

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a [^>]*href="(/[^"#?]*)')


def links(html: str) -> set[str]:
    """The addresses of this site that a piece of a page leads to."""
    return set(LINK.findall(html))


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/de/practices/", "de"),
        ("/de/", "de"),
        ("/de", ""),
        ("/en/practices/", ""),
        ("/practices/", ""),
        ("/xx/practices/", ""),
        ("/de-at/practices/", ""),
        ("/development-partnerships/", ""),
        ("/DE/practices/", ""),
        ("", ""),
        ("/\u2603/", ""),
    ],
)
def test_the_prefix_is_the_content_language(path: str, language: str) -> None:
    assert language_of_address(path) == language


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("/practices/?page=2", "/de/practices/?page=2"),
        ("/", "/de/"),
        ("/it/practices/x/", "/it/practices/x/"),
        ("/api/", "/api/"),
        ("/admin/", "/admin/"),
        ("/files/report.pdf", "/files/report.pdf"),
        ("https://example.org/", "https://example.org/"),
        ("//example.org/", "//example.org/"),
        ("?page=2", "?page=2"),
        ("", ""),
    ],
)
def test_links_of_the_content_get_the_readers_prefix(url: str, shown: str) -> None:
    assert in_language(url, "de") == shown
    assert in_language(url, "") == in_language(url, "en") == url


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (b'<a href="/sources/">', b'<a href="/de/sources/">'),
        (b'<a class="x" href="/id/PR-0001/#y" lang="en">', b'<a class="x" href="/de/id/PR-0001/#y" lang="en">'),
        (b'<form method="get" action="/search/">', b'<form method="get" action="/de/search/">'),
        (b'<a href="/practices/x/" hreflang="en">', b'<a href="/practices/x/" hreflang="en">'),
        (b'<a data-href="/x/" href="#top">', b'<a data-href="/x/" href="#top">'),
        (b'<link rel="stylesheet" href="/x.css">', b'<link rel="stylesheet" href="/x.css">'),
        ('<a href="/search/?q=è">'.encode(), '<a href="/de/search/?q=è">'.encode()),
    ],
)
def test_links_of_a_page_are_led_on_in_its_language(written: bytes, shown: bytes) -> None:
    assert links_in_language(written, "de") == shown


def test_names_of_addresses_lead_to_those_without_a_prefix() -> None:
    assert reverse("search") == "/search/"
    assert reverse("country", args=["AT"]) == "/countries/AT/"


@pytest.mark.parametrize("address", sorted({url for _label, url in (*MAIN, *FOOT)} | set(FIXED_ADDRESSES) | {"/"}))
def test_the_frame_stays_in_the_language_and_every_address_answers(
    catalogue_db: None, search_index: None, client: Client, address: str
) -> None:
    page = client.get(in_language(address, "de"))
    assert page.status_code == 200
    if address != "/api/":
        body = page.text.partition("<body>")[2]
        frame = body.partition("<main")[0] + body.partition("</main>")[2]
        assert {url for url in links(frame) if not url.startswith(("/de/", "/account/"))} <= {"/api/", "/demo/mail/"}
        assert 'class="brand" href="/de/"' in frame
        assert 'action="/de' in page.text


def test_a_list_shows_titles_of_the_language_and_leads_to_them(
    site_tree: None, search_index: None, client: Client
) -> None:
    record = make_record(title="Workshop", places=[make_place("AT")])
    other = make_record(title="Kitchen", relations=[Relation(type="practised_by", target=record)])
    make_translation(record, "de", title="Werkstatt")
    outbox.drain(["index"])
    for address in ("/de/practices/", "/de/search/", "/de/a-z/", "/de/countries/AT/"):
        urls = {hit.url: hit.title for hit in client.get(address).context["listing"].hits}
        assert urls[f"/de{record.url}"] == "Werkstatt"
        if "countries" not in address:
            assert urls[f"/de{other.url}"] == "Kitchen"
    assert f'href="/de{record.url}">Workshop' in client.get("/de/practices/").text  # where the kitchen belongs
    assert record.url in {hit.url for hit in client.get("/practices/").context["listing"].hits}


def test_searching_stays_in_the_language(site_tree: None, search_index: None, client: Client) -> None:
    record = make_record(title="Workshop")
    make_translation(record, "de", title="Werkstatt")
    outbox.drain(["index"])
    suggested = client.get("/de/search/suggest/?q=werks", headers={"accept": "application/json"}).json()
    assert f"/de{record.url}" in {one["url"] for group in suggested["groups"] for one in group["suggestions"]}
    for address in ("/de/search/", "/de/search/advanced/", "/de/search/help/", "/de/search/suggest/?q=werks"):
        main = client.get(address).text.partition("<main")[2].partition("</main>")[0]
        outside = {url for url in links(main) if url.startswith("/search/") and "export" not in url}
        assert outside == set()


def test_trails_and_neighbours_stay_in_the_language(site_tree: None, client: Client) -> None:
    record = make_record(title="Workshop", places=[make_place("AT")])
    other = make_record(title="Kitchen", relations=[Relation(type="practised_by", target=record)])
    make_translation(record, "de", title="Werkstatt")
    page = client.get(f"/de{record.url}")
    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert {"/de/", "/de/practices/", "/de/countries/AT/", f"/de{other.url}"} <= links(main)
    assert "not available in German" not in page.text


def test_a_text_that_is_not_there_in_the_language_stands_there_in_english_and_says_so(
    site_tree: None, client: Client
) -> None:
    record = make_record(title="Kitchen")
    unit = make_record("recommendation_unit", title="A unit")
    about = make_standard_page(title="About")
    for page in (record, unit, about):
        shown = client.get(f"/de{page.url}")
        assert shown.status_code == 200
        assert "This page is not available in German. It stands here in English." in shown.text
        assert f'<link rel="canonical" href="http://localhost:8000{page.url}">' in shown.text
        assert "not available in" not in client.get(page.url).text


def test_what_a_stranger_may_not_see_is_not_there_under_any_prefix(site_tree: None, client: Client) -> None:
    hidden = make_record(title="Kitchen", audience="members")
    draft = make_record(title="Garden", publish=False)
    stub = make_record(title="Workshop", audience="members", stub_title="A record")
    assert client.get(f"/de{hidden.url}").status_code == 404
    assert client.get(f"/de/practices/{draft.slug}/").status_code == 404
    shown = client.get(f"/de{stub.url}")
    assert "A record" in shown.text
    assert "Workshop" not in shown.text


def test_links_that_editors_write_stay_in_the_language(site_tree: None, search_index: None, client: Client) -> None:
    other = make_record(title="Kitchen")
    text = f'<p><a href="/id/{other.identifier}/">one</a>, <a linktype="page" id="{other.pk}">the same</a></p>'
    record = make_record(title="Workshop", problem=text)
    about = make_standard_page(title="About", body=[("text", text)])
    for page in (record, about):
        found = links(client.get(f"/de{page.url}").text)
        assert {f"/de/id/{other.identifier}/", f"/de{other.url}"} <= found
        assert not {f"/id/{other.identifier}/", other.url} & found


@pytest.mark.parametrize("address", sorted({*FIXED_ADDRESSES, "/practices/", "/search/", "/"} - {"/api/"}))
def test_all_links_of_a_page_stay_in_the_language_and_it_has_a_canonical_address(
    catalogue_db: None, search_index: None, client: Client, address: str
) -> None:
    page = client.get(f"/de{address}").text
    outside = {url for url in links(page) if not url.startswith(("/de/", "/account/", "/api/", "/demo/"))}
    assert {url for url in outside if language_of_address(url) == ""} == set()
    own = "/de" if address in ("/practices/", "/") else ""
    assert f'<link rel="canonical" href="http://localhost:8000{own}{address}">' in page


def test_pages_about_one_thing_stay_in_the_language(catalogue_db: None, search_index: None, client: Client) -> None:
    for address in (
        "/sources/SR-0001/", "/countries/AT/", "/themes/theme/families/", "/glossary/equal/", "/figures/annex_1/", "/id/PR-0001/history/",
    ):  # fmt: skip
        page = client.get(f"/de{address}")
        assert page.status_code == 200, address
        stray = {url for url in links(page.text) if not language_of_address(url)}
        assert {url for url in stray if not url.startswith(("/account/", "/api/", "/demo/"))} == set(), address
        assert f'<link rel="canonical" href="http://localhost:8000{address}">' in page.text


def test_the_canonical_address_keeps_the_question(site_tree: None, search_index: None, client: Client) -> None:
    assert 'rel="canonical" href="http://localhost:8000/sources/?page=1"' in client.get("/de/sources/?page=1").text
    assert 'href="http://localhost:8000/de/practices/?sort=title"' in client.get("/de/practices/?sort=title").text


def test_an_identifier_leads_to_the_text_in_the_language_of_its_address(site_tree: None, client: Client) -> None:
    record, source = make_record(title="Workshop"), make_source()
    only_english = make_record(title="Kitchen")
    translation = make_translation(record, "de", title="Werkstatt")
    for address, wanted in (
        (f"/de/id/{record.identifier}/", translation.url),
        (f"/de/id/{record.identifier}-en/", record.url),
        (f"/fr/id/{record.identifier}-de/", translation.url),
        (f"/fr/id/{record.identifier}/", f"/fr{record.url}"),
        (f"/de/id/{only_english.identifier}/", f"/de{only_english.url}"),
        (f"/de/id/{source.identifier}/", f"/de{source.get_absolute_url()}"),
        (f"/id/{record.identifier}/", record.url),
    ):
        assert client.get(address).headers["location"] == wanted


def test_a_moved_page_is_found_from_its_old_address_under_every_prefix(
    site_tree: None, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    record = make_record(title="Workshop")
    old = record.url
    record.slug = "workshop-of-today"
    with django_capture_on_commit_callbacks(execute=True):
        record.save_revision().publish()
    for prefix in ("", "/de"):
        answer = client.get(f"{prefix}{old}?from=mail")
        assert answer.status_code == 301
        assert answer.headers["location"] == f"{prefix}/practices/workshop-of-today/"


def test_a_redirect_tells_nobody_of_what_they_may_not_know_of(
    site_tree: None, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    record = make_record(title="Workshop")
    old = record.url
    record.slug, record.audience = "a-protected-name", "members"
    with django_capture_on_commit_callbacks(execute=True):
        record.save_revision().publish()
    assert client.get(old).status_code == 404
    client.force_login(make_user("members"))
    assert client.get(old).headers["location"] == "/practices/a-protected-name/"


@pytest.mark.parametrize(
    "path", ["/de/nothing/", "/de/practices/nothing/", "/xx/search/", "/en/search/", "/de/de/search/", "/de/admin/"]
)
def test_what_is_nowhere_is_nowhere(site_tree: None, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_that_stands_in_for_a_translation_costs_a_constant_number_of_queries(
    site_tree: None, client: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    record = make_record(title="Kitchen")
    client.get(f"/de{record.url}")
    with django_assert_max_num_queries(20):
        client.get(f"/de{record.url}?fresh=1")

"""The texts of the site itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from portal.site.models import HomePage, PageCitation, StandardPage
from portal.site.standard_pages import filled, filled_text
from tests.factories import make_concept, make_source, make_standard_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
OPERATOR = {"name": "Bridges & Co <b>", "address": "1 Bridge Street\nVienna", "email": "office@passerelle.example"}


@pytest.fixture
def operator(settings: Any) -> None:
    settings.OPERATOR = OPERATOR
    settings.CONTENT_LICENCE, settings.CONTENT_LICENCE_URL = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"


def german(page: StandardPage, **fields: Any) -> StandardPage:
    """The page in German."""
    text = StandardPage(
        title="Über uns", slug="ueber-uns", identifier=page.identifier, translation_key=page.translation_key,
        locale=Locale.objects.get(language_code="de"), **fields,
    )  # fmt: skip
    HomePage.objects.get(locale__language_code="de").add_child(instance=text)
    text.save_revision().publish()
    return StandardPage.objects.get(pk=text.pk)


def test_the_operators_details_are_filled_in(client: Client, operator: None) -> None:
    text = "<p>Run by {operator_name}, {operator_address}, {operator_email}, under {content_licence}. {unknown}</p>"
    page = make_standard_page(
        title="About", summary="Run by {operator_name}.", body=[("heading", "Who we are"), ("text", text)]
    )
    answer = client.get(page.url)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "Run by Bridges &amp; Co &lt;b&gt;, 1 Bridge Street<br>Vienna, " in shown
    assert '<a href="mailto:office@passerelle.example">office@passerelle.example</a>' in shown
    assert '<a href="https://creativecommons.org/licenses/by/4.0/" rel="license">CC BY 4.0</a>' in shown
    assert "{unknown}" in shown
    assert '<p class="answer-short">Run by Bridges &amp; Co &lt;b&gt;.</p>' in shown
    assert '<h2 id="who-we-are">Who we are</h2>' in shown


def test_nothing_is_filled_in_inside_a_tag(operator: None) -> None:
    html = '<p title="{operator_name}"><a href="mailto:{operator_email}">us</a></p>'
    assert filled(html) == html


def test_plain_text_is_filled_in_as_plain_text(operator: None) -> None:
    assert filled_text("By {operator_name}") == "By Bridges & Co <b>"


def test_a_page_in_two_languages_offers_both(client: Client) -> None:
    page = make_standard_page(title="About us")
    other = german(page)
    shown = client.get(page.url).content.decode()
    assert f'<a href="{other.url}" hreflang="de" lang="de">Deutsch</a>' in shown
    assert 'rel="alternate" hreflang="de"' in shown
    answer = client.get(other.url).content.decode()
    assert '<html lang="en"' in answer
    assert 'lang="de"' in answer.partition("<main")[2].partition(">")[0]
    assert "Über uns" in answer


@pytest.mark.parametrize(("group", "status"), [("", 404), ("members", 200), ("editors", 200)])
def test_who_sees_a_page_for_members(reader: Callable[..., Client], group: str, status: int) -> None:
    page = make_standard_page(title="House rules", audience="members")
    assert reader(group).get(page.url).status_code == status


def test_a_draft_is_not_there(client: Client) -> None:
    page = make_standard_page(title="Soon")
    page.unpublish()
    assert client.get(page.url).status_code == 404


@pytest.mark.parametrize("query", ["?record=" + "x" * 5000, "?record[]=1", "?" + "a=b&" * 500, "?record=%00%ff%fe"])
def test_odd_addresses_do_no_harm(client: Client, query: str) -> None:
    page = make_standard_page(title="Contact", identifier="ST-0004")
    assert client.get(page.url + query).status_code == 200


def test_the_number_of_queries_does_not_depend_on_the_page(client: Client, django_assert_max_num_queries: Any) -> None:
    page = make_standard_page(title="Long", body=[("text", f"<p>{number}</p>") for number in range(30)])
    client.get(page.url)
    with django_assert_max_num_queries(9):
        client.get(page.url)


def test_its_sources_concepts_and_dates_are_shown(
    client: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    page = make_standard_page(title="About")
    secret, known = make_source(title="Kestrel papers", audience="members"), make_source(title="A report")
    page.concepts = [make_concept("theme:families")]
    page.citations = [PageCitation(source=secret), PageCitation(source=known, at="Panel 3", supports="the aims")]
    page.review_due = date(2027, 11, 23)
    page.reviewed_on = date(2026, 11, 23)
    page.save_revision().publish()
    shown = client.get(page.url).text
    for said in ("A report", "Panel 3", "the aims", "/search/?theme=families", "Review due:", "2027-11-23"):
        assert said in shown, said
    assert "Kestrel" not in shown
    with django_assert_max_num_queries(12):
        client.get(page.url)


def test_one_without_sources_and_concepts_says_nothing_of_them(client: Client) -> None:
    shown = client.get(make_standard_page(title="About").url).text
    assert 'id="sources"' not in shown
    assert "What it is about" not in shown

"""`/sources/` and `/sources/<identifier>/`: what the catalogue rests on, and what rests on each."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.site.models import PageCitation
from practices.claims.models import Claim, Dataset
from practices.records.models import Citation
from tests.factories import (
    make_concept,
    make_place,
    make_record,
    make_source,
    make_standard_page,
    make_translation,
    make_user,
)
from tests.practices.conflicts.test_ledger import make_conflict
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def test_the_list_says_type_year_link_and_how_often_it_is_cited(client: Client) -> None:
    source = make_source(
        title="A paper",
        author="An institute",
        type="statistics",
        year="2006",
        url="https://example.org/a",
        state="dead",
    )
    make_record(citations=[Citation(source=source, at="Panel 1"), Citation(source=source, at="Panel 2")])
    words = words_of(client, "/sources/")
    for said in ("1 source", "A paper", "An institute", "Statistics", "2006", "The link is dead", "1 record"):
        assert said in words, said


@pytest.mark.parametrize(
    ("state", "url", "said"),
    [
        ("alive", "https://example.org/", "The link works"),
        ("unknown", "https://example.org/", "never checked"),
        ("alive", "", "no link is on record"),
    ],
)
def test_the_state_of_the_link_is_said_in_words(client: Client, state: str, url: str, said: str) -> None:
    make_source(state=state, url=url)
    assert said in words_of(client, "/sources/")


def test_a_long_list_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practices.sources.views.PAGE_SIZE", 2)
    for number in range(5):
        make_source(title=f"Source number {number}")
    assert "Source number 4" not in words_of(client, "/sources/")
    assert "Source number 4" in words_of(client, "/sources/?page=3")
    for odd in ("0", "99", "-1", "x", "%00"):
        assert client.get(f"/sources/?page={odd}").status_code == 200


def test_one_source_says_all_that_is_known(client: Client) -> None:
    source = make_source(
        title="A paper", author="An institute", number="ISBN 1", language="de", url="https://example.org/a", archive_url="https://archive.org/a",
        state="alive", checked="2026-11-01", file_type="pdf", file_size="666.1 KB", note="Undated; see PR-0001.",
    )  # fmt: skip
    text = text_of(client, source.get_absolute_url())
    for said in (
        source.identifier,
        "A paper",
        "An institute",
        "2007",
        "ISBN 1",
        "Deutsch",
        "https://example.org/a",
        "https://archive.org/a",
        "1 November 2026",
        "PDF, 666.1 KB",
        "/id/PR-0001/",
    ):
        assert said in text, said


def test_it_names_the_records_that_cite_it_and_where(client: Client) -> None:
    source = make_source()
    make_record(
        title="Telfi",
        citations=[
            Citation(source=source, at="Panel 3", supports="who took part"),
            Citation(source=source, at="Table 1"),
        ],
    )
    words = words_of(client, source.get_absolute_url())
    assert words.count("Telfi") == 1
    assert "Panel 3. who took part" in words
    assert "Table 1" in words


def test_a_source_that_many_records_cite_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practices.sources.views.RECORDS_ON_A_PAGE", 3)
    source = make_source()
    for number in range(4):
        make_record("practice", title=f"Practice {number}", citations=[Citation(source=source, at=f"Place {number}")])
    make_record("tool", title="A tool", citations=[Citation(source=source)])
    address = source.get_absolute_url()
    first = words_of(client, address)
    assert "All 5" in first
    assert "Practice 2 Place 2" in first
    assert "Practice 3" not in first
    second = words_of(client, f"{address}?page=2")
    assert "Practice 3 Place 3" in second
    assert "A tool" in second
    assert "Practice 0" not in second
    tools = words_of(client, f"{address}?kind=tool")
    assert "A tool" in tools
    assert "Practice 0" not in tools
    for odd in ("kind=nothing", "kind=%00", "page=99", "figures=x", "kind=tool&page=9", "figures=💥"):
        assert client.get(f"{address}?{odd}").status_code == 200, odd


def test_many_figures_have_pages_of_their_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practices.sources.views.FIGURES_ON_A_PAGE", 2)
    source, indicator = make_source(), make_concept("indicator:reoffending")
    make_record(
        results=[Claim(indicator=indicator, label=f"Figure {n}", value=n, source=source) for n in range(5)],
        citations=[Citation(source=source)],
    )
    assert "Figure 4" not in words_of(client, source.get_absolute_url())
    last = words_of(client, f"{source.get_absolute_url()}?figures=3")
    assert "Figure 4" in last
    assert "5 figures" in last


def test_it_names_figures_data_sets_and_disagreements(client: Client) -> None:
    source = make_source()
    indicator = make_concept("indicator:reoffending")
    record = make_record(
        title="After-care",
        results=[Claim(indicator=indicator, label="Reoffending", value="40", unit="%", source=source, at="Panel 1")],
    )
    Claim.objects.create(
        indicator=indicator, place=make_place("NL", names={"en": "Netherlands"}), value="37", unit="%", source=source
    )
    Dataset.objects.create(code="annex_1", title="Prisons in 2006", rows="place", source=source)
    conflict = make_conflict(title="How many?")
    conflict.values.update(source=source)
    text = text_of(client, source.get_absolute_url())
    for said in ("After-care", record.url, "40 %", "Netherlands (NL)", "37 %", "Prisons in 2006", "How many?"):
        assert said in text, said


def test_what_the_reader_may_not_see_is_neither_named_nor_counted(client: Client) -> None:
    source = make_source()
    indicator = make_concept("indicator:reoffending")
    fields: dict[str, Any] = {
        "citations": [Citation(source=source)],
        "results": [Claim(indicator=indicator, label="Secret figure", value="1", source=source)],
    }
    make_record(title="Secret record", audience="group:editors", **fields)
    make_record(title="Unfinished record", publish=False, citations=[Citation(source=source)])
    for user in (None, "members"):
        if user:
            client.force_login(make_user(user))
        assert "none directly" in words_of(client, "/sources/")
        words = words_of(client, source.get_absolute_url())
        for secret in ("Secret record", "Secret figure", "Unfinished record"):
            assert secret not in words
    client.force_login(make_user("editors"))
    assert "1 record" in words_of(client, "/sources/")
    assert "Secret figure" in words_of(client, source.get_absolute_url())


def test_a_restricted_source_is_not_there_for_strangers(client: Client) -> None:
    source = make_source(title="Closed minutes", audience="members")
    assert "Closed minutes" not in words_of(client, "/sources/")
    assert client.get(source.get_absolute_url()).status_code == 404
    client.force_login(make_user("members"))
    assert "Closed minutes" in words_of(client, "/sources/")
    assert client.get(source.get_absolute_url()).status_code == 200


def test_translations_do_not_cite_a_second_time(client: Client) -> None:
    source = make_source()
    make_translation(make_record(citations=[Citation(source=source)]), "de")
    assert "1 record" in words_of(client, "/sources/")


@pytest.mark.parametrize("identifier", ["SR-9999", "nothing", "'", "%00", "💥"])
def test_what_does_not_exist_is_not_found(client: Client, identifier: str) -> None:
    assert client.get(f"/sources/{identifier}/").status_code == 404


def test_a_hostile_link_is_no_link(client: Client) -> None:
    source = make_source(title="<script>alert(1)</script>", note="<b>x</b>")
    text = text_of(client, source.get_absolute_url())
    assert "<script>alert" not in text
    assert "<b>x</b>" not in text


def test_it_names_the_pages_of_the_site_that_rest_on_it_to_who_may_see_them(client: Client) -> None:
    source = make_source()
    for title, audience in (("How we rate", "public"), ("For editors", "group:editors")):
        page = make_standard_page(title=title, slug=title.lower().replace(" ", "-"), audience=audience)
        page.citations = [PageCitation(source=source)]
        page.save_revision().publish()
    words = words_of(client, source.get_absolute_url())
    assert "How we rate" in words
    assert "For editors" not in words
    client.force_login(make_user("editors"))
    assert "For editors" in words_of(client, source.get_absolute_url())


def test_the_query_counts_do_not_grow(client: Client) -> None:
    source = make_source()
    indicator = make_concept("indicator:reoffending")

    def more() -> None:
        make_source()
        make_record(
            citations=[Citation(source=source), Citation(source=source)],
            results=[Claim(indicator=indicator, value="1", source=source)],
        )

    more()
    before = warm_queries(client, "/sources/"), warm_queries(client, source.get_absolute_url())
    for _number in range(4):
        more()
    assert (warm_queries(client, "/sources/"), warm_queries(client, source.get_absolute_url())) == before
    assert before[0] <= 4
    assert before[1] <= 10


def test_a_restricted_source_is_named_on_no_page_of_a_stranger(client: Client) -> None:
    secret, known = make_source(title="Kestrel papers", audience="members"), make_source(title="A report")
    indicator, place = make_concept("indicator:reoffending"), make_place("AT")
    figures = [Claim(indicator=indicator, value=str(number), source=one) for number, one in enumerate((secret, known))]
    citations = [Citation(source=secret), Citation(source=known)]
    record = make_record(citations=citations, results=figures, places=[place])
    Claim.objects.create(place=place, indicator=indicator, value="3", source=secret)
    conflict = make_conflict(records=[record])
    conflict.values.filter(value="121").update(source=secret)
    member = Client()
    member.force_login(make_user("members"))
    for address in (record.url, "/countries/AT/", "/conflicts/"):
        page = client.get(address).text
        assert "Kestrel" not in page
        assert secret.identifier not in page
        assert 'href="#s0"' not in page
    assert "A report" in client.get(record.url).text
    assert "Kestrel" in member.get(record.url).text
    assert "Kestrel" in member.get("/countries/AT/").text
    assert secret.identifier in member.get("/conflicts/").text

"""The front page: what can I find, who is here, what is new."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from portal.site.models import StandardPage
from practices.conflicts.models import Conflict
from tests.factories import make_concept, make_place, make_record, make_standard_page, make_translation

pytestmark = pytest.mark.django_db
CatchUp = Callable[[], object]


def main(client: Client, path: str = "/") -> str:
    """The page's own part, on one line."""
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().partition("<main")[2].partition("</main>")[0].split())


def test_it_counts_what_can_be_found_by_theme_and_kind(client: Client, catch_up: CatchUp) -> None:
    families, work = make_concept("theme:families"), make_concept("theme:self_employment")
    for number in range(3):
        make_record(title=f"Practice {number}", concepts=[families])
    make_record("organisation", title="An office", concepts=[work])
    make_record("recommendation", title="Work together")
    catch_up()
    page = main(client)
    themes = re.findall(r'<th scope="row"><a href="/search/\?theme=(\w+)">', page)
    assert themes[:2] == ["families", "self_employment"]
    assert re.search(r"theme=families.*?</td><td>3</td>", page)
    assert re.search(r'kind=practice">Practices</a><b>3</b>', page)
    assert re.search(r'kind=recommendation&amp;kind=recommendation_unit">Recommendations</a><b>1</b>', page)
    assert "Sets of recommendations" not in page


def test_it_counts_anew_when_the_index_has_caught_up(client: Client, catch_up: CatchUp) -> None:
    make_record("organisation", title="An office")
    assert "1 organisation" not in main(client)
    catch_up()
    assert "1 organisation" in main(client)


def test_it_says_who_is_here_and_where(client: Client, catch_up: CatchUp) -> None:
    austria, italy = make_place("AT"), make_place("IT")
    make_record("organisation", title="An office", places=[austria])
    make_record("network", title="A net", places=[austria, italy])
    make_record("practice", title="Elsewhere counted", places=[italy])
    catch_up()
    page = main(client)
    assert re.search(r"Austria: </span><span>2</span>", page)
    assert re.search(r"Italy: </span><span>1</span>", page)
    assert "1 organisation" in page
    assert re.search(r'kind=network">\s*1 network\s*</a>', page)


def test_news_are_of_different_kinds_and_the_newest_first(client: Client, catch_up: CatchUp) -> None:
    make_record("event", title="A conference")
    for number in range(5):
        make_record(title=f"Practice {number}")
    make_record("tool", title="A tool", publish=False)
    Conflict.objects.create(title="How many were there?")
    catch_up()
    news = main(client).partition('id="new-here"')[2].partition("</section>")[0]
    assert re.findall(r'dir="auto">([^<]+)<', news) == ["Practice 4", "A conference"]
    assert "How many were there?" in news
    assert "New since" in news


def test_a_correction_is_news_of_another_sort(client: Client, catch_up: CatchUp) -> None:
    record = make_record(title="Corrected")
    record.summary = "Another one."
    record.save_revision().publish()
    assert "Changed on" in main(client)


def test_the_best_documented_come_first_and_failures_are_told(client: Client, catch_up: CatchUp) -> None:
    reviewed = date(2026, 11, 23)
    make_record(title="Only told", not_worked="<p>Banks were <b>afraid</b> of it.</p>", reviewed_on=reviewed)
    make_record(title="Self-reported", self_reported=True, reviewed_on=reviewed)
    make_record(title="Measured", evidence_strength="moderate", reviewed_on=reviewed)
    make_record(title="Compared", evidence_strength="promising", reviewed_on=reviewed)
    catch_up()
    best, _heading, failures = main(client).partition('id="best-documented"')[2].partition('id="not-worked"')
    assert re.findall(r'dir="auto">([^<]+)<', best) == ["Measured", "Compared", "Self-reported"]
    assert "Only told" in failures
    assert "Banks were afraid of it." in failures


def test_on_a_german_page_texts_in_german_come_first(client: Client, catch_up: CatchUp) -> None:
    make_record(title="Strongest", evidence_strength="strong")
    make_translation(make_record(title="After-care agencies"), "de", title="Nachsorgestellen")
    catch_up()
    page = main(client, "/de/")
    titles = re.findall(r'lang="(\w\w)" dir="auto">([^<]+)<', page.partition('id="best-documented"')[2])
    assert titles[:2] == [("de", "Nachsorgestellen"), ("en", "Strongest")]
    assert 'href="/de/practices/after-care-agencies/"' in page


def test_only_examples_that_find_something_are_shown(client: Client, catch_up: CatchUp) -> None:
    make_record(title="Microcredito per chi esce", language="en")
    catch_up()
    assert re.findall(r'<a href="/search/\?q=([^"]+)" lang', main(client)) == ["microcredito"]


def test_ways_in_are_offered_in_the_language_of_the_page(client: Client, catch_up: CatchUp) -> None:
    make_standard_page(title="For employers", slug="employers", identifier="ST-0012")
    make_standard_page(title="For educators", slug="educators", identifier="ST-0011")
    page = main(client)
    assert page.index("For educators") < page.index("For employers")
    assert "For educators" in main(client, "/de/")
    StandardPage.objects.all().delete()
    assert "Who are you?" not in main(client)


@pytest.mark.parametrize(("group", "seen"), [("", False), ("members", True), ("editors", True)])
def test_what_is_for_members_counts_for_members(
    reader: Callable[..., Client], catch_up: CatchUp, group: str, seen: bool
) -> None:
    make_record(title="Inside matters", audience="members", concepts=[make_concept("theme:families")])
    catch_up()
    page = main(reader(group))
    assert ("Inside matters" in page) is seen
    assert bool(re.search(r"theme=families.*?</td><td>1</td>", page)) is seen


def test_an_empty_site_is_no_broken_site(client: Client, catch_up: CatchUp) -> None:
    page = main(client)
    assert "Nothing has been published yet." in page
    assert "Start with what is best documented" not in page


def test_without_an_index_it_says_so(client: Client, site_tree: None) -> None:
    assert "Search is being rebuilt." in main(client)


@pytest.mark.parametrize(("path", "most"), [("/", 12), ("/de/", 12)])
def test_it_asks_the_database_twelve_times_at_most_whatever_there_is(
    client: Client, catch_up: CatchUp, django_assert_max_num_queries: Any, path: str, most: int
) -> None:
    for number in range(8):
        make_record(title=f"Practice {number}", not_worked="<p>It</p>", concepts=[make_concept("theme:families")])
        make_record("organisation", title=f"Office {number}", places=[make_place("AT")])
    make_standard_page(title="For employers", slug="employers", identifier="ST-0012")
    catch_up()
    client.get(path)
    with django_assert_max_num_queries(most):
        client.get(path)


def test_signed_in_it_asks_five_times_more_at_most(
    reader: Callable[..., Client], catch_up: CatchUp, django_assert_max_num_queries: Any
) -> None:
    make_record(title="Practice")
    catch_up()
    browser = reader("members")
    browser.get("/")
    with django_assert_max_num_queries(17):
        browser.get("/")

"""Six ways in: a text, and under it records for those who read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.site.ways_in import BY_PAGE, WAYS_IN, records_for
from practices.models import Citation, Claim
from tests.factories import make_concept, make_record, make_source, make_standard_page

pytestmark = pytest.mark.django_db
CatchUp = Callable[[], object]


@pytest.fixture
def educators(site_tree: None) -> Any:
    return make_standard_page(title="For educators", slug="educators", identifier="ST-0011")


def test_it_shows_records_that_fit_and_where_all_are(client: Client, educators: Any, catch_up: CatchUp) -> None:
    learning, housing = make_concept("topic:e_learning"), make_concept("topic:housing")
    make_record(title="Learning from afar", concepts=[learning])
    make_record(title="Somewhere to live", concepts=[housing])
    make_record("event", title="A conference on learning", concepts=[learning])
    catch_up()
    page = client.get(educators.url).content.decode()
    assert "Learning from afar" in page
    assert "Somewhere to live" not in page
    assert "A conference on learning" not in page
    assert "/search/?topic=education&amp;topic=e_learning" in page
    assert "See the one record" in page


def test_it_shows_few_and_counts_all(
    client: Client, educators: Any, catch_up: CatchUp, django_assert_max_num_queries: Any
) -> None:
    learning = make_concept("topic:education")
    shown = BY_PAGE["ST-0011"].shown
    for number in range(shown + 3):
        make_record(title=f"Course {number}", concepts=[learning])
    catch_up()
    page = client.get(educators.url).content.decode()
    assert page.count('dir="auto">Course ') == shown
    assert f"See all {shown + 3} records" in page
    with django_assert_max_num_queries(10):
        client.get(educators.url)


@pytest.mark.parametrize(("group", "seen"), [("", False), ("members", True), ("editors", True)])
def test_what_is_for_members_is_shown_to_members(
    reader: Callable[..., Client], educators: Any, catch_up: CatchUp, group: str, seen: bool
) -> None:
    make_record(title="Inside matters", audience="members", concepts=[make_concept("topic:education")])
    catch_up()
    page = reader(group).get(educators.url).content.decode()
    assert ("Inside matters" in page) is seen
    assert ("See the one record" in page) is seen


def test_what_was_withdrawn_is_gone_before_the_index_knows(client: Client, educators: Any, catch_up: CatchUp) -> None:
    record = make_record(title="Withdrawn soon", concepts=[make_concept("topic:education")])
    catch_up()
    assert "Withdrawn soon" in client.get(educators.url).content.decode()
    record.unpublish()
    page = client.get(educators.url).content.decode()
    assert "Withdrawn soon" not in page
    assert "None is on record yet." in page


def test_without_an_index_the_text_is_there_and_says_what_is_missing(client: Client, educators: Any) -> None:
    page = client.get(educators.url)
    assert page.status_code == 200
    assert "Search is being rebuilt." in page.content.decode()


def test_any_other_page_shows_no_records(client: Client, site_tree: None) -> None:
    page = make_standard_page(title="About")
    assert records_for(page, None) is None
    assert "Records for you" not in client.get(page.url).content.decode()


def titles(client: Client, page: Any) -> list[str]:
    """The records shown, in their order."""
    records = client.get(page.url).content.decode().partition('id="records"')[2]
    return re.findall(r'dir="auto">([^<]+)<', records)


def test_what_helps_most_comes_first(client: Client, educators: Any, catch_up: CatchUp) -> None:
    """Practices before tools before recommendations; figures before subjects, subjects before evidence and places in sources."""
    learning, distance = make_concept("topic:education"), make_concept("topic:e_learning")
    source, indicator = make_source(), make_concept("indicator:reoffending")
    make_record("recommendation_unit", title="Recommended", concepts=[learning])
    make_record("tool", title="A tool", concepts=[learning])
    make_record(title="A bare one", concepts=[learning])
    make_record(title="Rated", concepts=[learning], evidence_strength="promising")
    make_record(title="Counted", concepts=[learning], results=[Claim(indicator=indicator, value="4", source=source)])
    make_record(title="Much about it", concepts=[learning, distance])
    make_record(title="Located", concepts=[learning], citations=[Citation(source=source, at="Panel 1")])
    catch_up()
    assert titles(client, educators) == ["Counted", "Much about it", "Rated", "Located", "A tool", "Recommended"]


def test_where_a_kind_has_too_few_the_best_of_the_others_fill_up(
    client: Client, educators: Any, catch_up: CatchUp
) -> None:
    learning = make_concept("topic:education")
    make_record("tool", title="A tool", concepts=[learning])
    for number in range(8):
        make_record(title=f"Course {number}", concepts=[learning])
    catch_up()
    shown = titles(client, educators)
    assert len(shown) == BY_PAGE["ST-0011"].shown
    assert shown[-1] == "A tool"


def test_the_six_are_different() -> None:
    assert len({way.page for way in WAYS_IN}) == len({way.search_url for way in WAYS_IN}) == 6

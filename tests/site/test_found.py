"""Standard pages are found like records, and every change of one reaches the index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.foundation.models import OutboxEntry
from search.indexing import documents_of
from tests.factories import make_concept, make_standard_page

pytestmark = pytest.mark.django_db
CatchUp = Callable[[], object]


@pytest.fixture
def found(client: Client) -> Callable[..., list[str]]:
    """The addresses that a search finds."""

    def ask(text: str, reader: Client = client) -> list[str]:
        listing = reader.get("/search/", {"q": text}).context["listing"]
        assert listing.total == len(listing.hits)
        return [hit.url for hit in listing.hits]

    return ask


def test_a_page_is_found_by_its_text_with_the_operator_filled_in(
    catch_up: CatchUp, found: Any, settings: Any, client: Client
) -> None:
    settings.OPERATOR = {**settings.OPERATOR, "name": "Kingfisher association"}
    page = make_standard_page(
        title="About", body=[("heading", "Woodpeckers"), ("text", "<p>Run by {operator_name}.</p>")]
    )
    catch_up()
    assert found("woodpeckers") == found("kingfisher") == found(page.identifier) == [page.url]
    listing = client.get("/search/?kind=standard_page").context["listing"]
    assert [hit.kind_label for hit in listing.hits] == ["Page"]


def test_a_page_is_narrowed_down_by_what_it_is_about(catch_up: CatchUp, client: Client) -> None:
    page = make_standard_page(title="For teachers")
    page.concepts = [make_concept("topic:education"), make_concept("glossary:gol")]
    page.save_revision().publish()
    make_standard_page(title="For others")
    catch_up()
    listing = client.get("/search/?topic=education").context["listing"]
    assert [hit.url for hit in listing.hits] == [page.url]
    assert client.get("/themes/topic/education/").context["listing"].total == 1


def test_what_is_hidden_is_gone_at_once(catch_up: CatchUp, found: Any) -> None:
    for hide in (lambda page: page.unpublish(), lambda page: page.delete(), restrict, end):
        page = make_standard_page(title="Woodpeckers", slug=f"page-{id(hide)}")
        catch_up()
        assert found("woodpeckers") == [page.url]
        hide(page)
        assert found("woodpeckers") == []
        catch_up()
        assert found("woodpeckers") == []


def restrict(page: Any) -> None:
    page.audience = "group:editors"
    page.save_revision().publish()


def end(page: Any) -> None:
    page.expire_at = timezone.now() - timedelta(seconds=1)
    page.save()


def test_a_new_address_and_a_new_title_reach_the_index(catch_up: CatchUp, found: Any) -> None:
    page = make_standard_page(title="Woodpeckers")
    catch_up()
    page.title, page.slug = "Kingfishers", "kingfishers"
    page.save_revision().publish()
    catch_up()
    assert found("woodpeckers") == []
    assert found("kingfishers") == ["/kingfishers/"]


def test_members_find_what_is_for_members(catch_up: CatchUp, found: Any, reader: Callable[..., Client]) -> None:
    page = make_standard_page(title="Woodpeckers", audience="members")
    catch_up()
    assert found("woodpeckers") == []
    assert found("woodpeckers", reader("members")) == [page.url]


def test_a_draft_of_a_published_page_changes_nothing(catch_up: CatchUp, found: Any) -> None:
    page = make_standard_page(title="Woodpeckers")
    catch_up()
    page.title = "Kingfishers"
    page.save_revision()
    assert not OutboxEntry.objects.filter(kind="index").exists()
    assert found("woodpeckers") == [page.url]


def test_documents_cost_the_same_whatever_their_number(site_tree: None, django_assert_num_queries: Any) -> None:
    keys = [f"standard_page:{make_standard_page(title=f'Page {number}').pk}" for number in range(4)]
    list(documents_of(keys))
    with django_assert_num_queries(2):
        assert len(list(documents_of([*keys, "standard_page:nonsense", "standard_page:999999"]))) == 4

"""What editors do with a page at the desk beyond writing it: move, delete, restrict, revert, compare; search and addresses follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.groups import ensure_groups
from practices.models import RecordIndex
from tests.factories import make_record, make_user
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
Found = Callable[..., list[str]]


def at_the_desk(group: str) -> Client:
    """Somebody of a group, signed in."""
    ensure_groups()
    client = Client()
    client.force_login(make_user(group))
    return client


@pytest.fixture
def record(site_tree: None) -> Any:
    """A practice that search knows."""
    made = make_record(title="Okapi mentoring")
    catch_up()
    return made


def test_an_editor_moves_a_recommendation_and_its_address_follows(site_tree: None) -> None:
    unit = make_record("recommendation_unit", title="Involve okapis")
    other = make_record("recommendation", title="Another recommendation", slug="another")
    client = at_the_desk("editors")
    answer = client.post(reverse("wagtailadmin_pages:move_confirm", args=[unit.pk, other.pk]))
    assert answer.status_code == 302
    unit.refresh_from_db()
    assert unit.get_parent().pk == other.pk
    assert client.get(f"/id/{unit.identifier}/", follow=True).status_code == 200


def test_a_record_moves_nowhere_where_its_kind_has_no_place(record: Any) -> None:
    tools = RecordIndex.objects.get(record_kind="tool", locale__language_code="en")
    before = record.get_parent().pk
    at_the_desk("editors").post(reverse("wagtailadmin_pages:move_confirm", args=[record.pk, tools.pk]))
    record.refresh_from_db()
    assert record.get_parent().pk == before


def test_a_record_moves_into_no_list_of_another_language(record: Any) -> None:
    german = RecordIndex.objects.get(record_kind="practice", locale__language_code="de")
    assert not record.can_move_to(german)


def test_a_deleted_record_is_gone_from_search_at_once_and_its_identifier_says_so(
    record: Any,
    found: Found,  # noqa: F811
) -> None:
    assert found("okapi") == [record.url]
    client = at_the_desk("administrators")
    assert client.post(reverse("wagtailadmin_pages:delete", args=[record.pk])).status_code == 302
    assert found("okapi") == []
    assert Client().get(f"/id/{record.identifier}/").status_code == 410
    assert Client().get(record.url).status_code in (404, 410)


def test_who_may_not_delete_is_refused(record: Any) -> None:
    for group in ("contributors", "members"):
        answer = at_the_desk(group).post(reverse("wagtailadmin_pages:delete", args=[record.pk]))
        assert answer.status_code in (302, 403)
        record.refresh_from_db()


def test_unpublishing_hides_it_at_once(record: Any, found: Found) -> None:  # noqa: F811
    form = reverse("wagtailadmin_pages:unpublish", args=[record.pk])
    assert at_the_desk("editors").post(form, {"reason": "It ended."}).status_code == 302
    assert found("okapi") == []
    assert Client().get(record.url).status_code == 410


def test_an_earlier_version_is_compared_and_brought_back(record: Any) -> None:
    record.summary = "A second summary."
    record.save_revision().publish()
    client = at_the_desk("editors")
    first, second = record.revisions.order_by("pk")
    shown = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[record.pk, first.pk, second.pk]))
    assert shown.status_code == 200
    assert "second summary" in shown.content.decode()
    again = client.get(reverse("wagtailadmin_pages:revisions_revert", args=[record.pk, first.pk]))
    assert again.status_code == 200
    assert "What Okapi mentoring is and what came of it." in again.content.decode()

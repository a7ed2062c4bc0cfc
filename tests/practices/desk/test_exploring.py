"""What the desk's lists, search, choosers, reports and API tell of restricted records: all to who reviews, and to others their own alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from portal.accounts.groups import ensure_groups
from portal.foundation.files.models import CustomImage
from practices.models import Record, RecordIndex
from tests.factories import make_record, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
TITLE = "Kept from strangers"


def said(client: Client, record: Record) -> dict[str, bool]:
    """Where at the desk a record's title stands."""
    below = RecordIndex.objects.in_language("en").get(record_kind="practice")
    addresses = {
        "list": reverse("wagtailadmin_explore", args=[below.pk]),
        "search": f"{reverse('wagtailadmin_pages:search')}?q=kept",
        "number": f"{reverse('wagtailadmin_pages:search')}?q={record.identifier}",
        "chooser": f"{reverse('wagtailadmin_choose_page_search')}?q=kept&page_type=practices.record",
        "chooser's list": reverse("wagtailadmin_choose_page_child", args=[below.pk]),
        "API": f"/admin/api/main/pages/?child_of={below.pk}&fields=title",
        "history of the site": reverse("wagtailadmin_reports:site_history"),
    }
    return {name: TITLE in client.get(address).content.decode() for name, address in addresses.items()}


def signed_in(*groups: str) -> tuple[Client, Any]:
    ensure_groups()
    client, user = Client(), make_user(*groups)
    client.force_login(user)
    return client, user


@pytest.mark.parametrize("audience", ["group:editors", "group:reviewers"])
def test_contributors_do_not_learn_of_restricted_records(audience: str) -> None:
    client, _user = signed_in("contributors")
    record = make_record(title=TITLE, audience=audience, stub_title="Something")
    assert not any(said(client, record).values())
    record.audience = "public"
    record.save_revision().publish()
    shown = said(client, record)
    del shown["history of the site"]  # it tells what was done at the desk
    assert all(shown.values()), shown


def test_contributors_find_what_they_wrote_and_what_their_group_may_see() -> None:
    client, user = signed_in("contributors")
    own = make_record(title=TITLE, audience="group:editors", owner=user, publish=False)
    assert said(client, own)["search"]
    own.delete()
    assert said(client, make_record(title=f"{TITLE}, too", audience="members"))["chooser"]


@pytest.mark.parametrize("group", ["editors", "reviewers", "administrators"])
def test_who_reviews_finds_everything(group: str) -> None:
    client, _user = signed_in(group)
    record = make_record(title=TITLE, audience="group:administrators")
    found = said(client, record)
    del found["history of the site"]
    assert all(found.values()), found


def guessed(record: Record) -> list[str]:
    """Addresses that name a record by its number."""
    key = record.pk
    return [
        reverse("wagtailadmin_explore", args=[key]),
        reverse("wagtailadmin_explore_results", args=[key]),
        reverse("wagtailadmin_choose_page_child", args=[key]),
        f"{reverse('wagtailadmin_choose_page_chosen_multiple')}?id={key}",
        f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={key}&next=/admin/",
        reverse("wagtailadmin_pages:move", args=[key]),
        *(
            reverse(f"wagtailadmin_pages:{name}", args=[key])
            for name in (
                "edit",
                "view_draft",
                "history",
                "revisions_index",
                "usage",
                "copy",
                "delete",
                "add_subpage",
                "lock",
            )
        ),
        reverse("wagtailadmin_pages:workflow_history", args=[key]),
        reverse("wagtailadmin_api:pages:detail", args=[key]),
    ]


def test_a_guessed_number_tells_a_contributor_nothing() -> None:
    record = make_record(title=TITLE, audience="group:editors", stub_title="Something")
    client, _user = signed_in("contributors")
    for address in guessed(record):
        response = client.get(address)
        assert response.status_code == 404, address
        assert TITLE not in response.content.decode(), address
    missing = client.get(reverse("wagtailadmin_pages:edit", args=[10**6]))
    assert missing.status_code == 404, "one that is not there looks the same"
    assert Client().get(guessed(record)[0]).status_code == 302


def test_numbers_lead_who_reviews_and_who_wrote_to_the_record() -> None:
    client, user = signed_in("contributors")
    own = make_record(title=TITLE, audience="group:editors", owner=user, publish=False)
    assert TITLE in client.get(reverse("wagtailadmin_pages:edit", args=[own.pk])).content.decode()
    editor, _user = signed_in("editors")
    assert {editor.get(address).status_code for address in guessed(own)} <= {200, 302, 405}


def test_a_picture_of_the_same_number_is_another_thing() -> None:
    record = make_record(title=TITLE, audience="group:editors")
    client, user = signed_in("contributors")
    picture = CustomImage.objects.create(
        pk=record.pk, title="Workshop", file=get_test_image_file(), uploaded_by_user=user
    )
    address = (
        f"{reverse('wagtail_bulk_action', args=['foundation', 'customimage', 'add_tags'])}?id={picture.pk}&next=/admin/"
    )
    answer = client.get(address)
    assert answer.status_code == 200
    assert "Workshop" in answer.content.decode()

"""What the desk's lists, search, choosers, reports and API tell of restricted records: all to who reviews, and to others their own alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.groups import ensure_groups
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

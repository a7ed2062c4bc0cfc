"""A list with another address: what stands below it is found there."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.foundation import outbox
from practices.records.lists import RecordIndex
from tests.factories import make_record

pytestmark = pytest.mark.django_db


def addresses(client: Client, text: str) -> list[str]:
    """Where a search leads to."""
    return [hit.url for hit in client.get("/search/", {"q": text}).context["listing"].hits]


def test_records_of_a_renamed_list_are_found_at_their_new_address(
    site_tree: None, search_index: None, client: Client
) -> None:
    make_record(title="Woodpecker workshop")
    outbox.drain(["index"])
    assert addresses(client, "woodpecker") == ["/practices/woodpecker-workshop/"]
    practices = RecordIndex.objects.get(record_kind="practice", locale__language_code="en")
    practices.slug = "what-was-tried"
    practices.save_revision().publish()
    assert addresses(client, "woodpecker") == []
    outbox.drain(["index"])
    (address,) = addresses(client, "woodpecker")
    assert address == "/what-was-tried/woodpecker-workshop/"
    assert client.get(address).status_code == 200

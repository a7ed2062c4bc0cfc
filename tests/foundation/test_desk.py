"""The machinery at the editing desk: administrators look, and retry; nobody edits."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.accounts.groups import ensure_groups
from portal.foundation import duties
from portal.foundation.outbox import OutboxEntry, enqueue
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LIST, DUTIES, RETRY = "/admin/outboxentry/", "/admin/dutyrun/", "/admin/machinery/retry/"


def at_the_desk(group: str) -> Client:
    ensure_groups()
    client = Client()
    client.force_login(make_user(group))
    return client


def given_up(key: str = "record:1") -> OutboxEntry:
    entry = enqueue("index", key)
    OutboxEntry.objects.filter(pk=entry.pk).update(dead=True, attempts=8, last_error="OSError: disk full")
    return entry


def test_administrators_see_what_was_given_up_and_why() -> None:
    entry = given_up()
    enqueue("index", "record:2")
    client = at_the_desk("administrators")
    page = client.get(LIST, {"dead": "true"}).content.decode()
    assert "disk full" in page
    assert "record:2" not in page
    assert "disk full" in client.get(f"{LIST}inspect/{entry.pk}/").content.decode()


def test_administrators_see_the_duties() -> None:
    duties.beat()
    assert duties.HEARTBEAT in at_the_desk("administrators").get(DUTIES).content.decode()


def test_one_button_tries_again_what_was_given_up() -> None:
    entry = given_up()
    client = at_the_desk("administrators")
    assert RETRY in client.get(LIST).content.decode()
    assert "1 change was given up" in client.get(RETRY).content.decode()
    assert client.post(RETRY).status_code == 302
    entry.refresh_from_db()
    assert (entry.dead, entry.attempts, entry.last_error) == (False, 0, "")


def test_nobody_edits_the_machinery() -> None:
    entry = given_up()
    client = at_the_desk("administrators")
    for path in (f"{LIST}new/", f"{LIST}edit/{entry.pk}/", f"{LIST}delete/{entry.pk}/"):
        assert client.post(path, {"kind": "mail"}).status_code == 302  # Wagtail's way of refusing
    entry.refresh_from_db()
    assert entry.kind == "index"


def test_where_nothing_was_given_up_there_is_nothing_to_try() -> None:
    page = at_the_desk("administrators").get(RETRY).content.decode()
    assert "Nothing was given up." in page
    assert ">Try again</button>" not in page


@pytest.mark.parametrize("path", [LIST, DUTIES, RETRY])
def test_editors_have_other_things_to_do(path: str) -> None:
    given_up()
    client = at_the_desk("editors")
    client.post(path)
    answer = client.get(path)
    assert answer.status_code == 302
    assert OutboxEntry.objects.filter(dead=True).count() == 1

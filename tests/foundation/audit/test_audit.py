"""The log of who did what: what comes in, that nothing is changed in it, who reads it, and when it is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import structlog
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from portal.accounts.models import User
from portal.foundation.audit import recording
from portal.foundation.audit.models import AuditEntry
from portal.foundation.erasure import erase, export
from tests.accounts.conftest import Person, groups, nobody_was_here_before, person
from tests.accounts.test_own_pages import signed_in
from tests.factories import make_record

__all__ = ["groups", "nobody_was_here_before", "person"]
pytestmark = pytest.mark.django_db
LIST = "/admin/audit/"


def entry(user: Any = None, **fields: Any) -> AuditEntry:
    """One row."""
    made = recording.record("sample.done", "sample.thing:1", by=user, reason="as was asked")
    return AuditEntry.objects.get(pk=made.pk)


def test_what_is_done_to_records_stands_in_it(site_tree: None, person: Person) -> None:
    user = person("editors")
    record = make_record(title="Benches of oak")
    with structlog.contextvars.bound_contextvars(request_id="0f6c"):
        record.save_revision(user=user, log_action=True).publish(user=user)
    found = AuditEntry.objects.get(action="wagtail.publish", thing=recording.name_of(record), person=user)
    assert (found.person, found.capacity, found.request_id) == (user, "editors", "0f6c")
    assert "Benches" not in str(AuditEntry.objects.values())


@pytest.mark.parametrize(
    ("group", "capacity"),
    [("members", "members"), ("contributors", "contributors"), ("reviewers", "reviewers"), ("administrators", "administrators")],
)  # fmt: skip
def test_it_is_said_as_what_somebody_acted(person: Person, group: str, capacity: str) -> None:
    assert entry(person(group)).capacity == capacity


def test_the_site_itself_acts_too(db: None) -> None:
    assert (entry().capacity, entry().person) == ("program", None)


def test_groups_and_copies_and_ends_of_accounts_stand_in_it(person: Person) -> None:
    user = person("members")
    signed_in(user).get("/account/data/")
    key = f"accounts.user:{user.pk}"
    erase(user)
    rows = AuditEntry.objects.filter(thing=key).order_by("pk").values_list("action", "reason")
    assert list(rows) == [("accounts.added_to_groups", "members"), ("accounts.data_taken", ""), ("accounts.erased", "")]


@pytest.mark.parametrize("change", [{"action": "other"}, {"reason": ""}, {"thing": "x:2"}, {"at": timezone.now()}])
def test_nothing_is_changed_in_it(db: None, change: dict[str, Any]) -> None:
    entry()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(**change)


def test_nobody_can_be_put_in_another_place(person: Person) -> None:
    entry(person("members"))
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(person=person("editors", email="other@example.org"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite empties tables by deleting, in tests")
def test_it_can_be_deleted_only_when_its_time_is_over(db: None) -> None:
    entry()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_whose_it_was_is_forgotten_with_the_account(person: Person) -> None:
    user = person("editors")
    entry(user)
    assert export(user)["foundation.auditentry.person"][-1]["action"] == "sample.done"
    erase(user)
    kept = AuditEntry.objects.get(action="sample.done")
    assert (kept.person, kept.capacity, kept.reason) == (None, "editors", "as was asked")


def test_it_goes_when_its_time_is_over(settings: Any) -> None:
    entry()
    settings.AUDIT_DAYS = -1
    for _number in range(3):
        entry()
    recording.forget()
    (left,) = AuditEntry.objects.filter(action="sample.done")
    assert left.keep_until - timezone.now() > timedelta(days=1_000)


@pytest.mark.parametrize(("group", "sees"), [("contributors", False), ("editors", False), ("reviewers", False), ("administrators", True)])  # fmt: skip
def test_administrators_alone_read_it(person: Person, group: str, sees: bool) -> None:
    entry()
    answer = signed_in(person(group)).get(LIST)
    assert (answer.status_code == 200) is sees
    assert (b"sample.thing:1" in answer.content) is sees


def test_it_is_narrowed_down_and_taken_along(person: Person, client: Client) -> None:
    user = person("administrators")
    entry(user)
    recording.record("other.done", "sample.thing:2", by=None)
    desk = signed_in(user)
    for query in ("action=sample", "person__email=ANNA@example.org", "capacity=administrators", "thing=sample.thing:1"):
        page = desk.get(f"{LIST}?{query}").content
        assert b"sample.thing:1" in page
        assert b"sample.thing:2" not in page
    table = b"".join(desk.get(f"{LIST}?export=csv")).decode()
    assert "sample.done" in table
    assert "as was asked" in table
    assert desk.get(f"{LIST}?export=xlsx").status_code == 200
    for odd in ("at_from=x", "capacity=x", "p=999", "action=%00"):
        assert desk.get(f"{LIST}?{odd}").status_code in (200, 404)


def test_nobody_adds_or_changes_rows_at_the_desk(person: Person) -> None:
    made = entry()
    desk = signed_in(person("administrators"))
    for address in (f"{LIST}new/", f"{LIST}edit/{made.pk}/", f"{LIST}delete/{made.pk}/"):
        assert desk.post(address).status_code in (302, 403, 404)
    assert AuditEntry.objects.filter(pk=made.pk).exists()
    assert User.objects.exists()
    assert Page.objects.exists()

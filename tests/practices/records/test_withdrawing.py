"""A record is taken off the site: a reason is asked for, and its address tells it."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from portal.accounts.groups import ensure_groups
from portal.foundation import duties
from portal.foundation.audit.models import AuditEntry
from portal.foundation.identity import Identifier
from practices.models import Practice
from tests.factories import make_record, make_standard_page, make_translation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
REASON = "Its own people asked us: the method <harmed> more than it helped."


@pytest.fixture
def editor() -> Client:
    ensure_groups()
    return signed_in("editors")


def signed_in(*groups: str) -> Client:
    client = Client()
    client.force_login(make_user(*groups))
    return client


def form_of(record: Any) -> str:
    return reverse("wagtailadmin_pages:unpublish", args=[record.pk])


def withdraw(browser: Client, record: Any, **said: str) -> Any:
    return browser.post(form_of(record), {"reason": REASON, **said})


def is_live(record: Any) -> bool:
    return bool(Practice.objects.get(pk=record.pk).live)


def told(address: str, browser: Client | None = None) -> str:
    answer = (browser or Client()).get(address)
    assert answer.status_code == 410
    return html.unescape(answer.content.decode())


def test_the_address_and_the_identifier_of_a_withdrawn_record_say_why(editor: Client) -> None:
    record, other = make_record(title="The old way"), make_record(title="The new way")
    assert 'name="reason"' in editor.get(form_of(record)).content.decode()
    assert withdraw(editor, record, moved_to=other.identifier.lower()).status_code == 302
    for address in (record.url, f"/de{record.url}", f"/id/{record.identifier}/"):
        page = told(address)
        assert "The old way" in page
        assert REASON in page
        assert "<harmed>" not in Client().get(address).content.decode()
        assert "The new way" in page
    (entry,) = AuditEntry.objects.filter(action="record.withdrawn")
    assert (entry.thing, entry.reason) == (f"practices.practice:{record.pk}", REASON)
    answer = Client().get(f"/api/v1/records/{record.identifier}")
    assert (answer.status_code, answer.json()["reason"]) == (410, REASON)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"reason": ""}, "This field is required"),
        ({"reason": "   "}, "This field is required"),
        ({"reason": "x" * 1_001}, "at most 1000 characters"),
        ({"reason": "a\x00b"}, "Null characters are not allowed"),
        ({"reason": "Kept words", "moved_to": "PR-9999"}, "No other public record is called so"),
        ({"reason": "Kept words", "moved_to": "<b>"}, "No other public record is called so"),
    ],
)
def test_without_a_good_reason_nothing_goes(editor: Client, said: dict[str, str], complaint: str) -> None:
    record = make_record()
    answer = withdraw(editor, record, **said)
    assert answer.status_code == 400
    assert complaint in answer.content.decode()
    assert said["reason"].strip("\x00") in answer.content.decode() or "\x00" in said["reason"]
    assert is_live(record)


def test_what_takes_its_place_is_another_record_that_everybody_may_read(editor: Client) -> None:
    record, sealed = make_record(), make_record(audience="group:editors")
    for code in (record.identifier, sealed.identifier):
        assert withdraw(editor, record, moved_to=code).status_code == 400
    assert is_live(record)


@pytest.mark.parametrize("groups", [(), ("members",), ("contributors",), ("offender-managers",)])
def test_only_those_who_publish_may_withdraw(editor: Client, groups: tuple[str, ...]) -> None:
    record = make_record()
    assert withdraw(signed_in(*groups), record).status_code in (302, 403)
    assert withdraw(Client(), record).status_code == 302
    assert is_live(record)


def test_a_second_time_changes_nothing(editor: Client) -> None:
    record = make_record()
    withdraw(editor, record)
    withdraw(editor, record, reason="Another reason.")
    assert REASON in told(record.url)


def test_a_record_that_is_published_again_is_back(editor: Client) -> None:
    record = make_record()
    withdraw(editor, record)
    Practice.objects.get(pk=record.pk).save_revision()
    assert REASON in told(record.url)  # a draft is not yet there
    Practice.objects.get(pk=record.pk).save_revision().publish()
    assert Client().get(record.url).status_code == 200
    entry = Identifier.objects.get(code=record.identifier)
    assert (entry.retired_at, entry.reason, entry.last_address) == (None, "", "")


def test_a_translation_goes_with_its_original_and_alone_leaves_no_trace(editor: Client) -> None:
    record = make_record()
    german, french = make_translation(record, "de", title="Anders"), make_translation(record, "fr", title="Autrement")
    withdraw(editor, german)
    assert Client().get(german.url).status_code in (200, 404)
    assert REASON not in Client().get(german.url).content.decode()
    assert Client().get(f"/id/{record.identifier}/").status_code == 302
    withdraw(editor, record)
    assert REASON in told(french.url)


def test_of_a_restricted_record_strangers_learn_nothing(editor: Client) -> None:
    record = make_record(title="A sealed title", audience="group:editors")
    withdraw(editor, record)
    assert Client().get(record.url).status_code == 404
    text = told(f"/id/{record.identifier}/")
    assert REASON not in text
    assert "sealed" not in text


def test_the_reason_stays_when_the_page_is_deleted(editor: Client) -> None:
    record = make_record(title="The old way")
    withdraw(editor, record)
    Practice.objects.get(pk=record.pk).delete()
    assert REASON in told(record.url)


def test_an_earlier_address_tells_it_too(editor: Client) -> None:
    record = make_record(slug="after")
    Redirect.objects.create(old_path="/practices/before", redirect_page=record)
    withdraw(editor, record)
    assert REASON in told("/practices/before/")


def test_many_at_once_are_not_withdrawn_without_their_reasons(editor: Client) -> None:
    records = [make_record(), make_record()]
    query = "&".join(f"id={one.pk}" for one in records)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    answer = editor.post(f"{address}?{query}", {"include_descendants": ""}, follow=True)
    assert "Withdraw records one by one" in answer.content.decode()
    assert all(is_live(one) for one in records)


def test_a_page_of_text_goes_without_a_reason(editor: Client) -> None:
    page = make_standard_page()
    assert 'name="reason"' not in editor.get(form_of(page)).content.decode()
    assert editor.post(form_of(page)).status_code == 302
    assert Client().get(page.url).status_code == 404


def test_the_tombstone_asks_a_few_queries(editor: Client) -> None:
    record, other = make_record(), make_record()
    withdraw(editor, record, moved_to=other.identifier)
    told(record.url)
    with CaptureQueriesContext(connection) as queries:
        told(record.url)
    assert len(queries) <= 14


def test_a_record_that_was_to_be_shown_until_a_day_says_so_afterwards() -> None:
    record = make_record(title="For one summer")
    Practice.objects.filter(pk=record.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    duties.publish_scheduled()
    assert not is_live(record)
    page = told(record.url)
    assert "For one summer" in page
    assert "It was to be shown until this day" in page
    assert AuditEntry.objects.filter(action="record.withdrawn").get().person is None
    record = Practice.objects.get(pk=record.pk)
    record.expire_at = None
    record.save_revision().publish()
    assert Client().get(record.url).status_code == 200

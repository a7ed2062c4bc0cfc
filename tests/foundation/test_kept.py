"""Pages kept ready for readers who are not signed in: quick the second time, and never of yesterday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.foundation import generation
from portal.foundation.audit.recording import record
from practices.relations.models import Relation, RelationType
from practices.stories.models import Story
from tests.factories import make_concept, make_record, make_source, make_user

pytestmark = pytest.mark.django_db


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("path", ["home", "record", "list"])
def test_the_second_reader_costs_one_query(client: Client, search_index: Any, path: str) -> None:
    address = {"home": "/", "record": make_record(title="Bridge").url, "list": "/practices/"}[path]
    first = queries(client, address)
    assert first > 1
    assert queries(client, address) == 1


def test_a_browser_asks_whether_it_is_the_same(client: Client) -> None:
    page = make_record(title="Bridge")
    tag = client.get(page.url).headers["ETag"]
    again = client.get(page.url, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    page.title = "Bridge to work"
    page.save_revision().publish()
    assert client.get(page.url, headers={"If-None-Match": tag}).status_code == 200


def test_a_change_is_seen_at_once(client: Client) -> None:
    page = make_record(title="Bridge")
    assert "Bridge to work" not in text(client, page.url)
    page.title = "Bridge to work"
    page.save_revision().publish()
    assert "Bridge to work" in text(client, page.url)


def test_a_narrower_audience_holds_at_once(client: Client) -> None:
    page = make_record(title="Bridge")
    text(client, page.url)
    page.audience = "members"
    page.save_revision().publish()
    assert client.get(page.url).status_code == 404
    page.unpublish()
    assert client.get(page.url).status_code == 404


def test_what_others_bring_to_the_page_is_seen_at_once(client: Client) -> None:
    page, other = make_record(title="Bridge"), make_record("organisation", title="An office")
    Relation.objects.create(page=page, target=other, type=RelationType.LED_BY)
    assert "An office" in text(client, page.url)
    other.title = "A charity"
    other.save_revision().publish()
    assert "A charity" in text(client, page.url)


@pytest.mark.parametrize("make", [make_source, lambda: make_concept("theme:new")])
def test_whatever_readers_may_see_raises_the_number(make: Callable[[], Any]) -> None:
    before = generation.current()
    made = make()
    after = generation.current()
    assert after > before
    made.delete()
    assert generation.current() > after


def test_a_change_taken_back_leaves_the_number() -> None:
    before = generation.current()
    with transaction.atomic():
        make_source()
        transaction.set_rollback(True)
    assert generation.current() == before


def test_headers_are_the_same_the_second_time(client: Client) -> None:
    page = make_record(title="Bridge")
    first, second = client.get(page.url), client.get(page.url)
    assert dict(first.headers) == dict(second.headers)
    assert second.headers["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in second.headers["Content-Security-Policy"]


def test_an_expired_record_is_gone_though_nobody_saved_anything(client: Client) -> None:
    page = make_record(title="Bridge")
    page.expire_at = timezone.now() + timedelta(seconds=30)
    page.save()
    text(client, page.url)
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        assert client.get(page.url).status_code == 404


def test_languages_are_kept_apart(client: Client) -> None:
    page = make_record(title="Bridge")
    english = client.get(page.url, headers={"Accept-Language": "en"})
    german = client.get(page.url, headers={"Accept-Language": "de"})
    assert "Accept-Language" in english.headers["Vary"]
    assert english.headers["Content-Language"] == german.headers["Content-Language"] == "en"


def test_who_is_signed_in_gets_a_page_of_their_own(client: Client) -> None:
    page = make_record(title="Bridge")
    text(client, page.url)
    client.force_login(make_user())
    assert "Your account" in text(client, page.url)
    client.logout()
    assert "Your account" not in text(client, page.url)


def test_a_question_in_the_address_is_never_answered_from_what_is_kept(client: Client) -> None:
    page = make_record(title="Bridge")
    text(client, page.url)
    assert queries(client, f"{page.url}?again=1") > 2


def test_what_readers_never_see_ends_no_kept_page() -> None:
    before = generation.current()
    record("accounts.sign_in", "accounts.user:1", by=None)
    story = Story.objects.create(title="Bread")
    story.title = "Baking bread"
    story.save()
    assert generation.current() == before

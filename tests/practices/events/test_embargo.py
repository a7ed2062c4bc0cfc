"""Records that wait for an event: published on its first day, moved with it, and by nobody who may not publish."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.groups import GROUPS, ensure_groups
from portal.foundation.audit.models import AuditEntry
from portal.foundation.dates import PartialDate
from portal.site.workflow.stages import ensure_stages
from practices.events.embargo import Embargo, keep_up, moment_of, to_come
from practices.records.models import Citation, Record
from tests.factories import make_record, make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site_tree: None, client: Client) -> Client:
    ensure_groups()
    client.force_login(make_user("editors"))
    return client


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def make_event(days: int = 10, **fields: Any) -> Any:
    period = PartialDate.parse(f"{in_days(days)}/{in_days(days + 2)}")
    given: dict[str, Any] = {"title": "A forum to come", "period": period, **fields}
    return make_record("event", **given)


def make_draft(**fields: Any) -> Any:
    sourced: dict[str, Any] = {"known_in": 2007, "citations": [Citation(source=make_source(), at="Panel 1")]}
    return make_record(title="Kept back", publish=False, **sourced, **fields)


def address(page: Any) -> str:
    return reverse("embargo", args=[page.pk])


def hold(client: Client, page: Any, event: Any) -> Any:
    return client.post(address(page), {"event": event.pk, "hold": "1"})


def scheduled(page: Any) -> list[datetime]:
    return list(page.revisions.exclude(approved_go_live_at=None).values_list("approved_go_live_at", flat=True))


def is_live(page: Any) -> bool:
    return Record.objects.get(pk=page.pk).live


def test_a_draft_is_published_on_the_first_day_of_its_event(editor: Client) -> None:
    event, page = make_event(), make_draft()
    assert "A forum to come" in editor.get(address(page)).content.decode()
    assert hold(editor, page, event).status_code == 302
    assert not is_live(page)
    assert "It waits for “A forum to come”" in unescape(editor.get(address(page)).content.decode())
    midnight = moment_of(event)
    assert midnight is not None
    assert timezone.localtime(midnight).replace(tzinfo=None) == datetime.combine(in_days(10), datetime.min.time())
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        call_command("publish_scheduled")
        assert not is_live(page)
    with time_machine.travel(midnight + timedelta(seconds=1), tick=False):
        call_command("publish_scheduled")
        assert is_live(page)
        keep_up()
    assert not Embargo.objects.exists()


def test_readers_see_what_they_saw_until_then(editor: Client) -> None:
    event = make_event()
    page = make_record(title="As it was", known_in=2007, citations=[Citation(source=make_source(), at="Panel 1")])
    page.title = "As it will be"
    page.save_revision()
    hold(editor, page, event)
    assert Record.objects.get(pk=page.pk).title == "As it was"
    assert "As it was" in Client().get(page.get_url()).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        call_command("publish_scheduled")
    assert Record.objects.get(pk=page.pk).title == "As it will be"


def test_where_the_event_is_moved_the_record_is_moved(editor: Client) -> None:
    event, page = make_event(), make_draft()
    hold(editor, page, event)
    event.period = PartialDate.parse(str(in_days(30)))
    event.save_revision().publish()
    event.refresh_from_db()
    assert scheduled(page) == [moment_of(event)]
    assert Record.objects.get(pk=page.pk).go_live_at == moment_of(event)
    with time_machine.travel(timezone.now() + timedelta(days=12), tick=False):
        call_command("publish_scheduled")
        assert not is_live(page)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        call_command("publish_scheduled")
        assert is_live(page)


def test_where_its_days_are_no_longer_known_the_day_stays(editor: Client) -> None:
    event, page = make_event(), make_draft()
    hold(editor, page, event)
    before = scheduled(page)
    event.period = PartialDate.parse(str(in_days(30))[:4])
    event.save_revision().publish()
    keep_up()
    assert scheduled(page) == before


def test_it_can_be_lifted_and_is_not_published_by_that(editor: Client) -> None:
    event, page = make_event(), make_draft()
    hold(editor, page, event)
    assert editor.post(address(page), {"lift": "1"}).status_code == 302
    assert editor.post(address(page), {"lift": "1"}).status_code == 302  # twice is once
    assert scheduled(page) == []
    assert not Embargo.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=12), tick=False):
        call_command("publish_scheduled")
    assert not is_live(page)
    noted = AuditEntry.objects.filter(action__startswith="record.embargo").order_by("pk")
    assert list(noted.values_list("action", flat=True)) == ["record.embargo", "record.embargo_lifted"]


def test_only_published_events_whose_first_day_is_to_come_are_offered(editor: Client) -> None:
    make_event(-1, title="Has begun")
    make_event(title="A draft", publish=False)
    make_event(title="Some time next year", period=PartialDate.parse(str(in_days(366))[:4]))
    page = make_draft()
    assert "No event is to come" in editor.get(address(page)).content.decode()
    later, sooner = make_event(20, title="Later"), make_event(5, title="Sooner")
    assert to_come() == [sooner, later]


def test_a_record_that_may_not_be_published_does_not_wait_either(editor: Client) -> None:
    event, page = make_event(), make_record(title="Without a source", publish=False)
    answer = hold(editor, page, event)
    assert answer.status_code == 400
    assert "Name at least one source" in answer.content.decode()
    assert scheduled(page) == []


@pytest.mark.parametrize("sent", [{}, {"event": ""}, {"event": "0"}, {"event": "x" * 5000}, {"event": "\u0661"}])
def test_an_event_that_is_none_is_refused(editor: Client, sent: dict[str, str]) -> None:
    make_event()
    page = make_draft()
    answer = editor.post(address(page), {**sent, "hold": "1"})
    assert answer.status_code == 400
    assert not Embargo.objects.exists()


@pytest.mark.parametrize("group", GROUPS)
def test_whoever_may_publish_may_let_it_wait(site_tree: None, group: str) -> None:
    ensure_groups()
    event, page, client = make_event(), make_draft(), Client()
    client.force_login(make_user(group))
    status = hold(client, page, event).status_code
    publishes = group in {"editors", "reviewers", "administrators"}
    assert Embargo.objects.exists() == publishes
    button = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert (button.status_code == 200 and address(page) in button.content.decode()) == publishes
    assert status in ({302} if publishes else {302, 403, 404})


def test_strangers_are_asked_to_sign_in(site_tree: None, client: Client) -> None:
    assert "login" in hold(client, make_draft(), make_event())["Location"]
    assert not Embargo.objects.exists()


def test_more_events_ask_no_more_queries(editor: Client) -> None:
    page = make_draft()

    def queries() -> int:
        editor.get(address(page))
        with CaptureQueriesContext(connection) as asked:
            editor.get(address(page))
        return len(asked)

    make_event()
    before = queries()
    for days in range(11, 16):
        make_event(days, title=f"Event {days}")
    assert queries() == before


@pytest.mark.parametrize("published", [False, True])
def test_a_review_that_is_open_ends_as_with_publishing(editor: Client, published: bool) -> None:
    ensure_stages()
    event, page = make_event(), make_draft()
    if published:
        page.get_latest_revision().publish()
        page = Record.objects.get(pk=page.pk).specific
        page.title = "Kept back, with more"
        page.save_revision()
    state = page.get_workflow().start(page, make_user("contributors"))
    assert hold(editor, page, event).status_code == 302
    state.refresh_from_db()
    assert state.status == state.STATUS_CANCELLED
    assert len(scheduled(page)) == 1
    assert is_live(page) is published
    with time_machine.travel(moment_of(event) + timedelta(minutes=1), tick=False):  # type: ignore[operator]
        call_command("publish_scheduled")
    assert is_live(page)
    assert Record.objects.get(pk=page.pk).title == ("Kept back, with more" if published else "Kept back")

"""Deciding at the desk: on the page of the stage, and in the page’s own editor."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import PageLogEntry, TaskState

from portal.foundation.refusals import NotNowError
from portal.site.workflow import actions
from portal.site.workflow.actions import OutdatedError
from portal.site.workflow.models import ReviewState, version_of
from portal.site.workflow.terms import DUE_MOVED
from portal.site.workflow.upkeep import remind
from tests.site.workflow.conftest import Person, Submit, again, browser_of, change, newest

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> \u202e مرحبا Ω"


def address(state: Any) -> str:
    return reverse("review", args=[state.pk])


def test_its_page_says_who_has_it_until_when_and_what_changed(submit: Submit, person: Person) -> None:
    state, editor = submit(), person("editors", name="Eda")
    browser = browser_of(editor)
    text = browser.get(address(state)).content.decode()
    for said in (
        "The check by editors",
        "Nobody has taken it yet.",
        "Due ",
        "Submitted by Carla",
        "The page is new",
        "I take this",
    ):
        assert said in text, said
    actions.claim(state, editor)
    assert "You have it." in browser.get(address(state)).content.decode()
    other = browser_of(person("editors")).get(address(state)).content.decode()
    assert "Eda has it." in other
    assert "Take it over" in other
    assert 'value="approve"' not in other


def test_what_changed_against_what_readers_see_is_shown(submit: Submit, person: Person) -> None:
    state = submit(last=True)
    actions.decide(state, approved=True, by=person("reviewers"), seen=version_of(newest(state.page)))
    page = change(state.page, "Night visits")
    fresh = submit(page.owner, page=page)
    text = browser_of(person("editors")).get(address(fresh)).content.decode()
    assert "<ins>Night</ins>" in text
    assert "<del>Day</del>" in text


def test_while_a_colleague_has_it_nobody_else_decides(submit: Submit, person: Person) -> None:
    state, eda, edi = submit(), person("editors", name="Eda"), person("editors")
    actions.claim(state, eda)
    answer = browser_of(edi).post(address(state), {"do": "approve", "seen": version_of(newest(state.page))})
    assert answer.status_code == 409
    assert "Eda has it. Take it over first." in answer.content.decode()
    assert again(state).is_open
    with pytest.raises(NotNowError):
        actions.claim(state, edi)
    assert browser_of(edi).post(address(state), {"do": "take_over"}).status_code == 302
    assert again(state).claimed_by == edi


def test_another_day_is_set_and_reminded_of_again(submit: Submit, person: Person) -> None:
    state, editor = submit(), person("editors")
    ReviewState.objects.filter(pk=state.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    remind()
    assert again(state).reminded_at
    day = timezone.localdate() + timedelta(days=20)
    data = {"do": "move_due", "due-day": day.isoformat()}
    assert browser_of(editor).post(address(state), data, follow=True).status_code == 200
    moved = again(state)
    assert (moved.due_on, moved.reminded_at, moved.is_overdue) == (day, None, False)
    assert browser_of(editor).post(address(state), data).status_code == 302  # twice is once
    assert [one.data["reason"] for one in PageLogEntry.objects.filter(action=DUE_MOVED)] == [day.isoformat()]


@pytest.mark.parametrize("days", [-1, 366, 4_000_000])
def test_a_day_that_has_passed_or_is_far_off_is_refused(submit: Submit, person: Person, days: int) -> None:
    state = submit()
    day = str(timezone.localdate() + timedelta(days=days)) if days < 1000 else "\u0661\u0662 مايو"
    answer = browser_of(person("editors")).post(address(state), {"do": "move_due", "due-day": day})
    assert answer.status_code == 400
    assert escape(day) in answer.content.decode()
    assert again(state).due_on == state.due_on


def test_who_has_not_got_it_sets_no_day(submit: Submit, person: Person) -> None:
    state, eda = submit(), person("editors", name="Eda")
    actions.claim(state, eda)
    data = {"do": "move_due", "due-day": timezone.localdate().isoformat()}
    assert browser_of(person("editors")).post(address(state), data).status_code == 409
    assert browser_of(person("contributors")).post(address(state), data).status_code in {302, 404}
    assert again(state).due_on == state.due_on


@pytest.mark.parametrize("reason", ["", "   \n "])
def test_changes_are_not_asked_for_without_a_reason(submit: Submit, person: Person, reason: str) -> None:
    state = submit()
    data = {"do": "reject", "said": reason, "seen": version_of(newest(state.page))}
    answer = browser_of(person("editors")).post(address(state), data)
    assert answer.status_code == 400
    assert "Say what has to change, and why" in answer.content.decode()
    assert again(state).is_open
    with pytest.raises(ValidationError):
        actions.decide(state, approved=False, by=person("editors"), said=reason, seen=data["seen"])


def test_a_form_that_was_opened_before_the_last_change_decides_nothing_and_keeps_what_was_typed(
    submit: Submit, person: Person
) -> None:
    state, browser = submit(last=True), browser_of(person("reviewers"))
    seen = version_of(newest(state.page))
    change(state.page, "Night visits")
    answer = browser.post(address(state), {"do": "approve", "said": HOSTILE, "seen": seen})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "The draft has changed since you opened it" in text
    assert "Night visits" in text
    assert "&lt;script&gt;" in text
    assert "<script>alert(1)" not in text
    assert (again(state).is_open, newest(state.page).live) == (True, False)
    now = version_of(newest(state.page))
    assert now in text.replace("&#x27;", "'")
    assert browser.post(address(state), {"do": "approve", "seen": now}).status_code == 302
    assert newest(state.page).title == "Night visits"


def test_a_version_that_autosave_wrote_over_is_another_one(submit: Submit) -> None:
    state = submit()
    page = newest(state.page)
    seen = version_of(page)
    draft = page.specific.get_latest_revision_as_object()
    draft.title = "Written over"
    draft.save_revision(overwrite_revision=page.latest_revision)
    page = newest(page)
    assert page.latest_revision_id == int(seen.split()[0])
    assert version_of(page) != seen


def test_it_is_decided_once_however_often_it_is_sent(submit: Submit, person: Person) -> None:
    state, browser = submit(), browser_of(person("editors"))
    data = {"do": "approve", "seen": version_of(newest(state.page))}
    assert browser.post(address(state), data).status_code == 302
    answer = browser.post(address(state), data)
    assert answer.status_code == 409
    assert "Somebody has decided about this already" in answer.content.decode()
    assert TaskState.objects.filter(task=state.task).count() == 1
    assert browser.get(address(state)).status_code == 200


def test_what_lacks_source_and_year_is_not_approved(submit: Submit, person: Person) -> None:
    state = submit(complete=False)
    answer = browser_of(person("editors")).post(
        address(state), {"do": "approve", "seen": version_of(newest(state.page))}
    )
    assert answer.status_code == 400
    assert "Name at least one source" in answer.content.decode()
    assert again(state).is_open


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "fly"},
        {},
        {"do": "hand_over"},
        {"do": "hand_over", "hand-to": "x", "hand-note": "a"},
        {"do": "invite", "invite-email": "nobody", "invite-days": "7", "invite-language": "en", "invite-note": "a"},
        {
            "do": "invite",
            "invite-email": "a@example.org",
            "invite-days": "99",
            "invite-language": "en",
            "invite-note": "a",
        },
        {"do": "approve", "said": "x" * 3000},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(submit: Submit, person: Person, sent: dict[str, str]) -> None:
    state = submit()
    answer = browser_of(person("editors")).post(address(state), sent)
    assert answer.status_code == 400
    assert again(state).is_open


def test_taking_back_what_is_no_invitation_does_nothing(submit: Submit, person: Person) -> None:
    state, browser = submit(), browser_of(person("editors"))
    for key in ("", "x", "9" * 30, "7"):
        assert browser.post(address(state), {"do": "revoke", "invitation": key}).status_code == 302


def test_its_page_asks_no_more_queries_for_more_invitations_and_handovers(submit: Submit, person: Person) -> None:
    state, eda, edi = submit(), person("editors"), person("editors")
    browser = browser_of(eda)

    def queries() -> int:
        browser.get(address(state))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address(state)).status_code == 200
        return len(asked)

    def more(number: int) -> None:
        actions.invite(state, eda, email=f"{number}@example.org", language="en", days=3, note="Look")
        actions.hand_over(state, eda, edi, "Please")
        actions.claim(state, eda, over=True)

    more(0)
    before = queries()
    for number in range(1, 5):
        more(number)
    assert queries() == before


# -- In the editor --


def form_of(page: Any, **further: Any) -> dict[str, Any]:
    """What the editor sends of a page that it was opened with."""
    revision = newest(page).latest_revision
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
        "action-workflow-action": "true",
        **further,
    }


def test_the_editor_decides_about_nothing_that_was_not_on_its_screen(submit: Submit, person: Person) -> None:
    state, browser = submit(), browser_of(person("editors"))
    edit = reverse("wagtailadmin_pages:edit", args=[state.page.pk])
    sent = form_of(state.page, **{"workflow-action-name": "approve"})
    change(state.page)
    for data in (
        sent,
        {**sent, "overwrite_revision_id": sent["loaded_revision_id"]},
        {"action-workflow-action": "true", "workflow-action-name": "approve"},
    ):
        answer = browser.post(edit, data)
        assert answer.status_code == 409
        assert "The draft has changed since you opened it" in answer.content.decode()
    assert again(state).is_open


@pytest.mark.parametrize("said", ['{"comment": " "}', "{}", "[]", "no JSON", '{"comment": 7}', ""])
def test_the_editor_takes_no_refusal_without_a_reason(submit: Submit, person: Person, said: str) -> None:
    state, browser = submit(), browser_of(person("editors"))
    edit = reverse("wagtailadmin_pages:edit", args=[state.page.pk])
    sent = form_of(state.page, **{"workflow-action-name": "reject", "workflow-action-extra-data": said})
    answer = browser.post(edit, sent)
    assert answer.status_code == 400
    assert "Say what has to change, and why" in answer.content.decode()
    assert again(state).is_open


def test_the_editor_offers_decisions_to_who_may_take_them_and_leads_to_the_review(
    submit: Submit, person: Person
) -> None:
    state, eda = submit(), person("editors")
    edit = reverse("wagtailadmin_pages:edit", args=[state.page.pk])
    text = browser_of(eda).get(edit).content.decode()
    assert 'data-workflow-action-name="approve"' in text
    assert f'href="{address(state)}"' in text
    actions.claim(state, eda)
    assert 'data-workflow-action-name="approve"' not in browser_of(person("editors")).get(edit).content.decode()
    reviewer = browser_of(person("reviewers")).get(edit).content.decode()
    assert 'data-workflow-action-name="approve"' not in reviewer
    assert f'href="{address(state)}"' not in reviewer


def test_the_dialogue_of_the_editor_asks_for_a_reason(submit: Submit, person: Person) -> None:
    state = submit()
    asked = reverse("wagtailadmin_pages:collect_workflow_action_data", args=[state.page.pk, "reject", state.pk])
    answer = browser_of(person("editors")).post(asked, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})
    assert "Say what has to change, and why" in json.dumps(answer.json(), ensure_ascii=False)


def test_an_action_from_the_editor_carries_its_comment(submit: Submit, person: Person) -> None:
    state, editor = submit(), person("editors")
    state.stage.on_action(state, editor, "reject", comment="Name the year.", update=False)
    ended = again(state)
    assert (ended.status, ended.comment, ended.finished_by) == ("rejected", "Name the year.", editor)
    fresh = submit()
    with pytest.raises(OutdatedError):
        actions.decide(fresh, approved=True, by=editor, seen="")

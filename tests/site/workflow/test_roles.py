"""Least privilege: each role, on each kind of page and stage, and each action."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portal.foundation.audit.models import AuditEntry
from portal.site.workflow import actions
from portal.site.workflow.models import ReviewInvitation, version_of
from tests.factories import make_standard_page
from tests.site.workflow.conftest import Person, Submit, again, browser_of, change, newest

pytestmark = pytest.mark.django_db
ROLES = ("", "members", "offender-managers", "contributors", "editors", "reviewers", "administrators")
MAY = {"check": {"editors", "administrators"}, "approval": {"reviewers", "administrators"}}
SENT: dict[str, dict[str, str]] = {  # in an order in which one person can do all of it
    "claim": {},
    "give_back": {},
    "invite": {"invite-email": "peer@example.org", "invite-language": "en", "invite-days": "7", "invite-note": "Look"},
    "revoke": {},
    "hand_over": {"hand-note": "Please"},
    "take_over": {},
    "reject": {"said": "The year is missing."},
}


def submitted(submit: Submit, stage: str, kind: str) -> Any:
    """A record, or a page of the site, or a record that strangers may not see, in a stage."""
    fields: dict[str, Any] = {"audience": "group:editors"} if kind == "restricted" else {}
    page = make_standard_page(title="About us") if kind == "standard page" else None
    return submit(last=stage == "approval", page=page, **fields)


@pytest.mark.parametrize("kind", ["record", "standard page", "restricted"])
@pytest.mark.parametrize("stage", ["check", "approval"])
@pytest.mark.parametrize("role", ROLES)
def test_only_the_groups_of_a_stage_see_it_and_do_anything(
    submit: Submit, person: Person, role: str, stage: str, kind: str
) -> None:
    state = submitted(submit, stage, kind)
    browser = browser_of(person(role) if role else None)
    colleague = person(min(MAY[stage]), name="Colleague")
    may, log = role in MAY[stage], AuditEntry.objects.count()
    assert (browser.get(reverse("review", args=[state.pk])).status_code == 200) is may
    for action, sent in SENT.items():
        invited = ReviewInvitation.objects.values_list("pk", flat=True).first() or 0
        seen = version_of(newest(state.page))
        data = {"do": action, "seen": seen, "hand-to": colleague.pk, "invitation": invited, **sent}
        answer = browser.post(reverse("review", args=[state.pk]), data)
        if may:
            assert answer.status_code == 302, action
            assert again(state).is_open is (action != "reject")
        else:
            assert answer.status_code in {302, 404}
    if not may:
        assert (again(state).is_open, again(state).claimed_by, AuditEntry.objects.count()) == (True, None, log)
        assert not ReviewInvitation.objects.exists()


@pytest.mark.parametrize("stage", ["check", "approval"])
@pytest.mark.parametrize("role", ROLES)
def test_only_the_groups_of_a_stage_approve_and_publish(submit: Submit, person: Person, role: str, stage: str) -> None:
    state = submit(last=stage == "approval")
    browser = browser_of(person(role) if role else None)
    browser.post(reverse("review", args=[state.pk]), {"do": "approve", "seen": version_of(newest(state.page))})
    assert (again(state).status == "approved") is (role in MAY[stage])
    assert newest(state.page).live is (stage == "approval" and role in MAY[stage])


@pytest.mark.parametrize("role", ["editors", "reviewers", "administrators"])
def test_nobody_decides_about_what_they_submitted(submit: Submit, person: Person, role: str) -> None:
    by = person(role)
    state = submit(by)
    assert browser_of(by).get(reverse("review", args=[state.pk])).status_code in {302, 404}
    assert state.stage.get_actions(newest(state.page), by) == []
    if state.stage.name == "approval":
        with pytest.raises(PermissionDenied):
            actions.decide(state, approved=True, by=by, seen=version_of(newest(state.page)))


def test_a_suspended_colleague_decides_nothing(submit: Submit, person: Person) -> None:
    state, editor = submit(), person("editors", is_active=False)
    with pytest.raises(PermissionDenied):
        actions.decide(state, approved=True, by=editor, seen=version_of(newest(state.page)))


def test_it_is_handed_to_colleagues_of_the_stage_alone(submit: Submit, person: Person) -> None:
    state, editor, reviewer = submit(), person("editors"), person("reviewers")
    data = {"do": "hand_over", "hand-to": reviewer.pk, "hand-note": "Please"}
    answer = browser_of(editor).post(reverse("review", args=[state.pk]), data)
    assert answer.status_code == 400
    with pytest.raises(PermissionDenied):
        actions.hand_over(state, editor, reviewer, "Please")
    assert again(state).claimed_by is None


def test_another_pages_stage_is_not_decided_through_the_address_of_ones_own(submit: Submit, person: Person) -> None:
    mine, other = submit(), submit(last=True)
    address = reverse("wagtailadmin_pages:workflow_action", args=[mine.page.pk, "approve", other.pk])
    answer = browser_of(person("editors")).post(address)
    assert answer.status_code == 302
    assert again(other).is_open
    assert again(mine).is_open


def test_everything_stands_in_the_audit_log_with_its_reason(submit: Submit, person: Person) -> None:
    state, editor, colleague = submit(), person("editors"), person("editors")
    actions.claim(state, editor)
    actions.hand_over(state, editor, colleague, "You know the place.")
    made = actions.invite(state, colleague, email="a@example.org", language="en", days=3, note="Is it right?")
    actions.revoke(state, colleague, made.pk)
    actions.give_back(state, colleague)
    seen = version_of(change(state.page))
    actions.decide(state, approved=False, by=editor, said="Name the year.", seen=seen)
    rows = AuditEntry.objects.filter(action__contains="review").order_by("pk").values_list("action", "reason", "person")
    short = [(action.rpartition(".")[2], reason, who) for action, reason, who in rows]
    assert short == [
        ("claim", "", editor.pk),
        ("hand_over", "You know the place.", editor.pk),
        ("invite", "Is it right?", colleague.pk),
        ("revoke", "", colleague.pk),
        ("give_back", "", colleague.pk),
    ]
    rejected = AuditEntry.objects.get(action="wagtail.workflow.reject")
    assert (rejected.reason, rejected.person) == ("Name the year.", editor)

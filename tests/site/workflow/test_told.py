"""Everybody whom it concerns is told by mail, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import Page

from portal.notices.models import Notice
from portal.site.workflow import actions, told, upkeep
from portal.site.workflow.links import token_of
from portal.site.workflow.models import ReviewInvitation, version_of
from portal.site.workflow.terms import ENDED, WAITING
from tests.site.workflow.conftest import Person, Submit, again, change, current, newest, work_off

pytestmark = pytest.mark.django_db


def letters() -> dict[str, list[str]]:
    """What was sent since it was last asked, by address: texts."""
    work_off()
    found: dict[str, list[str]] = {}
    for letter in mail.outbox:
        found.setdefault(letter.to[0], []).append(f"{letter.subject}\n{letter.body}")
    mail.outbox.clear()
    return found


def decide(state: Any, by: Any, *, approved: bool = True, said: str = "") -> None:
    actions.decide(state, approved=approved, by=by, said=said, seen=version_of(newest(state.page)))


def test_a_page_on_its_way_tells_each_person_once(submit: Submit, person: Person) -> None:
    eda, edi, rosa = person("editors", name="Eda"), person("editors"), person("reviewers")
    person("reviewers", is_active=False)
    carla = person("contributors", name="Carla")
    state = submit(carla)
    first = letters()
    assert set(first) == {eda.email, edi.email}
    assert all(len(texts) == 1 and "Day visits" in texts[0] for texts in first.values())
    assert reverse("review", args=[state.pk]) in first[eda.email][0]
    decide(state, eda)
    assert set(letters()) == {rosa.email}
    last = current(state.page)
    decide(last, rosa, approved=False, said="Name the year.")
    told_of = letters()
    assert set(told_of) == {carla.email, eda.email}
    assert "Name the year." in told_of[carla.email][0]
    newest(state.page).current_workflow_state.resume(user=carla)
    assert set(letters()) == {rosa.email}
    decide(current(state.page), rosa)
    assert set(letters()) == {carla.email, eda.email}
    assert letters() == {}


def test_a_hand_over_is_told_to_whom_it_goes_with_its_note(submit: Submit, person: Person) -> None:
    eda, edi = person("editors", name="Eda"), person("editors")
    state = submit()
    letters()
    actions.claim(state, eda)
    assert letters() == {}
    actions.hand_over(state, eda, edi, "You know the place.")
    found = letters()
    assert set(found) == {edi.email}
    assert "Eda hands the review over to you." in found[edi.email][0]
    assert "You know the place." in found[edi.email][0]
    actions.claim(state, eda, over=True)
    assert set(letters()) == {edi.email}


def test_what_is_overdue_is_told_once_to_who_has_it(submit: Submit, person: Person) -> None:
    eda, edi = person("editors"), person("editors")
    mine, free = submit(), submit()
    actions.claim(mine, eda)
    letters()
    upkeep.remind()
    assert letters() == {}
    with travel(timezone.now() + timedelta(days=8), tick=False):
        upkeep.remind()
        found = letters()
        assert (len(found[eda.email]), len(found[edi.email])) == (2, 1)
        assert "still waits" in found[edi.email][0]
        upkeep.remind()
        assert letters() == {}
    with travel(timezone.now() - timedelta(days=30), tick=False):
        upkeep.remind()
    assert letters() == {}
    assert again(free).reminded_at is not None


def test_what_was_taken_out_or_published_directly_is_told(submit: Submit, person: Person) -> None:
    eda, carla = person("editors"), person("contributors")
    state = submit(carla)
    actions.claim(state, eda)
    letters()
    newest(state.page).current_workflow_state.cancel(user=carla)
    assert set(letters()) == {eda.email}
    other = submit(carla, title="Night visits")
    letters()
    newest(other.page).specific.get_latest_revision().publish(user=eda)
    found = letters()
    assert set(found) == {carla.email}
    assert "before everybody had decided" in found[carla.email][0]


def test_the_decision_of_somebody_without_an_account_is_told_to_who_asked(
    invite: Callable[..., ReviewInvitation],
) -> None:
    invitation = invite()
    rosa, carla = invitation.invited_by, invitation.state.workflow_state.requested_by
    letters()
    seen = version_of(newest(invitation.state.page))
    data = {"do": "reject", "name": "Pia", "said": "The year", "seen": seen}
    Client().post(reverse("review_invited", args=[token_of(invitation)]), data)
    found = letters()
    assert rosa
    assert carla
    assert {rosa.email, carla.email} < set(found)
    assert "peer@example.org" not in found
    assert "The year" in found[rosa.email][0]


def test_working_it_off_twice_tells_nobody_twice(submit: Submit, person: Person) -> None:
    person("editors")
    state = submit()
    letters()
    from portal.notices import telling

    telling.happened(WAITING, state.pk)
    assert letters() == {}


def test_what_waits_no_more_or_may_not_be_seen_is_not_told(submit: Submit, person: Person) -> None:
    eda, member = person("editors"), person("members")
    state = submit(audience="group:editors")
    keys = [str(state.pk)]
    assert set(told.stories_of_waiting(eda, keys)) == set(keys)
    assert told.stories_of_waiting(member, keys) == {}
    assert told.stories_of_ends(member, keys) == {}
    decide(state, eda)
    assert told.stories_of_waiting(eda, keys) == {}
    assert not Notice.objects.filter(event=f"{WAITING}:{state.pk}").exists()
    change(state.page)
    Page.objects.get(pk=state.page.pk).delete()
    assert told.stories_of_ends(eda, keys) == {}
    assert told.concerned_by_end(keys[0]) is None
    assert told.concerned_by_stage(keys[0]) is None
    assert told.concerned_by_handover("7") is None
    assert told.invitation_letter("7") is None
    assert not Notice.objects.filter(event__startswith=f"{ENDED}:").exclude(user=eda).exists()

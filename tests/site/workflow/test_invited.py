"""A reviewer without an account: one link, one decision, about what was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from portal.accounts.models import User
from portal.foundation.audit.models import AuditEntry
from portal.foundation.erasure import erase, export
from portal.foundation.refusals import NotNowError
from portal.site.workflow import actions, upkeep
from portal.site.workflow.links import SALT, token_of
from portal.site.workflow.models import ReviewInvitation, version_of
from tests.factories import make_user
from tests.site.workflow.conftest import Person, Submit, again, browser_of, change, newest, work_off

pytestmark = pytest.mark.django_db
Invite = Callable[..., ReviewInvitation]
GONE = "This link works no more"


def address(invitation: ReviewInvitation) -> str:
    return reverse("review_invited", args=[token_of(invitation)])


def sent(invitation: ReviewInvitation, do: str = "approve", **further: str) -> dict[str, str]:
    """What the form sends that was just opened."""
    return {"do": do, "name": "Pia Peer", "said": "", "seen": version_of(newest(invitation.state.page)), **further}


def test_the_letter_leads_to_the_draft(invite: Invite) -> None:
    invitation = invite(note="Is the number right?")
    mail.outbox.clear()
    work_off()
    (letter,) = [one for one in mail.outbox if one.to == ["peer@example.org"]]
    for said in ("Rosa of the editors", "Is the number right?", address(invitation), "for one decision"):
        assert said in letter.body, said
    assert letter.subject == "[Passerelle] Please review: Day visits"
    text = Client().get(address(invitation)).content.decode()
    for said in ("Day visits", "Rosa asks you", "Is the number right?", "<iframe", "Approve", "All of it is new"):
        assert said in text, said


def test_nobody_keeps_finds_or_hands_on_its_pages(invite: Invite) -> None:
    invitation = invite()
    for path in (address(invitation), f"{address(invitation)}draft/"):
        answer = Client().get(path)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
    assert '<meta name="referrer" content="same-origin">' in Client().get(address(invitation)).content.decode()


def test_the_draft_is_shown_as_readers_will_see_it(invite: Invite) -> None:
    invitation = invite()
    answer = Client().get(f"{address(invitation)}draft/")
    text = answer.content.decode()
    assert "Preview: this is how it will look" in text
    assert "One person stays beside them." in text
    assert '<a target="_blank" rel="noopener" ' in text
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "frame-src 'self'" in Client().get(address(invitation))["Content-Security-Policy"]


def test_approving_publishes_and_stands_in_the_history_without_a_name(invite: Invite) -> None:
    invitation = invite()
    browser = Client()
    answer = browser.post(address(invitation), sent(invitation, said="Well told."))
    assert answer["Location"] == reverse("review_thanks")
    assert browser.get(answer["Location"]).status_code == 200
    state = again(invitation.state)
    assert (state.status, state.finished_by) == ("approved", None)
    assert newest(state.page).live
    row = AuditEntry.objects.get(action="wagtail.workflow.approve", person=None)
    assert row.reason == state.comment == f"By invitation no. {invitation.pk}. Well told."
    kept = again(invitation)
    assert (kept.name, kept.approved, kept.reason) == ("Pia Peer", True, "Well told.")


def test_asking_for_changes_needs_a_reason_and_a_name_and_keeps_what_was_typed(invite: Invite) -> None:
    invitation, browser = invite(), Client()
    answer = browser.post(address(invitation), sent(invitation, "reject"))
    assert answer.status_code == 400
    assert "Say what has to change, and why" in answer.content.decode()
    assert "Pia Peer" in answer.content.decode()
    answer = browser.post(address(invitation), sent(invitation, "reject", name="", said="<b>The year</b>"))
    assert answer.status_code == 400
    assert "&lt;b&gt;The year" in answer.content.decode()
    assert again(invitation.state).is_open
    assert browser.post(address(invitation), sent(invitation, "reject", said="The year")).status_code == 302
    assert again(invitation.state).status == "rejected"


def test_a_link_is_used_once(invite: Invite) -> None:
    invitation, browser = invite(), Client()
    data = sent(invitation, "reject", said="The year")
    assert browser.post(address(invitation), data).status_code == 302
    for answer in (browser.post(address(invitation), data), browser.get(address(invitation))):
        assert answer.status_code == 410
        assert GONE in answer.content.decode()
        assert "It was used on" in answer.content.decode()
    assert browser.get(f"{address(invitation)}draft/").status_code == 410


def test_a_link_that_is_too_old_works_no_more(invite: Invite) -> None:
    invitation = invite(days=3)
    with travel(timezone.now() + timedelta(days=2, hours=23), tick=False):
        assert Client().get(address(invitation)).status_code == 200
    for later in (timedelta(days=3, seconds=1), timedelta(days=60)):
        with travel(timezone.now() + later, tick=False):
            for answer in (Client().get(address(invitation)), Client().post(address(invitation), sent(invitation))):
                assert answer.status_code == 410
                assert GONE in answer.content.decode()
    assert again(invitation.state).is_open


def test_a_clock_that_was_moved_back_makes_no_link_of_the_future_work_for_ever(invite: Invite) -> None:
    with travel(timezone.now() + timedelta(days=300), tick=False):
        invitation = invite()
    assert again(invitation).expires_at > timezone.now()
    with travel(timezone.now() + timedelta(days=308), tick=False):
        assert Client().get(address(invitation)).status_code == 410


def test_links_that_were_made_up_open_nothing(invite: Invite) -> None:
    invitation = invite()
    other = invite(email="another@example.org", by=invitation.invited_by, state=invitation.state)
    whole = token_of(invitation)
    forged = [
        whole[:-1],
        whole + "x",
        "x",
        signing.dumps([invitation.pk, invitation.state_id, invitation.version], salt="another"),
        signing.dumps([invitation.pk, invitation.state_id + 1, invitation.version], salt=SALT),
        signing.dumps([other.pk, invitation.state_id, "1 of another"], salt=SALT),
        signing.dumps("x", salt=SALT),
        signing.dumps({"a": 1}, salt=SALT),
        signing.dumps(7, salt=SALT),
    ]
    for token in forged:
        for path in ("review_invited", "review_draft"):
            answer = Client().get(reverse(path, args=[token]))
            assert answer.status_code == 410, token
            assert "It is not complete, or too old." in answer.content.decode()
            assert "Day visits" not in answer.content.decode()


def test_a_link_can_be_taken_back(invite: Invite) -> None:
    invitation = invite()
    by = invitation.invited_by
    answer = browser_of(by).post(
        reverse("review", args=[invitation.state_id]), {"do": "revoke", "invitation": invitation.pk}
    )
    assert answer.status_code == 302
    answer = Client().post(address(invitation), sent(invitation))
    assert answer.status_code == 410
    assert "taken it back" in answer.content.decode()
    mail.outbox.clear()
    work_off()  # a letter that has not gone yet does not go
    assert [one for one in mail.outbox if one.to == ["peer@example.org"]] == []


def test_a_newer_letter_ends_the_one_before_and_there_are_not_endless_many(invite: Invite) -> None:
    first = invite()
    second = invite(first.state, first.invited_by, email="PEER@example.org")
    assert Client().get(address(first)).status_code == 410
    assert Client().get(address(second)).status_code == 200
    for number in range(4):
        invite(first.state, first.invited_by, email=f"{number}@example.org")
    with pytest.raises(NotNowError):
        invite(first.state, first.invited_by, email="one.more@example.org")


def test_a_link_is_as_good_as_the_right_of_who_sent_it(invite: Invite, submit: Submit, person: Person) -> None:
    rosa = person("reviewers")
    for lose in (lambda: rosa.groups.clear(), lambda: User.objects.filter(pk=rosa.pk).update(is_active=False)):
        rosa.groups.set([make_user("reviewers").groups.get()])
        invitation = invite(submit(last=True), rosa)
        lose()
        assert Client().post(address(invitation), sent(invitation)).status_code == 410
        assert again(invitation.state).is_open


def test_who_leaves_takes_the_right_of_their_links_along(invite: Invite) -> None:
    invitation = invite()
    assert invitation.invited_by
    erase(invitation.invited_by)
    assert Client().get(address(invitation)).status_code == 410


def test_a_draft_that_has_changed_is_not_approved_by_an_old_tab_and_the_new_one_is_shown(invite: Invite) -> None:
    invitation, browser = invite(), Client()
    data = sent(invitation, said="Well told.")
    change(invitation.state.page, "Night visits")
    answer = browser.post(address(invitation), data)
    text = answer.content.decode()
    assert answer.status_code == 409
    for said in (
        "The draft has changed since",
        "Night visits",
        "What changed since we wrote to you",
        "<ins>Night</ins>",
        "Well told.",
    ):
        assert said in text, said
    assert (again(invitation.state).is_open, again(invitation).decided_at) == (True, None)
    assert not newest(invitation.state.page).live


def test_an_old_link_says_that_the_draft_has_changed_and_decides_about_the_new_one_only(invite: Invite) -> None:
    invitation, browser = invite(), Client()
    change(invitation.state.page, "Night visits")
    answer = browser.get(address(invitation))
    assert answer.status_code == 409
    assert "The draft has changed since we wrote to you." in answer.content.decode()
    assert "Night visits" in browser.get(f"{address(invitation)}draft/").content.decode()
    assert browser.post(address(invitation), sent(invitation, seen=invitation.version)).status_code == 409
    assert browser.post(address(invitation), sent(invitation)).status_code == 302
    page = newest(invitation.state.page)
    assert (page.live, page.title) == (True, "Night visits")


def test_what_others_decided_meanwhile_is_told(invite: Invite, person: Person) -> None:
    invitation = invite()
    seen = version_of(newest(invitation.state.page))
    actions.decide(invitation.state, approved=False, by=person("reviewers"), said="The year", seen=seen)
    answer = Client().post(address(invitation), sent(invitation))
    assert answer.status_code == 410
    assert "Somebody else has decided" in answer.content.decode()


def test_what_lacks_a_source_is_not_published_by_a_link(invite: Invite, submit: Submit) -> None:
    state = submit(last=True)
    page = newest(state.page).specific.get_latest_revision_as_object()
    page.citations = []
    page.save_revision()
    invitation = invite(state)
    answer = Client().post(address(invitation), sent(invitation))
    assert answer.status_code == 409
    assert "The editors still have to add something" in answer.content.decode()
    assert (again(invitation).decided_at, newest(state.page).live) == (None, False)


def test_who_asks_too_often_is_told_when_to_go_on(invite: Invite, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "approvals": 2}
    caches["process"].clear()
    invitation, browser = invite(), Client(REMOTE_ADDR="192.0.2.77")
    with travel(timezone.now(), tick=False):
        answers = [browser.get(address(invitation)) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"]


@pytest.mark.parametrize(
    "data", [{}, {"do": "approve"}, {"do": "fly", "name": "P", "seen": "x"}, {"do": "approve", "name": "P" * 200}]
)
def test_what_makes_no_sense_is_refused_in_words(invite: Invite, data: dict[str, str]) -> None:
    invitation = invite()
    assert Client().post(address(invitation), data).status_code == 400
    assert again(invitation.state).is_open


def test_name_and_address_are_forgotten_in_time(invite: Invite) -> None:
    invitation = invite()
    Client().post(address(invitation), sent(invitation, "reject", said="The year"))
    upkeep.forget()
    assert again(invitation).name == "Pia Peer"
    with travel(timezone.now() + timedelta(days=373), tick=False):
        upkeep.forget()
    kept = again(invitation)
    assert (kept.name, kept.email, kept.reason, kept.approved) == ("", "", "", False)


def test_whoever_was_invited_and_leaves_is_forgotten(invite: Invite) -> None:
    invitation = invite()
    peer = make_user(email="peer@example.org")
    assert len(export(peer)["site.reviewinvitation.email"]) == 1
    erase(peer)
    assert (again(invitation).email, Client().get(address(invitation)).status_code) == ("", 410)

"""Peer reviews at the desk: who leads them, who decides, and what nobody can set by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from portal.foundation.audit.models import AuditEntry
from portal.foundation.refusals import NotNowError
from practices.catalogue.kinds import BADGES
from practices.models import PeerInvitation, PeerReview, Practice, Record
from practices.peers import actions
from practices.peers.forms import DecideForm
from practices.peers.terms import CRITERIA
from practices.records.models import DECIDED_FIELDS
from tests.factories import make_record, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Make = Callable[..., Any]


def signed_in(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize(
    ("group", "may"),
    [("", False), ("members", False), ("contributors", False), ("editors", True), ("reviewers", True), ("administrators", True)],
)  # fmt: skip
def test_only_editors_lead_reviews(reader: Make, record: Any, review: PeerReview, group: str, may: bool) -> None:
    browser = reader(group)
    for address in (reverse("peer_review", args=[review.pk]), reverse("peer_reviews_desk:index")):
        assert (browser.get(address).status_code == 200) is may
    browser.post(
        reverse("peer_review", args=[review.pk]),
        {"invite": "1", "role": "field", "name": "R", "email": "r@example.org"},
    )
    assert PeerInvitation.objects.exists() is may
    assert ("Peer review</a>" in browser.get(record.url).content.decode()) is may


def test_a_review_is_begun_once_from_the_record(reader: Make, record: Any) -> None:
    browser, where = reader("editors"), reverse("peer_review_begin", args=[record.identifier])
    assert browser.get(where).status_code == 200
    assert browser.post(where, {"why": ""}).status_code == 400
    for _time in range(2):
        assert browser.post(where, {"why": "It is new."}).status_code == 302
    assert PeerReview.objects.count() == 1
    assert browser.get(where).status_code == 302
    assert browser.get(reverse("peer_review_begin", args=["PR-9999"])).status_code == 404
    organisation = make_record("organisation")
    assert browser.get(reverse("peer_review_begin", args=[organisation.identifier])).status_code == 404


@pytest.mark.parametrize("fields", [{"publish": False}, {"audience": "members"}])
def test_what_readers_cant_read_is_not_reviewed(reader: Make, fields: dict[str, Any]) -> None:
    closed = make_record(**fields)
    browser = reader("editors")
    assert browser.post(reverse("peer_review_begin", args=[closed.identifier]), {"why": "Now"}).status_code == 400
    assert not PeerReview.objects.exists()


def test_the_same_person_is_invited_once_and_bad_addresses_are_told(
    reader: Make, review: PeerReview, invite: Make
) -> None:
    invite()
    browser, where = reader("editors"), reverse("peer_review", args=[review.pk])
    sent = {"invite": "1", "role": "field", "name": "Rosa", "email": "ROSA@example.org"}
    assert browser.post(where, sent).status_code == 302
    assert PeerInvitation.objects.count() == 1
    bad = browser.post(where, {**sent, "email": "nobody"})
    assert bad.status_code == 400
    assert 'value="nobody"' in bad.content.decode()
    for key in ("99999", "x", ""):
        assert browser.post(where, {"again": key}).status_code == 404


def test_whoever_takes_an_invitation_back_says_why(reader: Make, invite: Make) -> None:
    invited = invite()
    browser, where = reader("editors"), reverse("peer_review", args=[invited.review_id])
    for reason in ("", " ", "x" * 2001):
        refused = browser.post(where, {"take_back": invited.pk, "back-text": reason})
        assert refused.status_code == 400
        assert reason in refused.content.decode()
    assert browser.post(where, {"take_back": "99999", "back-text": "Why not?"}).status_code == 404
    assert browser.post(where, {"take_back": invited.pk, "back-text": "She moved abroad."}).status_code == 302
    invited.refresh_from_db()
    assert invited.answer == "withdrawn"
    assert AuditEntry.objects.get(action="peers.invitation_taken_back").reason == "She moved abroad."


def test_only_who_invited_them_learns_who_brings_lived_experience(reader: Make, invite: Make, editor: Any) -> None:
    invited = invite("lived", "ivo@example.org", "Ivo")
    where = reverse("peer_review", args=[invited.review_id])
    assert "ivo@example.org" in signed_in(editor).get(where).content.decode()
    for group in ("editors", "reviewers", "administrators"):
        shown = reader(group).get(where).content.decode()
        assert "ivo@example.org" not in shown
        assert "agreed" in shown  # the payment


def test_nobody_decides_too_early_twice_or_about_their_own_reply(
    hand_in: Make, review: PeerReview, editor: Any
) -> None:
    said: dict[str, Any] = {"given": True, "reason": "Fine.", "summary": "Fine."}
    hand_in("field", "a@example.org")
    with pytest.raises(PermissionDenied):
        actions.decide(review, editor, **said)
    hand_in("lived", "b@example.org")
    actions.reply(review, "We mend it.", editor=editor)
    with pytest.raises(NotNowError):
        actions.reply(review, "Again.", editor=editor)
    with pytest.raises(PermissionDenied):
        actions.decide(PeerReview.objects.get(), editor, **said)
    other = make_user("editors")
    actions.decide(review, other, **said)
    with pytest.raises(NotNowError):
        actions.decide(review, other, **said)
    assert signed_in(other).post(
        reverse("peer_review", args=[review.pk]), {"decide": "1", "decision": "not_given", "summary": "x", "reason": "x"}
    ).status_code == 302  # fmt: skip
    assert PeerReview.objects.get().state == "given"


def test_calling_off_gives_nothing_and_leaves_room_for_another(
    reader: Make, record: Any, review: PeerReview, invite: Make
) -> None:
    invite()
    browser, where = reader("editors"), reverse("peer_review", args=[review.pk])
    assert browser.post(where, {"call_off": "1", "off-text": ""}).status_code == 400
    assert browser.post(where, {"call_off": "1", "off-text": "Nobody answers."}).status_code == 302
    assert (
        Client().get(reverse("peer_reviews", args=[record.identifier])).content.decode().count("Nobody answers.") == 0
    )
    assert actions.begin(record, make_user("editors")).pk != review.pk


def test_the_badge_is_set_by_nothing_but_a_review(hand_in: Make, record: Any, review: PeerReview) -> None:
    names = {panel for panel in Practice.get_edit_handler().get_form_class().base_fields if panel in DECIDED_FIELDS}
    assert names == set()
    assert "peer_review" not in {badge.key for badge in BADGES}
    before = record.save_revision()  # a draft from before the decision
    hand_in("field", "a@example.org")
    hand_in("method", "b@example.org")
    actions.decide(review, make_user("editors"), given=True, reason="Fine.", summary="Fine.")
    before.publish()
    assert Record.objects.get(pk=record.pk).peer_reviewed
    draft = Practice.objects.get(pk=record.pk)
    copied = draft.copy(update_attrs={"slug": "another", "title": "Another"})
    assert (copied.peer_reviewed, copied.peer_review_on, copied.peer_review_by) == (False, None, "")
    draft.peer_reviewed = True  # a revision that says so by itself
    Record.objects.update(peer_reviewed=False)
    draft.save_revision().publish()
    assert not Record.objects.get(pk=record.pk).peer_reviewed


@pytest.mark.parametrize("people", [2, 6])
def test_pages_take_the_same_number_of_queries_for_any_number_of_reviewers(
    reader: Make, record: Any, review: PeerReview, hand_in: Make, editor: Any, django_assert_num_queries: Any, people: int
) -> None:  # fmt: skip
    for number in range(people):
        hand_in("field", f"p{number}@example.org")
    desk = signed_in(editor)
    desk.get(reverse("peer_review", args=[review.pk]))
    with django_assert_num_queries(DESK_QUERIES):
        desk.get(reverse("peer_review", args=[review.pk]))
    actions.decide(review, make_user("editors"), given=True, reason="Fine.", summary="Fine.")
    stranger = Client()
    stranger.get(reverse("peer_reviews", args=[record.identifier]))
    with django_assert_num_queries(PAGE_QUERIES):
        stranger.get(reverse("peer_reviews", args=[record.identifier]))


DESK_QUERIES = 15
PAGE_QUERIES = 4


def test_the_form_of_a_decision_wants_a_reason_and_a_summary() -> None:
    form = DecideForm({"decision": "given"})
    assert set(form.errors) == {"summary", "reason"}


def test_the_public_method_tells_every_criterion() -> None:
    page = (Path(__file__).parents[3] / "data/records/pages/how-we-rate.yaml").read_text()
    for one in CRITERIA:
        assert f'["{one.heading}", "{one.question}"]' in page

"""A review from the first letter to the badge: invited people without an account, the reply, the decision."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from portal.foundation import outbox
from portal.foundation.audit.models import AuditEntry
from portal.notices.models import Notice
from practices.models import PeerIdentity, PeerInvitation, PeerReview, Record
from practices.peers import actions, links
from tests.factories import make_user
from tests.practices.peers.conftest import filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Make = Callable[..., Any]


def link_in(letter: Any) -> str:
    found = re.search(r"https?://\S+/peer-review/invitation/\S+", letter.body)
    assert found
    return found[0]


def decision(**said: str) -> dict[str, str]:
    return {"decide": "1", "decision": "given", "summary": "Fair, says everybody.", "reason": "Two agree.", **said}


def test_two_reviews_a_reply_and_a_decision_give_the_badge(
    reader: Make, record: Any, review: PeerReview, editor: Any
) -> None:
    desk, where = Client(), reverse("peer_review", args=[review.pk])
    desk.force_login(editor)
    for email, role in (("rosa@example.org", "field"), ("ivo@example.org", "lived"), ("author@example.org", "author")):
        sent = {"invite": "1", "role": role, "name": email.partition("@")[0], "email": email, "payment": "agreed"}
        assert desk.post(where, sent).status_code == 302
    outbox.drain(["mail"])
    assert [letter.to for letter in mail.outbox] == [["rosa@example.org"], ["ivo@example.org"], ["author@example.org"]]
    rosa, ivo, author = (link_in(letter) for letter in mail.outbox)
    stranger = Client()
    assert "are you free to judge?" in stranger.get(rosa).content.decode()
    for link, name in (
        (rosa, {"named": "yes", "named_as": "Rosa Sample, AT"}),
        (ivo, {"named": "yes", "named_as": "Ivo"}),
    ):
        assert stranger.post(link, {"conflict": "none"}).status_code == 302
        assert stranger.post(link, filled_in(**name)).status_code == 302
    shown = stranger.get(author).content.decode()
    assert "Because of sources." in shown
    assert "Ivo" not in shown
    assert stranger.post(author, {"text": "We shall mend it.", "named": "no"}).status_code == 302
    assert not Record.objects.get(pk=record.pk).peer_reviewed
    mail.outbox.clear()
    assert desk.post(where, decision()).status_code == 302
    work = Record.objects.get(pk=record.pk)
    assert work.peer_reviewed
    assert work.peer_review_by == "Rosa Sample, AT, a reviewer with lived experience"
    page = stranger.get(reverse("peer_reviews", args=[record.identifier])).content.decode()
    for said in ("Fair, says everybody.", "Two agree.", "Rosa Sample, AT", "A reviewer with lived experience", "We shall mend it."):  # fmt: skip
        assert said in page
    for hidden in ("Ivo", "example.org", editor.email):
        assert hidden not in page
    assert reverse("peer_reviews", args=[record.identifier]) in stranger.get(record.url).content.decode()
    outbox.drain(["mail"])
    assert len(mail.outbox) == 3
    assert all("Two agree." in letter.body for letter in mail.outbox)
    assert "review is over" in stranger.get(rosa).content.decode()
    assert set(AuditEntry.objects.filter(action__startswith="peers.").values_list("action", flat=True)) == {
        *("peers.opened", "peers.invited", "peers.replied", "peers.given")
    }


def test_a_record_that_was_reviewed_without_the_badge_says_so(hand_in: Make, review: PeerReview) -> None:
    hand_in("field", "a@example.org")
    hand_in("method", "b@example.org")
    actions.decide(review, make_user("editors"), given=False, reason="Sources lack.", summary="Not yet.")
    record = Record.objects.get(pk=review.record_id)
    assert not record.peer_reviewed
    page = Client().get(record.url).content.decode()
    assert "Not peer-reviewed" in page
    assert "Not yet." in page


@pytest.mark.parametrize("change", ["forged", "old", "replaced", "taken back", "forgotten"])
def test_a_link_that_is_not_the_newest_opens_nothing(invite: Make, editor: Any, change: str) -> None:
    invited = invite()
    link, when = links.to_invitation(invited), timezone.now()
    assert Client().get(link).status_code == 200
    if change == "forged":
        link = link[:-2] + ("a" if link[-2] != "a" else "b") + "/"
    elif change == "old":
        when += timedelta(days=61)
    elif change == "replaced":
        actions.invite_again(invited, editor)
    elif change == "taken back":
        actions.take_back(invited, editor, "")
    else:
        PeerIdentity.objects.all().delete()
    with travel(when, tick=False):
        assert Client().get(link).status_code == 410
        assert Client().post(link, {"conflict": "none"}).status_code == 410
    assert PeerInvitation.objects.get().answer in ("invited", "withdrawn")


def test_a_newer_letter_works_and_an_older_one_is_not_sent(invite: Make, editor: Any) -> None:
    actions.invite_again(invite(), editor)
    outbox.drain(["mail"])
    assert len(mail.outbox) == 1
    assert Client().get(link_in(mail.outbox[0])).status_code == 200


def test_a_conflict_of_interest_ends_an_invitation_or_is_told_to_readers(invite: Make, hand_in: Make) -> None:
    ends, states = invite("field", "a@example.org"), invite("method", "b@example.org")
    link = links.to_invitation(states)
    browser = Client()
    assert browser.post(links.to_invitation(ends), {"conflict": "ends", "says": "I led it."}).status_code == 302
    ends.refresh_from_db()
    assert ends.answer == "conflict"
    assert browser.post(links.to_invitation(ends), filled_in()).status_code == 302
    ends.refresh_from_db()
    assert ends.text == ""
    assert browser.post(link, {"conflict": "stated"}).status_code == 400
    assert browser.post(link, {"conflict": "stated", "says": "I know its printer."}).status_code == 302
    assert browser.post(link, filled_in()).status_code == 302
    hand_in("lived", "c@example.org")
    actions.decide(states.review, make_user("editors"), given=True, reason="Fine.", summary="Fine.")
    page = browser.get(reverse("peer_reviews", args=[states.review.code])).content.decode()
    assert "I know its printer." in page
    assert "I led it." not in page


def test_what_is_missing_is_told_and_nothing_is_lost(invite: Make) -> None:
    link, browser = links.to_invitation(invite()), Client()
    assert browser.post(link, {}).status_code == 400
    browser.post(link, {"conflict": "none"})
    answer = browser.post(link, {"hand_in": "1", "text": "My words", "score_fair": "yes"})
    assert answer.status_code == 400
    assert "My words" in answer.content.decode()
    assert browser.post(link, {"keep": "1", "text": "My words", "score_fair": "yes"}).status_code == 302
    shown = browser.get(link).content.decode()
    assert "My words" in shown
    assert browser.post(link, filled_in(score_fair="wrong", text="x" * 6000)).status_code == 400
    assert PeerInvitation.objects.get().answer == "agreed"


def test_what_is_handed_in_stands_and_sending_it_twice_changes_nothing(hand_in: Make) -> None:
    invited = hand_in()
    browser, link = Client(), links.to_invitation(invited)
    assert browser.post(link, filled_in(text="Other words")).status_code == 302
    assert browser.post(link, {"decline": "1"}).status_code == 302
    invited.refresh_from_db()
    assert (invited.answer, invited.text) == ("handed_in", "Clear and **honest**.")


def test_who_declines_leaves_nothing_behind_and_the_editor_is_told_once(invite: Make, editor: Any) -> None:
    invited = invite()
    browser, link = Client(), links.to_invitation(invited)
    browser.post(link, {"conflict": "none"})
    browser.post(link, {"keep": "1", "text": "Begun"})
    for _time in range(2):
        assert browser.post(link, {"decline": "1"}).status_code == 302
    invited.refresh_from_db()
    assert (invited.answer, invited.text) == ("declined", "")
    outbox.drain(["event"])
    assert list(Notice.objects.values_list("user", flat=True)) == [editor.pk]


def test_the_address_of_a_record_that_is_closed_meanwhile_is_told_no_title(invite: Make, record: Any) -> None:
    invited = invite()
    Record.objects.filter(pk=record.pk).update(audience="members")
    assert "Telfi" not in Client().get(links.to_invitation(invited)).content.decode()
    outbox.drain(["mail"])
    assert "Telfi" not in mail.outbox[0].body
    assert Client().get(reverse("peer_reviews", args=[record.identifier])).status_code == 404

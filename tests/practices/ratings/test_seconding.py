"""The page of a rating at the desk: two different people, the same version, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from portal.foundation import outbox
from portal.foundation.audit.models import AuditEntry
from portal.foundation.refusals import NotNowError
from portal.notices.models import Notice
from practices.models import Rating, RatingAppeal, Record
from practices.ratings import actions
from tests.factories import make_user
from tests.practices.pages import text_of, warm_queries
from tests.practices.ratings.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Make = Callable[..., Any]


def page_of(rating: Rating) -> str:
    return reverse("rating", args=[rating.pk])


def told(user: Any) -> list[str]:
    outbox.drain(["event", "notice", "mail"])
    return [str(event) for event in Notice.objects.filter(user=user).values_list("event", flat=True)]


def test_two_editors_set_the_badge(record: Any, propose: Make, ivo: Any) -> None:
    found = propose(
        named="Rosa Sample",
        outcomes=[{"outcome": "Found work", "strength": "weak", "because": "A figure.", "sources": []}],
    )
    sent = {"agree": "1", "seen": found.version, "reason": "So do I.", "named": "no"}
    for _time in range(2):  # pressed twice
        answer = signed_in(ivo).post(page_of(found), sent)
    assert answer.status_code == 409
    work = Record.objects.get(pk=record.pk)
    assert (work.evidence_strength, work.evidence_because, work.evidence_by) == (
        "promising",
        "There is a comparison.",
        "Rosa Sample, another editor",
    )
    assert work.evidence_on
    assert AuditEntry.objects.filter(action="ratings.agreed", person=ivo, reason="So do I.").count() == 1
    shown = text_of(Client(), record.url)
    assert reverse("record_ratings", args=[record.identifier]) in shown  # fmt: skip


def test_nobody_agrees_to_their_own(propose: Make, rosa: Any, record: Any) -> None:
    found = propose()
    shown = text_of(signed_in(rosa), page_of(found))
    assert 'name="agree"' not in shown
    for button in ("agree", "decline"):
        sent = {button: "1", "seen": found.version, "reason": "Mine.", "named": "no"}
        assert signed_in(rosa).post(page_of(found), sent).status_code in (302, 403)  # the desk leads away
    with pytest.raises(PermissionDenied):
        actions.second(found, rosa, found.version, agreed=True, reason="Mine.")
    assert Rating.objects.get().state == "proposed"
    assert Record.objects.get(pk=record.pk).evidence_strength == "unrated"


def test_who_declines_says_why_and_nothing_is_set(record: Any, propose: Make, rosa: Any, ivo: Any) -> None:
    found = propose()
    browser = signed_in(ivo)
    assert (
        browser.post(page_of(found), {"decline": "1", "seen": found.version, "reason": "", "named": "no"}).status_code
        == 400
    )
    assert (
        browser.post(
            page_of(found), {"decline": "1", "seen": found.version, "reason": "Too few people.", "named": "no"}
        ).status_code
        == 302
    )
    assert Record.objects.get(pk=record.pk).evidence_strength == "unrated"
    assert told(rosa) == [f"rating:{found.pk}-declined"]
    assert "Too few people." in mail.outbox[-1].body
    assert "Too few people." not in text_of(Client(), reverse("record_ratings", args=[record.identifier]))
    propose(strength="weak")  # another one may come  # fmt: skip


def test_agreeing_to_a_version_that_nobody_proposed_for_is_refused(
    record: Any, propose: Make, rosa: Any, ivo: Any
) -> None:
    found = propose()
    old = found.version
    record.save_revision().publish()
    now = Record.objects.get(pk=record.pk).live_revision_id
    for seen in (old, now, ""):
        answer = signed_in(ivo).post(
            page_of(found), {"agree": "1", "seen": seen, "reason": "My own words.", "named": "no"}
        )
        assert answer.status_code == 409
        assert "My own words." in answer.content.decode()
    assert "The record was changed after this was proposed" in answer.content.decode()
    assert signed_in(rosa).post(page_of(found), {"still_holds": "1", "seen": old}).status_code == 409
    assert signed_in(rosa).post(page_of(found), {"still_holds": "1", "seen": now}).status_code == 302
    with pytest.raises(PermissionDenied):
        actions.still_holds(found, ivo, now or 0)
    assert (
        signed_in(ivo).post(page_of(found), {"agree": "1", "seen": now, "reason": "Yes.", "named": "no"}).status_code
        == 302
    )
    assert Record.objects.get(pk=record.pk).evidence_strength == "promising"


def test_a_withdrawn_record_is_not_rated(record: Any, propose: Make, ivo: Any) -> None:
    found = propose()
    record.unpublish()
    with pytest.raises(NotNowError):
        actions.second(found, ivo, found.version, agreed=True, reason="x")
    record.delete()
    assert signed_in(ivo).get(page_of(found)).status_code == 200
    actions.second(Rating.objects.get(), ivo, 0, agreed=False, reason="It is gone.")
    assert Rating.objects.get().state == "declined"


def test_who_proposed_it_takes_it_back(propose: Make, rosa: Any, ivo: Any) -> None:
    found = propose()
    assert signed_in(ivo).post(page_of(found), {"take_back": "1", "back-reason": "Not mine."}).status_code in (302, 403)
    assert Rating.objects.get().state == "proposed"
    assert signed_in(rosa).post(page_of(found), {"take_back": "1", "back-reason": " "}).status_code == 400
    assert signed_in(rosa).post(page_of(found), {"take_back": "1", "back-reason": "I misread it."}).status_code == 302
    with pytest.raises(NotNowError):
        actions.take_back(found, rosa, "Again.")
    with pytest.raises(NotNowError):
        actions.second(found, ivo, found.version, agreed=True, reason="Late.")


def test_everybody_concerned_is_told_once(
    record: Any, propose: Make, rosa: Any, ivo: Any, third: Any, member: Any, speaks_for: Make
) -> None:
    speaks_for(member)
    found = propose()
    assert (told(rosa), told(ivo), told(third), told(member)) == (
        [],
        [f"rating:{found.pk}-proposed"],
        [f"rating:{found.pk}-proposed"],
        [],
    )
    assert {letter.to[0] for letter in mail.outbox} == {"ivo@example.org", "third@example.org"}
    mail.outbox.clear()
    actions.second(found, ivo, found.version, agreed=True, reason="Yes.")
    assert told(rosa) == told(member) == [f"rating:{found.pk}-agreed"]
    assert sorted(letter.to[0] for letter in mail.outbox) == ["member@example.org", "rosa@example.org"]
    assert all(record.identifier in letter.subject for letter in mail.outbox)  # fmt: skip


def test_of_a_record_that_is_not_for_them_nobody_is_told(
    record: Any, agreed: Make, member: Any, speaks_for: Make
) -> None:
    speaks_for(member)
    Record.objects.filter(pk=record.pk).update(audience="group:editors")
    agreed()
    told(member)
    assert "member@example.org" not in [letter.to[0] for letter in mail.outbox]


def test_what_waits_stands_on_the_home_of_who_can_second_it(propose: Make, rosa: Any, ivo: Any) -> None:
    found = propose()
    assert page_of(found) in text_of(signed_in(ivo), "/admin/")
    mine = text_of(signed_in(rosa), "/admin/")
    assert "No rating waits for you." in mine


def test_bad_keys_and_buttons(agreed: Make, ivo: Any) -> None:
    found, browser = agreed(), signed_in(ivo)
    assert browser.get("/admin/rating/99999/").status_code == 404
    for key in ("99999", "x", "", "9" * 40):
        assert browser.post(page_of(found), {"uphold": "1", "of": key, "answer-reason": "x"}).status_code == 404
    assert browser.post(page_of(found), {"unheard_of": "1"}).status_code == 400
    assert browser.post(page_of(found), {"still_holds": "1", "seen": "9" * 40}).status_code == 409


def test_the_page_takes_the_same_number_of_queries_for_any_number_of_outcomes(agreed: Make, third: Any) -> None:
    row = {"strength": "weak", "because": "A figure.", "sources": ["SR-0001"]}
    few = agreed(outcomes=[{**row, "outcome": "One"}])
    many = agreed(outcomes=[{**row, "outcome": f"Outcome {number}"} for number in range(20)])
    for rating, people in ((few, 1), (many, 6)):
        for number in range(people):
            RatingAppeal.objects.create(rating=rating, by=make_user(), reason=f"Wrong {number}.")
    browser = signed_in(third)
    assert warm_queries(browser, page_of(few)) == warm_queries(browser, page_of(many))

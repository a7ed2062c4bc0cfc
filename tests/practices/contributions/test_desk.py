"""Contributions at the editing desk: who reads them, and what a decision does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.foundation import outbox
from portal.notices.models import Notice
from portal.notices.terms import Outcome
from practices.contributions import editable, links
from practices.contributions.editable import TEXT, Editable
from practices.contributions.models import Contribution
from practices.contributions.terms import State
from practices.contributions.told import answer_outcome
from practices.models import Practice
from tests.factories import make_place, make_record, make_user
from tests.practices.contributions.sending import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Reader = Callable[..., Client]


def page_of(one: Contribution) -> str:
    return reverse("contribution", args=[one.pk])


def now(record: Any) -> Any:
    """The record as it stands in the database."""
    return type(record).objects.get(pk=record.pk)


@pytest.mark.parametrize(
    ("group", "may"),
    [("members", False), ("contributors", False), ("editors", True), ("reviewers", True), ("administrators", True)],
)
def test_only_editors_read_contributions_and_decide(reader: Reader, record: Any, group: str, may: bool) -> None:
    one = waiting(record, summary="Lessons from afar.")
    browser = reader(group)
    for address in (page_of(one), reverse("contributions:index")):
        assert (browser.get(address).status_code == 200) is may
    browser.post(page_of(one), {"decide": "apply", "field": "summary"})
    assert (now(record).summary == "Lessons from afar.") is may
    assert Client().get(page_of(one)).status_code == 302


@pytest.mark.parametrize("state", [State.DRAFT, State.UNCONFIRMED])
def test_nothing_reaches_editors_before_it_is_confirmed(reader: Reader, record: Any, state: str) -> None:
    one = waiting(record, summary="Too early")
    Contribution.objects.update(state=state)
    browser = reader("editors")
    assert browser.get(page_of(one)).status_code == 404
    assert one.code not in browser.get(reverse("contributions:index")).content.decode()


def test_one_click_makes_a_new_version_and_thanks_in_the_history(reader: Reader, record: Any) -> None:
    one = waiting(
        record, summary="Lessons from afar.", done="One person stays **beside** them.\n\nAnd writes.", period="2002/2005", places="Germany"
    )  # fmt: skip
    Contribution.objects.update(credit="role", credited_as="a prison educator, AT")
    make_place("DE")
    browser = reader("editors")
    before = browser.get(page_of(one)).content.decode()
    assert "<ins>from</ins>" in before.replace("</ins><ins>", "")
    answer = browser.post(page_of(one), {"decide": "apply", "field": ["summary", "done", "period", "places"]})
    assert answer.status_code == 302
    changed = now(record)
    assert changed.summary == "Lessons from afar."
    assert "<strong>beside</strong>" in changed.done
    assert str(changed.period) == "2002/2005"
    assert [place.code for place in changed.places.all()] == ["DE"]
    assert changed.problem == record.problem
    history = Client().get(f"/id/{record.identifier}/history/").content.decode()
    assert "a prison educator, AT" in history
    one.refresh_from_db()
    assert (one.state, one.taken) == (State.ACCEPTED, ["done", "period", "places", "summary"])
    browser.post(page_of(one), {"decide": "decline", "reason": "Too late"})
    one.refresh_from_db()
    assert one.state == State.ACCEPTED


def test_fields_can_be_left_out(reader: Reader, record: Any) -> None:
    one = waiting(record, summary="Lessons from afar.", title="Tellfi")
    browser = reader("editors")
    assert browser.post(page_of(one), {"decide": "apply"}).status_code == 409
    browser.post(page_of(one), {"decide": "apply", "field": "summary"})
    changed = now(record)
    assert (changed.title, changed.summary) == ("Telfi", "Lessons from afar.")


def test_a_field_that_was_changed_in_between_is_refused_clearly(reader: Reader, record: Any) -> None:
    one = waiting(record, summary="Lessons from afar.")
    record.summary = "Lessons by letter."
    record.save_revision().publish()
    answer = reader("editors").post(page_of(one), {"decide": "apply", "field": "summary"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The record was changed in between" in page
    assert "letter" in page
    assert now(record).summary == "Lessons by letter."
    one.refresh_from_db()
    assert one.state == State.WAITING


def test_a_change_elsewhere_in_the_record_does_not_matter(reader: Reader, record: Any) -> None:
    one = waiting(record, summary="Lessons from afar.")
    record.target = "200 people"
    record.save_revision().publish()
    reader("editors").post(page_of(one), {"decide": "apply", "field": "summary"})
    changed = now(record)
    assert (changed.summary, changed.target) == ("Lessons from afar.", "200 people")


def test_a_draft_of_the_editors_is_not_published_by_it(reader: Reader, record: Any) -> None:
    one = waiting(record, summary="Lessons from afar.")
    record.target = "not to be read yet"
    record.save_revision()
    reader("editors").post(page_of(one), {"decide": "apply", "field": "summary"})
    standing = now(record)
    assert (standing.summary, standing.target) == ("Lessons at a distance.", "")
    draft = standing.get_latest_revision_as_object()
    assert (draft.summary, draft.target) == ("Lessons from afar.", "not to be read yet")


def test_a_locked_record_waits(reader: Reader, record: Any) -> None:
    one = waiting(record, summary="Lessons from afar.")
    type(record).objects.filter(pk=record.pk).update(locked=True)
    answer = reader("editors").post(page_of(one), {"decide": "apply", "field": "summary"}, follow=True)
    assert "locked the record" in answer.content.decode()
    assert now(record).summary == "Lessons at a distance."


def test_declining_needs_a_reason_that_the_sender_reads_once(reader: Reader, record: Any) -> None:
    ana = make_user(email="ana@example.org")
    EmailAddress.objects.create(user=ana, email=ana.email, verified=True, primary=True)
    one = waiting(record, person=ana, summary="Best in the world.")
    browser = reader("editors")
    assert browser.post(page_of(one), {"decide": "decline", "reason": " "}).status_code == 400
    assert browser.post(page_of(one), {"decide": "decline", "reason": "No source says so."}).status_code == 302
    for _again in range(2):
        outbox.drain(["event", "notice", "mail"])
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.org"]
    assert "No source says so." in letter.body
    assert Notice.objects.filter(user=ana).count() == 1
    member = Client()
    member.force_login(ana)
    assert "No source says so." in member.get(f"/account/contributions/{one.pk}/").content.decode()
    assert record.identifier in member.get("/account/contributions/").content.decode()


def test_the_thread_goes_both_ways_by_mail(reader: Reader, record: Any) -> None:
    one = waiting(record, summary="Lessons from afar.")
    editor = make_user("editors", email="ed@example.org", name="Ed Itor")
    EmailAddress.objects.create(user=editor, email=editor.email, verified=True, primary=True)
    reader("editors")
    desk, stranger = Client(), Client()
    desk.force_login(editor)
    assert desk.post(page_of(one), {"say": "1", "text": ""}).status_code == 400
    desk.post(page_of(one), {"say": "1", "text": "Which <b>year</b>?"})
    outbox.drain(["event", "notice", "mail"])
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"]]
    assert "Ed Itor" not in mail.outbox[0].body
    link = re.search(rf"{settings.SITE_ADDRESS}(/contribute/thread/\S+)", str(mail.outbox[0].body))
    assert link
    page = stranger.get(link[1]).content.decode()
    assert "&lt;b&gt;year" in page
    assert "Ed Itor" not in page
    stranger.post(link[1], {"text": "In 2004."})
    outbox.drain(["event", "notice", "mail"])
    assert [letter.to for letter in mail.outbox[1:]] == [["ed@example.org"]]
    assert "In 2004." in mail.outbox[1].body
    assert "In 2004." in desk.get(page_of(one)).content.decode()


def test_an_answer_by_mail_goes_into_the_thread_of_ones_own_alone(record: Any) -> None:
    ana, bo = make_user(), make_user()
    one = waiting(record, person=ana, summary="Other words.")
    assert answer_outcome(ana, str(one.pk), "Thanks", ()).outcome == Outcome.POSTED
    assert answer_outcome(bo, str(one.pk), "Let me in", ()).outcome == Outcome.MAY_NOT
    assert [remark.text for remark in one.remarks.all()] == ["Thanks"]


def test_a_practice_becomes_a_draft_in_the_workflow(reader: Reader) -> None:
    one = Contribution.objects.create(
        kind="practice",
        state=State.WAITING,
        email="ana@example.org",
        words={"title": "Garden", "summary": "It grows.", "done": "<script>x</script> **Dig**", "source": "A leaflet"},
    )
    assert reader("reviewers").post(page_of(one), {"decide": "apply"}).status_code in (302, 403)
    assert not Practice.objects.exists()
    assert reader("editors").post(page_of(one), {"decide": "apply"}).status_code == 302
    draft = Practice.objects.get()
    assert (draft.title, draft.live, draft.workflow_in_progress) == ("Garden", False, True)
    assert "<script>" not in draft.done
    assert "<strong>Dig</strong>" in draft.done
    one.refresh_from_db()
    assert (one.state, one.code) == (State.ACCEPTED, draft.identifier)
    assert Client().get(links.to_thread(one)).status_code == 200


def test_a_problem_is_dealt_with(reader: Reader, record: Any) -> None:
    one = Contribution.objects.create(
        kind="problem", state=State.WAITING, code=record.identifier, record=record, words={"text": "A name."}
    )
    browser = reader("editors")
    assert browser.post(page_of(one), {"decide": "apply", "field": "text"}).status_code == 400
    assert browser.post(page_of(one), {"decide": "settle", "reason": "It is out."}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.reason) == (State.ACCEPTED, "It is out.")


def test_who_may_no_longer_see_a_record_reads_their_own_words_alone(record: Any) -> None:
    one = waiting(record, summary="Lessons from afar.")
    record.audience = "group:editors"
    record.save_revision().publish()
    page = Client().get(links.to_thread(one)).content.decode()
    assert "Lessons from afar." in page
    assert "at a distance" not in page
    assert "Telfi" not in page


def test_links_of_a_text_stay_what_the_desk_knows(record: Any) -> None:
    other = make_record("organisation", title="House")
    record.done = f'<p>By <a linktype="page" id="{other.pk}">the house</a>.</p>'
    one = Editable("done", "", TEXT, 1000)
    text = editable.read(record, one)
    assert f"({other.url})" in text
    assert f'<a linktype="page" id="{other.pk}">the house</a>' in editable.cleaned(record, one, f"{text} More.")


def test_the_list_costs_a_constant_number_of_queries(
    reader: Reader, record: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        waiting(record, summary=f"Number {number}")
    browser = reader("editors")
    browser.get(reverse("contributions:index"))
    with django_assert_max_num_queries(22):
        browser.get(reverse("contributions:index"))

"""Suggesting a correction from the page of a record."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.foundation import outbox
from portal.foundation.models import OutboxEntry
from practices.contributions.models import ContributedFile, Contribution
from practices.contributions.terms import State
from tests.factories import make_record, make_translation
from tests.practices.contributions.sending import filled_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Reader = Callable[..., Client]


def address(record: Any, kind: str = "correction") -> str:
    return f"/contribute/{kind}/{record.full_identifier}/"


def link_in(letter: Any, path: str) -> str:
    """The path of the link that a letter holds."""
    found = re.search(rf"{re.escape(settings.SITE_ADDRESS)}({path}[^\s]+)", letter.body)
    assert found, letter.body
    return found[1]


def test_the_page_of_a_record_leads_to_the_form_with_what_stands_there(client: Client, record: Any) -> None:
    page = client.get(record.url).content.decode()
    assert address(record) in page
    assert address(record, "problem") in page
    form = client.get(address(record)).content.decode()
    assert "Lessons at a distance." in form
    assert "People leave prison without a plan." in form
    assert "Austria" in form


def test_a_member_suggests_it_and_it_reaches_the_desk_at_once(reader: Reader, record: Any) -> None:
    browser = reader("members", name="Ana")
    answer = browser.post(
        address(record), filled_in(record, summary="Lessons from afar.", credit="name", credited_as="Ana")
    )
    assert answer.status_code == 302
    assert "Thank you" in browser.get(answer["Location"]).content.decode()
    sent = Contribution.objects.get()
    assert sent.state == State.WAITING
    assert sent.words["changes"] == {"summary": "Lessons from afar."}
    assert sent.before == {"summary": "Lessons at a distance."}
    assert (sent.email, sent.credited_as) == ("", "Ana")
    outbox.drain(["mail"])
    (letter,) = mail.outbox
    assert letter.to == [settings.OPERATOR["email"]]
    assert f"/contribution/{sent.pk}/" in letter.body


def test_somebody_without_an_account_confirms_first_and_once(client: Client, record: Any, opened: str) -> None:
    answer = client.post(
        address(record), filled_in(record, summary="From afar.", email="ana@example.org", opened=opened)
    )
    assert answer.status_code == 302
    sent = Contribution.objects.get()
    assert sent.state == State.UNCONFIRMED
    assert "ana@example.org" not in "".join(f"{row.key}{row.payload}" for row in OutboxEntry.objects.all())
    outbox.drain(["mail"])
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.org"]
    assert "From afar" not in letter.body
    link = link_in(letter, "/contribute/confirm/")
    assert "Was this you?" in client.get(link).content.decode()
    sent.refresh_from_db()
    assert sent.state == State.UNCONFIRMED, "programs that follow links confirm nothing"
    thread = client.post(link)
    assert thread.status_code == 302
    assert "<ins>afar</ins>" in client.get(thread["Location"]).content.decode()
    sent.refresh_from_db()
    assert sent.state == State.WAITING
    assert client.get(link).status_code == client.post(link).status_code == 410
    outbox.drain(["mail"])
    assert [one.to for one in mail.outbox[1:]] == [[settings.OPERATOR["email"]]]


def test_who_did_not_write_it_deletes_it(client: Client, record: Any, opened: str) -> None:
    client.post(address(record), filled_in(record, summary="x y", email="bo@example.org", opened=opened))
    outbox.drain(["mail"])
    client.post(link_in(mail.outbox[0], "/contribute/confirm/"), {"delete": "1"})
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("token", ["1", "1:x:y", "☃", "a" * 500])
def test_a_link_that_nobody_signed_opens_nothing(client: Client, token: str) -> None:
    for page in ("confirm", "thread"):
        assert client.get(f"/contribute/{page}/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "You have not changed anything yet"),
        ({"summary": "New", "source": ""}, "This field is required."),
        ({"title": ""}, "This field is required."),
        ({"summary": "x" * 301}, "at most 300 characters"),
        ({"period": "some day"}, "is not a date"),
        ({"known_in": "last year"}, "whole number"),
        ({"known_in": "3005"}, "has begun already"),
        ({"places": "Austria, Atlantis"}, "knows no place “Atlantis”"),
        ({"summary": "New", "email": "nonsense"}, "Enter an e-mail address"),
        ({"summary": "New", "email": "a@b.example\nBcc: c@d.example"}, "Enter an e-mail address"),
        ({"summary": "New", "trap": "buy"}, "send it once more"),
        ({"summary": "New", "opened": ""}, "send it once more"),
        ({"summary": "New", "seen": "999999"}, "was changed while you wrote"),
        ({"summary": "New", "credit": "role", "credited_as": ""}, "Say by which name or role"),
        ({"summary": "nul \x00 byte"}, "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, record: Any, opened: str, wrong: dict[str, str], says: str
) -> None:
    kept = {"note": "A long and careful letter", "email": "ana@example.org", "opened": opened}
    answer = client.post(address(record), filled_in(record, **{**kept, **wrong}))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert says in page
    assert "A long and careful letter" in page
    assert not Contribution.objects.exists()
    assert not OutboxEntry.objects.filter(kind="mail").exists()


def test_whoever_is_faster_than_a_person_is_asked_again(client: Client, record: Any) -> None:
    page = client.get(address(record)).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', page)
    assert opened
    answer = client.post(address(record), filled_in(record, summary="New", email="a@b.example", opened=opened[1]))
    assert answer.status_code == 400


def test_hostile_words_are_shown_as_text(reader: Reader, record: Any) -> None:
    browser = reader("members")
    bad = "<script>alert(1)</script> [x](javascript:alert(1))"
    preview = browser.post(address(record), {**filled_in(record, done=bad, summary=bad), "preview": "1"})
    assert preview.status_code == 200
    assert "<script>alert" not in preview.content.decode()
    assert not Contribution.objects.exclude(state=State.DRAFT).exists()


def test_a_draft_comes_back_with_its_files_and_is_gone_once_it_is_sent(reader: Reader, record: Any) -> None:
    browser = reader("members")
    note = SimpleUploadedFile("note.txt", b"page 4")
    browser.post(f"{address(record)}draft/", {**filled_in(record, summary="Half a"), "files": note})
    draft = Contribution.objects.get()
    assert draft.state == State.DRAFT
    assert set(draft.words) == {"field-summary", "source", "credit"}
    page = browser.get(address(record)).content.decode()
    assert "Half a" in page
    assert "note.txt" in page
    file = ContributedFile.objects.get()
    assert browser.get(file.url).status_code == 200
    assert Client().get(file.url).status_code == 404
    browser.post(address(record), filled_in(record, summary="Half a sentence."))
    sent = Contribution.objects.get()
    assert (sent.pk, sent.state, sent.files.count()) == (draft.pk, State.WAITING, 1)
    assert "Half a" not in browser.get(address(record)).content.decode()


def test_a_stranger_keeps_their_files_by_a_signed_number(client: Client, record: Any, opened: str) -> None:
    words = filled_in(record, summary="From afar.", email="a@b.example", opened=opened)
    sent = {**words, "files": SimpleUploadedFile("note.txt", b"page 4")}
    page = client.post(f"{address(record)}draft/", sent).content.decode()
    token = re.search(r'name="draft" value="([^"]+)"', page)
    assert token
    assert "From afar." in page
    client.post(address(record), {**words, "draft": token[1]})
    assert Contribution.objects.get().files.count() == 1
    assert client.post(address(record), {**words, "draft": "1:forged"}).status_code == 302
    assert ContributedFile.objects.count() == 1
    assert Contribution.objects.count() == 2


def test_a_file_that_is_not_taken_is_said_to(reader: Reader, record: Any) -> None:
    browser = reader("members")
    program = SimpleUploadedFile("run.exe", b"MZ\x90\x00" * 50)
    answer = browser.post(address(record), {**filled_in(record, summary="New words"), "files": program})
    assert answer.status_code == 400
    assert "run" in answer.content.decode()
    assert Contribution.objects.get().state == State.DRAFT


def test_one_address_gets_few_letters(client: Client, record: Any, opened: str) -> None:
    for number in range(3):
        sent = filled_in(record, summary=f"Number {number}", email="ana@example.org", opened=opened)
        assert client.post(address(record), sent).status_code == 302
    sent = filled_in(record, summary="Number four", email="Ana@example.org", opened=opened)
    answer = client.post(address(record), sent)
    assert answer.status_code == 429
    assert "Number four" in answer.content.decode()


def test_one_network_sends_so_much_an_hour(reader: Reader, record: Any) -> None:
    browser = reader("members")
    for number in range(12):
        assert browser.post(address(record), filled_in(record, summary=f"Number {number}")).status_code == 302
    assert browser.post(address(record), filled_in(record, summary="Once more")).status_code == 429


@pytest.mark.parametrize(("group", "status"), [("", 404), ("members", 404), ("editors", 200)])
def test_only_who_may_see_a_record_may_correct_it(reader: Reader, group: str, status: int) -> None:
    record = make_record(title="Secret", audience="group:editors")
    browser = reader(group)
    for kind in ("correction", "problem"):
        assert browser.get(address(record, kind)).status_code == status
        assert browser.post(f"{address(record, kind)}draft/", {"text": "x"}).status_code in (status, 302)


def test_a_translation_is_corrected_in_its_own_words_alone(client: Client, record: Any) -> None:
    text = make_translation(record, "de", title="Telfi auf Deutsch", summary="Unterricht aus der Ferne.")
    page = client.get(address(text)).content.decode()
    assert "Unterricht aus der Ferne." in page
    assert 'name="field-period"' not in page
    assert 'name="field-done"' not in page


def test_a_problem_and_a_practice_are_sent_too(reader: Reader, record: Any) -> None:
    browser = reader("members")
    assert browser.post(address(record, "problem"), {"text": "Somebody is named."}).status_code == 302
    words = {"title": "Garden", "summary": "It grows.", "places": "Austria", "credit": "none"}
    assert browser.post("/contribute/practice/", {**words, "places": "Nowhere"}).status_code == 400
    assert browser.post("/contribute/practice/", words).status_code == 302
    assert set(Contribution.objects.values_list("kind", "state")) == {("problem", "waiting"), ("practice", "waiting")}


def test_the_form_costs_a_constant_number_of_queries(
    reader: Reader, record: Any, django_assert_max_num_queries: Any
) -> None:
    browser = reader("members")
    browser.get(address(record))
    with django_assert_max_num_queries(20):
        browser.get(address(record))

"""Writing to the editors: three forms, one mailbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from portal.foundation import outbox
from portal.foundation.erasure import erase
from portal.foundation.models import OutboxEntry
from portal.site.messages.models import Message
from portal.site.messages.upkeep import forget_messages
from tests.factories import make_record, make_source, make_standard_page, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
CONTACT, CORRECTION, BARRIER = ("ST-0004", "contact"), ("ST-0006", "contribute"), ("ST-0003", "accessibility")


@pytest.fixture
def contribute() -> str:
    return page_with_form(*CORRECTION)


def page_with_form(identifier: str, slug: str) -> str:
    """The address of a standard page that has a form."""
    address: str = make_standard_page(title=slug.capitalize(), slug=slug, identifier=identifier).url
    return address


@pytest.mark.parametrize(
    ("where", "kind", "sent"),
    [
        (CONTACT, "contact", {"text": "Good day"}),
        (CORRECTION, "correction", {"text": "It was 12, not 10."}),
        (BARRIER, "barrier", {"text": "The menu did not open.", "page": "/countries/"}),
    ],
)
def test_a_message_is_kept_and_thanked_for(
    client: Client, where: tuple[str, str], kind: str, sent: dict[str, str]
) -> None:
    address = page_with_form(*where)
    assert '<form class="form' in client.get(address).content.decode()
    answer = client.post(address, sent)
    assert answer.status_code == 302
    assert "Thank you" in client.get(answer["Location"]).content.decode()
    message = Message.objects.get()
    assert (message.kind, message.text, message.page, message.email) == (kind, sent["text"], sent.get("page", ""), "")
    assert not message.handled


def test_the_operator_is_told_by_mail_once(client: Client, contribute: str) -> None:
    record = make_record(title="Telfi")
    client.post(
        contribute, {"text": "It ran in Graz too.", "record": record.identifier.lower(), "email": "ana@example.org"}
    )
    assert mail.outbox == []
    entry = OutboxEntry.objects.get(kind="mail")
    assert "ana@example.org" not in f"{entry.key}{entry.payload}"
    outbox.drain(["mail"])
    (sent,) = mail.outbox
    assert sent.to == [settings.OPERATOR["email"]]
    assert sent.reply_to == ["ana@example.org"]
    assert record.identifier in sent.subject
    assert "It ran in Graz too." in sent.body
    assert f"/id/{record.identifier}/" in sent.body
    assert not OutboxEntry.objects.filter(kind="mail").exists()


def test_a_worker_that_dies_after_sending_sends_the_same_message_again(client: Client, contribute: str) -> None:
    from portal.foundation.mail import send

    client.post(contribute, {"text": "Twice"})
    entry = OutboxEntry.objects.get(kind="mail")
    send([entry])
    send([OutboxEntry.objects.get(pk=entry.pk)])
    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second


def test_a_message_that_is_gone_is_not_mailed(client: Client, contribute: str) -> None:
    client.post(contribute, {"text": "Gone"})
    Message.objects.all().delete()
    outbox.drain(["mail"])
    assert mail.outbox == []
    assert not OutboxEntry.objects.filter(kind="mail").exists()


def test_the_address_can_name_the_record(client: Client, contribute: str) -> None:
    record = make_record(title="Telfi & friends")
    page = client.get(contribute, {"record": record.identifier}).content.decode()
    assert "Telfi &amp; friends" in page
    assert f'value="{record.identifier}"' in page


def test_a_source_can_be_named_too(client: Client, contribute: str) -> None:
    source = make_source(title="A leaflet")
    assert "A leaflet" in client.get(contribute, {"record": source.identifier}).content.decode()


@pytest.mark.parametrize("code", ["PR-9999", "nonsense", "<script>alert(1)</script>", "PR-0001-de", "\x00", "☃" * 500])
def test_a_record_that_does_not_exist_is_said_to(client: Client, contribute: str, code: str) -> None:
    answer = client.get(contribute, {"record": code})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "There is no record" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(("group", "knows"), [("", False), ("members", False), ("editors", True)])
def test_a_restricted_record_is_named_to_those_who_may_see_it(
    reader: Callable[..., Client], contribute: str, group: str, knows: bool
) -> None:
    record = make_record(title="Secret matter", audience="group:editors")
    browser = reader(group)
    assert ("Secret matter" in browser.get(contribute, {"record": record.identifier}).content.decode()) is knows
    answer = browser.post(contribute, {"text": "About it", "record": record.identifier})
    assert answer.status_code == (302 if knows else 400)


def test_of_a_restricted_record_with_a_public_face_only_the_face_is_named(client: Client, contribute: str) -> None:
    record = make_record(title="Secret matter", audience="group:editors", stub_title="A local programme")
    page = client.get(contribute, {"record": record.identifier}).content.decode()
    assert "A local programme" in page
    assert "Secret matter" not in page
    assert client.post(contribute, {"text": "I need it", "record": record.identifier}).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "   "}, "This field is required."),
        ({"text": "x" * 5001}, "at most 5000 characters"),
        ({"email": "nonsense"}, "Enter an e-mail address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "Enter an e-mail address"),
        ({"record": "PR-9999"}, "There is no record"),
        ({"text": "nul \x00 byte"}, "Null characters are not allowed"),
        ({"trap": "http://buy.example"}, "send it once more"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, contribute: str, wrong: dict[str, str], says: str
) -> None:
    answer = client.post(contribute, {"text": "A long and careful letter", "email": "ana@example.org", **wrong})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert says in page
    assert "<title>Error:" in page.replace("\n", "")
    assert ("A long and careful letter" in page) is ("text" not in wrong)
    assert not Message.objects.exists()
    assert not OutboxEntry.objects.filter(kind="mail").exists()


def test_what_is_sent_is_shown_as_text(client: Client, contribute: str) -> None:
    page = client.post(contribute, {"text": "<script>alert(1)</script>", "email": "x"}).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_too_many_messages_from_one_place_wait_and_keep_their_text(client: Client, contribute: str) -> None:
    for number in range(6):
        assert client.post(contribute, {"text": f"Number {number}"}).status_code == 302
    answer = client.post(contribute, {"text": "Number seven, carefully written"})
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Number seven, carefully written" in page
    assert settings.OPERATOR["email"] in page
    assert Message.objects.count() == 6
    assert client.post(contribute, {"text": "From elsewhere"}, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_a_page_without_a_form_takes_no_message(client: Client) -> None:
    page = make_standard_page(title="About")
    assert client.post(page.url, {"text": "Hello"}).status_code == 200
    assert not Message.objects.exists()


def test_it_works_with_the_token_of_the_page_and_not_without(contribute: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(contribute, {"text": "Hello"}).status_code == 403
    browser.get(contribute)
    token = browser.cookies["csrftoken"].value
    assert browser.post(contribute, {"text": "Hello", "csrfmiddlewaretoken": token}).status_code == 302


def test_messages_are_forgotten_after_a_year(client: Client) -> None:
    now = timezone.now()
    old, young = (
        Message.objects.create(kind="contact", text="x", created_at=now - timedelta(days=days)) for days in (366, 364)
    )
    forget_messages()
    assert list(Message.objects.values_list("pk", flat=True)) == [young.pk]
    assert old.pk != young.pk


def test_who_leaves_takes_their_address_along() -> None:
    user = make_user("members", email="ana@example.org")
    Message.objects.create(kind="contact", text="Mine", email="Ana@Example.org")
    Message.objects.create(kind="contact", text="Another's", email="bo@example.org")
    erase(user)
    assert dict(Message.objects.values_list("text", "email")) == {"Mine": "", "Another's": "bo@example.org"}


def test_the_form_costs_a_constant_number_of_queries(
    client: Client, contribute: str, django_assert_max_num_queries: Any
) -> None:
    record = make_record(title="Telfi")
    client.get(contribute)
    with django_assert_max_num_queries(13):
        client.get(contribute, {"record": record.identifier})

"""Where a mail server hands answers over: with a secret, as they came."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from communities.discussion.models import Post, Topic
from portal.accounts.models import User
from portal.foundation import outbox
from portal.notices.models import Letter
from portal.notices.replies.receiving import HEAD, LARGEST
from tests.communities.conftest import client_of
from tests.notices.replies.conftest import MESSAGES, address_of, mail, message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
ADDRESS = "/notices/mail/"
SECRET = "a secret of some length"


@pytest.fixture(autouse=True)
def secret_of_the_server(settings: Any) -> None:
    settings.INBOUND_SECRET = SECRET


def hand_over(raw: bytes, secret: str = SECRET) -> int:
    client = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return client.post(ADDRESS, raw, content_type="message/rfc822", headers=headers).status_code


def test_a_mail_is_taken_and_posted(ana: User, topic: Topic) -> None:
    raw = message("gmail-web-pl", ana)
    assert [hand_over(raw), hand_over(raw)] == [202, 202]
    outbox.drain(["reply"])
    assert topic.posts.get(number=3).text == (MESSAGES / "gmail-web-pl.txt").read_text().strip()
    assert topic.posts.count() == 3


@pytest.mark.parametrize("secret", ["", "wrong", "é", SECRET + " ", SECRET[:-1]])
def test_without_the_secret_nothing_is_taken(ana: User, secret: str) -> None:
    assert hand_over(mail(ana), secret) == 401
    assert not Letter.objects.exists()


def test_where_nothing_is_set_there_is_nothing(ana: User, settings: Any) -> None:
    raw = mail(ana)
    settings.INBOUND_SECRET = ""
    assert [hand_over(raw), hand_over(raw, "")] == [404, 404]
    settings.INBOUND_SECRET, settings.REPLY_ADDRESS = SECRET, ""
    assert hand_over(raw) == 404


def test_bad_input(ana: User) -> None:
    assert Client().get(ADDRESS).status_code == 405
    assert hand_over(b" \n") == 400
    assert hand_over(b"\xff\xfe\x00" * 1000) == 202
    assert hand_over(mail(ana, "x" * LARGEST)) == 202
    assert len(bytes(Letter.objects.latest("pk").raw)) == HEAD
    outbox.drain(["reply"])
    assert Post.objects.count() == 2


def test_a_member_makes_earlier_addresses_invalid(ana: User) -> None:
    before = address_of(ana)
    client = client_of(ana)
    assert "Answers by mail" in client.get("/notices/settings/").content.decode()
    assert Client().post("/notices/revoke/").status_code == 302
    assert address_of(ana) == before
    assert client.get("/notices/revoke/").status_code == 405
    assert client.post("/notices/revoke/")["Location"] == "/notices/settings/"
    assert address_of(ana) != before

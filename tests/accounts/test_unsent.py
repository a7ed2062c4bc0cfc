"""What is sent when one is signed in no longer is kept, shown after signing in, and sent then; to nobody else, and nothing that came from elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import unsent
from portal.accounts.models import User
from tests.accounts.conftest import PASSWORD, Person
from tests.communities.conftest import make_space
from tests.communities.discussion.conftest import make_topic

pytestmark = pytest.mark.django_db
OWN = "/account/"
UNSENT = "/account/unsent/"
WRITTEN = {"name": "Anna whose new name is long", "language": "en", "time_zone": "Europe/Berlin"}


@pytest.fixture
def anna(person: Person) -> User:
    """Somebody with an account."""
    return person()


@pytest.fixture
def client(anna: User) -> Client:
    """Anna's browser, in which she is signed in; it looks at tokens as a browser's requests are looked at."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client)
    return client


def token(client: Client, address: str) -> str:
    """The token of the forms of a page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(address, follow=True).content.decode())
    assert found
    return found[1]


def sign_in(client: Client, address: str = "/account/login/", password: str = PASSWORD) -> Any:
    """Signs in by the page; returns what is answered in the end."""
    written = {"login": "anna@example.org", "password": password, "csrfmiddlewaretoken": token(client, address)}
    return client.post(address, written, follow=True)


def sent(client: Client, **others: Any) -> Any:
    """The answer to a form of Anna's account, opened while she was signed in and sent after her session ended."""
    opened = token(client, OWN)
    Session.objects.all().delete()
    return client.post(OWN, {**WRITTEN, **others, "csrfmiddlewaretoken": opened})


def test_it_is_kept_and_sent_after_signing_in(client: Client, anna: User) -> None:
    answer = sent(client)
    assert answer.status_code == 302
    assert answer["Location"] == f"/account/login/?next={UNSENT}"
    assert "What you have sent is kept" in client.get(answer["Location"]).content.decode()
    page = sign_in(client, answer["Location"])
    assert page.request["PATH_INFO"] == UNSENT
    assert WRITTEN["name"] in page.content.decode()
    anna.refresh_from_db()
    assert anna.name == "Anna", "nothing is sent by itself"
    again = client.post(UNSENT, {**WRITTEN, "csrfmiddlewaretoken": token(client, UNSENT)})
    assert again.status_code == 307, "the browser sends the same there"
    assert again["Location"] == OWN
    assert client.post(again["Location"], {**WRITTEN, "csrfmiddlewaretoken": token(client, OWN)}).status_code == 302
    anna.refresh_from_db()
    assert anna.name == WRITTEN["name"]
    assert client.get(UNSENT)["Location"] == OWN, "nothing waits any more"


def test_what_is_private_says_404_and_is_kept_all_the_same(client: Client, site_tree: None) -> None:
    address = (
        f"{make_topic(make_space('Secret', parts=['people', 'forum'], visibility='private')).get_absolute_url()}reply/"
    )
    opened = token(client, OWN)
    Session.objects.all().delete()
    assert Client().post(address, {"text": "A long answer"}).status_code == 404, (
        "a stranger, whose browser never had a form"
    )
    answer = client.post(address, {"text": "A long answer", "csrfmiddlewaretoken": opened})
    assert answer.status_code == 302
    assert "A long answer" in sign_in(client, answer["Location"]).content.decode()


def test_so_is_what_was_written_at_the_desk(client: Client) -> None:
    opened = token(client, OWN)
    Session.objects.all().delete()
    address = reverse("wagtailadmin_pages:edit", args=[1])
    answer = client.post(address, {"title": "A better title", "csrfmiddlewaretoken": opened})
    assert answer["Location"] == f"/account/login/?next={UNSENT}"
    assert "A better title" in sign_in(client, answer["Location"]).content.decode()


def test_a_page_of_before_signing_in_anew_is_sent_once_more(client: Client) -> None:
    opened = token(client, OWN)
    client.post("/account/logout/", {"csrfmiddlewaretoken": opened})
    sign_in(client)
    answer = client.post(OWN, {**WRITTEN, "csrfmiddlewaretoken": opened}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer["Location"] == UNSENT
    assert WRITTEN["name"] in client.get(UNSENT).content.decode()


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_what_comes_from_elsewhere_is_not_kept(client: Client, site: str) -> None:
    headers = {"Sec-Fetch-Site": site} if site else {}
    answer = client.post(OWN, {**WRITTEN, "csrfmiddlewaretoken": "x" * 64}, headers=headers)
    assert answer.status_code == 403
    assert client.get(UNSENT)["Location"] == OWN


def test_a_script_is_answered_as_before(client: Client) -> None:
    opened = token(client, OWN)
    Session.objects.all().delete()
    answer = client.post(OWN, {**WRITTEN, "csrfmiddlewaretoken": opened}, headers={"Sec-Fetch-Mode": "cors"})
    assert answer["Location"] == f"/account/login/?next={OWN}"
    assert client.session.get(unsent.KEY) is None


def test_files_are_not_kept_and_it_is_said(client: Client) -> None:
    answer = sent(client, picture=SimpleUploadedFile("a.png", b"x"))
    assert "add them again afterwards" in sign_in(client, answer["Location"]).content.decode()


@pytest.mark.parametrize(
    "others",
    [{"password": "a long and quiet river"}, {"text": "x" * (unsent.LARGEST + 1)}],
    ids=["password", "too large"],
)
def test_passwords_and_what_is_too_large_are_not_kept(client: Client, others: dict[str, str]) -> None:
    assert sent(client, **others)["Location"] == f"/account/login/?next={OWN}"
    assert client.session.get(unsent.KEY) is None


def test_it_is_kept_for_an_hour(client: Client) -> None:
    answer = sent(client)
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1), tick=False):
        assert WRITTEN["name"] not in sign_in(client, answer["Location"]).content.decode()


def test_who_does_not_sign_in_is_shown_nothing(client: Client) -> None:
    sent(client)
    assert client.get(UNSENT)["Location"] == f"/account/login/?next={UNSENT}"
    assert WRITTEN["name"] not in sign_in(client, password="wrong").content.decode()

"""Mail of the demo mode: readable where it would have been sent, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.test import Client
from pytest_django import Settings

from portal.foundation.mail import stored_messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "mail"


def send(subject: str = "[Passerelle] Hello", body: str = "Go to http://localhost:8000/account/ now.") -> str:
    backend = get_connection("portal.foundation.mail.StoredMailBackend")
    backend.send_messages([EmailMessage(subject, body, "demo@passerelle.example", ["anna@example.org"])])
    return stored_messages()[0][0]


def test_an_empty_box_says_how_to_fill_it(client: Client, mailbox: Path) -> None:
    assert "No mail yet" in client.get("/demo/mail/").content.decode()


def test_a_message_is_listed_and_its_links_can_be_followed(client: Client, mailbox: Path) -> None:
    name = send()
    page = client.get("/demo/mail/").content.decode()
    assert f'href="/demo/mail/{name}/"' in page
    assert "anna@example.org" in page
    assert 'href="http://localhost:8000/account/"' in client.get(f"/demo/mail/{name}/").content.decode()


def test_what_stands_in_a_mail_is_text(client: Client, mailbox: Path) -> None:
    name = send("<script>alert(1)</script>", "<img src=x onerror=alert(1)> Grüße, 日本語")
    page = client.get(f"/demo/mail/{name}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "Grüße, 日本語" in page


@pytest.mark.parametrize("name", ["nothing", "20260101-000000-0000abcd", "..%2Fdemo-key", "%00", "a" * 3000])
def test_other_names_are_not_there(client: Client, mailbox: Path, name: str) -> None:
    (mailbox.parent / "demo-key").write_text("secret")
    answer = client.get(f"/demo/mail/{name}/")
    assert answer.status_code == 404
    assert b"secret" not in answer.content


def test_a_damaged_message_does_not_break_the_list(client: Client, mailbox: Path) -> None:
    name = send()
    (mailbox / f"{name}.eml").write_bytes(b"\xff\xfe Date: yesterday\n\nno headers")
    assert client.get("/demo/mail/").status_code == 200
    assert client.get(f"/demo/mail/{name}/").status_code == 200


def send_html(html: str) -> str:
    mail = EmailMultiAlternatives("Hello", "The text", "demo@passerelle.example", ["anna@example.org"])
    mail.attach_alternative(html, "text/html")
    get_connection("portal.foundation.mail.StoredMailBackend").send_messages([mail])
    return stored_messages()[0][0]


def test_html_is_shown_beside_the_text_in_a_frame_of_its_own(client: Client, mailbox: Path) -> None:
    name = send_html(
        "<!doctype html><html><head><style>p { color: red }</style></head><body><p>Grüße</p></body></html>"
    )
    answer = client.get(f"/demo/mail/{name}/")
    page, address = answer.content.decode(), f"/demo/mail/{name}/html/"
    assert ("The text" in page, "Grüße" in page) == (True, False)
    assert re.search(
        rf'<iframe [^>]*src="{address}" sandbox="allow-top-navigation-by-user-activation" title="[^"]+"', page
    )
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    framed = client.get(address)
    assert framed.content.decode().startswith('<!doctype html><html><head><base target="_top"><style>')
    assert "Grüße" in framed.content.decode()


def test_a_mail_runs_and_loads_nothing(client: Client, mailbox: Path) -> None:
    name = send_html("<script>alert(1)</script><img src='https://example.org/x.png'><form action='/account/logout/'>")
    answer = client.get(f"/demo/mail/{name}/html/")
    rules = dict(rule.strip().partition(" ")[::2] for rule in answer["Content-Security-Policy"].split(";"))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    assert rules == {
        "style-src": "'unsafe-inline'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-top-navigation-by-user-activation",
    }
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert (
        "script" not in client.get(f"/demo/mail/{name}/").content.decode().partition("<main")[2].partition("</main>")[0]
    )


def test_without_html_there_is_no_frame(client: Client, mailbox: Path) -> None:
    name = send()
    assert "<iframe" not in client.get(f"/demo/mail/{name}/").content.decode()
    assert client.get(f"/demo/mail/{name}/html/").status_code == 404
    assert client.get("/demo/mail/20260101-000000-0000abcd/html/").status_code == 404


@pytest.mark.parametrize("charset", ["x-unknown", "utf-8", "ascii"])
def test_a_message_in_signs_that_nobody_knows(client: Client, mailbox: Path, charset: str) -> None:
    name = send()
    said = f"Content-Type: text/html; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n<p>\xff\xfe</p>"
    (mailbox / f"{name}.eml").write_bytes(said.encode("latin-1"))
    assert client.get(f"/demo/mail/{name}/").status_code == 200
    assert client.get(f"/demo/mail/{name}/html/").status_code in (200, 404)


def test_outside_the_demo_mode_there_is_nothing(client: Client, mailbox: Path, settings: Settings) -> None:
    name = send()
    settings.DEMO = False
    assert client.get("/demo/mail/").status_code == 404
    assert client.get(f"/demo/mail/{name}/").status_code == 404
    assert client.get(f"/demo/mail/{name}/html/").status_code == 404

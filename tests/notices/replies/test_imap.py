"""The mailbox of the reply addresses, on a real IMAP server: what comes there is kept here once, and deleted there."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from communities.discussion.models import Post, Topic
from portal.accounts.models import User
from portal.foundation import outbox
from portal.notices.models import Letter
from portal.notices.replies import imap
from portal.notices.replies.imap import poll, poll_mail
from portal.notices.replies.receiving import LARGEST
from tests.notices.conftest import deliver
from tests.notices.replies.conftest import MESSAGES, address_of, mail, message
from tests.notices.replies.mailbox import DOVECOT, PASSWORD, USER, Mailbox, imap_server
from tests.notices.replies.test_messages import BY_PEOPLE, BY_PROGRAMS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(DOVECOT is None, reason="No IMAP server here: install dovecot-imapd."),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Mailbox]:
    with imap_server() as mailbox:
        yield mailbox


@pytest.fixture
def box(server: Mailbox, settings: Any) -> Mailbox:
    settings.IMAP = {
        "host": "localhost", "port": server.plain, "user": USER, "password": PASSWORD, "folder": "INBOX", "tls": "none",
    }  # fmt: skip
    return server


def test_all_messages_of_all_programs_come_through(box: Mailbox, ana: User, topic: Topic) -> None:
    for name in [*BY_PEOPLE, *BY_PROGRAMS]:
        box.put(message(name, ana))
    assert poll() == len(BY_PEOPLE) + len(BY_PROGRAMS)
    assert box.count() == 0
    outbox.drain(["reply"])
    said = {(MESSAGES / f"{name}.txt").read_text().rstrip("\n") for name in BY_PEOPLE} - {""}
    assert said <= set(Post.objects.filter(author=ana).values_list("text", flat=True))
    assert not Letter.objects.filter(outcome="").exists()


def test_a_mail_is_posted_once_however_often_it_is_fetched(box: Mailbox, ana: User, topic: Topic) -> None:
    raw = mail(ana)
    box.put(raw)
    assert poll() == 1
    box.put(raw)
    assert poll() == 0
    outbox.drain(["reply"])
    assert topic.posts.count() == 3


def test_killed_between_keeping_and_deleting_finds_it_again(
    box: Mailbox, ana: User, topic: Topic, monkeypatch: Any
) -> None:
    box.put(mail(ana))
    with monkeypatch.context() as killed:
        killed.setattr(imap, "take", take_and_die)
        with pytest.raises(KeyboardInterrupt):
            poll()
    assert (box.count(), Letter.objects.count()) == (1, 1)
    assert poll() == 0
    assert box.count() == 0
    outbox.drain(["reply"])
    assert topic.posts.count() == 3


def take_and_die(raw: bytes, *, is_cut: bool = False) -> bool:
    from portal.notices.replies.receiving import take

    take(raw, is_cut=is_cut)
    raise KeyboardInterrupt


def test_of_what_is_too_big_only_the_head_is_fetched(box: Mailbox, ana: User) -> None:
    box.put(mail(ana, "x" * 78 + "\n" + ("y" * 78 + "\n") * (LARGEST // 79)))
    assert poll() == 1
    assert len(bytes(Letter.objects.get().raw)) < 10_000
    outbox.drain(["reply"])
    (letter,) = deliver()
    assert "too big" in letter.body
    assert box.count() == 0


def test_another_folder(box: Mailbox, ana: User, settings: Any) -> None:
    settings.IMAP = {**settings.IMAP, "folder": "Answers"}
    box.put(mail(ana), "Answers")
    assert poll() == 1
    settings.IMAP = {**settings.IMAP, "folder": "Nowhere"}
    with pytest.raises(CommandError, match="PASSERELLE_IMAP_FOLDER"):
        call_command("mail", "poll")


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_encrypted(box: Mailbox, ana: User, settings: Any, monkeypatch: Any, tls: str) -> None:
    port = box.encrypted if tls == "implicit" else box.plain
    settings.IMAP = {**settings.IMAP, "tls": tls, "port": port}
    box.put(mail(ana))
    with pytest.raises(ssl.SSLCertVerificationError):
        poll()
    monkeypatch.setenv("SSL_CERT_FILE", box.certificate)
    assert poll() == 1


def test_the_command_says_what_is_wrong(box: Mailbox, ana: User, settings: Any, capsys: Any) -> None:
    box.put(mail(ana, to=address_of(ana)))
    call_command("mail", "poll")
    assert capsys.readouterr().out == "1 new.\n"
    settings.IMAP = {**settings.IMAP, "password": "wrong"}
    with pytest.raises(CommandError, match="could not be read"):
        call_command("mail", "poll")
    with pytest.raises(imaplib.IMAP4.error):
        poll_mail()
    settings.IMAP = {**settings.IMAP, "host": ""}
    with pytest.raises(CommandError, match="PASSERELLE_IMAP_HOST"):
        call_command("mail", "poll")
    poll_mail()  # nothing to do

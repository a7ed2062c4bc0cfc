"""Fetches mails from a mailbox (IMAP) that gathers what comes to the reply addresses; each is deleted there once it is kept here."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.conf import settings

from portal.foundation.duties import duty
from portal.notices.replies.receiving import LARGEST, take

MOST: Final = 200  # mails at once; the others are fetched the next time
SECONDS: Final = 20
SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


@duty("poll_mail", every=timedelta(minutes=1))
def poll_mail() -> None:
    """Fetches what came, where a mailbox is set. Raises OSError or imaplib's errors where it can't be reached: the next minute tries again."""
    if settings.IMAP["host"] and settings.REPLY_ADDRESS:
        poll()


def poll() -> int:
    """Fetches what came; returns how many mails were new. A mail stays in the mailbox until it is kept here: killed in between, the
    next time finds it again, and knows it."""
    new = 0
    with mailbox() as box:
        _status, found = box.uid("SEARCH", "UNDELETED")
        for uid in (found[0] or b"").split()[:MOST]:
            raw, is_cut = _fetch(box, uid.decode())
            new += take(raw, is_cut=is_cut)
            box.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen \Deleted)")
        box.expunge()
    return new


def _fetch(box: imaplib.IMAP4, uid: str) -> tuple[bytes, bool]:
    """The mail, or its head alone where it is too big; and whether that is so."""
    _status, sized = box.uid("FETCH", uid, "(RFC822.SIZE)")
    size = SIZE.search(b" ".join(part for part in sized if isinstance(part, bytes)))
    is_cut = size is None or int(size[1]) > LARGEST
    _status, got = box.uid("FETCH", uid, "(BODY.PEEK[HEADER])" if is_cut else "(BODY.PEEK[])")
    return next((part[1] for part in got if isinstance(part, tuple)), b""), is_cut


@contextmanager
def mailbox() -> Iterator[imaplib.IMAP4]:
    """The folder of the mailbox, signed in and selected."""
    given: dict[str, Any] = settings.IMAP
    context = ssl.create_default_context()
    if given["tls"] == "implicit":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(given["host"], given["port"], ssl_context=context, timeout=SECONDS)
    else:
        box = imaplib.IMAP4(given["host"], given["port"], timeout=SECONDS)
    if given["tls"] == "starttls":
        box.starttls(context)
    with box:
        box.login(given["user"], given["password"])
        status, said = box.select(f'"{given["folder"]}"')
        if status != "OK":
            raise OSError(f"The mailbox has no folder {given['folder']}: set PASSERELLE_IMAP_FOLDER. {said!r}")
        yield box

"""Reads a mail that came in: who wrote, to which addresses, what is new in it, and whether a person wrote it at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import getaddresses
from typing import Any, Final

from django.conf import settings

from portal.notices.registry import SentFile
from portal.notices.replies.html import to_text
from portal.notices.replies.quotes import new_text
from portal.texts.storable import storable

TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
NOT_PEOPLE: Final = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+.=-].*)?@", re.IGNORECASE
)
BY_ITSELF: Final = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Reply",
    "X-Failed-Recipients",
    "X-Cron-Env",
    "List-Id",
    "X-Loop",
)
IN_BULK: Final = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
NO_ATTACHMENTS: Final = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/calendar"}
)

ORNAMENT: Final = 20 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as far as it matters here."""

    sender: str
    addresses: tuple[str, ...]
    is_automatic: bool
    text: str  # what is new in it
    files: tuple[SentFile, ...]


def read(raw: bytes) -> Incoming:
    """Reads a mail; whatever the bytes are, it raises nothing."""
    message = message_from_bytes(raw)
    plain, html, files = _parts(message)
    text = plain if plain.strip() else to_text(html)
    return Incoming(
        sender=next(iter(_addresses(message, "From")), ""),
        addresses=tuple(address for header in TO for address in _addresses(message, header)),
        is_automatic=is_automatic(message),
        text=storable(new_text(text)),
        files=files,
    )


def read_addresses(head: bytes) -> list[str]:
    """To which addresses a mail came."""
    message = message_from_bytes(head)
    return [address for header in TO for address in _addresses(message, header)]


def is_automatic(message: Any) -> bool:
    """Whether a program wrote it by itself (RFC 3834), a mail came back, or it comes from a list or from this site."""

    def header(name: str) -> str:
        return str(message.get(name, "")).strip().lower()

    sender = next(iter(_addresses(message, "From")), "")
    ours = {address for address in (settings.REPLY_ADDRESS, *(_bare(settings.DEFAULT_FROM_EMAIL))) if address}
    return (
        header("Auto-Submitted").partition(";")[0].strip() not in ("", "no")
        or header("Precedence") in IN_BULK
        or header("Return-Path") == "<>"
        or message.get_content_type() in ("multipart/report", "message/delivery-status")
        or any(name in message for name in BY_ITSELF)
        or not sender
        or NOT_PEOPLE.match(sender) is not None
        or sender.lower() in {address.lower() for address in ours}
    )


def _bare(text: str) -> list[str]:
    return [address for _name, address in getaddresses([text])]


def _addresses(message: Any, header: str) -> list[str]:
    values = [str(value)[:10_000] for value in message.get_all(header, [])]
    return [address for _name, address in getaddresses(values) if "@" in address]


def _parts(message: Any) -> tuple[str, str, tuple[SentFile, ...]]:
    """The plain words, those in HTML, and the files that came along."""
    plain, html, files = [], [], []
    for part in message.walk():
        kind = part.get_content_type()
        if part.is_multipart():
            if kind == "message/rfc822":
                files.append(
                    SentFile(_name_of(part) or "message.eml", b"".join(bytes(one) for one in part.get_payload()))
                )
            continue
        shown = part.get_content_disposition() != "attachment" and not part.get_filename()
        if kind == "text/plain" and shown:
            plain.append(_flowed(_text_of(part), part))
        elif kind == "text/html" and shown:
            html.append(_text_of(part))
        elif kind not in NO_ATTACHMENTS:
            content = part.get_payload(decode=True) or b""
            if not _is_ornament(part, content):
                files.append(SentFile(_name_of(part), content))
    return "\n\n".join(plain), "\n".join(html), tuple(files)


def _is_ornament(part: Any, content: bytes) -> bool:
    """Whether a picture is the logo of a signature or the like: small, and inside the text."""
    inside = part.get_content_disposition() == "inline" or (part["Content-ID"] and not part.get_content_disposition())
    return bool(inside) and part.get_content_maintype() == "image" and len(content) < ORNAMENT


def _name_of(part: Any) -> str:
    """The name of a file, in whatever encoding; empty where it has none."""
    name = part.get_filename() or ""
    try:
        return str(make_header(decode_header(name)))
    except (LookupError, ValueError, UnicodeError, HeaderParseError):
        return str(name)


def _text_of(part: Any) -> str:
    """The words of a part in whatever encoding; what can't be read is shown as such."""
    raw = part.get_payload(decode=True) or b""
    charset = str(part.get_content_charset() or "utf-8")
    try:
        return str(raw.decode(charset, "replace"))
    except (LookupError, ValueError):
        return str(raw.decode("utf-8", "replace"))


def _flowed(text: str, part: Any) -> str:
    """Lines that a program broke are whole again (RFC 3676); those of a quotation too."""
    if str(part.get_param("format", "") or "").lower() != "flowed":
        return text
    keeps_space = str(part.get_param("delsp", "") or "").lower() != "yes"
    lines: list[str] = []
    depth_before, flows = 0, False
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        goes_on = bare.endswith(" ") and bare != "-- "
        words = bare if keeps_space or not goes_on else bare[:-1]
        if flows and depth == depth_before and bare != "-- ":
            lines[-1] += words
        else:
            lines.append(("> " * depth if depth else "") + words)
        depth_before, flows = depth, goes_on
    return "\n".join(lines)

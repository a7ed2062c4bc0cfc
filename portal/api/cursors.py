"""Where a list was left off, as a text that means nothing to whoever carries it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Final

LONGEST: Final = 200
LARGEST: Final = 2**53


class CursorError(Exception):
    """A cursor that this list has not given."""


def fingerprint(*question: object) -> str:
    """What a cursor belongs to: the same question as before."""
    return hashlib.sha256(json.dumps(question, sort_keys=True, default=str).encode()).hexdigest()[:12]


def written(position: int, question: str) -> str:
    """A position in the answer to a question, as a cursor."""
    return base64.urlsafe_b64encode(json.dumps([position, question]).encode()).decode().rstrip("=")


def read(cursor: str, question: str) -> int:
    """The position. Raises CursorError where the cursor is none, or of another question."""
    try:
        if not cursor.isascii() or len(cursor) > LONGEST:
            raise CursorError
        position, asked = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if type(position) is not int or not 0 <= position <= LARGEST or asked != question:
            raise CursorError
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise CursorError from error
    return position

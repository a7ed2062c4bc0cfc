"""Texts as other programs write them: UTF-8 with or without a mark, UTF-16, and the two encodings of Windows that Europe used before.

https://encoding.spec.whatwg.org/#names-and-labels has the names; the marks are those of Unicode 16, section 23.8.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import Final

UTF_8, UTF_16, WESTERN, CENTRAL = "utf-8", "utf-16", "windows-1252", "windows-1250"
ENCODINGS: Final = (UTF_8, UTF_16, WESTERN, CENTRAL)
PYTHON: Final = {UTF_8: "utf-8-sig", WESTERN: "cp1252", CENTRAL: "cp1250"}
MARKS: Final = ((codecs.BOM_UTF8, UTF_8), (codecs.BOM_UTF16_LE, UTF_16), (codecs.BOM_UTF16_BE, UTF_16))
LOOKED_AT: Final = 64 * 1024  # bytes, to tell one encoding from another
NOT_A_LETTER_THERE: Final = re.compile(
    r"\w[\xa1-\xbf\xd7\xf7Ÿ]\w|\w[\xa5\xb3\xb9\xbf\xaf\xa3]|[\xa5\xb3\xb9\xbf\xaf\xa3\xbc\xbe]\w"
)
# Where the two differ: how much a letter speaks for its encoding, since languages that are written in it use it all the time.
FOR_WESTERN: Final = "àèìòùêîïûñãõåæøœ"
FOR_CENTRAL: Final = "ąęłśźżćńěřůčďťňőűăâșţş"


def encoding_of(content: bytes) -> str:
    """The most likely encoding of a text."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return name
    head = content[:LOOKED_AT]
    if _looks_like_utf_16(head):
        return UTF_16
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return CENTRAL if _speaks_for(CENTRAL, head, FOR_CENTRAL) > _speaks_for(WESTERN, head, FOR_WESTERN) else WESTERN
    return UTF_8


def text_in(content: bytes, encoding: str) -> str:
    """The text. Raises UnicodeDecodeError where it is not of this encoding."""
    if encoding == UTF_16:
        has_mark = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        little = content[1:LOOKED_AT:2].count(0) >= content[0:LOOKED_AT:2].count(0)
        return content.decode("utf-16" if has_mark else "utf-16-le" if little else "utf-16-be")
    return content.decode(PYTHON[encoding])


def _looks_like_utf_16(head: bytes) -> bool:
    """Without a mark: every second byte of most texts of Europe is nought, and none of any other text is."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return len(head) >= 4 and max(even, odd) > len(head) / 5 and min(even, odd) <= max(even, odd) / 20


def _speaks_for(encoding: str, head: bytes, letters: Iterable[str]) -> int:
    """How many letters of its languages a text has if it is of an encoding, less the signs that stand inside words."""
    text = head.decode(PYTHON[encoding], "replace").lower()
    return sum(text.count(letter) for letter in letters) - 3 * len(NOT_A_LETTER_THERE.findall(text))

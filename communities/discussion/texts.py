"""The HTML of what was said, however long it is."""

from __future__ import annotations

from portal.texts.markdown import LONGEST, to_html


def html_of(text: str) -> str:
    """The HTML of a text: piece by piece, cut between paragraphs, where it is longer than what people write here."""
    pieces = []
    while len(text) > LONGEST:
        cut = text.rfind("\n\n", 1, LONGEST)
        cut = cut if cut > 0 else LONGEST
        pieces.append(text[:cut])
        text = text[cut:]
    return "".join(map(to_html, (*pieces, text)))

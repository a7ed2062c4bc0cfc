"""What is new in an answer by mail: without the mail it answers, and without what programs add below.

Line by line, in time that grows with the text alone. Where it is not certain that something was quoted, it stays: a quotation too much
does less harm than a word lost. What stands between quoted lines is an answer to them; both stay, and Markdown shows them so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

LONGEST_LINE: Final = 400  # characters that are looked at to tell what a line is
MOST_SIGNED: Final = 20  # lines below “-- ”: a text that goes on longer is none
ATTRIBUTION_LINES: Final = 3

QUOTED: Final = re.compile(r"[ \t\u00a0]*(?:>|\|(?:[ \t]|$))")
WROTE: Final = re.compile(
    r"\b(?:wrote|writes|schrieb|schreibt|geschrieben|a écrit|a ecrit|écrit|napisał(?:a|\(a\)|/a|/-a)?|"
    r"pisze|ha scritto|escribió|escreveu|schreef)\b",
    re.IGNORECASE,
)
SEPARATOR: Final = re.compile(r"[ \t]*(?:_{20,}|-{3,}[ \t]*[^-]{3,60}-{3,})[ \t]*\Z")  # only above the head of a mail
LABELS: Final = {
    "who": ("from", "von", "de", "od", "da", "van", "expéditeur"),
    "when": (
        "sent",
        "date",
        "gesendet",
        "datum",
        "envoyé",
        "envoyé le",
        "data",
        "wysłano",
        "wysłane",
        "inviato",
        "enviado",
        "verzonden",
        "reçu",
    ),
    "to": ("to", "cc", "an", "kopie", "à", "a", "do", "dw", "kopia", "para", "aan", "copie", "reply-to"),
    "what": ("subject", "betreff", "objet", "temat", "oggetto", "asunto", "onderwerp", "assunto"),
}
LABEL_OF: Final = {label: part for part, labels in LABELS.items() for label in labels}
LABEL: Final = re.compile(r"[ \t>]*\*{0,2}([\w -]{1,14}?)[ \t\u00a0]?\*{0,2}[ \t\u00a0]?:\*{0,2}(?=[ \t\u00a0]|$)")
DEVICE: Final = re.compile(
    r"[ \t]*(?:sent from (?:my|outlook|yahoo|mail|gmail|samsung|proton|the )|get \[?outlook for|sent with |sent by |"
    r"von mein(?:em|er) .{1,60} gesendet|gesendet (?:von|mit|aus) |diese nachricht wurde von mein|"
    r"holen sie sich outlook|outlook für (?:ios|android)|"
    r"envoyé (?:de|à partir de|depuis|avec) |téléchargez? outlook|obtenez outlook|provenance : courrier|"
    r"wysłan[eoay] (?:z|za|przy) |pobierz (?:program )?outlook|wysłano z )",
    re.IGNORECASE,
)
SECRETS: Final = re.compile(r"/notices/stop/|\+[0-9a-z]{1,12}\.[a-z]{1,8}[0-9]{1,12}\.[0-9a-z]{1,4}\.[0-9a-f]{20}@")


def new_text(text: str) -> str:
    """The words that somebody wrote anew; empty where there are none."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    for cut in (_above_headers, _without_signature, _without_outer_quotes, _without_signature):
        lines = cut(lines)
    return "\n".join(line for line in lines if not SECRETS.search(line)).strip("\n ")


def is_quoted(line: str) -> bool:
    """Whether a line stands in a quotation."""
    return QUOTED.match(line[:LONGEST_LINE]) is not None


def _above_headers(lines: Sequence[str]) -> list[str]:
    """What stands above a block such as “From: … Sent: … Subject: …”, which begins a mail that is not marked as quoted."""
    for place, line in enumerate(lines):
        if is_quoted(line):
            continue
        if SEPARATOR.match(line[:LONGEST_LINE]) and _header_block(lines, place + 1):
            return list(lines[:place])
        if _label(line) and _header_block(lines, place):
            return list(lines[:place])
    return list(lines)


def _header_block(lines: Sequence[str], place: int) -> bool:
    """Whether the head of a mail begins here: who, and two of when, to whom and what, within a few lines."""
    seen: set[str] = set()
    for line in lines[place : place + 9]:
        part = _label(line)
        if part is None and line.strip() and seen and not line.startswith((" ", "\t")):
            break
        if part:
            seen.add(part)
    return "who" in seen and len(seen) >= 3


def _label(line: str) -> str | None:
    match = LABEL.match(line[:LONGEST_LINE])
    return LABEL_OF.get(match[1].strip().lower()) if match else None


def _without_outer_quotes(lines: Sequence[str]) -> list[str]:
    """Without the quotation that comes last, if nothing new comes after it, nor the one that comes first."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_quoted(lines[end - 1])):
        end -= 1
    quoted_below = any(is_quoted(line) for line in lines[end:])
    if quoted_below:
        end = _attribution_above(lines, end)
    start = _end_of_first_quote(lines, end)
    inside = list(lines[start:end])
    return [line for place, line in enumerate(inside) if not _begins_quote(inside, place)]


def _end_of_first_quote(lines: Sequence[str], end: int) -> int:
    """Where the new text begins, if a quotation stands above it."""
    place = _skip_blank(lines, 0, end)
    for length in range(ATTRIBUTION_LINES + 1):
        quote = _skip_blank(lines, place + length, end)
        if length and not _attributes(lines[place : place + length]):
            continue
        if quote < end and is_quoted(lines[quote]):
            while quote < end and (is_quoted(lines[quote]) or not lines[quote].strip()):
                quote += 1
            answers_more = any(is_quoted(line) for line in lines[quote:end])  # then this, too, is quoted to be answered
            return 0 if answers_more or quote == end else quote
    return 0


def _attribution_above(lines: Sequence[str], end: int) -> int:
    """The end of the text, without the words that say who wrote what is quoted below: one paragraph of a few lines at most."""
    last = end
    while last and not lines[last - 1].strip():
        last -= 1
    for length in range(1, ATTRIBUTION_LINES + 1):
        first = last - length
        if first < 0 or not lines[first].strip() or is_quoted(lines[first]):
            break
        if _attributes(lines[first:last]) and (
            first == 0 or not lines[first - 1].strip() or length == ATTRIBUTION_LINES or _dated(lines[first])
        ):
            return first
    return end


def _begins_quote(lines: Sequence[str], place: int) -> bool:
    """Whether a line only says who wrote the lines that are quoted below it."""
    if is_quoted(lines[place]) or not _attributes(lines[place : place + 1]) or not _dated(lines[place]):
        return False
    below = _skip_blank(lines, place + 1, len(lines))
    return below < len(lines) and is_quoted(lines[below])


def _attributes(lines: Sequence[str]) -> bool:
    """“On Friday, 27 November 2026, Ana wrote:”, in a few languages."""
    said = " ".join(line.strip() for line in lines)[-LONGEST_LINE:]
    return said.endswith((":", ">")) and WROTE.search(said) is not None and _dated(said)


def _dated(line: str) -> bool:
    return any(letter.isdigit() for letter in line[:LONGEST_LINE]) or "@" in line[:LONGEST_LINE]


def _skip_blank(lines: Sequence[str], place: int, end: int) -> int:
    while place < end and not lines[place].strip():
        place += 1
    return place


def _without_signature(lines: Sequence[str]) -> list[str]:
    """Without what stands below “-- ”, and without the last line where it only says which device was used."""
    kept = list(lines)
    for place in range(len(kept) - 1, max(-1, len(kept) - 2 - MOST_SIGNED), -1):
        if kept[place] == "--":
            kept = kept[:place]
            break
    while kept and not kept[-1].strip():
        kept.pop()
    if kept and len(kept[-1]) <= 120 and DEVICE.match(kept[-1]):
        kept.pop()
    return kept

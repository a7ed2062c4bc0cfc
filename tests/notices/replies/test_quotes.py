"""Cutting what was quoted: never a new word, never for long, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.replies.html import to_text
from portal.notices.replies.quotes import is_quoted, new_text
from portal.notices.replies.reading import read

ATTRIBUTIONS = (
    "On Fri, Nov 27, 2026 at 3:12 PM Ben – Passerelle <noreply@passerelle.example> wrote:",
    "Am 27.11.26 um 15:12 schrieb Ben – Passerelle:",
    "Le 27/11/2026 à 15:12, Ben – Passerelle a écrit :",
    "W dniu 27.11.2026 o 15:12, Ben – Passerelle pisze:",
    "Dnia 27 listopada 2026 15:12 Ben – Passerelle <noreply@passerelle.example> napisał(a):",
)
HEADS = (
    "-----Original Message-----\nFrom: Ben\nSent: Friday, 27 November 2026\nTo: Ana\nSubject: The key",
    "________________________________\nVon: Ben\nGesendet: Freitag, 27. November 2026\nAn: Ana\nBetreff: The key",
    "De : Ben\nEnvoyé : vendredi 27 novembre 2026\nÀ : Ana\nObjet : The key",
    "Od: Ben\nWysłano: piątek, 27 listopada 2026\nDo: Ana\nTemat: The key",
)
words = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), min_size=1, max_size=30).filter(str.strip)
plain_lines = words.map(str.strip).filter(lambda line: line and not is_quoted(line) and not line.endswith(":"))
new = st.lists(plain_lines, min_size=1, max_size=8).map("\n".join).filter(lambda text: new_text(text) == text)
quoted = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=60),
    min_size=1,
    max_size=8,
)


@pytest.fixture(autouse=True)
def nobody_was_here_before() -> None:
    """Words alone: no database."""


def marked(lines: list[str]) -> str:
    return "\n".join(f"> {line}" for line in lines)


@given(new, st.sampled_from(ATTRIBUTIONS), quoted)
def test_new_words_above_a_quotation_stay_and_no_others(text: str, attribution: str, lines: list[str]) -> None:
    assert new_text(f"{text}\n\n{attribution}\n{marked(lines)}") == text


@given(new, st.sampled_from(ATTRIBUTIONS), quoted)
def test_new_words_below_a_quotation_stay_and_no_others(text: str, attribution: str, lines: list[str]) -> None:
    assert new_text(f"{attribution}\n{marked(lines)}\n\n{text}") == text


@given(new, st.sampled_from(HEADS), quoted)
def test_new_words_above_the_head_of_a_mail_stay_and_no_others(text: str, head: str, lines: list[str]) -> None:
    assert new_text("\n\n".join([text, head, "\n".join(lines)])) == text


@given(st.lists(st.tuples(new, quoted), min_size=2, max_size=4), st.sampled_from(ATTRIBUTIONS))
def test_answers_between_quoted_lines_all_stay(parts: list[tuple[str, list[str]]], attribution: str) -> None:
    said = "\n\n".join(f"{marked(lines)}\n\n{text}" for text, lines in parts)
    left = new_text(f"{attribution}\n{said}")
    for text, _lines in parts:
        assert text in left


@given(st.text(max_size=2000))
def test_whatever_the_text_only_whole_lines_go(text: str) -> None:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    left = iter(lines)
    assert all(
        any(line == old.strip("\n ") or line == old for old in left) for line in new_text(text).split("\n") if line
    )


@given(st.text(max_size=500))
def test_what_has_no_quotation_and_no_signature_is_left_alone(text: str) -> None:
    harmless = "\n".join(f"a {line}" for line in text.replace("\r", "").split("\n") if "/notices/stop/" not in line)
    assert new_text(harmless) == "\n".join(line.rstrip() for line in harmless.split("\n")).strip("\n ")


@given(st.binary(max_size=3000))
def test_any_bytes_are_read(raw: bytes) -> None:
    incoming = read(raw)
    assert "\x00" not in incoming.text
    incoming.text.encode()


@given(st.text(alphabet="<>/abdiv blockquote=\"'&;pre\n", max_size=2000))
def test_any_html_is_text(html: str) -> None:
    assert isinstance(to_text(html), str)


@pytest.mark.parametrize(
    "nasty",
    ["> " * 50_000, "On 1 " * 40_000 + "wrote", "From: a\n" * 30_000, "-" * 200_000, "_" * 200_000 + "x", "-- \n" * 50_000, "Am 1 schrieb:\n" * 20_000,
     ">\n" * 100_000, "a\n\n" * 60_000, " " * 300_000 + ":", ("\u00a0" * 1000 + ":\n") * 200],
)  # fmt: skip
def test_texts_made_to_keep_it_busy_end(nasty: str) -> None:
    assert isinstance(new_text(nasty), str)


def test_deep_html_ends() -> None:
    assert to_text("<blockquote>" * 5_000 + "words").endswith("words")
    assert to_text("<div>" * 5_000 + "words" + "</div>" * 5_000) == "words"
    assert to_text("<div yahoo_quote" * 20_000) == ""

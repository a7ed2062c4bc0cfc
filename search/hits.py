"""A hit as pages show it, made of what an engine stored with the document: the same for all engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from search.engines.base import Hit, Passage, Reason, SearchRequest
from search.highlighting import Highlighter, shorten

MOST_REASONS: Final = 3


def hit(kept: bytes | str, score: Any, highlighter: Highlighter, request: SearchRequest) -> Hit:
    """The hit of one stored document (`Fields.stored`), in the language that the reader prefers, its words marked."""
    stored: dict[str, Any] = orjson.loads(kept)
    language, title, summary, _body = _preferred(stored["texts"], request.languages)
    marked_title, in_title = highlighter.mark(title, language)
    marked_summary, in_summary = highlighter.mark(shorten(summary, 400), language)
    snippet, reasons = None, []
    if in_title:
        reasons.append(Reason("title"))
    reasons += _by_name(stored["names"], highlighter, in_title)
    seen = in_summary
    for other_language, other_title, other_summary, body in stored["texts"]:
        for text in (body, other_summary, other_title):
            if text is not summary and text is not title and not highlighter.all_of(seen):
                best, words = highlighter.snippet(text, other_language)
                if len(words) > len(seen):
                    snippet, seen = Passage(best, other_language), words
    if snippet or in_summary:
        reasons.append(Reason("text"))
    reasons += _by_label(stored["labels"], highlighter, request.languages, in_title | seen)
    return Hit(
        id=stored["id"],
        record=stored["record"],
        kind=stored["kind"],
        score=float(score) if isinstance(score, float) else 0.0,
        title=Passage(marked_title, language),
        summary=Passage(marked_summary, language),
        snippet=snippet,
        matched_in=reasons,
        facets=stored["facets"],
        card=stored["card"],
    )


def _preferred(texts: Sequence[Sequence[str]], languages: Sequence[str]) -> Sequence[str]:
    """The text in the first language that the reader reads and there is; else the main one."""
    for language in languages:
        for text in texts:
            if text[0] == language:
                return text
    return texts[0]


def _by_name(names: Sequence[str], highlighter: Highlighter, in_title: frozenset[int]) -> list[Reason]:
    return [Reason("name", name) for name in names if (found := highlighter.found(name, "")) and not found <= in_title][
        :MOST_REASONS
    ]


def _by_label(
    labels: Mapping[str, str], highlighter: Highlighter, languages: Sequence[str], seen: frozenset[int]
) -> list[Reason]:
    """The labels that have a word of the query: in the reader's languages, or in any where nothing else explains it.

    Labels are the lines of one text per language.
    """
    found: list[Reason] = []
    explained: frozenset[int] = frozenset()
    for language in sorted(labels, key=lambda language: language not in languages):
        if language not in languages and highlighter.all_of(seen):
            break
        text = labels[language]
        for match in highlighter.matches(text, language):
            if not match.words <= explained:  # its synonyms say nothing more
                start = text.rfind("\n", 0, match.start) + 1
                found.append(Reason("label", text[start:].split("\n", 1)[0], language))
                explained |= match.words
        seen |= explained
    return found[:MOST_REASONS]

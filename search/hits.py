"""A hit as pages show it, made of what an engine stored with the document: the same for all engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import orjson

from search.engines.base import Hit, Passage, Reason, SearchRequest, Shown
from search.highlighting import Highlighter, shorten

MOST_REASONS: Final = 3


def hit(stored: Mapping[str, Any], score: Any, highlighter: Highlighter, request: SearchRequest) -> Hit:
    """The hit of one stored document (`Fields.stored`, read)."""
    return Hit(
        id=stored["id"],
        record=stored["record"],
        kind=stored["kind"],
        score=score_of(score),
        facets=stored["facets"],
        card=stored["card"],
        texts=partial(shown, stored, highlighter, request),
    )


def shown(stored: Mapping[str, Any], highlighter: Highlighter, request: SearchRequest) -> Shown:
    """The texts of a hit in the language that the reader prefers, its words marked.

    The text and the labels are looked through only for words that the title and the summary don't show already.
    """
    language, title, summary, _body = _preferred(stored["texts"], request.languages)
    marked_title, in_title = highlighter.mark(title, language)
    marked_summary, in_summary = highlighter.mark(shorten(summary, 400), language)
    snippet, reasons = None, []
    if in_title:
        reasons.append(Reason("title"))
    reasons += _by_name(stored["names"], highlighter, in_title)
    seen = in_title | in_summary
    for finder in (highlighter, highlighter.in_any_language) if request.widenings else (highlighter,):
        if seen and finder is not highlighter:
            break
        for other_language, other_title, other_summary, body in stored["texts"]:
            for text in (body, other_summary, other_title):
                if highlighter.all_of(seen):
                    break
                if finder is not highlighter or (text is not summary and text is not title):
                    best, words = finder.snippet(text, other_language)
                    if not words <= seen:
                        snippet, seen = Passage(best, other_language), seen | words
    if snippet or in_summary:
        reasons.append(Reason("text"))
    reasons += _by_label(stored["labels"], highlighter, request.languages, seen)
    if not reasons and request.widenings:
        reasons.append(Reason("other"))
    return Shown(
        title=Passage(marked_title, language),
        summary=Passage(marked_summary, language),
        snippet=snippet,
        matched_in=reasons,
    )


def id_of(kept: bytes | str) -> str:
    """The id alone of one stored document."""
    return str(orjson.loads(kept)["id"])


def score_of(score: Any) -> float:
    """A hit's score; 0 where the results were put in order by something else."""
    return float(score) if isinstance(score, float) else 0.0


def _preferred(texts: Sequence[Sequence[str]], languages: Sequence[str]) -> Sequence[str]:
    """The text in the first language that the reader reads and there is; else the main one."""
    for language in languages:
        for text in texts:
            if text[0] == language:
                return text
    return texts[0]


def _by_name(names: Sequence[str], highlighter: Highlighter, in_title: frozenset[int]) -> list[Reason]:
    """The names that have a word of the query which the title doesn't have."""
    if highlighter.all_of(in_title) or highlighter.found("\n".join(names), "") <= in_title:
        return []
    return [Reason("name", name) for name in names if not highlighter.found(name, "") <= in_title][:MOST_REASONS]


def _by_label(
    labels: Mapping[str, str], highlighter: Highlighter, languages: Sequence[str], seen: frozenset[int]
) -> list[Reason]:
    """The labels that have a word of the query which nothing else explains, those in the reader's languages first.

    Labels are the lines of one text per language.
    """
    found: list[Reason] = []
    for language in sorted(labels, key=lambda language: language not in languages):
        if highlighter.all_of(seen):
            break
        text = labels[language]
        for match in highlighter.matches(text, language):
            if not match.words <= seen:  # its synonyms say nothing more
                start = text.rfind("\n", 0, match.start) + 1
                found.append(Reason("label", text[start:].split("\n", 1)[0], language))
                seen |= match.words
    return found[:MOST_REASONS]

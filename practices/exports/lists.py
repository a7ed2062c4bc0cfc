"""The records of a whole list: the engine ranks them once, the database is asked again for each batch as it goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from django.utils import translation

from practices.exports.entries import Entry, entries
from search import fallback
from search.engines.base import DEEPEST, SearchRequest
from search.indexing import pending_hidden

BATCH: Final = 200
MOST: Final = DEEPEST


def ranked(request: SearchRequest) -> list[str]:
    """The ids of everything in a list, in its order: from the database where there is no usable index. Raises
    EngineUnavailableError where nothing was ever indexed."""
    asked = replace(request, offset=0, limit=MOST, facets=())
    return list(dict.fromkeys(fallback.ranking(asked)))


def batches(ids: list[str], request: SearchRequest, user: Any) -> Iterator[list[Entry]]:
    """Their entries, `BATCH` at a time. What is hidden meanwhile is left out from then on."""
    for start in range(0, len(ids), BATCH):
        hidden = pending_hidden()
        shown = [one for one in ids[start : start + BATCH] if ":".join(one.split(":")[:2]) not in hidden]
        yield entries(shown, user, request.languages)


def speaking(language: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, each made in a language: a file is written after the view has returned and the request's language is gone."""
    made = iter(pieces)
    while True:
        with translation.override(language):
            piece = next(made, None)
        if piece is None:
            return
        yield piece

"""Reads what was asked beyond what types can say, and writes how to go on."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from ninja import Schema

from portal.api import cursors
from portal.api.problems import ProblemError
from portal.api.schemas import CLOSED, Filters

LANGUAGES: Final = dict(settings.CONTENT_LANGUAGES)
ROOT: Final = "/api/v1"


def checked(request: HttpRequest, asked: Schema, kinds: frozenset[str] = frozenset()) -> None:
    """Raises ProblemError for parameters that don't exist, and for codes of short closed lists that don't.

    A wrong name would otherwise be taken for no filter at all, and everything for the answer.
    """
    known = {field.alias or name for name, field in type(asked).model_fields.items()}
    wrong = [
        (name[:80], f"There is no such parameter; there are {', '.join(sorted(known))}.")
        for name in request.GET
        if name not in known
    ]
    wrong += [
        (name[:80], "There is a NUL in it, which no text has: leave it out.")
        for name, values in request.GET.lists()
        if name != "q" and any("\0" in value for value in values)
    ]
    language = getattr(asked, "language", "")
    if language and language not in LANGUAGES:
        wrong.append(("language", f"There are no texts in {language!r}; choose one of {', '.join(LANGUAGES)}."))
    if isinstance(asked, Filters):
        for name, codes in {**CLOSED, "kind": kinds}.items():
            unknown = [code for code in getattr(asked, name) if code not in codes]
            wrong += [(name, f"There is no {code!r}; there are {', '.join(sorted(codes))}.") for code in unknown]
        if asked.first_year and asked.last_year and asked.first_year > asked.last_year:
            wrong.append(("from", "The first year is after the last."))
    if wrong:
        raise ProblemError(422, "Some parameters are not understood.", wrong)


def languages_of(language: str) -> tuple[str, ...]:
    """The language asked for, then English."""
    return tuple(dict.fromkeys((language, settings.LANGUAGE_CODE)))


class Paging:
    """One list and where in it the reader is."""

    def __init__(self, asked: Filters) -> None:
        told = {name: value for name, value in asked.dict().items() if name not in ("cursor", "limit")}
        self._question = cursors.fingerprint(type(asked).__name__, told)
        try:
            self.position = cursors.read(asked.cursor, self._question) if asked.cursor else 0
        except cursors.CursorError:
            wrong = "This cursor is not of this list: take next_cursor of the last answer, and change no other parameter than limit."
            raise ProblemError(422, "Some parameters are not understood.", [("cursor", wrong)]) from None

    def onward(self, request: HttpRequest, position: int | None) -> dict[str, str | None]:
        """How to go on from a position; None: it is the end."""
        if position is None:
            return {"next_cursor": None, "next": None}
        cursor = cursors.written(position, self._question)
        pairs = [(name, value) for name, values in request.GET.lists() for value in values if name != "cursor"]
        address = f"{settings.SITE_ADDRESS}{request.path}?{urlencode([*pairs, ('cursor', cursor)])}"
        return {"next_cursor": cursor, "next": address}


def api_url(identifier: str) -> str:
    """A whole record."""
    return f"{settings.SITE_ADDRESS}{ROOT}/records/{identifier}"


def with_api_url(told: dict[str, Any], *, is_record: bool = True) -> dict[str, Any]:
    """A record in short, and where it is whole."""
    return told | {"api_url": api_url(told["identifier"]) if is_record and told["identifier"] else None}

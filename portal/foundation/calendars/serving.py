"""Calendars as answers: to be saved, or read again and again by a program that has subscribed."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse

from portal.foundation.calendars.writing import MEDIA_TYPE, Entry, written


def as_file(entries: Iterable[Entry], name: str, *, title: str = "", language: str = "") -> HttpResponse:
    """A calendar under the name of a file, without its ending."""
    response = HttpResponse(
        written(entries, name=title, language=language), content_type=f"{MEDIA_TYPE}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response

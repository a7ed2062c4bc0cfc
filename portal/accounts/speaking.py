"""In which language and time zone the site speaks to somebody who is not there, as in letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override


@contextmanager
def speaking_to(user: Any) -> Iterator[None]:
    """The language that somebody chose, where the interface speaks it, and their time zone."""
    language = user.language if user.language in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE
    with override(language), timezone.override(zone_of(user)):
        yield


def zone_of(user: Any) -> ZoneInfo:
    """A person's time zone; UTC for one that is no more."""
    try:
        return ZoneInfo(user.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")

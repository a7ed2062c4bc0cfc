"""What is new in a space as HTML, and moments: a template takes ten times as long for twenty lines with dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from communities.spaces.parts import News
from portal.foundation.templatetags.passerelle import icon

MOMENTS: Final = 10_000  # that are remembered as written: what is popular is read again and again
WORDS: Final = 1_000


def word(message: str) -> str:
    """A word of the interface in the reader's language, escaped; pages say the same few twenty times."""
    return _word(message, get_language())


@lru_cache(maxsize=WORDS)
def _word(message: str, _language: str | None) -> str:
    return str(escape(gettext(message)))


def moment(at: datetime, style: str = "DATETIME_FORMAT") -> str:
    """A moment as the reader's language and time zone write it."""
    return moments(style)(at)


def moments(style: str = "DATETIME_FORMAT") -> Callable[[datetime], str]:
    """The same for many: who reads is asked once."""
    zone, language = timezone.get_current_timezone_name(), get_language()
    return lambda at: _moment(at, style, zone, language)


@lru_cache(maxsize=MOMENTS)
def _moment(at: datetime, style: str, _zone: str, _language: str | None) -> str:
    local = timezone.localtime(at)
    return f'<time datetime="{local.isoformat()}">{escape(date_format(local, style))}</time>'


def news_items(news: Iterable[News]) -> SafeString:
    """The lines of what is new."""
    day = moments("DATE_FORMAT")
    return SafeString("".join(_item(one, day) for one in news))  # escaped below


def _item(one: News, day: Callable[[datetime], str]) -> str:
    note = f'<span class="how">{escape(one.note)}, {day(one.when)}</span>' if one.note else ""
    return f'<li>{icon(one.symbol)} <a href="{escape(one.url)}" dir="auto">{escape(one.text)}</a>{note}</li>'

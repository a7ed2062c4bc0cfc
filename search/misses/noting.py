"""Notes a search that found nothing, after its page was sent.

A text is counted by a hash with the site's key that is another one each week. Each reader sets one of 62 bits, chosen by a hash
of their address and the text: asking again changes nothing and writes nothing, and nobody can be told from a bit. From the third
reader on the text itself is kept. What looks like personal data is not even counted.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Final

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone

from portal.foundation.duties import duty
from portal.foundation.limits import visitor
from search.analysis import clean, fold
from search.misses.models import Miss

log = structlog.get_logger(__name__)
LONGEST: Final = 200  # characters
COMMON: Final = 3  # readers in a week from whom on a text is shown
BITS: Final = 62
MOST_IN_A_WEEK: Final = 5_000  # different texts; more are a machine's
KEPT: Final = timedelta(days=90)
PATIENCE: Final = 100  # milliseconds for which a writer is waited for
ROBOT: Final = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|curl|wget|python|http-?client|headless|monitor", re.IGNORECASE
)
YEAR: Final = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
DAY: Final = re.compile(r"\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}")  # perhaps of somebody's birth
LONG_NUMBER: Final = re.compile(r"\d{5}|(?:\d[\s./()+-]{0,3}){7}")


def noted(request: HttpRequest, text: str, language: str) -> Callable[[], None] | None:
    """What to call once the answer is sent; None where there is nothing to note."""
    text = folded(text)
    if (
        request.method != "GET"
        or not text
        or is_personal(text)
        or ROBOT.search(request.headers.get("User-Agent") or "bot")
    ):
        return None
    who, language = visitor(request), language.split("-")[0][:2]
    return lambda: note(text, language, who)


def folded(text: str) -> str:
    """A text as it is counted: what differs only by capitals, accents or blanks is the same."""
    return " ".join(fold(clean(text[: 4 * LONGEST])).split())[:LONGEST].strip()


def is_personal(text: str) -> bool:
    """Whether something in a text looks like an e-mail address, a day, a telephone number or another long number."""
    return "@" in text or bool(DAY.search(text) or LONG_NUMBER.search(YEAR.sub(" ", text)))


def note(text: str, language: str, who: str) -> None:
    """Counts one reader. Never raises for a database that can't be written now: then one search is not counted."""
    week = week_of(timezone.localdate())
    digest = _hash(f"{week}|{language}|{text}")
    mark = 1 << (int(_hash(f"{digest}|{who}"), 16) % BITS)
    try:
        with _impatient():
            _count(week, language, digest, mark, text)
    except DatabaseError as error:
        log.info("misses.not_counted", error=type(error).__name__)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _count(week: date, language: str, digest: str, mark: int, text: str) -> None:
    rows = Miss.objects.filter(week=week, language=language, digest=digest)
    marks = rows.values_list("marks", flat=True).first()
    if marks is None:
        if Miss.objects.filter(week=week).count() < MOST_IN_A_WEEK:
            new = Miss(week=week, language=language, digest=digest, marks=mark, readers=1)
            Miss.objects.bulk_create([new], ignore_conflicts=True)
    elif not marks & mark:
        readers = (marks | mark).bit_count()
        rows.update(marks=F("marks").bitor(mark), readers=readers, text=text if readers >= COMMON else "")


@contextmanager
def _impatient() -> Iterator[None]:
    """A transaction that gives up soon where somebody else is writing: what is counted here is worth no waiting."""
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}ms'")
            yield
        return
    usual = int(1000 * connection.settings_dict["OPTIONS"].get("timeout", 5))
    _wait_at_most(PATIENCE)
    try:
        with transaction.atomic():
            yield
    finally:
        _wait_at_most(usual)


def _wait_at_most(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


def _hash(text: str) -> str:
    """With the site's key: nobody without it can try out what it is a hash of."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


@duty("forget_misses", every=timedelta(days=1))
def forget() -> None:
    """Keeps no search longer than ninety days, and of the rare ones of weeks that are over only how many they were."""
    this_week = week_of(timezone.localdate())
    Miss.objects.filter(week__lt=this_week - KEPT).delete()
    rare = Miss.objects.filter(week__lt=this_week, text="").exclude(digest="").order_by()
    for week, language, readers in list(rare.values_list("week", "language").annotate(n=Sum("readers"))):
        with transaction.atomic():
            rare.filter(week=week, language=language).delete()
            counted, _made = Miss.objects.get_or_create(week=week, language=language, digest="")
            Miss.objects.filter(pk=counted.pk).update(readers=F("readers") + readers)

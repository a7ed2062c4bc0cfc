"""What people follow: a record, or a list (a country, a concept, any search); and what there was to tell of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation.audience import audiences_of
from portal.foundation.erasure import Fate, declare
from practices.records.models import Record

LONGEST_QUERY: Final = 600  # characters
MOST_LISTS: Final = 50  # of one person: each is searched every day
KEPT: Final = timedelta(days=90)  # as long as what people were told


class Following(models.Model):
    """One thing that somebody follows."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, models.SET_NULL, null=True, related_name="+")
    code = models.CharField(max_length=16, blank=True)  # of the record; empty for a list
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)  # of a list, as the search page takes it
    label = models.CharField(_("called"), max_length=255)
    looked_at = models.DateTimeField(default=timezone.now)  # what came later is new
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "code", "query"], name="followed_once")]
        verbose_name = _("something followed")

    def __str__(self) -> str:
        return self.label


class News(models.Model):
    """One thing to tell one person of what they follow."""

    class What(models.TextChoices):
        PUBLISHED = "published", _("A new version of the record is published.")
        WITHDRAWN = "withdrawn", _("The record is no longer published.")
        FOUND = "found", _("New or changed in what you follow:")

    following = models.ForeignKey(Following, models.CASCADE, related_name="news")
    what = models.CharField(max_length=9, choices=What.choices)
    records = models.JSONField(default=list)  # keys of pages
    title = models.CharField(max_length=255, blank=True)  # of a record that is gone, for those of its audience
    audience = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        verbose_name = _("news of something followed")

    def __str__(self) -> str:
        return f"{self.what} {self.following_id}"


def titles_for(user: Any, told: Iterable[News]) -> dict[int, list[str]]:
    """By the key of each of the news the titles that this person may read now; none where nothing may be told. One query."""
    named, groups = list(told), audiences_of(user)
    wanted = {key for news in named for key in news.records}
    records = Record.objects.visible_to(user).filter(pk__in=wanted).order_by("-last_published_at")
    titles = dict(records.values_list("pk", "title"))
    return {news.pk: _titles(news, titles, groups) for news in named}


def _titles(news: News, titles: Mapping[int, str], groups: Container[str]) -> list[str]:
    if news.what == News.What.WITHDRAWN:
        return [news.title] if news.audience in groups else []
    return [title for key, title in titles.items() if key in news.records]


declare(
    "practices.Following.user",
    Fate.DELETE,
    because=_("Which records and lists you follow."),
    export=("code", "query", "label", "since"),
)

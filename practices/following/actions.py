"""Beginning and ending to follow, and what there is to tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import structlog
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from portal.foundation.duties import duty
from portal.notices import telling
from practices.following.models import KEPT, Following, News
from practices.records.models import Record
from search import fallback
from search.engines.base import DEEPEST
from search.lists import result_list

log = structlog.get_logger(__name__)
NEWS: Final = "followed"
MOST_TOLD: Final = 200  # records of one list in a day


def follow_record(user: Any, record: Any) -> None:
    """From now on its new versions, and its end, are told; a second time it changes nothing."""
    fields = {"record": record, "label": record.title[:255]}
    Following.objects.get_or_create(user=user, code=record.identifier, query="", defaults=fields)


def follow_list(user: Any, query: str, label: str) -> None:
    """From now on what is published or changed in a list is told."""
    Following.objects.get_or_create(user=user, code="", query=query, defaults={"label": label[:255]})


@receiver(page_published)
def published(instance: Any, **_details: Any) -> None:
    """A version of a record is published: a row for each who follows it."""
    _tell(instance, News.What.PUBLISHED)


@receiver(page_unpublished)
def unpublished(instance: Any, **_details: Any) -> None:
    """A record is withdrawn."""
    _tell(instance, News.What.WITHDRAWN)


@transaction.atomic
def _tell(page: Any, what: News.What) -> None:
    if not isinstance(page, Record) or page.is_translation:
        return
    for one in Following.objects.filter(record=page.pk):
        note(one, what, [page.pk], title=page.title[:255], audience=page.audience)


@transaction.atomic
def note(following: Following, what: News.What, records: list[int], **said: Any) -> None:
    """Something to tell one person, in the current transaction with what has happened."""
    news = News.objects.create(following=following, what=what, records=records, **said)
    telling.happened(NEWS, news.pk)


@duty("look_into_followed_lists", every=timedelta(days=1))
def look() -> None:
    """Searches each followed list as its follower would, and notes what was published or changed since the last time."""
    News.objects.filter(at__lt=timezone.now() - KEPT).delete()
    for one in Following.objects.exclude(query="").filter(user__is_active=True).select_related("user").iterator():
        begun = timezone.now()
        keys = found_by(one.user, one.query)
        fresh = Page.objects.filter(pk__in=keys, live=True, last_published_at__gt=one.looked_at)
        new = list(fresh.order_by("-last_published_at").values_list("pk", flat=True)[:MOST_TOLD])
        with transaction.atomic():
            Following.objects.filter(pk=one.pk).update(looked_at=begun)
            if new:
                note(one, News.What.FOUND, new)


def found_by(user: Any, query: str) -> list[int]:
    """The keys of the pages that a list holds for a person."""
    request = HttpRequest()
    request.path, request.user, request.GET = "/search/", user, QueryDict(query.removeprefix("?"))
    with override(user.language):
        asked = result_list(request).question
    ids = fallback.ranking(replace(asked, offset=0, limit=DEEPEST, facets=(), sort="newest"))
    return [int(key) for source, key in (one.split(":")[:2] for one in ids) if source == "page" and key.isdigit()]

"""What a record's page says of discussions: where it is talked about, and how to begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.discussion.models import Naming, Topic
from portal.foundation import prepared
from portal.foundation.audience import audiences_of
from portal.foundation.prepared import SLUG
from portal.foundation.slots import RECORD, RECORD_WAYS, Entry, fills

MOST: Final = 6


@fills(RECORD)
def discussed(code: str, user: Any) -> Iterator[Entry]:
    """The topics about a record and those in which a post names it, the latest first, of the spaces that this reader reads. One query."""

    def talked_about() -> QuerySet[Topic, Any]:
        about = Topic.objects.filter(about=SLUG).order_by().values("pk")
        named = Naming.objects.filter(code=SLUG, post__removed_at=None).values("post__topic")
        found = Topic.objects.visible_to(user).filter(pk__in=about.union(named)).order_by("-last_post_at", "-pk")
        return found.values_list("title", "language", "pk", "community__slug", "community__name")[:MOST]

    for title, language, key, slug, space in prepared.rows(("discussed", audiences_of(user)), talked_about, slug=code):
        yield Entry(title, reverse("topic", args=[slug, key]), space, language)


@fills(RECORD_WAYS)
def begin(code: str, user: Any) -> Iterator[Entry]:
    """The way to a new topic about it."""
    yield Entry(_("Discuss it with others"), reverse("discuss", args=[code]))

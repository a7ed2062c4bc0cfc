"""What a record's page says of discussions: where it is talked about, and how to begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.discussion.models import Topic
from portal.foundation.slots import RECORD, RECORD_WAYS, Entry, fills

MOST: Final = 6


@fills(RECORD)
def discussed(code: str, user: Any) -> Iterator[Entry]:
    """The topics about a record and those in which a post names it, the latest first, of the spaces that this reader reads. One query."""
    named = Q(posts__namings__code=code, posts__removed_at=None)
    found = Topic.objects.visible_to(user).filter(Q(about=code) | named).distinct().select_related("community")
    for topic in found.order_by("-last_post_at", "-pk")[:MOST]:
        yield Entry(topic.title, topic.get_absolute_url(), topic.community.name, topic.language)


@fills(RECORD_WAYS)
def begin(code: str, user: Any) -> Iterator[Entry]:
    """The way to a new topic about it."""
    yield Entry(_("Discuss it with others"), reverse("discuss", args=[code]))

"""What a record's page says of blogs: the entries that show it or link to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse

from communities.blog.models import Entry, EntryNaming
from portal.foundation import prepared, slots
from portal.foundation.audience import audiences_of
from portal.foundation.prepared import SLUG
from portal.foundation.slots import RECORD, fills

MOST: Final = 4


@fills(RECORD)
def shown_in(code: str, user: Any) -> Iterator[slots.Entry]:
    """The latest entries that this reader may read. One query."""

    def showing() -> Any:
        named = EntryNaming.objects.filter(code=SLUG).values("entry")
        found = Entry.objects.visible_to(user).filter(pk__in=named).order_by("-published_at", "-pk")
        return found.values_list("title", "language", "pk", "community__slug", "community__name")[:MOST]

    for title, language, key, slug, space in prepared.rows(("shown in", audiences_of(user)), showing, slug=code):
        yield slots.Entry(title, reverse("entry", args=[slug, key]), space, language)

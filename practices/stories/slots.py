"""Stories on the pages of records that helped those who tell them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse

from portal.foundation.slots import RECORD_STORIES, Entry, fills
from practices.stories.models import Story

MOST: Final = 6


@fills(RECORD_STORIES)
def told(code: str, user: Any) -> Iterator[Entry]:
    """The latest that this reader may read. One query."""
    found = Story.objects.visible_to(user).filter(practices__identifier=code).distinct().order_by("-published_at", "pk")
    for title, language, identifier in found.values_list("title", "language", "identifier")[:MOST]:
        yield Entry(title, reverse("story", args=[identifier]), language=language)

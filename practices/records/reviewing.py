"""Records that were to be compared with their sources again by now, for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from portal.foundation.reviewing import Overdue, finds_overdue
from practices.records.models import Record

MOST: Final = 1_000  # the longest overdue


@finds_overdue
def overdue_records(user: Any) -> Iterator[Overdue]:
    """Those that this person may read."""
    due = Record.objects.visible_to(user).filter(review_due__lt=timezone.localdate()).order_by("review_due", "pk")
    for code, page, title, since in due.values_list("identifier", "pk", "title", "review_due")[:MOST]:
        if since:
            yield Overdue(code, page, title, reverse("by_identifier", args=[code]), since)

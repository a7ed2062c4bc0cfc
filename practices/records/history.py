"""A record's published versions, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from wagtail.models import PageLogEntry, Revision

from portal.foundation.audience import PUBLIC, audiences_of


@dataclass(frozen=True)
class Version:
    """A version that readers could see, the newest first."""

    number: int
    revision_id: int
    published_at: datetime


@dataclass(frozen=True)
class Change:
    """One field that differs, as safe HTML with deletions and insertions marked."""

    label: str
    html: Any


def versions(page: Any, user: Any) -> list[Version]:
    """What was published of the page, and when; versions of an audience that the reader isn't part of are left out."""
    entries = PageLogEntry.objects.filter(page_id=page.pk, action="wagtail.publish", revision__isnull=False).order_by(
        "timestamp"
    )
    seen: dict[int, datetime] = {}
    for entry in entries.select_related("revision"):
        if entry.revision.content.get("audience", PUBLIC) in audiences_of(user):
            seen.setdefault(entry.revision_id, entry.timestamp)
    numbered = [Version(number, revision, when) for number, (revision, when) in enumerate(seen.items(), start=1)]
    return numbered[::-1]


def comparison(page: Any, published: Sequence[Version], wanted: str) -> dict[str, Any] | None:
    """What version `wanted` changed against the one before it; the newest where none is named."""
    if len(published) < 2:
        return None
    newer = next((version for version in published[:-1] if str(version.number) == wanted), published[0])
    older = published[published.index(newer) + 1]
    return {"older": older, "newer": newer, "changes": changes(page, older, newer)}


def changes(page: Any, older: Version, newer: Version) -> list[Change]:
    """The fields in which two versions differ, compared as Wagtail's editor does."""
    before, after = (Revision.objects.get(pk=version.revision_id).as_object() for version in (older, newer))
    panel = page.get_edit_handler().get_bound_panel(instance=page, request=HttpRequest(), form=None)
    compared = [comparison_class(before, after) for comparison_class in panel.get_comparison()]
    return [
        Change(str(one.field_label()), one.htmldiff())
        for one in compared
        if one.has_changed() and hasattr(one, "htmldiff")
    ]

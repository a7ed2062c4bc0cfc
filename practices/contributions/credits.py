"""Whom a record's history thanks, as they wish."""

from __future__ import annotations

from collections.abc import Sequence

from practices.contributions.models import Contribution
from practices.contributions.terms import Credit, State


def credits_of(record: int, revisions: Sequence[int]) -> dict[int, list[str]]:
    """By the published versions of a record (keys of revisions, the oldest first): who suggested what came in with each. One query."""
    thanked = Contribution.objects.filter(record=record, state=State.ACCEPTED, revision__isnull=False)
    named = thanked.exclude(credit=Credit.NONE).exclude(credited_as="").order_by("pk")
    found: dict[int, list[str]] = {}
    for revision, name in named.values_list("revision_id", "credited_as"):
        published = next((one for one in sorted(revisions) if one >= revision), None)
        if published is not None and name not in found.setdefault(published, []):
            found[published].append(name)
    return found

"""What a stage’s page shows: the newest draft, and in what it differs from what readers see."""

from __future__ import annotations

from typing import Any

from wagtail.models import Revision

from practices.records.history import Change, differences


def changed(page: Any) -> list[Change] | None:
    """Between what is published and the draft; None where nothing was published before."""
    if not page.live or page.live_revision is None:
        return None
    return differences(page, page.live_revision.as_object(), page.get_latest_revision_as_object())


def changed_since(page: Any, revision: Revision | None) -> list[Change]:
    """Since an earlier version, as far as that is still there: the desk’s autosave writes over versions."""
    if revision is None or revision.pk == page.latest_revision_id:
        return []
    return differences(page, revision.as_object(), page.get_latest_revision_as_object())

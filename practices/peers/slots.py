"""The ways to peer reviews on the page of a record, for editors; everybody else finds what was decided at the badge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.foundation.slots import RECORD_WAYS, Entry, fills
from practices.kinds import KINDS
from practices.peers import policies

PREFIXES = frozenset(model.identifier_prefix for model in KINDS.values() if model.has_badges)


@fills(RECORD_WAYS)
def review(code: str, user: Any) -> Iterator[Entry]:
    """Begins one, or leads to the one under way."""
    if code[:2] in PREFIXES and policies.tend(user):
        yield Entry(_("Peer review"), reverse("peer_review_begin", args=[code]))

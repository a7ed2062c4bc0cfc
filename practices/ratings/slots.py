"""The way to rating on the page of a record, for editors; everybody else finds the ratings at the badge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.foundation.slots import RECORD_WAYS, Entry, fills
from practices.peers.slots import PREFIXES
from practices.ratings import policies


@fills(RECORD_WAYS)
def rate(code: str, user: Any) -> Iterator[Entry]:
    """Proposes one, or leads to the one that waits."""
    if code[:2] in PREFIXES and policies.rate(user):
        yield Entry(_("Rate the evidence"), reverse("rating_propose", args=[code]))

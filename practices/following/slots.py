"""The way to follow a record, on its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.foundation.slots import RECORD_WAYS, Entry, fills


@fills(RECORD_WAYS)
def follow(code: str, user: Any) -> Iterator[Entry]:
    """For who is signed in: the page behind it says whether they follow it already."""
    if user.is_authenticated:
        yield Entry(_("Follow it"), reverse("follow_record", args=[code]))

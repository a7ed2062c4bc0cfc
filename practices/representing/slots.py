"""The way to claiming a record, on the page of an organisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.foundation.slots import RECORD_WAYS, Entry, fills
from practices.representing.terms import PREFIXES


@fills(RECORD_WAYS)
def claim(code: str, _user: Any) -> Iterator[Entry]:
    """For everybody: who is not signed in is asked to; who speaks for it already finds their own page."""
    if code.startswith(PREFIXES):
        yield Entry(_("Is this your organisation?"), reverse("claim", args=[code]))

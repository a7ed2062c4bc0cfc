"""The words and measures of the common room."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

PART: Final = "common_room"
SLUG: Final = "stewards-common-room"
LONGEST_NOTE: Final = 500
LONGEST_PERIOD: Final = timedelta(days=183)
SOON: Final = timedelta(days=60)  # before a term ends
MOST_OPEN: Final = 5  # things that one person asks or offers at a time
MOST_LISTED: Final = 200  # communities on the page

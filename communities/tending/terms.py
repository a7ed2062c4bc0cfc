"""The words of the weekly five and of the dates that who tends a space is told of: how long things may wait, and how many are shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

MOST: Final = 5
KIND: Final = "weekly_five"  # of notices
EVENT: Final = "weekly_five"
ANSWERED_WITHIN: Final = timedelta(days=2)  # a question that nobody has answered by then waits for a steward
FORGOTTEN: Final = timedelta(days=365)  # of a question: whoever asked is elsewhere by now
GREETED_WITHIN: Final = timedelta(days=2)
NEW_FOR: Final = timedelta(days=30)
DUE_SOON: Final = timedelta(days=7)
DATES_SOON: Final = timedelta(days=14)  # before the review of a space, or the end of a term
DATES: Final = "dates_of_space"  # of notices
REVIEW: Final = "space_review"  # what happened: its day is near
TERM: Final = "term_ends"
SET_ASIDE: Final = timedelta(days=28)
LONGEST_KEY: Final = 40  # of a thing among those of its sort

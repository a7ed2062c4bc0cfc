"""The words of commitments: how many, how long, and who sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

KIND: Final = "commitment"  # of notices
DUE: Final = "commitment_due"  # what happens
LONGEST: Final = 160  # characters
MOST_OPEN: Final = 20  # of one person in one space
MOST_PROPOSED: Final = 12  # by the stewards of one space, beside the lessons
USUAL_TIME: Final = timedelta(weeks=4)
LONGEST_TIME: Final = timedelta(days=366)
SHOWN_AFTERWARDS: Final = timedelta(days=90)  # what others ticked
LATE: Final = timedelta(days=14)  # so long after its day that nobody is reminded any more

STEWARDS: Final = "stewards"
SPACE: Final = "space"
SHOWN_TO: Final = (
    (STEWARDS, _("me and the stewards of this community")),
    (SPACE, _("everybody who belongs to this community")),
)

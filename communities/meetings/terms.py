"""The words of meetings."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

MEETINGS: Final = "meetings"  # the part of a space
PAGE_SIZE: Final = 20
LONGEST_TEXT: Final = 20_000  # characters
LONGEST_MINUTES: Final = 30_000  # they become a post, with what was decided
SHORTEST: Final = 5  # minutes
LONGEST: Final = 7 * 24 * 60
MOST_TIMES: Final = 20  # of one date poll
MOST_ITEMS: Final = 30  # of one agenda
MOST_NAMES: Final = 50  # that a page shows of those who answered the same
MOST_TICKED: Final = 200  # people on the page that says who came
KEPT_IN_FEEDS: Final = timedelta(days=365)  # what is over stays so long in calendars that are subscribed to
MOST_IN_FEEDS: Final = 500


class State(models.TextChoices):
    """Whether a fixed meeting was held is told by its time, so that nobody needs to say so."""

    PLANNING = "planning", _("date poll")
    FIXED = "fixed", _("date fixed")
    CANCELLED = "cancelled", _("cancelled")


class Suits(models.TextChoices):
    """What somebody says of a proposed time."""

    YES = "yes", _("yes")
    IF_NEEDED = "if_needed", _("if need be")
    NO = "no", _("no")


class Comes(models.TextChoices):
    """What somebody says of a meeting whose date is fixed."""

    YES = "yes", _("yes")
    MAYBE = "maybe", _("maybe")
    NO = "no", _("no")


class OutcomeKind(models.TextChoices):
    DECISION = "decision", _("decision")
    DUTY = "duty", _("to do")

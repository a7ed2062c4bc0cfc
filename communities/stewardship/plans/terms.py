"""The words of plans: where a version stands, how members see a line, what is decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

KIND: Final = "plan"  # in search, and of what can be talked about
SUGGESTION: Final = "suggestion"  # in moderation, where a code has twelve letters at most
STANCE: Final = "stance"
MOST_SHOWN: Final = 20  # suggestions for a line at once: those that wait come first
REVIEW: Final = "plan_review"  # what happened: members are asked
ENDS: Final = "plan_review_ends"  # soon, for who has said nothing yet
ENDED: Final = "plan_ended"  # the round is over, stewards decide
DECIDED: Final = "plan_decided"  # all lines are decided
SUGGESTED: Final = "plan_suggested"
ANSWERED: Final = "plan_suggestion_answered"
MOST_LINES: Final = 40
MOST_SUGGESTIONS: Final = 5  # of one person for one line, as long as nobody has answered them
LONGEST: Final = {"need": 300, "tool": 300, "why": 2000}  # characters
ENDS_SOON: Final = timedelta(days=2)
JUST_OPENED: Final = timedelta(days=1)
LONGEST_REVIEW: Final = timedelta(days=184)
NAMES_PAGE: Final = 100


class State(models.TextChoices):
    """Of a version."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    DECIDING = "deciding", _("being decided")
    DECIDED = "decided", _("decided")


class Says(models.TextChoices):
    """How a member sees a line; the order is that of reading: what has to be answered comes first."""

    OBJECTS = "objects", _("I object")
    RESERVED = "reserved", _("I agree, with reservations")
    AGREES = "agrees", _("I agree")
    ABSTAINS = "abstains", _("I have no opinion")


COUNTED: Final = {
    Says.AGREES: _("agree"),
    Says.RESERVED: _("agree with reservations"),
    Says.OBJECTS: _("object"),
    Says.ABSTAINS: _("have no opinion"),
}


class Decision(models.TextChoices):
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")


class Field(models.TextChoices):
    """What of a line others can suggest other words for."""

    NEED = "need", _("need")
    TOOL = "tool", _("tool")
    WHY = "why", _("why")


def key_of(pk: object) -> str:
    """A version as what can be talked about."""
    return f"{KIND}:{pk}"

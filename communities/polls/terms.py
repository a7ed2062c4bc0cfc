"""The words of polls: how one votes, when results are shown, what a quorum counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

PART: Final = "polls"  # of a space
KIND: Final = "poll"  # in search, moderation and notices
PAGE_SIZE: Final = 20  # polls of a list
VOTES_PAGE: Final = 50  # named votes of a page
MOST_OPTIONS: Final = 15  # of one poll: a page with all rounds of a ranking can still be read
MOST_SUGGESTED: Final = 3  # of them by one member
LONGEST_OPTION: Final = 150  # characters
LONGEST_TEXT: Final = 20_000
HIGHEST_SCORE: Final = 5
ENDS_SOON: Final = timedelta(hours=36)  # so that a daily mail comes before the end
NEW: Final = "poll_opened"  # what happened
ENDS: Final = "poll_ends"
RESULT: Final = "poll_result"


class Method(models.TextChoices):
    """How one votes."""

    SINGLE = "single", _("one choice")
    MULTIPLE = "multiple", _("several choices")
    SCORE = "score", _("a score from 0 to 5 for each option")
    RANKED = "ranked", _("a ranking")


class Shown(models.TextChoices):
    """When the results are shown. Before, nobody sees them, whoever opened the poll neither."""

    ALWAYS = "always", _("at any time")
    VOTED = "voted", _("to who has voted; to everybody after the end")
    CLOSED = "closed", _("after the end only")


class QuorumUnit(models.TextChoices):
    VOTERS = "voters", _("voters")
    PERCENT = "percent", _("percent of the members")


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")

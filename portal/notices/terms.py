"""The words of notices: how often somebody wants mail, and what became of the mail about one thing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT: Final = timedelta(days=90)
LETTERS_KEPT: Final = timedelta(days=30)  # that they came, so that none is taken twice
SENDERS_KEPT: Final = timedelta(days=1)  # who was to be answered
DIGEST_HOUR: Final = 7  # in the reader's own time zone
MOST_IN_A_DIGEST: Final = 60
EXCERPT: Final = 280  # characters


class Often(models.TextChoices):
    NOW = "now", _("at once")
    DAILY = "daily", _("once a day, all in one mail")
    WEEKLY = "weekly", _("once a week, on Monday")
    NONE = "none", _("no mail")


class Mail(models.TextChoices):
    NOW = "now", _("to be sent")
    LATER = "later", _("waits for the next digest")
    GATHERED = "gathered", _("stands in a digest that is to be sent")
    SENT = "sent", _("sent")
    NEVER = "never", _("not wanted, or not to be seen any more")


class Outcome(models.TextChoices):
    """What became of an answer by mail."""

    POSTED = "posted"
    FILES = "files"  # posted, and there is something to say about the files that came along
    HELD = "held"  # looked at first
    IGNORED = "ignored"  # from a program, or to no genuine address
    SENDER = "sender"  # from an address that is not the person's
    EXPIRED = "expired"
    CLOSED = "closed"
    MAY_NOT = "may_not"
    GONE = "gone"
    EMPTY = "empty"
    LONG = "long"
    BIG = "big"
    FAST = "fast"
    PICTURES = "pictures"  # without a description
    PROTECTED = "protected"  # is only written on the site


FOLLOWED: Final = "usual"  # beside `Often`, for one thread: followed, as often as is usual for the place

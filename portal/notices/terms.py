"""The words of notices: how often somebody wants mail, and what became of the mail about one thing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT: Final = timedelta(days=90)
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


FOLLOWED: Final = "usual"  # beside `Often`, for one thread: followed, as often as is usual for the place

"""The words of speaking for an organisation, and how long each thing is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

KINDS: Final = ("organisation", "network")  # of records that somebody can speak for
PREFIXES: Final = ("OR", "NW")
LETTER_KEPT: Final = timedelta(days=7)  # a link to a work address
ASKED_EVERY: Final = timedelta(days=365)
KEPT: Final = timedelta(days=365)  # after it was declined or has ended
MOST_WAITING: Final = 5  # of one person
LONGEST_REASON: Final = 2_000
DESK_RIGHT: Final = "practices.change_representation"


class State(models.TextChoices):
    UNPROVEN = "unproven", _("the work address is not confirmed")
    WAITING = "waiting", _("waits for an editor")
    VERIFIED = "verified", _("verified")
    DECLINED = "declined", _("declined")
    ENDED = "ended", _("ended")


class Proof(models.TextChoices):
    DOMAIN = "domain", _("the work address has the domain of the record’s website, and was confirmed")
    LETTER = "letter", _("an editor writes to the organisation")


class Alive(models.TextChoices):
    AS_DESCRIBED = "as_described", _("as described")
    CHANGED = "changed", _("changed")
    ENDED = "ended", _("ended")

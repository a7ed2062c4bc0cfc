"""The words of moderation: why somebody reports a thing, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_STATEMENT: Final = 5_000  # characters
CASES_KEPT: Final = timedelta(days=730)  # after they were settled
APPEALABLE: Final = timedelta(days=180)  # as the Digital Services Act has it for large platforms: six months


class Why(models.TextChoices):
    """Why somebody reports a thing. The first matters most here: stories of offenders are told without names."""

    PERSON = "person", _("it tells who somebody is, or private things about them")
    HURTS = "hurts", _("it insults, threatens or hurts somebody")
    DANGER = "danger", _("it is dangerous or against the law")
    ADVERTISING = "advertising", _("it is advertising, or was not written by a person")
    WRONG_PLACE = "place", _("it does not belong here")
    OTHER = "other", _("something else")


class Outcome(models.TextChoices):
    STAYS = "stays", _("it stays, or is shown from now on")
    GOES = "goes", _("it is taken away, or never shown")

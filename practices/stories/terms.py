"""What stories are described with: ranges instead of facts, and what somebody has agreed to."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.foundation.audience import MEMBERS, PUBLIC

MANAGERS: Final = "offender-managers"  # the group of those who answer for somebody's sentence or supervision
FOR_MANAGERS: Final = f"group:{MANAGERS}"
LONGEST: Final = 20_000  # characters
PREFIX: Final = "ST"


class Kind(models.TextChoices):
    """What it is."""

    STORY = "story", _("story")
    TESTIMONIAL = "testimonial", _("testimonial about a programme")


class State(models.TextChoices):
    """How far it has come."""

    DRAFT = "draft", _("private draft")
    RELEASED = "released", _("waits for two people")
    PUBLISHED = "published", _("published")


class Age(models.TextChoices):
    """A range; never an age."""

    UNTOLD = "", _("not told")
    YOUNG = "young", _("young, up to 25")
    ADULT = "adult", _("26 to 45")
    OLDER = "older", _("46 and older")


class When(models.TextChoices):
    """How long ago; never a date."""

    UNTOLD = "", _("not told")
    LATELY = "lately", _("within the last five years")
    BEFORE = "before", _("five to fifteen years ago")
    LONG_AGO = "long_ago", _("longer ago")


class Scope(models.TextChoices):
    """For whom somebody has agreed that it may be read; the narrowest stands first."""

    MANAGERS = "managers", _("offender managers only")
    MEMBERS = "members", _("registered members of this site")
    PUBLIC = "public", _("everybody")


AUDIENCES: Final = {Scope.MANAGERS: FOR_MANAGERS, Scope.MEMBERS: MEMBERS, Scope.PUBLIC: PUBLIC}


class Given(models.TextChoices):
    """How somebody agreed."""

    HERE = "here", _("on this site, by the person")
    WRITTEN = "written", _("in writing")
    RECORDED = "recorded", _("spoken, before a witness")
    NONE = "none", _("not needed: written anew from what was published, nobody can be recognised")


class Basis(models.TextChoices):
    """The legal basis (GDPR, Articles 6, 9 and 10)."""

    CONSENT = "consent", _("consent, Art. 6 (1) a and 9 (2) a GDPR")
    ANONYMOUS = "anonymous", _("no personal data: nobody can be recognised")

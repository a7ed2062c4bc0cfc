"""The words of galleries: how somebody agreed to be seen, by whom, and how much one album holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.moderation.terms import APPEALABLE
from portal.foundation.files.limits import PICTURES, Limits

GALLERIES: Final = "galleries"  # the part of a space, and the folder of its files
ALBUM: Final = "album"
PICTURE: Final = "picture"
CONSENT: Final = "consent_ends"
PAGE_SIZE: Final = 60  # pictures of an album
ALBUMS: Final = 24  # of one page of the list
MOST_PICTURES: Final = 500  # of an album
MOST_A_DAY: Final = 200  # pictures that one person sends
AT_A_TIME: Final = 20  # pictures that are described on one page
LIMITS: Final = Limits(PICTURES)
SOON: Final = timedelta(days=30)  # before a consent runs out people are told
WITHDRAWN_KEPT: Final = APPEALABLE + timedelta(days=90)  # an appeal may bring a picture back


class Given(models.TextChoices):
    """How somebody agreed."""

    WRITTEN = "written", _("in writing")
    SPOKEN = "spoken", _("in words")
    GUARDIAN = "guardian", _("by a parent or guardian")


class Scope(models.TextChoices):
    """Who may see a picture, as those who can be recognised said."""

    MEMBERS = "members", _("members of this community only")
    EVERYBODY = "everybody", _("everybody, also on the open web")

"""What is kept beside every file, whoever brought it: whether people in a picture agreed, and whether its words were read out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Consent(models.TextChoices):
    """Of who can be recognised in a picture."""

    UNKNOWN = "", _("not said")
    NOBODY = "nobody", _("nobody can be recognised")
    GIVEN = "given", _("all who can be recognised agreed")


class Extraction(models.TextChoices):
    """How far the words in a file are known to search."""

    NONE = "none", _("holds no words")
    WAITING = "waiting", _("to be read")
    DONE = "done", _("read")
    FAILED = "failed", _("can’t be read")


class Unreadable(models.TextChoices):
    """Why the words in a file can’t be read, with what whoever sent it can do."""

    LOCKED = "locked", _("It is locked by a password, so its words can’t be found. Save it without one and send that.")
    SCANNED = (
        "scanned",
        _(
            "It shows pictures of pages and holds no words, so they can’t be found. Have its text recognised (OCR) and send that."
        ),
    )
    BROKEN = (
        "broken",
        _("It is broken, or not what it says, so its words can’t be found. Open it, save it again and send that."),
    )
    HEAVY = (
        "heavy",
        _("It takes too much time or memory to be read, so its words can’t be found. Send it in smaller parts."),
    )


class FileFacts(models.Model):
    """Both, as columns."""

    consent = models.CharField(_("people in it"), max_length=8, choices=Consent, default=Consent.UNKNOWN, blank=True)
    extraction = models.CharField(max_length=8, choices=Extraction, default=Extraction.NONE, editable=False)

    class Meta:
        abstract = True

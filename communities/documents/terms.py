"""The words and the measures of a space's documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.foundation.files import words
from portal.foundation.files.limits import HTML, POSTS

DOCUMENTS: Final = "documents"  # the part of a space
DOCUMENT: Final = "document"  # what can be found and reported
VERSION: Final = "document_version"  # what happened: somebody added a document, or a version of one
ATTACHED: Final = "attached_document"  # whose words are read
PICTURES: Final = "document_pictures"  # rows of the outbox: what is to be drawn
FOLDER: Final = "shared_documents"  # where files lie; “documents” is Wagtail’s own
LIMITS: Final = replace(POSTS, types=POSTS.types | {HTML})
PAGE_SIZE: Final = 50  # documents of one page of a folder
DEEPEST: Final = 5  # folders in each other
MOST_FOLDERS: Final = 500  # of one space
MOST_AT_ONCE: Final = 50  # files in one form
MOST_OF_FACILITATORS: Final = 500  # files of one of them within a day
LONGEST_HINT: Final = timedelta(days=30)  # that somebody may say they work on something


class Unit(models.TextChoices):
    """What a page of a document is called."""

    PAGE = words.PAGE, _("page")
    SLIDE = words.SLIDE, _("slide")
    PART = words.SHEET, _("part")

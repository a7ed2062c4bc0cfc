"""The words of a blog: in which state an entry is, and how much of everything it takes."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

BLOG: Final = "blog"  # the part of a space
ENTRY: Final = "entry"  # in search, in moderation, and as what a topic hangs on
PAGE_SIZE: Final = 20  # entries of a list
IN_FEED: Final = 20
MOST_BLOCKS: Final = 100  # of one entry
MOST_PICTURES: Final = 40
LONGEST_BODY: Final = 200_000  # characters of all blocks together
LONGEST_TITLE: Final = 200


class State(models.TextChoices):
    """What is taken back is in its author's hands again, as a draft is; that it could be read once, its state still tells."""

    DRAFT = "draft", _("draft")
    OFFERED = "offered", _("offered to be published")
    PUBLISHED = "published", _("published")
    UNPUBLISHED = "unpublished", _("taken back")


IN_HAND: Final = (State.DRAFT, State.UNPUBLISHED)


class Piece(models.TextChoices):
    """The kinds of blocks."""

    PARAGRAPH = "paragraph", _("Text")
    HEADING = "heading", _("Heading")
    PICTURE = "picture", _("Picture")
    QUOTATION = "quotation", _("Quotation")
    RECORD = "record", _("Record of the catalogue")
    DIVIDER = "divider", _("Divider")


def key_of(pk: object) -> str:
    """An entry as a thing with a topic, and as search knows it."""
    return f"{ENTRY}:{pk}"

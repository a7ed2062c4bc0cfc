"""The words of a discussion: what kinds of topics there are, how one can react, what is done to a topic."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

FORUM: Final = "forum"  # the part of a space
POST: Final = "post"  # what happened: somebody said something
ACCEPTED: Final = "accepted"  # a post was accepted as the answer
MENTION: Final = "mention"  # and mentioned somebody
PAGE_SIZE: Final = 20  # posts of a topic, topics of a list
LONGEST_POST: Final = 40_000  # characters somebody may write at once
FILES_OF_A_POST: Final = 10  # at most
FILES: Final = "file_of_post"  # whose words are read
LONGEST_FILE: Final = 100_000  # characters of one file that are kept for search
UNDO: Final = timedelta(minutes=10)  # in which a post can be taken back as if it had never been there


class Kind(models.TextChoices):
    """In a case people speak under a role, and only members of its space read it."""

    QUESTION = "question", _("question")
    DISCUSSION = "discussion", _("discussion")
    ANNOUNCEMENT = "announcement", _("announcement")
    CASE = "case", _("protected case")


class Readers(models.TextChoices):
    """Who reads a topic that hangs on something else, among those who see the inside of its space."""

    INSIDE = "inside", _("whoever reads the inside")
    MEMBERS = "members", _("whoever belongs to the space")
    FACILITATORS = "facilitators", _("facilitators and stewards")
    NOBODY = "nobody", _("nobody, as long as what it is about can’t be read")


class Reacted(models.TextChoices):
    THANKS = "thanks", _("Thank you")
    AGREE = "agree", _("I agree")
    TRIED = "tried", _("I have tried this")


class Done(models.TextChoices):
    PINNED = "pinned", _("pinned")
    UNPINNED = "unpinned", _("no longer pinned")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("opened again")
    MOVED = "moved", _("moved here")
    RENAMED = "renamed", _("renamed")
    ACCEPTED = "accepted", _("an answer was accepted")
    SPLIT = "split", _("some posts went on in a new topic")
    SPLIT_OFF = "split_off", _("began in another topic")
    MERGED = "merged", _("merged into another topic")
    MERGED_IN = "merged_in", _("another topic was merged into this one")


def thread_of(topic_id: object) -> str:
    """A topic as something that can be followed."""
    return f"topic:{topic_id}"

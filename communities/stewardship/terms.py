"""The words of stewardship: orientations and polarities of a community, after Digital Habitats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

PART: Final = "stewardship"
HIGHEST: Final = 5  # of a score
FEWEST: Final = 3  # answers whose mean is shown: of fewer, one could tell whose it is


class Orientation(models.TextChoices):
    """What a community does together. The order is that of the spidergram, clockwise from the top."""

    MEETINGS = "meetings", _("Meetings")
    CONVERSATIONS = "conversations", _("Open-ended conversations")
    PROJECTS = "projects", _("Projects")
    CONTENT = "content", _("Content")
    EXPERTISE = "expertise", _("Access to expertise")
    RELATIONSHIPS = "relationships", _("Relationships")
    INDIVIDUAL = "individual", _("Individual participation")
    CULTIVATION = "cultivation", _("Community cultivation")
    CONTEXT = "context", _("Serving a context")


EXPLAINED: Final[Mapping[str, Any]] = {
    Orientation.MEETINGS: _("We come together at set times, in a room or on screens, and it matters that most are there."),
    Orientation.CONVERSATIONS: _("We talk as things come up; a thread may rest for weeks and go on."),
    Orientation.PROJECTS: _("Some of us work on something that is to be finished: a paper, a training, a pilot."),
    Orientation.CONTENT: _("We collect and publish what others can use: guides, examples, pictures, figures."),
    Orientation.EXPERTISE: _("Whoever has a question finds somebody who knows, and gets an answer soon."),
    Orientation.RELATIONSHIPS: _("We know each other as people; trust comes before everything else."),
    Orientation.INDIVIDUAL: _("Everybody takes part in their own way: some daily, some by reading a mail a week."),
    Orientation.CULTIVATION: _("Some of us look after the community itself: welcome, summarise, ask what is missing."),
    Orientation.CONTEXT: _("We serve others: an organisation, a ministry, the public, who want to see what comes of it."),
}  # fmt: skip

# Parts of a space that serve an orientation; what is not there yet is left out where it is offered.
SERVED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    Orientation.MEETINGS: ("meetings",),
    Orientation.CONVERSATIONS: ("forum",),
    Orientation.PROJECTS: ("documents", "meetings"),
    Orientation.CONTENT: ("blog", "documents", "galleries"),
    Orientation.EXPERTISE: ("forum",),
    Orientation.RELATIONSHIPS: ("galleries", "meetings"),
    Orientation.INDIVIDUAL: ("forum", "blog"),
    Orientation.CULTIVATION: ("polls", "meetings"),
    Orientation.CONTEXT: ("blog", "polls", "documents"),
}


@dataclass(frozen=True, slots=True)
class Polarity:
    """A tension that every community lives with: neither end is the right one. Places between them run from -2 to 2."""

    code: str
    left: Any
    right: Any
    left_means: Any
    right_means: Any


POLARITIES: Final = (
    Polarity(
        "rhythm",
        _("Together"),
        _("Apart"),
        _("most happens when we are there at the same time"),
        _("most happens when each of us finds the time"),
    ),
    Polarity(
        "interaction",
        _("Taking part"),
        _("Keeping"),
        _("what counts is to talk and do; little is written down"),
        _("what counts is what is written, filed and found again"),
    ),
    Polarity(
        "identity",
        _("The group"),
        _("The person"),
        _("we decide and speak as one"),
        _("everybody brings and takes what suits them"),
    ),
)
PLACES: Final = (-2, -1, 0, 1, 2)


class Capacity(models.TextChoices):
    """As what somebody answers: the views of those who tend and of those who use are compared."""

    MEMBER = "member", _("members")
    STEWARD = "steward", _("stewards")

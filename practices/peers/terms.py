"""The words of peer reviews: the criteria of the public method, who takes part, how far a review has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

LINK_KEPT: Final = timedelta(days=60)  # a link in a letter
KEPT: Final = timedelta(days=365)  # who the reviewers were, after the decision; and what was called off
NEEDED: Final = 2  # reviews that must be handed in before somebody decides
MOST_INVITED: Final = 12  # in one review
LONGEST_REASON: Final = 2_000
LONGEST_TEXT: Final = 5_000
DESK_RIGHT: Final = "practices.change_peerreview"


@dataclass(frozen=True)
class Criterion:
    """One question of the method; the page `/how-we-rate/` tells all of them."""

    name: str
    heading: Any
    question: Any


CRITERIA: Final = (
    Criterion("fair", _("Fair and whole"), _("Does it describe the practice fairly, with what did not work?")),
    Criterion("sources", _("Borne out"), _("Do the sources bear out what it says?")),
    Criterion("claims", _("No more than is known"), _("Does it claim no more than its evidence shows?")),
    Criterion("people", _("Respect for people"), _("Does it speak of the people concerned as they would wish?")),
    Criterion("use", _("Of use to others"), _("Could somebody else try it elsewhere, from what it says?")),
)


class Score(models.TextChoices):
    YES = "yes", _("yes")
    MOSTLY = "mostly", _("mostly")
    PARTLY = "partly", _("in part")
    NO = "no", _("no")
    UNABLE = "unable", _("I can’t judge this")


class Role(models.TextChoices):
    FIELD = "field", _("a reviewer from the field")
    METHOD = "method", _("a reviewer of methods")
    LIVED = "lived", _("a reviewer with lived experience")
    AUTHOR = "author", _("whoever answers for the practice")


REVIEWING: Final = (Role.FIELD, Role.METHOD, Role.LIVED)


class State(models.TextChoices):
    OPEN = "open", _("under way")
    GIVEN = "given", _("peer-reviewed")
    NOT_GIVEN = "not_given", _("reviewed, the badge was not given")
    CALLED_OFF = "called_off", _("called off")


DECIDED: Final = (State.GIVEN, State.NOT_GIVEN)


class Answer(models.TextChoices):
    INVITED = "invited", _("invited")
    AGREED = "agreed", _("agreed, at work")
    HANDED_IN = "handed_in", _("handed in")
    DECLINED = "declined", _("declined")
    CONFLICT = "conflict", _("ended by a conflict of interest")
    WITHDRAWN = "withdrawn", _("taken back by an editor")


AT_WORK: Final = (Answer.INVITED, Answer.AGREED)


class Conflict(models.TextChoices):
    NONE = "none", _("No: I had no part in it, and gain or lose nothing by it")
    STATED = "stated", _("Something that readers should know, but I can judge freely")
    ENDS = "ends", _("Yes: I can’t review it")


class Advice(models.TextChoices):
    GIVE = "give", _("The badge can be given")
    AFTER_CHANGES = "after_changes", _("It can be given once the record is changed as I say")
    DONT = "dont", _("It should not be given")


class Named(models.TextChoices):
    NO = "no", _("Don’t name me")
    YES = "yes", _("By this name or role:")


class Payment(models.TextChoices):
    NOT_ASKED = "not_asked", _("not talked about")
    AGREED = "agreed", _("agreed")
    NONE = "none", _("unpaid, as was agreed")

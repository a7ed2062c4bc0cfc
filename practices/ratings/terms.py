"""The words of ratings of evidence: how one comes about, who may appeal, how an appeal ends."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

DESK_RIGHT: Final = "practices.change_rating"
LONGEST_REASON: Final = 2_000
LONGEST_OUTCOME: Final = 255
MOST_OUTCOMES: Final = 40  # of one record
FREE_ROWS: Final = 2  # for outcomes that stand in no figure
EVIDENCE_FIELDS: Final = ("evidence_strength", "evidence_because", "evidence_on", "evidence_by")  # of a record


class Origin(models.TextChoices):
    EDITORS = "editors", _("two editors")
    CATALOGUE = "catalogue", _("came with the catalogue")
    EARLIER = "earlier", _("entered by one editor, before two had to agree")


class State(models.TextChoices):
    PROPOSED = "proposed", _("waits for a second editor")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")
    TAKEN_BACK = "taken_back", _("proposal taken back")
    LIFTED = "lifted", _("lifted after an appeal")


PUBLISHED: Final = (State.AGREED, State.LIFTED)


class Capacity(models.TextChoices):
    ORGANISATION = "organisation", _("who speaks for an organisation that it concerns")
    CONTRIBUTOR = "contributor", _("who contributed to the record")
    MEMBER = "member", _("a member")


class Verdict(models.TextChoices):
    WAITING = "waiting", _("waits for a third person")
    UPHELD = "upheld", _("the appeal is right: the rating no longer stands")
    REJECTED = "rejected", _("the rating stands")

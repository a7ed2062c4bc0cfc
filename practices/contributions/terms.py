"""The words of contributions, and how long each thing is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

UNCONFIRMED_KEPT: Final = timedelta(
    days=7
)  # what nobody has confirmed by mail, and drafts of people without an account
DRAFTS_KEPT: Final = timedelta(days=30)  # after their writer last touched them
KEPT: Final = timedelta(days=365)  # address, thread and files, after the decision
LONGEST_TEXT: Final = 20_000  # characters of one field
LONGEST_REMARK: Final = 5_000
MOST_FILES: Final = 5
MOST_UNCONFIRMED: Final = 3  # letters that ask one address to confirm, in a day
FOLDER: Final = "contributions"
DESK_RIGHT: Final = "practices.change_contribution"


class Kind(models.TextChoices):
    CORRECTION = "correction", _("a correction")
    PROBLEM = "problem", _("a problem")
    PRACTICE = "practice", _("a practice")


class State(models.TextChoices):
    DRAFT = "draft", _("being written")
    UNCONFIRMED = "unconfirmed", _("address not confirmed")
    WAITING = "waiting", _("waits for an editor")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


BEFORE_THE_DESK: Final = (State.DRAFT, State.UNCONFIRMED)
DECIDED: Final = (State.ACCEPTED, State.DECLINED)


class Credit(models.TextChoices):
    NONE = "none", _("Don’t name me")
    NAME = "name", _("By this name:")
    ROLE = "role", _("By this role, such as “a prison educator, AT”:")

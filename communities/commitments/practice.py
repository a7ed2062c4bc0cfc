"""A mailbox to practise in: a dozen invented messages, and what rules would do to them. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

RULES: Final = 3


class Field(models.TextChoices):
    """What a rule looks at."""

    SENDER = "sender", _("the sender")
    SUBJECT = "subject", _("the subject")
    TO = "to", _("who it is sent to")


class Place(models.TextChoices):
    """Where a message ends."""

    INBOX = "inbox", _("Inbox")
    LATER = "later", _("folder “Later”")
    BIN = "bin", _("bin")


@dataclass(frozen=True, slots=True)
class Message:
    """An invented message; `needed`: somebody waits for you, so it has to stay in sight."""

    sender: str
    to: str
    subject: Any
    needed: bool = False


ME: Final = "you@probation.example"
TEAM: Final = "team@probation.example"
MESSAGES: Final = (
    Message("governor@prison.example", ME, _("Release of a client on Friday: who is at the gate?"), needed=True),
    Message("news@letters.example", ME, _("Newsletter: ten tips for a tidy desk")),
    Message("colleague@probation.example", TEAM, _("Cake in the kitchen")),
    Message("colleague@probation.example", ME, _("Can you take my meeting at two?"), needed=True),
    Message("no-reply@passerelle.example", ME, _("Your digest: six new posts in “Mentoring after release”")),
    Message("no-reply@passerelle.example", ME, _("You were asked something in “Mentoring after release”"), needed=True),
    Message("offers@shop.example", ME, _("Only today: half price on office chairs")),
    Message("housing@municipality.example", ME, _("The key for the room is ready"), needed=True),
    Message("news@letters.example", ME, _("Newsletter: what is new in release planning")),
    Message("it@probation.example", TEAM, _("Printers will be off on Sunday")),
    Message("prize@lucky.test", ME, _("You have won! Confirm your password")),
    Message("trainer@college.example", ME, _("Your place in the course: answer by Wednesday"), needed=True),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Messages whose `field` holds these words go to a place."""

    field: str
    words: str
    place: str

    def takes(self, message: Message) -> bool:
        """Whether it is one of them; capitals make no difference."""
        looked_at: Mapping[str, Any] = {
            Field.SENDER: message.sender,
            Field.SUBJECT: message.subject,
            Field.TO: message.to,
        }
        return self.words.casefold() in str(looked_at[self.field]).casefold()


@dataclass(frozen=True, slots=True)
class Sorted:
    """A message, where it ends, and by which rule, counted from 1; 0: by none."""

    message: Message
    place: Place
    rule: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all of them."""

    rows: Sequence[Sorted]

    @property
    def missed(self) -> Sequence[Sorted]:
        """What somebody waits for and what is out of sight now."""
        return [row for row in self.rows if row.message.needed and row.place != Place.INBOX]

    @property
    def noise(self) -> Sequence[Sorted]:
        """What nobody waits for and what still stands in the inbox."""
        return [row for row in self.rows if not row.message.needed and row.place == Place.INBOX]


def sort(rules: Sequence[Rule]) -> Outcome:
    """Each message goes where the first rule that takes it says."""
    return Outcome([_sorted(message, rules) for message in MESSAGES])


def _sorted(message: Message, rules: Sequence[Rule]) -> Sorted:
    for number, rule in enumerate(rules, start=1):
        if rule.takes(message):
            return Sorted(message, Place(rule.place), number)
    return Sorted(message, Place.INBOX, 0)

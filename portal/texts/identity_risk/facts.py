"""What in a text may tell who is meant: the sorts of facts, how much each weighs, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Sort(StrEnum):
    """Sorts of facts. Of each the heaviest one of a passage counts: three dates tell little more than one."""

    NAME = "name"
    CONTACT = "contact"
    AGE = "age"
    DATE = "date"
    PLACE = "place"
    FACILITY = "facility"
    OFFENCE = "offence"
    SENTENCE = "sentence"
    HEALTH = "health"
    FAMILY = "family"
    ORIGIN = "origin"
    SUM = "sum"
    RARE = "rare"
    WORK = "work"
    CUSTODY = "custody"


SENSITIVE: Final = frozenset({Sort.OFFENCE, Sort.SENTENCE, Sort.HEALTH, Sort.CUSTODY, Sort.SUM, Sort.RARE})


@dataclass(frozen=True, slots=True)
class Fact:
    """One place in a text, from `start` to before `end` in characters, and what it weighs in points."""

    sort: Sort
    weight: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Advice:
    """What is wrong with a sort of fact, and what to write instead."""

    name: str | Promise
    why: str | Promise
    instead: str | Promise


ADVICE: Final[dict[Sort, Advice]] = {
    Sort.NAME: Advice(
        _("A name or initials"),
        _("Initials and first names are looked up as easily as whole names by whoever knows the place."),
        _("An invented name that resembles the true one in nothing, and says that it is invented."),
    ),
    Sort.CONTACT: Advice(
        _("An address, number or account"),
        _("It leads to one person alone."),
        _("Nothing: leave it out. Who wants to write to somebody asks you."),
    ),
    Sort.AGE: Advice(
        _("An exact age"),
        _("Together with a place or a sentence it leaves few people."),
        _("A range: “in his thirties”, “a young adult”."),
    ),
    Sort.DATE: Advice(
        _("A date"),
        _("Courts, newspapers and prisons keep their archives by date."),
        _("How long something took, or how long ago: “some years later”."),
    ),
    Sort.PLACE: Advice(
        _("A place"),
        _("The smaller the place, the fewer people it can be."),
        _("The region or the country, or “a small town”."),
    ),
    Sort.FACILITY: Advice(
        _("A prison, hospital or office"),
        _("Who was there knows who else was there."),
        _("What kind it is, if that matters: “an open prison”."),
    ),
    Sort.OFFENCE: Advice(
        _("What somebody did"),
        _("Newspapers write about it, with the place and the year."),
        _("Leave it out, or say in general: “an offence against property”."),
    ),
    Sort.SENTENCE: Advice(
        _("The exact length of a sentence"),
        _("With the year or the court it finds the judgment."),
        _("A range: “a short sentence”, “several years”."),
    ),
    Sort.HEALTH: Advice(
        _("An illness, an addiction, a pregnancy"),
        _("It is nobody’s business, and harms whoever is recognised most."),
        _("Leave it out, or “problems with health”."),
    ),
    Sort.FAMILY: Advice(
        _("Relatives, their number and what became of them"),
        _("Relatives can be recognised too, and they have not agreed."),
        _("“A relative”, “children”, without number, age or sex."),
    ),
    Sort.ORIGIN: Advice(
        _("A nationality, origin or religion"),
        _("In most places few people share it."),
        _("Leave it out, unless the story is about it; then in general: “born abroad”."),
    ),
    Sort.SUM: Advice(
        _("An exact sum"),
        _("It stands in a file that others read, too."),
        _("What it meant: “debts of more than a year’s rent”."),
    ),
    Sort.RARE: Advice(
        _("Something that is true of one person alone"),
        _("The only, the first, the youngest: one question is enough to know who."),
        _("Leave it out, or make it one of several: “one of few women”."),
    ),
    Sort.WORK: Advice(
        _("A profession or an employer"),
        _("A rare profession says who it is; an employer is asked."),
        _("The field: “in a workshop”, “in public service”."),
    ),
    Sort.CUSTODY: Advice(
        _("That somebody was in prison"),
        _("It makes the rest of the passage sensitive."),
        _("It may stay, where the rest does not tell who it is."),
    ),
}

"""What the help page of search tells: examples that work, names of fields, limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from search import registry
from search.queries import DEEPEST, LONGEST_QUERY, MOST_WORDS
from search.queries.fields import AND, AND_FOR, NOT, OR, OR_FOR, OWN_FIELDS
from search.queries.reading import MOST_PARTS

EXAMPLES: Final = (
    (_("Words"), (
        ("mentoring after release", _("any order; two of the words are enough, and what has more of them stands higher")),
        ("re-offending", _("capitals, accents, hyphens and endings make no difference")),
        ("Gefängnis", _("another language finds it too: labels of themes and topics exist in eight languages")),
        ("mabis net", _("names are found however they are written: MABIS.Net, mabisnet")),
        ("GOL", _("short forms lead to what they stand for, and back")),
        ("mentor*", _("all words that begin so")),
    )),
    (_("Exactly"), (
        ('"after release"', _("words beside each other; in quotation marks nothing is added to what you typed")),
        ("training -women", _("without a word; NOT women means the same")),
        ("+housing +prison", _("both must be there; housing AND prison means the same")),
        ("housing OR accommodation", _("one of them is enough")),
        ("(housing OR accommodation) prison -women", _("brackets keep together what belongs together")),
    )),
    (_("In a field"), (
        ("title:mentoring", _("in the title")),
        ("name:EQUAL", _("in a name or short form")),
        ("id:PR-0001", _("the record with this identifier")),
        ("country:Italy", _("by a country, in any language or by its code")),
        ("Land:Italien OR Land:AT", _("names of fields are understood in eight languages")),
        ("kind:practice country:(AT OR DE)", _("several values in brackets")),
        ("-kind:practice theme:families", _("everything but practices")),
        ("2005..2008", _("what touches these years; year:2006, from:2005 and to:2008 work too")),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """What may stand before a colon, and what else it may be called."""

    name: str
    label: Any
    others: str


def fields() -> list[Field]:
    """Our own fields, then those of the filters."""
    own = {
        "title": _("words of the title"),
        "name": _("a name or short form"),
        "id": _("an identifier"),
        "year": _("a year, or years: 2005..2008"),
        "from": _("from a year on"),
        "to": _("until a year"),
    }
    found = [
        Field(name, label, ", ".join(dict.fromkeys(one for one in OWN_FIELDS[name].split() if one != name)))
        for name, label in own.items()
    ]
    for name, facet in registry.facets().items():
        names = dict.fromkeys(one for one in facet.names if one.casefold() != name)
        found.append(Field(name, facet.label, ", ".join(names)))
    return found


def limits() -> dict[str, int]:
    """Beyond these something is left out, and said."""
    return {"characters": LONGEST_QUERY, "words": MOST_WORDS, "parts": MOST_PARTS, "brackets": DEEPEST}


def operators() -> dict[str, str]:
    """The words for or, and, not, as they are understood."""
    return {
        "or": ", ".join(dict.fromkeys((*sorted(OR), *OR_FOR.values()))),
        "and": ", ".join(dict.fromkeys((*sorted(AND), *AND_FOR.values()))),
        "not": ", ".join(sorted(NOT)),
    }

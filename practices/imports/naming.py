"""Finds what people name in tables: places, concepts, sources and records, by code or by any of their names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _

from portal.foundation.audience import audiences_of
from portal.foundation.exploring import page_policy
from portal.vocabularies.snapshot import vocabulary
from practices.catalogue.reading import Spot
from practices.models import Record, RecordName, Source
from practices.records.models import ORIGINAL

NOT_IN_NAMES: Final = re.compile(r"[\W_]+")
NEAR: Final = 3  # names that are offered instead


def plain(name: str) -> str:
    """A name without what people write differently: capitals, accents, points and blanks. CarTeSIO and Car.Te.S.I.O. are one."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    return NOT_IN_NAMES.sub("", bare.casefold())


@dataclass(frozen=True)
class NotFound:
    """Nothing is called that, or several things are."""

    what: str
    near: tuple[str, ...] = ()
    several: tuple[str, ...] = ()

    def complain(self, spot: Spot, name: str) -> None:
        """Says so, and what could have been meant."""
        if self.several:
            said = _("%(what)s: “%(name)s” is several; write one of %(several)s")
        elif self.near:
            said = _("%(what)s: there is no “%(name)s”; is it %(near)s?")
        else:
            said = _("%(what)s: there is no “%(name)s”; choose one that there is, or add it first")
        spot.complain(
            said
            % {
                "what": self.what,
                "name": name[:80],
                "near": _(" or ").join(self.near),
                "several": ", ".join(self.several),
            }
        )


class Names:
    """The names of one sort of thing; the same name may mean several."""

    def __init__(self, what: str, pairs: Iterable[tuple[str, str]]) -> None:
        self.what = what
        self.codes: dict[str, dict[str, None]] = defaultdict(dict)
        self.shown: dict[str, str] = {}
        for name, code in pairs:
            if key := plain(name):
                self.codes[key][code] = None
                self.shown.setdefault(key, name)

    def find(self, name: str) -> str | NotFound:
        """The one code; codes themselves are names, too."""
        found = list(self.codes.get(plain(name), ()))
        if len(found) == 1:
            return found[0]
        if found:
            return NotFound(self.what, several=tuple(found[:NEAR]))
        near = difflib.get_close_matches(plain(name), self.codes, n=NEAR, cutoff=0.75)
        return NotFound(self.what, near=tuple(self.shown[key] for key in near))


class Finding:
    """For one person: of records and sources only what they find at the desk. Names are read once, when first asked for."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self._concepts: dict[str, Names] = {}
        self._known: dict[tuple[str, str], str | NotFound] = {}

    def place(self, name: str) -> str | NotFound:
        """A place's code."""
        return self._once("place", name, self._places)

    def concept(self, scheme: str, name: str) -> str | NotFound:
        """A concept's code within its scheme."""
        if scheme not in self._concepts:
            known = vocabulary().by_scheme.get(scheme, ())
            pairs = [
                (one, concept.code)
                for concept in known
                for one in (concept.code, concept.abbreviation, *concept.every_name)
            ]
            self._concepts[scheme] = Names(_("concept"), pairs)
        return self._once(scheme, name, self._concepts[scheme])

    def source(self, name: str) -> str | NotFound:
        """A source's identifier."""
        return self._once("source", name, self._sources)

    def record(self, name: str) -> str | NotFound:
        """A record's identifier."""
        return self._once("record", name, self._records)

    def _once(self, what: str, name: str, names: Names) -> str | NotFound:
        if (what, name) not in self._known:
            self._known[what, name] = names.find(name)
        return self._known[what, name]

    @cached_property
    def _places(self) -> Names:
        known = vocabulary().places.values()
        return Names(_("place"), [(one, place.code) for place in known for one in (place.code, *place.every_name)])

    @cached_property
    def _sources(self) -> Names:
        found = Source.objects.filter(audience__in=audiences_of(self.user)).values_list("identifier", "title")
        return Names(_("source"), [(name, code) for code, title in found for name in (code, title)])

    @cached_property
    def _records(self) -> Names:
        return Names(_("record"), [(name, code) for code, _pk, name in names_of(explorable(self.user))])


def explorable(user: Any, model: type[Record] = Record) -> Any:
    """The works that somebody finds at the desk, drafts among them."""
    shown = page_policy.explorable_instances(user)
    return model.objects.filter(ORIGINAL, pk__in=shown.values("pk")).exclude(identifier="")


def names_of(records: Any) -> Iterable[tuple[str, int, str]]:
    """Identifier, key and each name of records: titles, the drafts' titles, other names, and the identifier itself. Two queries."""
    for code, pk, title, draft in records.values_list("identifier", "pk", "title", "draft_title"):
        for name in dict.fromkeys((code, title, draft)):
            yield code, pk, name
    others = RecordName.objects.filter(page__in=records.values("pk"))
    yield from others.values_list("page__identifier", "page_id", "text")

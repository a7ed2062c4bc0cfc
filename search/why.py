"""For editors: why a record stands where it stands, and beside it another one."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search import registry
from search.analysis import clean
from search.engines import engine
from search.engines.base import EngineUnavailableError
from search.explaining import Explanation, Where
from search.lists import ResultList

LONGEST_KEY: Final = 60
WHERE: Final[dict[Where, Any]] = {
    "stems": gettext_lazy("text"),
    "parts": gettext_lazy("in longer words"),
    "title": gettext_lazy("title"),
    "words": gettext_lazy("as it was typed"),
    "names": gettext_lazy("names"),
    "labels": gettext_lazy("keywords"),
    "phrase": gettext_lazy("beside each other"),
    "others": gettext_lazy("other words for it"),
    "whole_name": gettext_lazy("is called exactly so"),
}


class Comparison:
    """One request: the words of the list, and one or two records by identifier or by their key in the index."""

    def __init__(self, request: HttpRequest, listing: ResultList) -> None:
        self.listing = listing
        self.asked = [clean(request.GET.get(name, "")).strip()[:LONGEST_KEY] for name in ("record", "with")]

    @cached_property
    def problem(self) -> str:
        """What has to be asked otherwise."""
        if self.listing.query.tree is None:
            return _("Give words: without them results have no score.")
        if not self.asked[0]:
            return _("Name a record by its identifier, such as PR-0001.")
        try:
            unknown = [asked for asked, explained in self.asked_for.items() if explained is None]
        except EngineUnavailableError:
            return _("Search is not available now: try again in a minute.")
        return _("There is no record “%(record)s” that you can find.") % {"record": unknown[0]} if unknown else ""

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        return 400 if self.problem else 200

    @cached_property
    def asked_for(self) -> dict[str, Explanation | None]:
        """What the records' scores are made of, by how they were asked for. Raises EngineUnavailableError."""
        return {asked: self._explained(asked) for asked in filter(None, self.asked)}

    @property
    def records(self) -> list[Explanation]:
        """Those that the reader may know."""
        return [] if self.problem else [one for one in self.asked_for.values() if one]

    def _explained(self, asked: str) -> Explanation | None:
        key = asked if ":" in asked else self._key_of(asked)
        found = engine().explain(self.listing.question, key)
        source, _colon, rest = key.partition(":")
        known = registry.sources().get(source)
        return found if found and known and known.visible({rest}, self.listing.user) else None

    def _key_of(self, identifier: str) -> str:
        """The document of the record that has this identifier."""
        named = identifier.replace('"', "")
        asked = replace(self.listing.question, text=f'id:"{named}"', widenings=(), filters={}, offset=0, limit=1)
        return next((key for key, _score in engine().ranking(asked)), "")

    @property
    def rows(self) -> list[tuple[str, Any, list[float]]]:
        """Word, field, and what each record has of it; what no record has is left out."""
        records = self.records
        brought: dict[tuple[str, Where], list[float]] = {}
        for number, explanation in enumerate(records):
            for one in explanation.contributions:
                brought.setdefault((one.word, one.where), [0.0] * len(records))[number] += one.score
        rows = [(word, WHERE[where], scores) for (word, where), scores in brought.items()]
        if any(one.rest for one in records):
            rows.append((_("the rest"), _("beginnings, and the best of alternatives"), [one.rest for one in records]))
        return rows

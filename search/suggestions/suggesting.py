"""What is suggested to somebody who types: records by title and name, and what other rooms know by heart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.foundation.audience import audiences_of
from search import registry
from search.engines import engine
from search.engines.base import SearchRequest, Suggested
from search.indexing import pending_hidden
from search.lists import reading_languages
from search.registry import WayOn
from search.suggestions.beginnings import beginning_of

MOST_RECORDS: Final = 6
MOST_ASKED_FOR: Final = 24  # some are suggested by other rooms already


@dataclass(frozen=True, slots=True)
class Group:
    """Suggestions of one sort."""

    label: Any
    suggestions: Sequence[WayOn]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All suggestions for a text."""

    text: str
    groups: Sequence[Group]

    @property
    def announcement(self) -> str:
        """How many there are, in words."""
        count = sum(len(group.suggestions) for group in self.groups)
        if not count:
            return _("No suggestions")
        return ngettext("%(count)s suggestion", "%(count)s suggestions", count) % {"count": count}


def suggestions_for(request: HttpRequest, text: str) -> Suggestions:
    """What this reader may be about to type. The database is asked for waiting changes, and once for each source of records."""
    if beginning_of(text) is None:
        return Suggestions(text, ())
    language = get_language() or settings.LANGUAGE_CODE
    known = [Group(label, links) for label, links in registry.suggested(text, language)]
    groups = [Group(_("Records"), _records(request, text, language)), *known]
    return Suggestions(text, [group for group in groups if group.suggestions])


def _records(request: HttpRequest, text: str, language: str) -> list[WayOn]:
    asked = SearchRequest(
        text=text,
        audiences=audiences_of(request.user),
        exclude_records=pending_hidden(),
        now=timezone.now(),
        limit=MOST_ASKED_FOR,
        languages=reading_languages(request),
    )
    left_out = registry.suggested_otherwise()
    found = [one for one in engine().suggest(asked) if one.kind not in left_out][: 2 * MOST_RECORDS]
    seen = registry.visible({one.id for one in found}, request.user)
    kinds = registry.facets()["kind"].label_of({one.kind for one in found}, language) if found else {}
    return [_link(one, kinds.get(one.kind, one.kind)) for one in found if one.id in seen][:MOST_RECORDS]


def _link(one: Suggested, kind: str) -> WayOn:
    note = f"{one.name} · {kind}" if one.name else kind
    return WayOn(text=one.title, url=one.url, language=one.language, note=note)

"""How records stand in each language, for lists of them: read in one query, however many records there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.foundation.pages import language_of
from practices.records.models import ORIGINAL, Record

NAMES: Final = dict(settings.CONTENT_LANGUAGES)
STEP: Final = 10_000  # keys in one query


class Kind(StrEnum):
    """What can be said of a record in a language."""

    ORIGINAL = "original"
    COMPLETE = "complete"
    HEAD = "head"  # title and summary
    PARTIAL = "partial"
    STALE = "stale"
    DRAFT = "draft"
    NONE = "none"


LABELS: Final = {
    Kind.COMPLETE: gettext_lazy("complete"),
    Kind.HEAD: gettext_lazy("title and summary"),
    Kind.PARTIAL: gettext_lazy("with parts that are not translated"),
    Kind.STALE: gettext_lazy("with parts whose original has changed"),
    Kind.DRAFT: gettext_lazy("not published"),
    Kind.NONE: gettext_lazy("none"),
}


@dataclass(frozen=True)
class Cell:
    """A record in one language."""

    language: str
    kind: Kind
    stale: int = 0
    missing: int = 0
    page_id: int | None = None
    has_draft: bool = False  # a newer version that is not published

    @property
    def name(self) -> str:
        """The language, in itself."""
        return NAMES[self.language]

    @property
    def label(self) -> str:
        """Its state in words."""
        if self.kind == Kind.ORIGINAL:
            return _("original")
        told = []
        if self.stale:
            told.append(
                ngettext("%(count)s part to be compared", "%(count)s parts to be compared", self.stale)
                % {"count": self.stale}
            )
        if self.missing:
            told.append(
                ngettext("%(count)s part missing", "%(count)s parts missing", self.missing) % {"count": self.missing}
            )
        told = told or [str(LABELS[self.kind])]
        return ", ".join([*told, _("newer draft")] if self.has_draft else told)

    @property
    def url(self) -> str:
        """Where one goes on with it; empty for the original and where nothing was begun."""
        return reverse("side_by_side", args=[self.page_id]) if self.page_id and self.kind != Kind.ORIGINAL else ""


def cells_of(originals: Iterable[Any]) -> dict[int, dict[str, Cell]]:
    """For each original by its key, the cells of all content languages by their code. One query for thousands."""
    works = {one.translation_key: one for one in originals}
    found = {
        one.pk: {code: Cell(code, Kind.ORIGINAL if code == language_of(one.locale_id) else Kind.NONE) for code in NAMES}
        for one in works.values()
    }
    keys = list(works)
    for start in range(0, len(keys), STEP):
        texts = Record.objects.filter(translation_key__in=keys[start : start + STEP]).exclude(ORIGINAL)
        for text in texts.select_related("translation_state").order_by("live", "pk"):
            found[works[text.translation_key].pk][language_of(text.locale_id)] = cell_of(text)
    return found


def cell_of(text: Any) -> Cell:
    """A translation; what was not compared yet goes with its original."""
    state = getattr(text, "translation_state", None)
    stale, missing = (state.stale, state.missing) if state and text.live else (0, 0)
    kind = Kind.HEAD if text.title_and_summary_only else Kind.COMPLETE
    kind = Kind.STALE if stale else Kind.PARTIAL if missing else kind
    return Cell(
        language=language_of(text.locale_id),
        kind=kind if text.live else Kind.DRAFT,
        stale=stale,
        missing=missing,
        page_id=text.pk,
        has_draft=text.live and text.has_unpublished_changes,
    )


def in_state(kind: str, language: str) -> Any:
    """Which originals stand so, in a language or in any; a filter of the database."""
    texts = Record.objects.filter(translation_key=OuterRef("translation_key")).exclude(ORIGINAL)
    if language:
        texts = texts.filter(locale__language_code=language)
    if kind == Kind.NONE:
        other_language = ~Q(locale__language_code=language) if language else Q()
        return other_language & ~Exists(texts)
    return Exists(texts.filter(_OF_TEXTS[Kind(kind)]))


_PARTS: Final = Q(translation_state__stale__gt=0) | Q(translation_state__missing__gt=0)
_OF_TEXTS: Final = {
    Kind.COMPLETE: Q(live=True, title_and_summary_only=False) & ~_PARTS,
    Kind.HEAD: Q(live=True, title_and_summary_only=True) & ~_PARTS,
    Kind.PARTIAL: Q(live=True, translation_state__missing__gt=0),
    Kind.STALE: Q(live=True, translation_state__stale__gt=0),
    Kind.DRAFT: Q(live=False),
}

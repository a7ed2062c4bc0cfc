"""What published records need: each need is one filter of the database, for the report, its counts on the desk's home, and whoever else asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.claims.models import Claim
from practices.conflicts.models import Conflict
from practices.models import Citation, Record, Source
from practices.records.models import ORIGINAL

SAME: Final = (
    "record",
    "indicator",
    "label",
    "population",
    "period",
    "unit",
    "comparison",
)  # of two figures that say different things


@dataclass(frozen=True)
class Need:
    """One sort of care."""

    name: str
    heading: Any
    none: Any  # what the desk says where nothing needs it
    what_to_do: Any
    filter: Callable[[], Any]  # what holds of the records that need it; called for each question, since days pass


def _published_originals() -> Q:
    return Q(ORIGINAL, live=True)


def _overdue() -> Any:
    return Q(live=True, review_due__lte=timezone.localdate())


def _without_source() -> Any:
    return _published_originals() & ~Exists(Citation.objects.filter(page=OuterRef("pk")))


def _dead_links() -> Any:
    dead = Citation.objects.filter(page=OuterRef("pk"), source__in=Source.objects.with_dead_link())
    return _published_originals() & Exists(dead)


def _discrepancies() -> Any:
    """Two figures of one thing that differ, while the ledger says nothing of the record."""
    other = (
        Claim.objects.filter(**{name: OuterRef(name) for name in SAME})
        .exclude(value=OuterRef("value"))
        .exclude(value=None)
    )
    figures = Claim.objects.filter(Exists(other), record=OuterRef("pk"), value__isnull=False, period__isnull=False)
    ledger = Conflict.records.through.objects.filter(record_id=OuterRef("pk"))
    return _published_originals() & Exists(figures) & ~Exists(ledger)


def _untranslated() -> Any:
    others = Record.objects.filter(translation_key=OuterRef("translation_key"), live=True).exclude(ORIGINAL)
    return _published_originals() & ~Exists(others)


def _stale_translations() -> Any:
    return Q(live=True, translation_state__stale__gt=0) & ~ORIGINAL


NEEDS: Final = {
    one.name: one
    for one in (
        Need(
            "overdue", _("Due for review"), _("No record is due for review."),
            _("Compare it with its sources, and write down when you did."), _overdue,
        ),
        Need(
            "without-source", _("Without a source"), _("Every record names a source."),
            _("Name a source, or take it off the site."), _without_source,
        ),
        Need(
            "dead-links", _("With a dead link"), _("No source of a record has a dead link."),
            _("Find the new address, or give the source an archived copy."), _dead_links,
        ),
        Need(
            "discrepancies", _("With figures that differ"), _("No two figures of a record differ."),
            _("Mend the one that is wrong, or enter both where sources differ."), _discrepancies,
        ),
        Need(
            "stale-translations", _("Translations older than their original"), _("Every translation is as new as its original."),
            _("Compare the parts that have changed, side by side, and publish it again."), _stale_translations,
        ),
        Need(
            "untranslated", _("In one language only"), _("Every record is in two languages at least."),
            _("Translate its title and summary at least."), _untranslated,
        ),
    )
}  # fmt: skip


def needing(name: str, records: QuerySet[Any] | None = None) -> QuerySet[Any]:
    """The records with a need. Raises KeyError for one that there is not."""
    return (Record.objects.all() if records is None else records).filter(NEEDS[name].filter())


def counted() -> dict[str, int]:
    """How many records have each need. One query for each."""
    return {name: needing(name).count() for name in NEEDS}


LAST_CHANGED: Final = F("last_published_at").asc(nulls_first=True)

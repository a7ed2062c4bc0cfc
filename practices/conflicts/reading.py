"""Reads the ledger: each disagreement with its values, their sources, and where on the site it is marked."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from portal.foundation.audience import audiences_of
from portal.vocabularies.snapshot import vocabulary
from practices.conflicts.models import Conflict
from practices.records.models import Record
from practices.records.page import conflict_entry


def ledger(conflicts: Any, user: Any) -> list[dict[str, Any]]:
    """The conflicts as templates/components/differs.html shows them, with `marked`: links to where they are marked.

    Six queries, however many there are; records that the reader may not see are not named.
    """
    records = Prefetch("records", queryset=Record.objects.visible_to(user).select_related("locale"))
    mine = audiences_of(user)
    return [
        conflict_entry(conflict, mine) | {"marked": marked_on(conflict)}
        for conflict in conflicts.prefetch_related(records, "places", "datasets", "values__source")
    ]


def marked_on(conflict: Conflict) -> list[dict[str, str]]:
    """The pages where a conflict is marked: records, data sets, countries."""
    known = vocabulary()
    links = [
        {"label": record.title, "url": record.url or "", "language": record.content_language}
        for record in conflict.records.all()
    ]
    links += [
        {"label": dataset.title, "url": dataset.get_absolute_url(), "language": ""}
        for dataset in conflict.datasets.all()
    ]
    for place in conflict.places.all():
        entry = known.places.get(place.pk)
        country = known.country_of(entry) if entry else None
        if entry and country:
            links.append({"label": entry.name(), "url": f"/countries/{country.code}/", "language": ""})
        elif entry:
            links.append({"label": _("All countries"), "url": "/countries/", "language": ""})
    return links

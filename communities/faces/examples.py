"""The faces of the invented spaces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from communities.faces.actions import drafting, publish
from communities.faces.models import Section, Thing
from communities.spaces.models import Community


def load(community: Community, rows: Iterable[Mapping[str, Any]], thing_of: Callable[[Mapping[str, Any]], str]) -> None:
    """Publishes a face; `thing_of` knows the keys of what was chosen, empty for what was left out."""
    with drafting(community) as sections:
        for row in rows:
            things = [Thing(key, one.get("note", "")) for one in row.get("things", ()) if (key := thing_of(one))]
            sections.append(
                Section(row["kind"], title=row.get("title", ""), newest=row.get("newest", 0), things=things)
            )
    publish(community, None)

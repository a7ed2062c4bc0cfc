"""A few records to take away."""

from __future__ import annotations

from typing import Any

import pytest

from portal.foundation import outbox
from search.indexing import rebuild
from tests.factories import make_concept, make_place, make_record, make_standard_page, make_translation


@pytest.fixture
def shelf(site_tree: None) -> dict[str, Any]:
    """Public, restricted and unspoken records, a term and a standard page, all found."""
    families = make_concept("theme:families", labels={"en": "Families", "de": "Familien"})
    make_concept("glossary:probation", labels={"en": "Probation", "de": "Bewährung"})
    records = {
        "telfi": make_record(title="Distance learning in prison", summary="Lessons, on a server.", places=[make_place("AT")],
                             concepts=[families], period="2002/2005", known_in=2007, self_reported=True),
        "mabis": make_record("development_partnership", title="=MABIS.Net", summary='After-care "agencies".', places=[make_place("DE")]),
        "sealed": make_record(title="Sealed method", audience="group:editors", stub_title="A local record",
                              stub_summary="Open to registered editors.", places=[make_place("IT")]),
        "hidden": make_record(title="Unspoken method", audience="group:editors"),
        "page": make_standard_page(title="Where it all came from"),
    }  # fmt: skip
    make_translation(records["telfi"], "de", title="Fernunterricht im Gefängnis", summary="Stunden an einem Server.")
    rebuild()
    outbox.drain(["index"])
    return records

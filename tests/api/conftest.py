"""A small catalogue, asked by programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.foundation import outbox
from practices.claims.models import Claim
from practices.conflicts.models import Conflict, ConflictValue
from practices.records.models import Citation
from practices.relations.models import Relation
from search.indexing import rebuild
from tests.factories import make_concept, make_place, make_record, make_source, make_translation

Ask = Callable[..., Any]


@pytest.fixture
def ask(client: Client) -> Ask:
    """Asks the API and returns the parsed answer; its status must be the expected one."""

    def ask(path: str, status: int = 200, /, **query: Any) -> Any:
        address = path if path.startswith("/") or "://" in path else f"/api/v1/{path}"
        answer = client.get(address, {name.strip("_"): value for name, value in query.items()})
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.json()

    return ask


@pytest.fixture
def shelf(site_tree: None) -> dict[str, Any]:
    """Records with something of everything, some of it restricted."""
    austria, styria = (
        make_place("AT"),
        make_place("AT22", kind="region", parent=make_place("AT"), names={"en": "Styria"}),
    )
    families = make_concept("theme:families", labels={"en": "Families", "de": "Familien"})
    make_concept("glossary:probation", labels={"en": "Probation"})
    open_source = make_source(title="A background paper", author="An institute")
    closed_source = make_source(title="An unpublished note", audience="group:editors")
    partnership = make_record("development_partnership", title="MABIS.Net", places=[make_place("DE")], period="2005/..")
    hidden = make_record(title="Unspoken method", audience="group:editors")
    telfi = make_record(
        title="Distance learning in prison", summary="Lessons & “more” on a server.", places=[austria, styria], concepts=[families],
        names=["Telfi"], tags=["computers"], period="2002/2005", done="<p>Teachers <em>meet</em> on a learning platform.</p>",
        evidence_strength="weak", evidence_by="Jane Doe", peer_review_by="John Doe", self_reported=True,
        citations=[Citation(source=open_source, at="Panel 1", supports="what was done"), Citation(source=closed_source, at="p. 3")],
        results=[
            Claim(indicator=make_concept("indicator:reoffending"), label="Reoffending", value="40.50", unit="%", source=open_source, at="T 2"),
            Claim(indicator=make_concept("indicator:reoffending"), label="Unsaid", value_text="few", source=closed_source),
        ],
        relations=[Relation(type="practised_by", target=partnership, role="led it"), Relation(type="related_to", target=hidden)],
    )  # fmt: skip
    conflict = Conflict(title="How many?", note="Nobody knows.")
    conflict.values = [ConflictValue(value="121", source=open_source), ConflictValue(value="111", source=closed_source)]
    conflict.records = [telfi]
    conflict.save()
    records = {
        "telfi": telfi, "mabis": partnership, "hidden": hidden,
        "sealed": make_record(title="Sealed method", audience="group:editors", stub_title="A local record",
                              stub_summary="Open to registered editors."),
        "old": make_record("event", title="A conference", known_in=1999),
    }  # fmt: skip
    make_translation(telfi, "de", title="Fernunterricht im Gefängnis", summary="Stunden an einem Server.")
    rebuild()
    outbox.drain(["index"])
    return records

"""Nothing of a restricted record gets out: not by its figures, relations, conflicts and sources, nor by lists, pages of places, or files."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from portal.foundation import outbox
from practices.claims.models import Claim
from practices.conflicts.models import Conflict, ConflictValue
from practices.records.models import Citation
from practices.relations.models import Relation
from search.indexing import rebuild
from tests.factories import make_concept, make_place, make_record, make_source, make_translation, make_user

pytestmark = pytest.mark.django_db
SECRET = "quaggamare"
ADDRESSES = (
    "/", "/search/", f"/search/?q={SECRET}", f"/search/suggest/?q={SECRET[:5]}", "/practices/", "/a-z/", "/countries/", "/countries/AT/",
    "/themes/", "/themes/theme/families/", "/conflicts/", "/sources/", "/figures/", "/search/export.csv", "/search/export.json",
    "/search/export.ris", "/search/export.bib", "/api/v1/records", f"/api/v1/search?q={SECRET}", "/sitemap.xml", "/organisations/",
)  # fmt: skip


@pytest.fixture
def kept(site_tree: None) -> dict[str, Any]:
    """A record for editors alone, whose word stands in all that hangs on it; what it hangs on is public."""
    source, neighbour = make_source(title="A public report"), make_record("organisation", title="A public house")
    reading = make_record("evaluation", title="A public study")
    record = make_record(
        title=f"The {SECRET} method",
        slug="restricted",  # its own address is not told by the page that asks to sign in
        summary=f"With a {SECRET}.",
        done=f"<p>A {SECRET} helps.</p>",
        names=[f"{SECRET} plus"],
        tags=[SECRET],
        audience="group:editors",
        places=[make_place("AT")],
        concepts=[make_concept("theme:families")],
        citations=[Citation(source=source, at=f"Page on the {SECRET}", supports=f"the {SECRET}")],
        relations=[
            Relation(type="practised_by", target=neighbour, role=f"kept the {SECRET}", source=source, at=f"{SECRET} 2")
        ],
        results=[
            Claim(
                indicator=make_concept("indicator:reoffending"),
                label=f"Every {SECRET}",
                value="7",
                place=make_place("AT"),
                source=source,
                at=f"{SECRET} 3",
            )
        ],
    )
    make_translation(record, "de", title=f"Die Methode {SECRET}")
    reading.relations = [Relation(type="evaluates", target=record, note=f"of the {SECRET}")]
    reading.save_revision().publish()
    conflict = Conflict(title=f"How many in the {SECRET} method?", audience="group:editors")
    conflict.values = [ConflictValue(value=f"7 {SECRET}", source=source), ConflictValue(value="8", source=source)]
    conflict.records, conflict.places = [record], [make_place("AT")]
    conflict.save()
    public = Conflict(title="How many houses?")
    public.values = [ConflictValue(value="1", source=source), ConflictValue(value="2", source=source)]
    public.records = [record, neighbour]
    public.save()
    rebuild()
    outbox.drain(["index"])
    return {"record": record, "source": source, "neighbours": [neighbour, reading], "conflict": conflict}


def told(client: Client, address: str) -> str:
    """All that an address says, without what was asked."""
    answer = client.get(address, follow=True)
    assert answer.status_code in {200, 404}, (address, answer.status_code)
    return html.unescape(answer.getvalue().decode()).replace(f"q={SECRET}", "")


def pages_around(kept: dict[str, Any]) -> list[str]:
    """The pages of what the record hangs on, and the record's own addresses."""
    record = kept["record"]
    own = [f"/id/{record.identifier}{rest}" for rest in ("/", "/history/", "/cite.json", "/cite.ris")]
    around = [one.url for one in kept["neighbours"]] + [
        f"/id/{one.identifier}{rest}" for one in kept["neighbours"] for rest in ("/history/", "/cite.json")
    ]
    faces = [record.url, f"/de{record.url}", f"/api/v1/records/{record.identifier}"]
    return [*own, *around, *faces, kept["source"].get_absolute_url(), f"/id/{kept['conflict'].identifier}/"]


@pytest.mark.parametrize("group", ["", "members"])
def test_nobody_else_is_told_anything_of_it(client: Client, kept: dict[str, Any], group: str) -> None:
    if group:
        client.force_login(make_user(group))
    addresses = [*ADDRESSES, *pages_around(kept)]
    search = f"/search/?q={SECRET}", f"/api/v1/search?q={SECRET}", f"/search/suggest/?q={SECRET[:5]}"
    for address in addresses:
        said = told(client, address)
        if address in search:  # the question stands in the answer: what was found must not
            assert "method" not in said.lower().partition("<main")[2].partition("</main>")[0], address
        else:
            assert SECRET not in said.lower(), address


def test_who_may_see_it_finds_all_of_it(client: Client, kept: dict[str, Any]) -> None:
    client.force_login(make_user("editors"))
    record = kept["record"]
    for address in (record.url, "/conflicts/", "/search/?q=method", "/practices/", kept["source"].get_absolute_url()):
        assert SECRET in told(client, address), address
    for neighbour in kept["neighbours"]:
        assert SECRET in told(client, neighbour.url)

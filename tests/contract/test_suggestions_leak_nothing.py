"""Whoever reads, whatever they type: nothing is suggested and no word is told but of what they may find."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.analysis import compact_name
from search.documents import SearchDocument, Text
from search.engines.base import SearchRequest
from search.suggestions.near import edits
from tests.contract.conftest import NOW, Index, document

AUDIENCES = ("public", "members", "group:editors", "community:7")
ANIMALS = ("zebrafinch", "quaggamare", "okapicalf", "tapirherd", "kudubull", "elandcow", "gnutrack", "orycehorn",
           "dikdiknest", "oribitrail", "nyalaford", "bongobark", "impalaleap", "lechwepool", "sitatunga", "topigrass")  # fmt: skip
LATER = NOW + timedelta(days=1)
HERD: dict[str, SearchDocument] = {
    animal: document(
        number,
        f"The {animal} method",
        f"Walking with a {animal}",
        f"{animal} {animal}",
        names=(f"{animal[:4]} {animal[4:]} XQ{number}",),
        translations=(Text("de", f"Die Methode {animal}"),),
        audience=audience,
        hidden_from="members" if number % 3 == 0 and audience == "public" else "",
        expires=expires,
        facets={"language": ["en", "de"]},
    )
    for number, (animal, (audience, expires)) in enumerate(
        zip(ANIMALS, product(AUDIENCES, (None, None, LATER, NOW - timedelta(days=1))), strict=True), start=1
    )
}


@pytest.fixture
def herd(index: Index) -> Index:
    index.fill(*HERD.values())
    return index


def readable(one: SearchDocument, request: SearchRequest) -> bool:
    """The rule, written down once more."""
    return (
        one.audience in request.audiences
        and one.hidden_from not in request.audiences
        and one.record not in request.exclude_records
        and not (one.expires and one.expires <= request.now)
    )


typed = st.one_of(
    st.sampled_from(ANIMALS),
    st.sampled_from(ANIMALS).flatmap(lambda animal: st.sampled_from(sorted(set(edits(animal))))),
    st.sampled_from(ANIMALS).flatmap(lambda animal: st.integers(2, len(animal)).map(lambda length: animal[:length])),
    st.sampled_from(["the", "method", "methdo", "die methode", "walking wih", "xq", "xq1", "quag gam", "me"]),
    st.text(max_size=12),
)


@given(
    st.sets(st.sampled_from(AUDIENCES)),
    st.sets(st.sampled_from([one.record for one in HERD.values()])),
    st.sampled_from([NOW, LATER]),
    typed,
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_of_what_the_reader_may_find(
    herd: Index, audiences: set[str], excluded: set[str], now: datetime, text: str
) -> None:
    asked = SearchRequest(
        text=text, audiences=frozenset(audiences), exclude_records=frozenset(excluded), now=now, limit=40, languages=("en", "de")
    )  # fmt: skip
    mine = {one.id for one in HERD.values() if readable(one, asked)}
    hidden = {animal for animal, one in HERD.items() if one.id not in mine}
    for one in herd.engine.suggest(asked):
        assert one.id in mine
    for found in herd.engine.spellings([compact_name(text)] if compact_name(text) else [], asked).values():
        assert found.count <= len(mine)
        for spelling in found.nearest:
            assert 0 < spelling.count <= len(mine)
            assert not any(word in hidden for word in spelling.term.split()), spelling

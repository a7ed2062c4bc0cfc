"""Whatever the audiences are, and however far the index is behind them: nobody is told of what `visible_to` does not show."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.foundation import outbox
from practices.exports.formats import FORMATS
from practices.records.models import Record
from search.indexing import changed, rebuild
from tests.factories import make_place, make_record, make_translation, make_user

pytestmark = pytest.mark.django_db
WORDS = ("zebra", "quagga", "okapi", "tapir", "kudu", "eland")  # no word holds another
AUDIENCES = ("public", "members", "group:editors", "group:reviewers", "group:administrators", "group:nobody", "")
READERS = ("", "members", "editors", "reviewers", "administrators")


@pytest.fixture
def herd(site_tree: None, either_engine: None) -> dict[str, Any]:
    """Records, each with a word of its own in title, summary and translation, that search believes to be public."""
    herd: dict[str, Any] = {}
    for word in WORDS:
        herd[word] = make_record(
            title=f"The {word} method", summary=f"About a {word}.", places=[make_place("AT")], tags=[word]
        )
        make_translation(herd[word], "de", title=f"Die Methode {word}")
    rebuild()
    herd["readers"] = {group: make_user(group) for group in READERS if group}
    return herd


@given(
    st.lists(
        st.tuples(st.sampled_from(AUDIENCES), st.booleans(), st.booleans()), min_size=len(WORDS), max_size=len(WORDS)
    ),
    st.booleans(),
    st.sampled_from(READERS),
    st.sampled_from(["", "method", "q=zebra+okapi", "language=de"]),
)
@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_what_is_visible_is_told(
    herd: dict[str, Any], settings: Any, fates: list[tuple[str, bool, bool]], caught_up: bool, group: str, query: str
) -> None:
    settings.REQUESTS_PER_MINUTE = {"api": 0, "export": 0}
    if caught_up:  # what has no audience never gets as far as the index
        fates = [(audience or "group:nobody", live, face) for audience, live, face in fates]
    for word, (audience, live, face) in zip(WORDS, fates, strict=True):
        texts = Record.objects.filter(translation_key=herd[word].translation_key)
        texts.update(audience=audience, live=live, stub_title="A local record" if face else "")
        if caught_up:
            changed("page", [str(pk) for pk in texts.values_list("pk", flat=True)], hides=True)
    outbox.drain(["index"])
    client, reader = Client(), herd["readers"].get(group) or AnonymousUser()
    if isinstance(reader, User):
        reader = User.objects.get(pk=reader.pk)
        client.force_login(reader)
    seen = set(Record.objects.visible_to(reader).values_list("pk", flat=True))
    hidden = [word for word in WORDS if herd[word].pk not in seen]
    addresses = [f"/api/v1/records?limit=100&{query if '=' in query else ''}".replace("q=zebra+okapi", "tag=zebra&tag=okapi"),
                 f"/api/v1/search?limit=100&{query if '=' in query else f'q={query}'}",
                 *(f"/api/v1/records/{herd[word].identifier}" for word in hidden)]  # fmt: skip
    addresses += [f"/search/export.{extension}?q=method" for extension in FORMATS]
    addresses += [f"/id/{herd[word].identifier}/cite.{extension}" for word in hidden[:1] for extension in FORMATS]
    for address in addresses:
        answer: Any = client.get(address)
        text = (answer.getvalue() if answer.streaming else answer.content).decode()
        if answer.status_code in (200, 404):
            text = text.replace(address, "")
        told = [
            word
            for word in hidden
            if f"he {word} method" in text or f"Methode {word}" in text or f"About a {word}" in text
        ]
        assert not told, (address, told, group)
    if not query:
        shown = {record["identifier"] for record in client.get("/api/v1/records?limit=100").json()["records"]}
        assert shown == {herd[word].identifier for word in WORDS if word not in hidden}, "and all of what is visible"
    if caught_up and not query:
        faces = [
            word for word, (_audience, live, face) in zip(WORDS, fates, strict=True) if live and face and word in hidden
        ]
        found = client.get("/api/v1/search?limit=100&facets=kind").json()
        titles = Counter(one["title"]["text"] for one in found["results"])
        assert titles.pop("A local record", 0) == len(faces), "a record that may be known of is known by its face alone"
        assert set(titles) == {f"The {word} method" for word in WORDS if word not in hidden}
        counted = [value["count"] for facet in found["facets"] for value in facet["values"]]
        assert sum(counted) == found["total"] == len(titles) + len(faces)
        exported: Any = client.get("/search/export.csv?q=local+record")
        assert exported.getvalue().decode().count("A local record") == len(faces)

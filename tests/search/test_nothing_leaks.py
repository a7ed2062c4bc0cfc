"""Whoever reads and whatever they type: neither the page nor what it suggests or asks back tells of what is not theirs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.foundation import outbox
from practices.records.models import Record
from search.indexing import changed, rebuild
from search.suggestions.near import edits
from tests.factories import make_record, make_translation, make_user

pytestmark = pytest.mark.django_db
ANIMALS = ("zebrafinch", "quaggamare", "okapicalf", "tapirherd", "kudubull", "elandcow")
AUDIENCES = ("public", "members", "group:editors", "group:nobody")
READERS = ("", "members", "editors", "administrators")


@pytest.fixture
def herd(site_tree: None, either_engine: None) -> dict[str, Any]:
    """Records that each have a word of their own in titles, names and summaries, and a translation."""
    herd: dict[str, Any] = {}
    for animal in ANIMALS:
        herd[animal] = make_record(
            title=f"The {animal} method", summary=f"With a {animal}.", names=[f"{animal} {animal}"]
        )
        make_translation(herd[animal], "de", title=f"Die Methode {animal}")
    rebuild()
    outbox.drain(["index"])
    herd["readers"] = {group: make_user(group) for group in READERS if group}
    return herd


slips = st.sampled_from(
    sorted({slip for animal in ANIMALS for slip in edits(animal) if not any(whole in slip for whole in ANIMALS)})
)
beginnings = st.sampled_from(ANIMALS).flatmap(lambda animal: st.integers(2, 8).map(lambda length: animal[:length]))


@given(
    st.lists(st.tuples(st.sampled_from(AUDIENCES), st.booleans()), min_size=len(ANIMALS), max_size=len(ANIMALS)),
    st.booleans(),
    st.sampled_from(READERS),
    st.lists(st.one_of(slips, beginnings, slips.map(lambda slip: f"the {slip} method")), min_size=3, max_size=5),
)
@hypothesis_settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_is_suggested_or_asked_back_but_of_what_is_visible(
    herd: dict[str, Any], fates: list[tuple[str, bool]], caught_up: bool, group: str, typed: list[str]
) -> None:
    """Whether the index has caught up with what was restricted or not."""
    for animal, (audience, face) in zip(ANIMALS, fates, strict=True):
        texts = Record.objects.filter(translation_key=herd[animal].translation_key)
        texts.update(audience=audience, stub_title="A local record" if face else "")
        changed("page", [str(pk) for pk in texts.values_list("pk", flat=True)], hides=audience != "public")
    if caught_up:
        outbox.drain(["index"])
    client, reader = Client(), herd["readers"].get(group) or AnonymousUser()
    if isinstance(reader, User):
        reader = User.objects.get(pk=reader.pk)
        client.force_login(reader)
    seen = set(Record.objects.visible_to(reader).values_list("pk", flat=True))
    hidden = [animal for animal in ANIMALS if herd[animal].pk not in seen]
    for text in typed:
        page = client.get("/search/", {"q": text})
        assert page.status_code == 200
        suggested = client.get("/search/suggest/", {"q": text}, headers={"accept": "application/json"}).text
        for told in (page.text, suggested, client.get("/search/suggest/", {"q": text}).text):
            assert not [animal for animal in hidden if animal in told.lower().replace(text, "")], (text, group)
        if meant := re.search(
            r'Did you mean <a href="[^"]*"><strong>([^<]*)</strong></a>\? <span class="meta">(\d+)', page.text
        ):
            found = client.get("/search/", {"q": meant[1]}).context["listing"].total
            assert 0 < found == int(meant[2]) <= len(seen)
    outbox.drain(["index"])


def test_a_slip_leads_to_who_may_see_it_and_nobody_else(herd: dict[str, Any], client: Client) -> None:
    """So that the test above does not hold because nothing is ever suggested."""
    for texts in (herd["kudubull"], *herd["kudubull"].get_translations()):
        texts.audience = "group:editors"
        texts.save_revision().publish()
    outbox.drain(["index"])
    assert "Did you mean" in client.get("/search/?q=tapirhrd").text
    assert "The tapirherd method" in client.get("/search/suggest/?q=tapirhrd").text
    assert "kudubull" not in client.get("/search/?q=kudubul").text
    assert "kudubull" not in client.get("/search/suggest/?q=kudubul").text
    client.force_login(herd["readers"]["editors"])
    assert "Did you mean" in client.get("/search/?q=kudubukl").text
    assert "The kudubull method" in client.get("/search/suggest/?q=kudubul").text

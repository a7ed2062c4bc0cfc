"""Advice on a draft: each thing is told with its reason and its words, and a record that is well gets none."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.groups import ensure_groups
from practices.advice.checks import HARD, advice_on, lix
from practices.models import Citation
from tests.factories import make_concept, make_place, make_record, make_source, make_translation, make_user

pytestmark = pytest.mark.django_db
EASY = "<p>" + "He came home. She met him at the gate. They went to look for work. " * 8 + "</p>"
HARD_TEXT = (
    "<p>"
    + "Interinstitutional implementation arrangements necessitating extraordinarily comprehensive administrative harmonisation notwithstanding organisational heterogeneity "
    * 10
    + ".</p>"
)
A_PERSON = "<p>Marek K., 34, from Piła, was sentenced in 2006 for robbery and held in Wronki prison. He has diabetes and two daughters aged 6 and 9.</p>"


def well(**fields: Any) -> Any:
    given = {
        "places": [make_place("AT")],
        "citations": [Citation(source=make_source())],
        "known_in": 2007,
        "period": "2005",
        "done": EASY,
        **fields,
    }
    return make_record(title=given.pop("title", "Day visits"), publish=False, **given).get_latest_revision_as_object()


def told(draft: Any) -> str:
    found = advice_on(draft)
    assert all(one.why for one in found)
    return " ".join(f"{one.what} {' '.join(one.words)}" for one in found)


def test_a_record_that_is_well_gets_none(site_tree: None) -> None:
    assert told(well()) == ""


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"places": []}, "a country at least"),
        ({"citations": []}, "Name at least one source"),
        ({"known_in": None}, "which year the knowledge is of"),
        ({"period": None}, "when it ran"),
        ({"summary": ""}, "Write a summary"),
        ({"done": "<p>It worked with the ZQX and the zqx.</p>"}, "ZQX"),
        ({"done": HARD_TEXT}, "shorter sentences"),
        ({"done": A_PERSON}, "could be recognised"),
    ],
)
def test_what_could_be_better_is_told(site_tree: None, fields: dict[str, Any], said: str) -> None:
    assert said in told(well(**fields))


@pytest.mark.parametrize("text", ["The Zone Quality Index (ZQX) is used.", "In AT and in the EQX.", "Part IV."])
def test_what_is_explained_is_not_told(site_tree: None, text: str) -> None:
    make_concept("glossary:eqx", abbreviation="EQX")
    assert told(well(done=f"<p>{text}</p>")) == ""


def test_a_translation_is_not_asked_for_what_stands_on_its_original(site_tree: None) -> None:
    assert "country" not in told(make_translation(well()).get_latest_revision_as_object())


@given(st.text())
def test_any_text_has_a_level(text: str) -> None:
    assert lix(text) >= 0


def test_easy_texts_are_easier_than_hard_ones() -> None:
    assert 0 < lix(EASY) < 40
    assert lix(HARD_TEXT) > HARD


def test_the_form_shows_it(client: Client, site_tree: None) -> None:
    ensure_groups()
    client.force_login(make_user("editors"))
    counts = []
    for number in (2, 30):
        draft = well(
            title=f"Day visits {number}",
            places=[],
            done=f"<p>{' '.join('Z' + chr(65 + one) * 3 for one in range(min(number, 26)))}</p>",
        )
        address = f"/admin/pages/{draft.pk}/edit/"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(address).content.decode()
        assert "Could be better" in html
        assert "a country at least" in html
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "desk-advice" not in client.get("/admin/records/practice/", follow=True).content.decode()

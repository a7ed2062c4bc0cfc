"""What a list says of a record's age and certainty, before it is opened."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from search.indexing import rebuild
from tests.factories import make_record
from tests.practices.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"known_in": 2007}, "as known in 2007"),
        ({"known_in": 2015, "period": "2002/2005"}, "2002–2005 · as known in 2015"),
        ({"known_in": 2007, "historical": True}, "as known in 2007 · Historical"),
        ({"known_in": None, "known_in_not_known": True}, "as known in: not known"),
    ],
)
@pytest.mark.parametrize("kind", ["practice", "organisation", "event"])
def test_a_list_says_how_old_each_record_is(client: Client, kind: str, fields: dict[str, Any], said: str) -> None:
    make_record(kind, title="After-care agencies", **fields)
    rebuild()
    assert said in words_of(client, f"/search/?kind={kind}")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Evidence: not rated, because nobody has rated it yet"),
        ({"evidence_because": "Nobody counted."}, "Evidence: not rated, because: Nobody counted."),
        (
            {"evidence_because": "A long story. " * 20},
            "A long story. A long story. A long story. A long story. A long story. A long story.…",
        ),
        ({"evidence_strength": "weak", "evidence_on": "2012", "evidence_because": "Few."}, "Evidence: weak 2012"),
    ],
)
def test_a_list_says_why_something_is_not_rated(client: Client, fields: dict[str, Any], said: str) -> None:
    make_record(title="After-care agencies", **fields)
    rebuild()
    assert said in words_of(client, "/practices/")


def test_a_record_says_at_its_head_when_its_year_is_not_known(client: Client) -> None:
    record = make_record(known_in=None, known_in_not_known=True)
    head, _aside, _rest = words_of(client, record.url).partition("How strong is the evidence?")
    assert "As known in: not known" in head

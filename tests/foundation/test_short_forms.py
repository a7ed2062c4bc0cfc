"""Short forms are explained where they stand, once on a page: in texts, on cards and among filters."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.foundation.short_forms import explainer
from portal.vocabularies.models import ConceptNote
from search.indexing import rebuild
from tests.factories import make_concept, make_record

pytestmark = pytest.mark.django_db
EQUAL = '<abbr title="A programme of the Union"'


@pytest.fixture(autouse=True)
def _words() -> None:
    equal = make_concept("glossary:equal", labels={"en": "EQUAL initiative"}, abbreviation="EQUAL")
    ConceptNote.objects.create(concept=equal, text="A programme of the Union. It had two calls.")
    make_concept("glossary:gol", labels={"en": "Local <operative> group"}, abbreviation="GOL")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Two GOLs", 'Two <abbr title="Local &lt;operative&gt; group" tabindex="0">GOL</abbr>s'),
        ("EQUAL paid; EQUAL ended", f'{EQUAL} tabindex="0">EQUAL</abbr> paid; EQUAL ended'),
        ("<mark>GOL</mark>", '<mark><abbr title="Local &lt;operative&gt; group" tabindex="0">GOL</abbr></mark>'),
        ('<a href="/EQUAL/">EQUAL</a>', '<a href="/EQUAL/">EQUAL</a>'),
        ("INEQUALITY and GOL-like", "INEQUALITY and GOL-like"),
        ("", ""),
    ],
)
def test_the_first_mention_says_what_it_stands_for(text: str, said: str) -> None:
    assert explainer().explain(text) == said
    assert explainer(text).explain(text) == said


def test_what_is_explained_once_is_not_explained_again() -> None:
    page = explainer()
    assert "tabindex" not in page.explain("EQUAL", in_link=True)
    assert page.explain("EQUAL") == "EQUAL"


@pytest.fixture
def shelf(site_tree: None) -> None:
    round_one = make_concept("programme_round:equal_1", labels={"en": "EQUAL, first round"})
    for number in range(3):
        make_record(title=f"Network {number} of EQUAL", summary="A GOL near EQUAL.", concepts=[round_one])
    rebuild()


def test_lists_explain_on_cards_and_among_filters(client: Client, shelf: None) -> None:
    html = client.get("/search/?q=network").content.decode()
    hits, filters = html.partition("<ol")[2].partition("</ol>")[0], html.partition('id="facets"')[2]
    assert hits.count("<abbr") == 2  # each once on the page
    assert re.search(rf"<h3><a [^>]*>[^<]*<mark>Network</mark> \d of {EQUAL}>EQUAL</abbr></a></h3>", hits)
    assert 'tabindex="0">GOL</abbr>' in hits
    assert f"<span>{EQUAL}>EQUAL</abbr>, first round</span>" in filters


def test_a_changed_explanation_is_seen_at_once(client: Client, shelf: None) -> None:
    assert EQUAL in client.get("/search/?q=network").content.decode()
    concept = make_concept("glossary:equal")
    ConceptNote.objects.filter(concept=concept).update(text="A fund.")
    concept.save()
    html = client.get("/search/?q=network&kind=practice").content.decode()
    assert EQUAL not in html
    assert html.count('<abbr title="A fund"') == 2


def test_explaining_asks_the_database_nothing(client: Client, shelf: None) -> None:
    client.get("/search/?q=network")
    with CaptureQueriesContext(connection) as queries:
        client.get("/search/?q=network&kind=practice")
    assert len(queries) <= 8

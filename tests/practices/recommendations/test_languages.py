"""A set of recommendations in another language: what is translated, and the rest in the original, marked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from practices.recommendations.models import Recommendation, RecommendationSet
from tests.factories import make_record, make_translation
from tests.practices.pages import warm_queries

pytestmark = pytest.mark.usefixtures("site_tree")


@pytest.fixture
def unit() -> Any:
    """1.1, the first of two units."""
    first = make_record("recommendation_unit", title="Involve everyone", number="1.1")
    make_record("recommendation_unit", title="Meet often", number="1.2", parent=first.get_parent().specific)
    return first


def above(unit: Any) -> tuple[RecommendationSet, Recommendation]:
    head = Recommendation.objects.get(pk=unit.get_parent().pk)
    return RecommendationSet.objects.get(pk=head.get_parent().pk), head


def test_a_translated_set_shows_translated_texts_and_leads_to_them(unit: Any, client: Client) -> None:
    whole = make_translation(above(unit)[0], "de", title="Empfehlungen")
    german = make_translation(unit, "de", title="Alle einbeziehen", title_and_summary_only=False, text="<p>Alle.</p>")
    text = client.get(whole.url).text
    assert f'<a href="{german.url}">1.1<span class="hidden" lang="de"> Alle einbeziehen</span></a>' in text
    assert "<dd><p>Alle.</p></dd>" in text
    assert '<dd lang="en"><p>Involve everyone.</p></dd>' in text  # 1.2 is not translated
    assert "Alle." not in client.get(above(unit)[0].url).text


def test_a_title_alone_stands_above_the_original_wording(unit: Any, client: Client) -> None:
    german = make_translation(unit, "de", title="Alle einbeziehen", text=unit.text)
    text = client.get(german.url).text
    assert '<div class="unit" lang="en">' in text
    whole = make_translation(above(unit)[0], "de", title="Empfehlungen")
    assert '<dd lang="en"><p>Involve everyone.</p></dd>' in client.get(whole.url).text


def test_a_translated_unit_says_its_own_wording(unit: Any, client: Client) -> None:
    german = make_translation(unit, "de", title="Alle einbeziehen", title_and_summary_only=False, text="<p>Alle.</p>")
    text = client.get(german.url).text
    assert '<div class="unit"><div class="no" aria-hidden="true">1.1</div><div><blockquote><p>Alle.</p>' in text
    assert "This is a translation" in text


def test_what_a_draft_translation_says_is_not_shown(unit: Any, client: Client) -> None:
    whole = make_translation(above(unit)[0], "de", title="Empfehlungen")
    german = make_translation(unit, "de", title="Alle einbeziehen", title_and_summary_only=False, text="<p>Alle.</p>")
    german.unpublish()
    text = client.get(whole.url).text
    assert "Alle einbeziehen" not in text
    assert "Alle." not in text


def test_the_number_of_queries_does_not_grow_with_the_translations(unit: Any, client: Client) -> None:
    whole = make_translation(above(unit)[0], "de", title="Empfehlungen")
    make_translation(unit, "de", title="Alle einbeziehen")
    before = warm_queries(client, whole.url)
    for number in ("1.3", "1.4"):
        other = make_record(
            "recommendation_unit", title=f"Point {number}", number=number, parent=unit.get_parent().specific
        )
        make_translation(other, "de", title="Noch eine")
    assert warm_queries(client, whole.url) == before <= 19

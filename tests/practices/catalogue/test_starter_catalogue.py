"""The real starter catalogue: it loads, twice without a difference, and comes out as it went in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from wagtail.models import Page, PageLogEntry

from portal.vocabularies.models import Concept, ConceptLabel, Place
from practices.catalogue.checking import read_catalogue
from practices.catalogue.exporting import export, standing
from practices.catalogue.loading import load
from practices.catalogue.models import StarterState
from practices.catalogue.names import Names
from practices.countries.map import TILES
from practices.models import Practice, RecommendationUnit, Record, Relation

DATA = settings.ROOT / "data"
pytestmark = pytest.mark.usefixtures("catalogue_db")


def test_every_object_says_what_its_file_says() -> None:
    entries = read_catalogue(DATA).entries
    found = standing(Names())
    assert set(found) == set(entries)
    different = {key: (entries[key].data, found[key].data) for key in entries if entries[key].data != found[key].data}
    assert not different


def test_what_is_exported_reads_as_the_files_did_and_has_nothing_new_to_load(tmp_path: Path) -> None:
    export(tmp_path / "out")
    before, after = read_catalogue(DATA), read_catalogue(tmp_path / "out")
    assert not list(after.problems)
    assert {key: entry.data for key, entry in after.entries.items()} == {
        key: entry.data for key, entry in before.entries.items()
    }
    assert {key: entry.parent for key, entry in after.entries.items()} == {
        key: entry.parent for key, entry in before.entries.items()
    }
    outcome = load(tmp_path / "out")
    assert (outcome.created, outcome.updated, outcome.kept, outcome.skipped) == (0, 0, [], False)
    assert outcome.unchanged == len(before.entries)


def test_a_second_load_looks_at_nothing(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(1):
        assert load(DATA).skipped


def test_without_the_stamp_each_entry_is_compared_and_left() -> None:
    StarterState.objects.filter(key="all files").delete()
    outcome = load(DATA)
    assert (outcome.created, outcome.updated, outcome.kept) == (0, 0, [])


def test_records_are_published_with_their_history_and_references() -> None:
    practice = Practice.objects.get(identifier="PR-0038")
    assert practice.live
    assert not practice.has_unpublished_changes
    assert practice.latest_revision.as_object().relations.count() == practice.relations.count() > 0
    actions = set(PageLogEntry.objects.filter(page=practice.pk).values_list("action", flat=True))
    assert actions == {"wagtail.create", "wagtail.edit", "wagtail.publish"}
    assert not Page.find_problems()[0]


def test_what_is_true_of_the_work_stands_on_the_original_alone() -> None:
    translations = Record.objects.filter(title_and_summary_only=True)
    assert translations.count() >= 15
    assert not Relation.objects.filter(page__in=translations).exists()
    assert not Record.concepts.through.objects.filter(record__in=translations).exists()
    for text in translations:
        assert text.original.identifier == text.identifier
        assert text.original.pk != text.pk
        assert text.get_parent().locale_id == text.locale_id


def test_the_official_numbers_are_those_of_the_source() -> None:
    numbers = set(RecommendationUnit.objects.values_list("number", flat=True))
    assert len(numbers) == 30
    assert "4.4" not in numbers
    assert {"4.3", "4.5"} <= numbers


def test_concepts_have_words_in_all_languages_and_records_a_summary() -> None:
    for concept in Concept.objects.prefetch_related("labels"):
        preferred = {label.language for label in concept.labels.all() if label.kind == ConceptLabel.Kind.PREFERRED}
        assert {code for code, _name in settings.CONTENT_LANGUAGES} <= preferred, concept
    assert not Record.objects.filter(summary="").exists()


def test_all_countries_of_the_union_its_neighbours_and_candidates_are_there() -> None:
    codes = set(Place.objects.filter(kind=Place.Kind.COUNTRY).values_list("code", flat=True))
    union = {"BG", "HR", "RO"} | (set(TILES) - {"UK"})
    assert len(union) == 27
    assert codes == union | {"UK", "CH", "IS", "LI", "NO"} | {"AL", "BA", "GE", "MD", "ME", "MK", "RS", "TR", "UA"}
    assert all(place.iso and len(place.names) == 8 for place in Place.objects.filter(code__in=codes))

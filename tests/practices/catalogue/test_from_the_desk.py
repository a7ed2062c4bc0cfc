"""What editors made at the desk, however unlike the starter catalogue: exported, it loads, and comes out the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page

from portal.foundation.identity import Identifier
from portal.site.tree import ensure_tree
from portal.vocabularies.models import Concept, ConceptMatch, ConceptScheme, Place
from practices.catalogue.checking import files_of, read_catalogue
from practices.catalogue.exporting import export
from practices.catalogue.loading import load
from practices.models import (
    Citation,
    Claim,
    Conflict,
    ConflictValue,
    Dataset,
    Record,
    Relation,
    SearchExpectation,
    Source,
)
from tests.factories import make_concept, make_record, make_source, make_standard_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def make(**fields: Any) -> Any:
    """A record that may be published."""
    return make_record(**{"known_in": 2007, "citations": [Citation(source=make_source(), at="p. 1")], **fields})


def a_concept_with_english_words_alone() -> None:
    make(concepts=[make_concept("theme:new", labels={"en": "New"})])


def a_record_without_a_summary() -> None:
    make(summary="")


def a_relation_to_a_draft() -> None:
    make(relations=[Relation(type="tested", target=make(publish=False))])


def links_to_a_draft_and_to_what_was_withdrawn() -> None:
    draft, gone = make(publish=False), make()
    gone.delete()
    link = f'<p><a linktype="page" id="{draft.pk}">one</a> and <a href="/id/{gone.identifier}/">another</a></p>'
    make(problem=link)
    make_standard_page(body=[("text", link)])


def a_disagreement_marked_on_a_draft() -> None:
    conflict = Conflict(title="How many?")
    conflict.values = [ConflictValue(value=value, source=make_source()) for value in ("1", "2")]
    conflict.records = [make(publish=False), make()]
    conflict.save()


def an_expectation_of_a_draft() -> None:
    for query, published in (("one", False), ("two", True)):
        expectation = SearchExpectation(query=query, language="en")
        expectation.save()
        expectation.records.set([make(publish=published)])


def works_of_two_languages_at_the_same_address() -> None:
    make(title="Werkstatt", slug="workshop", language="de")
    make(title="Workshop", slug="workshop")


def an_empty_nearest_equivalent() -> None:
    ConceptMatch.objects.create(concept=make_concept("theme:new"))


def a_vocabulary_without_concepts() -> None:
    ConceptScheme.objects.create(code="empty", titles={"en": "Empty"})


def words_of_other_alphabets() -> None:
    make(
        title="مرحبا Ω \N{GRINNING FACE}",
        slug="hello",
        summary="日本 | : # - { y",
        names=[" yes ", "2005"],
        tags=["Ünï, côdé", "no"],
    )


def a_set(*withdrawn: str, missing: dict[str, str] | None = None) -> None:
    """A set with the points 1.1 to 1.3, of which some were taken off the site."""
    whole = make(kind="recommendation_set", missing_numbers=missing or {})
    first = make(kind="recommendation", parent=whole, number="1")
    for number in ("1.1", "1.2", "1.3"):
        point = make(kind="recommendation_unit", parent=first, number=number)
        if number in withdrawn:
            point.unpublish()


def a_point_taken_out_of_the_middle() -> None:
    a_set("1.2")


def the_last_point_taken_off_behind_a_gap() -> None:
    a_set("1.2", "1.3", missing={"1.2": "Never written."})


MADE: list[Callable[[], None]] = [
    a_concept_with_english_words_alone,
    a_record_without_a_summary,
    a_relation_to_a_draft,
    links_to_a_draft_and_to_what_was_withdrawn,
    a_disagreement_marked_on_a_draft,
    an_expectation_of_a_draft,
    a_point_taken_out_of_the_middle,
    the_last_point_taken_off_behind_a_gap,
    works_of_two_languages_at_the_same_address,
    an_empty_nearest_equivalent,
    a_vocabulary_without_concepts,
    words_of_other_alphabets,
]


def empty_the_site() -> None:
    """As a new site: only the tree of lists stands."""
    first: list[Any] = [Claim, Conflict, SearchExpectation, Dataset]
    last: list[Any] = [Source, Concept, ConceptScheme, Place, Identifier]
    for model in first:
        model.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.delete()
    for model in last:
        model.objects.all().delete()
    ensure_tree()


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files_of(folder)}


@pytest.mark.parametrize("make_something", MADE, ids=lambda one: one.__name__)
def test_what_is_exported_loads_and_comes_out_the_same(tmp_path: Path, make_something: Callable[[], None]) -> None:
    make_something()
    published = Record.objects.live().count()
    export(tmp_path / "first")
    assert [str(problem) for problem in read_catalogue(tmp_path / "first").problems] == []
    empty_the_site()
    load(tmp_path / "first")
    assert Record.objects.live().count() == published
    export(tmp_path / "second")
    assert contents(tmp_path / "second") == contents(tmp_path / "first")

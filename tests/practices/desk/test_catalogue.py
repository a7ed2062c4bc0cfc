"""Sources, concepts, places, data sets, figures and disagreements at the desk: lists, choosers, forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.accounts.groups import ensure_groups
from portal.vocabularies.models import Concept, ConceptLabel, ConceptScheme, Place
from portal.vocabularies.snapshot import forget, vocabulary
from practices.claims.models import Claim, Dataset
from practices.conflicts.models import Conflict
from practices.sources.models import Source
from tests.factories import make_concept, make_place, make_record, make_source, make_translation, make_user
from tests.practices.conflicts.test_ledger import make_conflict
from tests.practices.desk.forms import row, send, shown
from tests.practices.desk.test_records import errors_of
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = [pytest.mark.django_db]
MODELS = (Source, Concept, ConceptScheme, Place, Dataset, Claim, Conflict)


def address(model: Any, view: str, *args: Any) -> str:
    reverse("wagtailadmin_home")  # the desk's lists are registered with its addresses
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def edit_of(thing: Any) -> str:
    return address(type(thing), "edit", quote(thing.pk))


def saved(answer: Any) -> None:
    assert answer.status_code == 302, errors_of(answer)


@pytest.fixture
def one_of_each(site_tree: None) -> dict[type[Any], Any]:
    """A source, a concept, a scheme, a place, a data set, a figure and a disagreement."""
    source, place = make_source(title="A paper", author="Somebody"), make_place("AT")
    concept, indicator = make_concept("theme:families"), make_concept("indicator:participants")
    dataset = Dataset.objects.create(
        code="annex_1", title="Prisons in 2006", rows="place", columns=["participants"], source=source
    )
    claim = Claim.objects.create(
        dataset=dataset, indicator=indicator, place=place, value=Decimal("40.0000"), unit="persons", source=source
    )
    conflict = make_conflict(records=[make_record()], places=[place], datasets=[dataset])
    return {
        Source: source,
        Concept: concept,
        ConceptScheme: concept.scheme,
        Place: place,
        Dataset: dataset,
        Claim: claim,
        Conflict: conflict,
    }


# -- Lists --


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_and_searches(editor: Client, one_of_each: dict[type[Any], Any], model: Any) -> None:
    assert str(one_of_each[model])[:5] in words_of(editor, address(model, "list")) or model is Claim
    for text in ("zzz", "%", "'", "\x00", "💥"):
        assert editor.get(address(model, "list"), {"q": text}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_every_row_of_a_list_leads_to_its_form(editor: Client, one_of_each: dict[type[Any], Any], model: Any) -> None:
    assert f'href="{edit_of(one_of_each[model])}"' in editor.get(address(model, "list")).content.decode()


def test_concepts_are_found_by_any_of_their_words(editor: Client) -> None:
    make_concept("theme:families", labels={"en": "Work with families", "de": "Familienarbeit"})
    make_concept("theme:work")
    for text in ("families", "Familienarb", "Work with"):
        assert "Work with families" in editor.get(address(Concept, "list"), {"q": text}).content.decode()
    assert "Work with families" not in editor.get(address(Concept, "list"), {"q": "zzz"}).content.decode()
    assert "Work with families" in editor.get(address(Concept, "list"), {"scheme": "theme"}).content.decode()


def test_places_are_found_by_their_name_in_any_language(editor: Client) -> None:
    make_place("AT", names={"en": "Austria", "de": "Österreich"})
    for text in ("Austr", "Österr", "at"):
        assert "Austria (AT)" in editor.get(address(Place, "list"), {"q": text}).content.decode()
    assert "Austria (AT)" not in editor.get(address(Place, "list"), {"q": "zzz"}).content.decode()


def test_figures_about_records_are_not_listed_twice(editor: Client, one_of_each: dict[type[Any], Any]) -> None:
    make_record(
        results=[Claim(indicator=make_concept("indicator:participants"), value="77777", source=one_of_each[Source])]
    )
    text = editor.get(address(Claim, "list")).content.decode()
    assert "40 persons" in text
    assert "77,777" not in text


@pytest.mark.parametrize("model", MODELS)
def test_lists_ask_no_more_queries_for_more_rows(editor: Client, one_of_each: dict[type[Any], Any], model: Any) -> None:
    def more(number: int) -> None:
        source, place = make_source(), make_place(f"X{number}", parent=make_place("AT"))
        dataset = Dataset.objects.create(code=f"annex_{number}", title="Another", rows="place", source=source)
        Claim.objects.create(
            dataset=dataset, indicator=make_concept(f"indicator:i{number}"), place=place, value="1", source=source
        )
        make_conflict(title=f"Question {number}")
        make_concept(f"theme_{number}:one")

    more(100)
    before = warm_queries(editor, address(model, "list"))
    for number in range(101, 105):
        more(number)
    assert warm_queries(editor, address(model, "list")) <= before + (
        1 if model is Claim else 0
    )  # a page of results more


# -- Choosers --


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        (Source, "paper", "A paper"),
        (Source, "sr-", "A paper"),
        (Source, "somebody", "A paper"),
        (Concept, "famil", "Families"),
        (Place, "austr", "Austria"),
        (Dataset, "", "Prisons in 2006"),
    ],
)
def test_choosers_search(editor: Client, one_of_each: dict[type[Any], Any], model: Any, text: str, said: str) -> None:
    reverse("wagtailadmin_home")
    chooser = model.snippet_viewset.chooser_viewset
    results = reverse(chooser.get_url_name("choose_results"))
    assert editor.get(reverse(chooser.get_url_name("choose"))).status_code == 200
    assert said in editor.get(results, {"q": text}).content.decode()
    if text:
        assert said not in editor.get(results, {"q": "zzz"}).content.decode()


# -- Forms --


@pytest.mark.parametrize("model", MODELS)
def test_saving_a_form_unchanged_changes_nothing(editor: Client, one_of_each: dict[type[Any], Any], model: Any) -> None:
    thing = one_of_each[model]
    fields = [field.name for field in model._meta.concrete_fields if field.name not in {"changed_at", "sort_order"}]
    before = model.objects.filter(pk=thing.pk).values(*fields).get()
    saved(send(editor, edit_of(thing)))
    assert model.objects.filter(pk=thing.pk).values(*fields).get() == before


def test_a_source_is_made_and_gets_its_identifier(editor: Client, site_tree: None) -> None:
    filled = {
        "title": "New statistics",
        "type": "statistics",
        "year": "2007",
        "url": "https://example.org/",
        "state": "alive",
    }
    saved(send(editor, address(Source, "add"), filled))
    source = Source.objects.get(title="New statistics")
    assert source.identifier == "SR-1001"
    assert "New statistics" in text_of(editor, source.get_absolute_url())


def test_a_term_is_made_without_writing_any_json(editor: Client) -> None:
    make_concept("glossary:other", labels={"en": "Other term"})
    source = make_source()
    filled = {
        "scheme": "glossary", "code": "gol", "abbreviation": "GOL", "position": "1", "exact_match": "http://eurovoc.europa.eu/1\nhttp://eurovoc.europa.eu/2",
        "sources": f"{source.identifier}: Panel 1: a model", "related": [str(make_concept("theme:families").pk)],
        **row("labels", 0, language="en", kind="preferred", text="Local operative group"),
        **row("labels", 1, language="it", kind="preferred", text="Gruppo operativo locale"),
        **row("notes", 0, language="en", text="A network around a prison."),
        **row("close_matches", 0, to=str(Concept.objects.get(code="other").pk), language="nl", note="It differs."),
    }  # fmt: skip
    saved(send(editor, address(Concept, "add"), filled))
    term = Concept.objects.get(code="gol")
    assert term.exact_match == ["http://eurovoc.europa.eu/1", "http://eurovoc.europa.eu/2"]
    assert term.sources == [{"source": source.identifier, "at": "Panel 1: a model"}]
    forget()
    text = text_of(editor, "/glossary/gol/")
    for said in (
        "Local operative group",
        "Gruppo operativo locale",
        "A network around a prison.",
        "It differs.",
        "Panel 1: a model",
        "/themes/theme/families/",
    ):
        assert said in text, said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"exact_match": "eurovoc"}, "is not an address"),
        ({"exact_match": "javascript:alert(1)"}, "is not an address"),
        ({"sources": "Panel 1"}, "is not an identifier"),
        ({"labels-0-language": "de"}, "preferred label in English"),
        ({"labels-0-DELETE": "1"}, "preferred label in English"),
    ],
)
def test_mistakes_in_a_concept_are_named(editor: Client, changes: dict[str, str], said: str) -> None:
    concept = make_concept("theme:families")
    answer = send(editor, edit_of(concept), changes)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_two_labels_in_one_language_are_a_mistake_not_a_crash(editor: Client) -> None:
    concept = make_concept("theme:families")
    again = {**row("labels", 1, language="en", kind="preferred", text="Family work")}
    answer = send(editor, edit_of(concept), again)
    assert answer.status_code == 200
    assert "make the others alternative" in answer.content.decode()
    assert ConceptLabel.objects.filter(concept=concept).count() == 1


def test_the_desk_keeps_the_conditions_of_skos(editor: Client) -> None:
    top, middle, low = (make_concept(f"theme:{code}") for code in ("top", "middle", "low"))
    middle.broader.add(top)
    low.broader.add(middle)
    for concept, changes, said in (
        (top, {"broader": [str(low.pk)]}, "nor lie in a circle"),
        (top, {"broader": [str(top.pk)]}, "nor lie in a circle"),
        (low, {"related": [str(top.pk)]}, "be related too"),
        (top, {"related": [str(low.pk)]}, "be related too"),
        (top, row("labels", 1, language="en", kind="alternative", text="Top"), "stands there twice in one language"),
        (
            top,
            row("notes", 0, language="en", text="One.") | row("notes", 1, language="en", text="Two."),
            "A language has one note",
        ),
    ):
        answer = send(editor, edit_of(concept), changes)
        assert answer.status_code == 200
        assert said in answer.content.decode()
    assert send(editor, edit_of(low), {"broader": [str(top.pk)]}).status_code == 302


@pytest.mark.parametrize("code", ["Wien 1/2", "Österreich", "a_b"])
def test_a_place_has_a_code_that_can_stand_in_an_address(editor: Client, code: str) -> None:
    answer = send(editor, address(Place, "add"), {"code": code, "kind": "city", "names_en": "Vienna"})
    assert "Use letters, digits and hyphens only" in answer.content.decode()


def test_codes_stay_as_they_are(editor: Client, one_of_each: dict[type[Any], Any]) -> None:
    for model, field in ((Concept, "code"), (ConceptScheme, "code"), (Place, "code"), (Dataset, "code")):
        thing = one_of_each[model]
        before = getattr(thing, field)
        saved(send(editor, edit_of(thing), {field: "changed"}))
        assert model.objects.filter(**{field: before}).exists()
        assert not model.objects.filter(**{field: "changed"}).exists()


def test_names_are_entered_language_by_language(editor: Client) -> None:
    place = make_place("AT", names={"en": "Austria"}, alternatives={"en": ["Osterrich"]})
    form = shown(editor, edit_of(place))
    assert form["names-en"] == ["Austria"]
    assert form["alternatives-en"] == ["Osterrich"]
    saved(send(editor, edit_of(place), {"names-pt": "Áustria", "alternatives-en": "Osterrich\nOestreich"}))
    place.refresh_from_db()
    assert place.names == {"en": "Austria", "pt": "Áustria"}
    assert place.alternatives == {"en": ["Osterrich", "Oestreich"]}


def test_a_new_title_of_a_vocabulary_is_noticed(editor: Client) -> None:
    scheme = make_concept("theme:families").scheme
    assert vocabulary(fresh=True).schemes["theme"] == {"en": "Theme"}
    saved(send(editor, edit_of(scheme), {"titles-en": "Fields of work", "titles-de": "Arbeitsfelder"}))
    assert vocabulary(fresh=True).schemes["theme"] == {"en": "Fields of work", "de": "Arbeitsfelder"}


@pytest.mark.parametrize("changes", [{"names-en": ""}, {"names-en": "  "}])
def test_a_place_needs_an_english_name(editor: Client, changes: dict[str, str]) -> None:
    answer = send(editor, edit_of(make_place("AT")), {"names-de": "Österreich", **changes})
    assert answer.status_code == 200
    assert "Österreich" in answer.content.decode()  # what was typed is still there
    assert Place.objects.get(code="AT").names == {"en": "Austria"}


def test_a_place_cannot_roll_up_to_itself(editor: Client) -> None:
    austria = make_place("AT")
    region = make_place("AT1", kind="region", parent=austria)
    for parent in (austria, region):
        answer = send(editor, edit_of(austria), {"parent": str(parent.pk)})
        assert answer.status_code == 200
        assert "can&#x27;t roll up to itself" in answer.content.decode()


def test_a_figure_is_made_and_stands_in_its_table(editor: Client, one_of_each: dict[type[Any], Any]) -> None:
    italy = make_place("IT")
    claim = one_of_each[Claim]
    filled = {
        "dataset": "annex_1", "place": str(italy.pk), "indicator": str(claim.indicator_id), "value": "61721", "unit": "persons", "status": "stated", "source": str(claim.source_id),
    }  # fmt: skip
    saved(send(editor, address(Claim, "add"), filled))
    assert "61,721" in text_of(editor, "/figures/annex_1/")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"place": ""}, "Choose what the figure is about"),
        ({"value": "", "value_text": ""}, "Give the value"),
        ({"value": "many"}, "Enter a number"),
        ({"period": "sometime"}, "is not a date"),
    ],
)
def test_mistakes_in_a_figure_are_named(
    editor: Client, one_of_each: dict[type[Any], Any], changes: dict[str, str], said: str
) -> None:
    answer = send(editor, edit_of(one_of_each[Claim]), changes)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_a_second_figure_for_one_cell_is_a_mistake_not_a_crash(
    editor: Client, one_of_each: dict[type[Any], Any]
) -> None:
    claim = one_of_each[Claim]
    filled = {
        "dataset": "annex_1",
        "place": str(claim.place_id),
        "indicator": str(claim.indicator_id),
        "value": "1",
        "status": "stated",
        "source": str(claim.source_id),
    }
    answer = send(editor, address(Claim, "add"), filled)
    assert answer.status_code == 200
    assert Claim.objects.count() == 1


def test_the_columns_of_a_data_set_must_exist(editor: Client, one_of_each: dict[type[Any], Any]) -> None:
    answer = send(editor, edit_of(one_of_each[Dataset]), {"columns": "participants\nnothing"})
    assert "There is no indicator “nothing”" in answer.content.decode()


def test_a_disagreement_is_marked_by_identifiers(editor: Client, one_of_each: dict[type[Any], Any]) -> None:
    conflict, record = one_of_each[Conflict], make_record(title="Telfi")
    make_translation(record, "de")
    saved(send(editor, edit_of(conflict), {"records": f"{record.identifier}, {conflict.records.get().identifier}"}))
    assert {one.pk for one in Conflict.objects.get(pk=conflict.pk).records.all()} >= {record.pk}
    assert Conflict.objects.get(pk=conflict.pk).records.count() == 2
    assert "Telfi" in text_of(editor, "/conflicts/")


def test_an_unknown_identifier_is_named(editor: Client, one_of_each: dict[type[Any], Any]) -> None:
    answer = send(editor, edit_of(one_of_each[Conflict]), {"records": "XX-0000"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "“XX-0000” is not a valid value" in text
    assert 'value="XX-0000"' in text


def test_a_disagreement_needs_two_values(editor: Client, one_of_each: dict[type[Any], Any]) -> None:
    answer = send(editor, edit_of(one_of_each[Conflict]), {"values-0-DELETE": "1"})
    assert answer.status_code == 200
    assert one_of_each[Conflict].values.count() == 2


# -- Who may --


@pytest.mark.parametrize("model", MODELS)
def test_strangers_members_and_contributors_have_nothing_to_do_here(
    client: Client, one_of_each: dict[type[Any], Any], model: Any
) -> None:
    ensure_groups()
    for group in (None, "members", "contributors"):
        if group:
            client.force_login(make_user(group))
        for where in (address(model, "list"), edit_of(one_of_each[model]), address(model, "add")):
            assert client.get(where).status_code in {302, 403}, (group, where)


def test_editors_change_and_administrators_delete(editor: Client, one_of_each: dict[type[Any], Any]) -> None:
    delete = address(Claim, "delete", one_of_each[Claim].pk)
    editor.post(delete)
    assert Claim.objects.exists()
    editor.force_login(make_user("administrators"))
    assert editor.post(delete).status_code == 302
    assert not Claim.objects.exists()


def test_the_menu_has_the_catalogue(editor: Client) -> None:
    text = editor.get("/admin/").content.decode()
    assert "Catalogue" in text
    for label in ("Sources", "Concepts and terms", "Places", "Data sets", "Where sources differ"):
        assert label in text, label


def test_a_cell_of_a_data_set_has_one_figure_in_every_database(
    editor: Client, one_of_each: dict[type[Any], Any]
) -> None:
    claim = one_of_each[Claim]
    cell = {"dataset": claim.dataset, "indicator": claim.indicator, "source": claim.source}
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(**cell, place=claim.place, value="41")  # its concept is empty, as the first one's
    Claim.objects.create(**cell, place=make_place("DE"), value="41")
    with pytest.raises(ValidationError, match="has a figure already"):
        Claim(**cell, place=claim.place, value="41").validate_constraints()

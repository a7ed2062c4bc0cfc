"""At the desk: what the labels of a concept find, and what another one would add."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.vocabularies.snapshot import forget
from search.indexing import rebuild
from tests.factories import make_concept, make_record, make_user
from tests.practices.desk.conftest import editor as editor
from tests.practices.pages import words_of


@pytest.fixture
def housing(site_tree: None) -> Any:
    concept = make_concept("topic:housing", labels={"en": "Housing", "de": "Wohnraum"})
    make_record(title="A flat by the river", slug="flat", concepts=[concept])
    make_record(title="Wohnraum", slug="wohnraum")
    make_record(title="A pad for all", slug="pad")
    make_record(title="Pads of reviewers", slug="reviewers", audience="group:reviewers")
    forget()
    rebuild()
    return concept


def address(concept: Any) -> str:
    reverse("wagtailadmin_home")
    return reverse("label_effects", args=[concept.pk])


def test_an_editor_sees_what_a_label_would_add(editor: Client, housing: Any) -> None:
    words = words_of(editor, address(housing) + "?text=pad&language=en")
    assert "Now: 1 result" in words
    assert "A pad for all" in words
    assert "With the label: 2 more" in words
    assert "A flat by the river" in words
    assert "Pads of reviewers" not in words
    assert "Housing en preferred 2" in words


def test_a_label_that_is_there_already_adds_nothing(editor: Client, housing: Any) -> None:
    assert "With the label: 0 more" in words_of(editor, address(housing) + "?text=Housing&language=en")


def test_it_is_reached_from_the_form_of_the_concept(editor: Client, housing: Any) -> None:
    reverse("wagtailadmin_home")
    form = reverse(type(housing).snippet_viewset.get_url_name("edit"), args=[housing.pk])
    assert f'href="{address(housing)}"' in editor.get(form).content.decode()


@pytest.mark.parametrize("group", ["", "members"])
def test_nobody_else_gets_there(client: Client, housing: Any, group: str) -> None:
    if group:
        client.force_login(make_user(group))
    assert client.get(address(housing)).status_code in (302, 403)


@pytest.mark.parametrize("query", ["text=&language=en", "text=???&language=en", "text=pad&language=xx", "text=%00&language=en", "text=" + "x" * 300, "text=%3Cscript%3E&language="])  # fmt: skip
def test_bad_input_is_told(editor: Client, housing: Any, query: str) -> None:
    answer = editor.get(f"{address(housing)}?{query}")
    assert answer.status_code == 400
    assert editor.get(address(housing).replace(str(housing.pk), "999999")).status_code == 404


def test_without_an_index_there_is_a_page(editor: Client, site_tree: None) -> None:
    concept = make_concept("topic:other", labels={"en": "Other"})
    assert editor.get(address(concept) + "?text=pad&language=en").status_code == 200

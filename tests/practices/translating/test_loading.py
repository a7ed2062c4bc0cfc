"""Translations that come with files: taken up side by side, never written over, and told to be stale where only the original changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.groups import ensure_groups
from practices.catalogue.exporting import export
from practices.catalogue.loading import load
from practices.models import Practice
from practices.translating.parts import source_of, states_of
from tests.factories import make_user
from tests.practices.catalogue.small import PRACTICE, change, write_catalogue
from tests.practices.desk.forms import shown

pytestmark = pytest.mark.django_db
GERMAN = "de: {title: Telfi, summary: Lernen aus der Ferne., by: editors"


@pytest.fixture
def folder(tmp_path: Path, site_tree: None) -> Path:
    """The small catalogue, with a whole translation."""
    folder = write_catalogue(tmp_path / "catalogue")
    change(folder, PRACTICE, GERMAN, GERMAN + ", problem: <p>Kein Lehrer.</p>")
    load(folder)
    return folder


def german() -> Practice:
    return Practice.objects.get(locale__language_code="de")


def states() -> dict[str, str]:
    text = german().get_latest_revision_as_object()
    return {name: str(state) for name, state in states_of(text, source_of(text)).items()}


def test_what_comes_with_a_file_goes_with_its_original(folder: Path) -> None:
    assert states() == {"title": "done", "summary": "done", "problem": "done", "done": "missing"}


def test_a_file_whose_original_changed_alone_leaves_its_translation_stale(folder: Path) -> None:
    change(folder, PRACTICE, "Learning from afar.", "Learning at a distance.")
    assert load(folder).updated == 1
    assert states()["summary"] == "stale"
    assert states()["problem"] == "done"
    change(folder, PRACTICE, "Lernen aus der Ferne.", "Lernen auf Abstand.")
    load(folder)
    assert states()["summary"] == "done"


def test_a_load_leaves_what_was_written_side_by_side(folder: Path, client: Client) -> None:
    ensure_groups()
    client.force_login(make_user("editors"))
    address = reverse("side_by_side", args=[german().pk])
    fields = {**shown(client, address), "summary": "Von Hand.", "translated_by": "editors", "do": "publish"}
    assert client.post(address, fields).status_code == 302
    change(folder, PRACTICE, "Learning from afar.", "Learning at a distance.")
    change(folder, PRACTICE, "Lernen aus der Ferne.", "Aus der Datei.")
    outcome = load(folder)
    assert len(outcome.kept) == 1
    assert german().summary == "Von Hand."


def test_an_export_holds_what_was_written_side_by_side(folder: Path) -> None:
    text: Any = german()
    text.done = "<p>Per Post.</p>"
    text.save_revision().publish()
    export(folder.parent / "out")
    assert "Per Post." in (folder.parent / "out" / PRACTICE).read_text()

"""Loading: all or nothing, twice without a difference, never over an editor's work."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex

from portal.accounts.groups import ensure_groups
from portal.foundation.identity import Identifier
from portal.vocabularies.models import Concept, ConceptLabel, Place
from practices.catalogue.exporting import export
from practices.catalogue.loading import CatalogueError, load
from practices.catalogue.models import StarterState
from practices.models import Article, Claim, Conflict, Practice, Programme, RecommendationUnit, Record, Source, Tool
from tests.factories import make_user
from tests.practices.catalogue.small import FILES, PRACTICE, SET, change, write, write_catalogue

pytestmark = pytest.mark.usefixtures("site_tree")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path / "catalogue")


def telfi() -> Practice:
    return Practice.objects.get(identifier="PR-0001", title_and_summary_only=False)


def edit(page: Any, **fields: Any) -> None:
    """What an editor does in the admin: change the page and publish it."""
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_record_has_everything_that_its_file_says(folder: Path) -> None:
    outcome = load(folder)
    assert (outcome.created, outcome.updated, outcome.kept) == (19, 0, [])
    page = telfi()
    assert page.live
    assert (str(page.period), page.known_in, page.historical) == ("2002/2005~", 2007, True)
    assert str(page.problem) == "<p>No teacher.</p><p>No <strong>room</strong>.</p>"
    assert [name.text for name in page.names.all()] == ["Tele-Learning"]
    assert [tag.name for tag in page.tags.all()] == ["e-learning"]
    assert [place.code for place in page.places.all()] == ["AT"]
    assert [concept.key for concept in page.concepts.all()] == ["theme:families"]
    assert [(one.type, one.target.identifier) for one in page.relations.all()] == [("funded_by", "PG-0001")]
    assert [(one.plain_value, one.unit) for one in page.results.all()] == [("12", "people")]
    assert [(one.source.identifier, one.at) for one in page.citations.all()] == [("SR-0001", "Panel 1")]
    assert page.get_parent().slug == "practices"
    unit = RecommendationUnit.objects.get(number="1.3")
    assert [page.title for page in unit.get_ancestors().reverse()[:3]] == ["First", "Draft", "Recommendations"]
    assert ConceptLabel.objects.filter(concept__code="self_employment", text="start-up", kind="alternative").exists()
    assert Place.objects.filter(code="AT", parent__code="EU").exists()
    assert Claim.objects.get(place__code="AT").plain_value == "12.5"
    assert [record.identifier for record in Conflict.objects.get().records.all()] == ["PR-0001"]
    table = Article.objects.get().body[2].value["table"]
    assert [column["heading"] for column in table.columns] == ["What", "Said"]
    assert [cell.value.source for cell in next(iter(table.rows))] == ["Rooms &amp; doors", ""]


def test_a_translation_is_a_page_in_the_tree_of_its_language(folder: Path) -> None:
    load(folder)
    page = Practice.objects.get(locale__language_code="de")
    assert (page.identifier, page.summary, page.translated_by) == ("PR-0001", "Lernen aus der Ferne.", "editors")
    assert page.title_and_summary_only
    assert page.live
    assert page.translation_key == telfi().translation_key
    assert page.get_url() == "/de/practices/telfi/"
    assert page.original == telfi()
    assert not page.relations.exists()


def test_keys_are_the_same_on_every_site(folder: Path) -> None:
    load(folder)
    keys = (
        set(Page.objects.values_list("translation_key", flat=True)),
        set(Source.objects.values_list("work", flat=True)),
    )
    for page in Record.objects.order_by("-path"):
        page.delete()
    Conflict.objects.all().delete()
    Claim.objects.all().delete()
    StarterState.objects.all().delete()
    Identifier.objects.all().delete()
    load(folder)
    assert keys[0] == set(Page.objects.values_list("translation_key", flat=True))
    assert keys[1] == set(Source.objects.values_list("work", flat=True))


def test_wagtail_knows_what_refers_to_what(folder: Path) -> None:
    load(folder)
    users = ReferenceIndex.get_references_to(Source.objects.get())
    assert str(telfi().pk) in set(users.values_list("object_id", flat=True))


def test_nothing_is_written_when_anything_is_wrong(folder: Path) -> None:
    change(folder, SET, 'number: "1.3"', 'number: "1.5"')
    with pytest.raises(CatalogueError) as error:
        load(folder)
    assert len(error.value.problems) == 1
    assert not Record.objects.exists()
    assert not Concept.objects.exists()


def test_an_interruption_leaves_nothing_behind(folder: Path) -> None:
    def killed(line: str) -> None:
        if line.startswith("records"):
            assert Practice.objects.filter(live=True).exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(folder, killed)
    assert not Record.objects.exists()
    assert not Identifier.objects.exists()
    assert not StarterState.objects.exists()
    assert load(folder).created == 19


def test_an_editor_can_go_back_to_what_the_file_said(folder: Path, client: Client) -> None:
    load(folder)
    record = telfi()
    loaded = record.latest_revision
    assert loaded
    edit(record, title="Changed")
    ensure_groups()
    client.force_login(make_user("editors"))
    said = client.get(reverse("wagtailadmin_pages:history", args=[record.pk])).content.decode()
    assert reverse("wagtailadmin_pages:revisions_revert", args=[record.pk, loaded.pk]) in said


def test_loading_again_changes_nothing(folder: Path) -> None:
    load(folder)
    before = list(Page.objects.order_by("pk").values())
    assert load(folder).skipped
    StarterState.objects.filter(key="all files").delete()
    outcome = load(folder)
    assert (outcome.created, outcome.updated, outcome.unchanged, outcome.kept) == (0, 0, 19, [])
    assert list(Page.objects.order_by("pk").values()) == before


def test_what_changed_in_a_file_is_brought_over(folder: Path) -> None:
    load(folder)
    revisions = telfi().revisions.count()
    change(folder, PRACTICE, "known_in: 2007", "known_in: not known")
    change(folder, PRACTICE, "[Tele-Learning]", "[Telelernen, Fernlernen]")
    change(folder, PRACTICE, "Lernen aus der Ferne.", "Lernen mit Abstand.")
    change(folder, PRACTICE, "slug: telfi", "slug: telfi-austria")
    (folder / PRACTICE).rename((folder / PRACTICE).with_name("telfi-austria.yaml"))
    change(folder, "vocabularies/theme.yaml", "[business, start-up]", "[firm]")
    change(folder, "figures.yaml", '"12.5"', '"13"')
    outcome = load(folder)
    assert (outcome.created, outcome.updated, outcome.kept) == (0, 3, [])
    page = telfi()
    assert (page.known_in, page.known_in_not_known, page.slug) == (None, True, "telfi-austria")
    assert [name.text for name in page.names.all()] == ["Telelernen", "Fernlernen"]
    assert page.revisions.count() == revisions + 1
    assert Practice.objects.get(locale__language_code="de").summary == "Lernen mit Abstand."
    assert [one.text for one in ConceptLabel.objects.filter(kind="alternative")] == ["firm"]
    assert Claim.objects.get(place__code="AT").plain_value == "13"


def test_what_an_editor_changed_is_left_when_its_file_did_not_change(folder: Path) -> None:
    load(folder)
    edit(telfi(), summary="Better words.")
    change(folder, "records/programmes/equal.yaml", "A programme.", "A great programme.")
    outcome = load(folder)
    assert (outcome.updated, outcome.kept) == (1, [])
    assert telfi().summary == "Better words."


def test_what_an_editor_changed_is_reported_when_its_file_changed_too(folder: Path) -> None:
    load(folder)
    edit(telfi(), summary="Better words.")
    change(folder, PRACTICE, "Learning from afar.", "Learning at a distance.")
    for _again in range(2):
        outcome = load(folder)
        assert outcome.updated == 0
        assert outcome.kept == [
            f"{PRACTICE}:1: PR-0001 was changed on the site since it was loaded; its file has changed too. It was left as it is."
        ]
    assert telfi().summary == "Better words."


def test_a_draft_is_an_editors_work_too(folder: Path) -> None:
    load(folder)
    page = telfi()
    page.summary = "Still thinking."
    page.save_revision()
    change(folder, PRACTICE, "Learning from afar.", "Learning at a distance.")
    assert len(load(folder).kept) == 1
    assert telfi().get_latest_revision_as_object().summary == "Still thinking."


@pytest.mark.parametrize("change_something", ["tag", "relation", "translation", "unpublished"])
def test_every_part_of_a_record_counts_as_a_change(folder: Path, change_something: str) -> None:
    load(folder)
    page = telfi()
    if change_something == "tag":
        page.tags.add("distance")
    elif change_something == "relation":
        page.relations = []
    elif change_something == "translation":
        edit(Practice.objects.get(locale__language_code="de"), title="Telfi (Österreich)")
    edit(page)
    if change_something == "unpublished":
        page.unpublish()
    change(folder, PRACTICE, "Learning from afar.", "Learning at a distance.")
    assert len(load(folder).kept) == 1


def test_opening_and_publishing_unchanged_is_no_change(folder: Path) -> None:
    load(folder)
    page = telfi()
    problem = '<p data-block-key="a1b2c">No teacher.</p><p data-block-key="d3e4f">No <b>room</b>.</p>'
    programme = Programme.objects.get()
    done = f'<p data-block-key="x">See <a id="{programme.pk}" linktype="page">EQUAL</a>.</p>'
    edit(page, problem=problem, done=done)
    change(folder, PRACTICE, "Learning from afar.", "Learning at a distance.")
    assert load(folder).updated == 1
    assert telfi().summary == "Learning at a distance."


def test_what_was_deleted_on_the_site_stays_deleted(folder: Path) -> None:
    load(folder)
    Programme.objects.get().delete()
    change(folder, "records/programmes/equal.yaml", "A programme.", "A great programme.")
    tool = "id: TL-0001\nkind: tool\nslug: tool\nlanguage: en\ntitle: Tool\nsummary: New.\nknown_in: 2007\nsources: [{source: SR-0001}]\nrelations: [{type: funded_by, to: PG-0001}]"
    write(folder, "records/tools/tool.yaml", tool)
    outcome = load(folder)
    assert [line.split(": ", 1)[1] for line in outcome.kept] == [
        "PG-0001 was deleted on the site since it was loaded. It was left as it is.",
        "TL-0001 names PG-0001, which was deleted on the site. It was left as it is.",
    ]
    assert not Programme.objects.exists()
    assert not Tool.objects.exists()


def test_what_was_removed_from_the_files_stays_and_is_reported(folder: Path) -> None:
    load(folder)
    (folder / "records/articles/table.yaml").unlink()
    change(
        folder,
        "figures.yaml",
        '  - {dataset: table_1, indicator: participants, place: AT, value: "12.5", source: SR-0001}\n',
        "",
    )
    change(folder, "figures.yaml", "claims:\n", "")
    outcome = load(folder)
    assert (outcome.created, outcome.updated, outcome.kept) == (0, 0, [])
    assert [line.partition(" (")[0] for line in sorted(outcome.removed)] == ["AR-0001", "table_1 participants AT"]
    assert Page.objects.filter(title="A table", live=True).exists()
    assert Claim.objects.filter(place__code="AT").exists()
    told = StringIO()
    StarterState.objects.filter(key="all files").delete()
    call_command("catalogue", "load", str(folder), stdout=StringIO(), stderr=told)
    assert "AR-0001 (A table) is no longer in the files." in told.getvalue()


def test_a_removed_translation_leaves_the_site_but_is_not_lost(folder: Path) -> None:
    load(folder)
    change(folder, PRACTICE, "translations:\n  de: {title: Telfi, summary: Lernen aus der Ferne., by: editors}\n", "")
    assert load(folder).updated == 1
    assert not Practice.objects.get(locale__language_code="de").live


def test_a_whole_translation_by_an_editor_is_left_alone_and_reported(folder: Path) -> None:
    load(folder)
    german = Practice.objects.get(locale__language_code="de")
    edit(german, title_and_summary_only=False, problem="<p>Kein Lehrer.</p>", done="<p>Siehe EQUAL.</p>")
    change(folder, PRACTICE, "Learning from afar.", "Learning at a distance.")
    outcome = load(folder)
    assert (outcome.updated, len(outcome.kept)) == (0, 1)
    assert str(Practice.objects.get(locale__language_code="de").problem) == "<p>Kein Lehrer.</p>"


GERMAN = "de: {title: Telfi, summary: Lernen aus der Ferne., by: editors"


def test_a_whole_translation_says_what_it_says_itself_and_no_more(folder: Path) -> None:
    change(folder, PRACTICE, GERMAN, GERMAN + ", problem: <p>Kein Lehrer.</p>, target: 30 Leute")
    load(folder)
    page = Practice.objects.get(locale__language_code="de")
    assert not page.title_and_summary_only
    assert page.own_words(page.original) == {"problem", "target"}  # the rest of what a practice needs was copied
    assert load(folder).skipped
    export(folder.parent / "out")
    assert "target: 30 Leute" in (folder.parent / "out" / PRACTICE).read_text()
    change(folder, PRACTICE, ", problem: <p>Kein Lehrer.</p>, target: 30 Leute", "")
    assert load(folder).updated == 1
    assert Practice.objects.get(locale__language_code="de").title_and_summary_only
    assert Practice.objects.get(locale__language_code="de").target == ""


def test_what_a_kind_does_not_translate_is_refused(folder: Path) -> None:
    change(folder, PRACTICE, GERMAN, GERMAN + ", known_in: 2008")
    with pytest.raises(CatalogueError) as error:
        load(folder)
    (problem,) = error.value.problems
    assert "unknown key; allowed: title, summary, by, problem, done" in str(problem)


def test_an_address_that_an_editor_took_is_told_with_its_file(folder: Path) -> None:
    from tests.factories import make_record

    make_record("practice", title="Telfi", slug="telfi")
    with pytest.raises(CatalogueError) as error:
        load(folder)
    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.field) == (PRACTICE, 3, "slug")
    assert not Programme.objects.exists()


def test_a_translated_unit_has_its_official_number(folder: Path) -> None:
    german = "{de: {title: Auf Deutsch, summary: Ein Satz., by: editors}}"
    change(folder, SET, "missing:", f"translations: {german}\nmissing:")
    change(folder, SET, "    text: <p>Do it.</p>", f"    text: <p>Do it.</p>\n    translations: {german}")
    change(folder, SET, 'text: "<p>A.</p>"}', f'text: "<p>A.</p>", translations: {german}}}')
    load(folder)
    unit = RecommendationUnit.objects.get(locale__language_code="de")
    assert (unit.number, unit.title) == ("1.1", "Auf Deutsch")
    assert unit.get_url() == "/de/recommendations/draft/first/a/"


def test_a_restricted_record_stays_restricted_in_every_language(folder: Path) -> None:
    change(
        folder,
        PRACTICE,
        "audience: public",
        "audience: group:editors\nstub: {title: A programme, summary: For editors.}",
    )
    load(folder)
    assert set(Practice.objects.values_list("audience", flat=True)) == {"group:editors"}
    assert telfi().has_stub


def test_the_command_tells_progress_and_ends_with_a_sentence(folder: Path) -> None:
    out = StringIO()
    call_command("catalogue", "load", str(folder), stdout=out)
    lines = out.getvalue().splitlines()
    assert "records 7/7" in lines
    assert len(lines) <= 12
    assert lines[-1] == "Catalogue: 19 new, 0 renewed, 0 unchanged, 0 left alone."
    out = StringIO()
    call_command("catalogue", "load", str(folder), "--quiet", stdout=out)
    assert out.getvalue() == ""


@pytest.mark.parametrize("action", ["check", "load"])
def test_the_command_tells_what_is_wrong_and_fails(folder: Path, action: str) -> None:
    change(folder, PRACTICE, "historical: true", "historic: true")
    told = StringIO()
    with pytest.raises(CommandError, match=r"1 problem\(s\): nothing was"):
        call_command("catalogue", action, str(folder), stderr=told)
    assert told.getvalue().startswith(f"{PRACTICE}:10: historic: unknown key; allowed: ")
    assert not Record.objects.exists()


def test_the_command_exports_into_a_new_folder_only(folder: Path, tmp_path: Path) -> None:
    load(folder)
    out = StringIO()
    call_command("catalogue", "export", str(tmp_path / "out"), stdout=out)
    assert out.getvalue().startswith(f"{len(FILES)} files in ")
    with pytest.raises(CommandError, match="is not empty: choose a new folder"):
        call_command("catalogue", "export", str(tmp_path / "out"))


def test_exported_files_are_nice_to_read(folder: Path, tmp_path: Path) -> None:
    load(folder)
    export(tmp_path / "out")
    assert (
        (tmp_path / "out" / PRACTICE).read_text(encoding="utf-8")
        == """\
id: PR-0001
kind: practice
language: en
slug: telfi
title: Telfi
summary: Learning from afar.
audience: public
aliases: [Tele-Learning]
known_in: 2007
historical: true
period: "2002/2005~"
places: [AT]
concepts: {theme: [families]}
tags: [e-learning]
problem: |
  <p>No teacher.</p>
  <p>No <strong>room</strong>.</p>
done: |
  <p>See <a href="/id/PG-0001/">EQUAL</a>.</p>
reviewed: {on: "2026-11-23", due: "2027-11-23"}
sources:
- {source: SR-0001, at: Panel 1, supports: all of it}
relations:
- {type: funded_by, to: PG-0001, source: SR-0001}
results:
- {indicator: participants, value: "12", unit: people, source: SR-0001}
translations:
  de: {title: Telfi, summary: Lernen aus der Ferne., by: editors}
"""
    )


def test_drafts_are_not_exported(folder: Path, tmp_path: Path) -> None:
    load(folder)
    telfi().unpublish()
    write(folder, "x.txt", "")
    export(tmp_path / "out")
    assert not (tmp_path / "out" / PRACTICE).exists()


def test_exporting_twice_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    load(folder)
    written = []
    for name in ("first", "second"):
        export(tmp_path / name)
        written.append(
            {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.yaml")}
        )
    assert written[0] == written[1]

"""Every kind of mistake in the files is found before anything is written, and told with file, line, field and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from practices.catalogue.checking import read_catalogue
from tests.practices.catalogue.small import FILES, PRACTICE, SET, change, write, write_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path / "catalogue")


def complaints(folder: Path) -> list[str]:
    return [str(problem) for problem in read_catalogue(folder).problems]


def line_of(folder: Path, name: str, text: str) -> int:
    """The line on which a text stands."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_small_catalogue_is_right(folder: Path) -> None:
    assert complaints(folder) == []


# What is changed in a file: (file, old, new); on which line the complaint must point, its field, and a part of its words.
MISTAKES: dict[str, tuple[str, str, str, str, str, str]] = {
    "unknown key": (PRACTICE, "known_in: 2007", "knwon_in: 2007", "knwon_in", "knwon_in", "unknown key; allowed: id, kind,"),
    "unknown key inside": (PRACTICE, "unit: people", "units: people", "units: people", "results[1].units", "unknown key; allowed: indicator,"),
    "missing field": (PRACTICE, "title: Telfi\nsummary", "summary", "id: PR-0001", "title", "is missing"),
    "missing in a list": (PRACTICE, "type: funded_by, ", "", "to: PG-0001", "relations[1].type", "is missing"),
    "empty field": (PRACTICE, "title: Telfi\n", "title:\n", "title:", "title", "is missing"),
    "no year": (PRACTICE, "known_in: 2007\n", "", "id: PR-0001", "known_in", "is missing. Say which year the knowledge is of, or that it is not known"),
    "no such year": (PRACTICE, "known_in: 2007", "known_in: 20077", "known_in", "known_in", "a year of four digits"),
    "no source": (PRACTICE, 'sources:\n  - {source: SR-0001, at: "Panel 1", supports: all of it}\n', "", "id: PR-0001", "sources", "is missing. Name at least one source"),
    "other words for not known": (PRACTICE, "known_in: 2007", "known_in: unknown", "known_in", "known_in", "must be a whole number"),
    "needed by the kind": (PRACTICE, "done: |", "cost: |", "id: PR-0001", "done", "is missing"),
    "text expected": (PRACTICE, "title: Telfi", "title: 2007", "title", "title", "must be a text: put it in quotes (it is 2007)"),
    "number expected": (PRACTICE, "known_in: 2007", 'known_in: "2007"', "known_in", "known_in", "must be a whole number"),
    "yes is not true": (PRACTICE, "historical: true", "historical: yes", "historical", "historical", "must be true or false"),
    "list expected": (PRACTICE, "places: [AT]", "places: AT", "places", "places", "must be a list"),
    "mapping expected": (PRACTICE, "concepts: {theme: [families]}", "concepts: [families]", "concepts", "concepts", "must be a mapping"),
    "unquoted value": (PRACTICE, 'value: "12"', "value: 12", "indicator: part", "results[1].value", "must be a text: put it in quotes (it is 12)"),
    "not a number": (PRACTICE, 'value: "12"', 'value: "a dozen"', "indicator: part", "results[1].value", "must be a decimal number"),
    "neither number nor words": (PRACTICE, 'value: "12", ', "", "indicator: part", "results[1]", "needs a value"),
    "unknown code": (PRACTICE, "[families]", "[family]", "concepts", "concepts.theme[1]", "theme has families, self_employment"),
    "unknown scheme": (PRACTICE, "theme: [fam", "themes: [fam", "concepts", "concepts.themes", "does not classify records; allowed: theme, target_group"),
    "indicators don't classify": (PRACTICE, "theme: [families]", "indicator: [participants]", "concepts", "concepts.indicator", "does not classify"),
    "unknown indicator": (PRACTICE, "indicator: participants", "indicator: people", "indicator:", "results[1].indicator", "indicator has participants"),
    "unknown place": (PRACTICE, "places: [AT]", "places: [AU]", "places", "places[1]", "there is no place “AU”"),
    "unknown source": (PRACTICE, "source: SR-0001, at", "source: SR-0002, at", "SR-0002", "sources[1].source", "is it SR-0001?"),
    "unknown record": (PRACTICE, "to: PG-0001", "to: PG-0002", "PG-0002", "relations[1].to", "there is no record “PG-0002”; is it PG-0001"),
    "unknown record in a text": (PRACTICE, "/id/PG-0001/", "/id/PG-0009/", "done:", "done", "there is no page “PG-0009”"),
    "unknown relation": (PRACTICE, "funded_by", "paid_by", "paid_by", "relations[1].type", "allowed: funded_by, part_of"),
    "unknown choice": (PRACTICE, "unit: people", "status: sure", "status", "results[1].status", "allowed: self_reported, measured"),
    "unknown audience": (PRACTICE, "audience: public", "audience: group:friends", "audience", "audience", "allowed: public, members, group:editors"),
    "unknown data set": ("records/articles/table.yaml", "value: table_1", "value: table_9", "table_9", "body[2].value", "is it table_1?"),
    "unknown kind": (PRACTICE, "kind: practice", "kind: tool", "kind: tool", "kind", "write practice, as in the other files of this folder"),
    "wrong prefix": (PRACTICE, "id: PR-0001", "id: TL-0001", "id: TL", "id", "PR- and four digits"),
    "unknown language": (PRACTICE, "language: en", "language: sv", "language", "language", "one of en, de, fr"),
    "summary too long": (PRACTICE, "summary: Learning", "summary: " + "long " * 70 + "Learning", "summary", "summary", "at most 300"),
    "date not EDTF": (PRACTICE, "2002/2005~", "spring 2002", "period", "period", "is not a date: write a year (2005)"),
    "impossible date": (PRACTICE, "2002/2005~", "2005-02-31", "period", "period", "is not a date"),
    "day not a day": (PRACTICE, 'on: "2026-11-23"', 'on: "2026"', "reviewed", "reviewed.on", "YYYY-MM-DD"),
    "bad slug": (PRACTICE, "slug: telfi", "slug: Tel fi", "slug", "slug", "letters, numbers"),
    "file not called as its slug": (PRACTICE, "slug: telfi", "slug: telefi", "slug", "slug", "is called telefi.yaml"),
    "address not an address": ("sources.yaml", "https://example.org/a", "example", "SR-0001", "[1].url", "valid URL"),
    "tag not allowed": (PRACTICE, "<strong>room</strong>", "<script>x</script>", "<script>", "problem", "<script> is not allowed here; use <a>"),
    "attribute not allowed": (PRACTICE, "<p>No <strong>", '<p class="x">No <strong>', "<p class", "problem", "attribute class is not allowed"),
    "link to a script": (PRACTICE, "/id/PG-0001/", "javascript:alert(1)", "javascript", "done", "is no address for a link"),
    "tag not closed": (PRACTICE, "<strong>room</strong>.</p>", "<strong>room.", "room.", "problem", "is not closed"),
    "tag closed twice": (PRACTICE, "</strong>.", "</strong></em>.", "</em>", "problem", "</em> closes nothing that is open"),
    "text outside a paragraph": (PRACTICE, "<p>No teacher.</p>", "No teacher.", "No teacher", "problem", "outside a paragraph"),
    "list in a paragraph": (PRACTICE, "<p>No teacher.</p>", "<p><ul><li>x</li></ul></p>", "<ul>", "problem", "not nested"),
    "control character": (PRACTICE, "title: Telfi", 'title: "Tel\\0fi"', "title", "title", "control character"),
    "translation into its own language": (PRACTICE, "  de: {", "  en: {", "translations", "translations", "language of the record itself"),
    "translation without its author": (PRACTICE, ", by: editors", "", "de:", "translations.de.by", "is missing"),
    "stub of a public record": (PRACTICE, "known_in", "stub: {title: X}\nknown_in", "stub", "stub", "only a restricted record"),
    "relation to itself": (PRACTICE, "to: PG-0001", "to: PR-0001", "to: PR-0001", "relations[1]", "leads to the record itself"),
    "label missing": ("vocabularies/theme.yaml", "labels: {en: ", "labels: {eo: ", "labels", "concepts[1].labels", "is missing: en"),
    "circle of concepts": ("vocabularies/theme.yaml", "related: [", "broader: [families]\n    related: [", "broader", "concepts[1].broader", "is broader than itself"),
    "word twice": ("vocabularies/theme.yaml", "related: [", "alternatives: {en: [Again, Again]}\n    related: [", "alternatives", "concepts[1].alternatives", "“Again” stands twice in en"),
    "concept not related": ("vocabularies/theme.yaml", "[self_employment]", "[selfemployment]", "related", "concepts[1].related[1]", "there is no concept"),
    "scheme and file": ("vocabularies/theme.yaml", "scheme: theme", "scheme: themes", "scheme", "scheme", "is called themes.yaml"),
    "number out of order": (SET, '"1.3"', '"1.4"', '"1.4"', "recommendations[1].units[2].number", "“1.3” comes here"),
    "gap not named": (SET, 'missing: {"1.2": Not in the source.}\n', "", '"1.3"', "recommendations[1].units[2].number", "“1.2” comes here"),
    "missing number that is there": (SET, '{"1.2": Not', '{"1.3": No, "1.2": Not', "missing", "missing", "1.3 is in the numbering"),
    "uneven table": ("records/articles/table.yaml", '[Rooms & doors, ""]', "[Rooms]", "rows:", "body[3].rows", "row 1 has not as many cells"),
    "unknown block": ("records/articles/table.yaml", "type: heading", "type: title", "type: title", "body[1].type", "allowed: text, heading, figures, table"),
    "claim about nothing": ("figures.yaml", "place: AT, ", "", "participants, value", "claims[1]", "needs a place or a concept"),
    "circle of places": ("places.yaml", "kind: union,", "kind: union, parent: AT,", "AT, kind", "[1].parent", "rolls up to itself"),
    "conflict without values": ("conflicts.yaml", 'values:\n    - {value: "1", source: SR-0001}\n    - {value: "2", source: SR-0001, status: computed}', "values: []", "values", "[1].values", "is missing"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place(folder: Path, name: str) -> None:
    file, old, new, at, field, words = MISTAKES[name]
    change(folder, file, old, new)
    told = [problem for problem in read_catalogue(folder).problems if problem.field == field]
    assert len(told) == 1, complaints(folder)
    assert (told[0].file, told[0].line) == (file, line_of(folder, file, at))
    assert words in told[0].message


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    change(folder, PRACTICE, "known_in: 2007", "known_in: x")
    change(folder, PRACTICE, "places: [AT]", "places: [XX]")
    change(folder, "sources.yaml", "type: report", "type: rumour")
    change(folder, SET, 'number: "1"', "number: 1")
    assert len(complaints(folder)) == 4


def test_identifiers_and_slugs_stand_once(folder: Path) -> None:
    text = FILES["records/programmes/equal.yaml"]
    write(folder, "records/programmes/other.yaml", text.replace("slug: equal", "slug: other"))
    write(
        folder, "records/tools/equal.yaml", text.replace("PG-0001", "TL-0001").replace("kind: programme", "kind: tool")
    )
    (problem,) = read_catalogue(folder).problems
    assert (
        str(problem)
        == "records/programmes/other.yaml:1: PG-0001 stands twice: the first is in records/programmes/equal.yaml:1"
    )
    change(folder, SET, "slug: c", "slug: a")
    assert "recommendations[1].units[2].slug: RU-0001 has the slug “a” too: choose another" in complaints(folder)[1]


@pytest.mark.parametrize(("kind", "words"), [("related_to", "says the same"), ("part_of", "says the contrary")])
def test_a_relation_is_not_entered_from_both_ends(folder: Path, kind: str, words: str) -> None:
    change(folder, PRACTICE, "type: funded_by", f"type: {kind}")
    change(folder, "records/programmes/equal.yaml", "{type: related_to, to: RU-0001}", f"{{type: {kind}, to: PR-0001}}")
    (told,) = complaints(folder)
    assert words in told
    assert "relations[1]" in told


def test_a_relation_stands_once_unless_its_role_differs(folder: Path) -> None:
    again = "\n  - {type: funded_by, to: PG-0001}\nresults:"
    change(folder, PRACTICE, "\nresults:", again)
    assert ["stands twice on PR-0001: funded_by PG-0001" in told for told in complaints(folder)] == [True]
    change(folder, PRACTICE, "to: PG-0001}", "to: PG-0001, role: second call}")
    assert complaints(folder) == []


def test_a_translated_text_needs_a_translated_text_above_it(folder: Path) -> None:
    change(
        folder,
        SET,
        "text: <p>Do it.</p>",
        "text: <p>Do it.</p>\n    translations: {de: {title: Erste, summary: Die erste., by: us}}",
    )
    (told,) = complaints(folder)
    assert "de: translate title and summary of RS-0001 first" in told


def test_one_spelling_for_a_tag(folder: Path) -> None:
    change(folder, "records/programmes/equal.yaml", "summary:", "tags: [E-Learning]\nsummary:")
    (told,) = complaints(folder)
    assert "tags: “e-learning” is spelled “E-Learning”" in told or "tags: “E-Learning” is spelled “e-learning”" in told


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("id: [", 2, "is not YAML"),
        ("id: PR-0001\nid: PR-0002\n", 2, "“id” stands here twice"),
        ("2007: x\n", 1, "“2007” can't be a key here"),
        ("id: *nobody\n", 1, "is not YAML"),
        ("id: !!python/object:os.system x\n", 1, "is not YAML"),
        ("- a\n", 1, "must be a mapping with the keys id, kind,"),
    ],
)
def test_files_that_are_no_yaml(folder: Path, text: str, line: int, words: str) -> None:
    write(folder, "records/tools/new.yaml", text)
    told = list(read_catalogue(folder).problems)
    assert told[0].file == "records/tools/new.yaml"
    assert told[0].line == line
    assert words in told[0].message


def test_files_that_are_no_text(folder: Path) -> None:
    (folder / "records/tools").mkdir()
    (folder / "records/tools/new.yaml").write_bytes("title: Prävention".encode("latin-1"))
    (told,) = complaints(folder)
    assert told == "records/tools/new.yaml: is not UTF-8 (byte 9): save it as UTF-8"


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (told,) = complaints(tmp_path / "nowhere")
    assert "is no folder" in told


def test_files_that_nothing_would_read(folder: Path) -> None:
    write(folder, "records/practises/new.yaml", "id: PR-0002")
    (told,) = complaints(folder)
    assert told.startswith("records/practises/new.yaml: would not be read; files stand in ")


def test_words_of_yaml_1_1_stay_words(folder: Path) -> None:
    change(
        folder,
        PRACTICE,
        "aliases: [Tele-Learning]",
        "aliases: [yes, no, on, off, 2007-01-01, 12:30, NULL, 0x1F, 1_000]",
    )
    (entry,) = (entry for entry in read_catalogue(folder).entries.values() if entry.code == "PR-0001")
    assert entry.data["aliases"] == ["yes", "no", "on", "off", "2007-01-01", "12:30", "NULL", "0x1F", "1_000"]
    assert entry.data["reviewed"] == {"on": "2026-11-23", "due": "2027-11-23"}


def test_a_page_of_the_site_leaves_the_addresses_of_lists_alone(folder: Path) -> None:
    page = "id: ST-0001\nkind: standard_page\nslug: networks\nlanguage: en\ntitle: Networks\nsummary: For networks.\n"
    write(folder, "records/pages/networks.yaml", page)
    (told,) = complaints(folder)
    assert (
        told
        == "records/pages/networks.yaml:3: slug: /networks/ is the address of a list of records: choose another slug"
    )


def test_related_holds_from_both_ends(folder: Path) -> None:
    entries = read_catalogue(folder).entries
    assert entries["concept theme:families"].data["related"] == ["theme:self_employment"]
    assert entries["concept theme:self_employment"].data["related"] == ["theme:families"]

"""A catalogue small enough to see at once, and right in everything."""

from __future__ import annotations

from pathlib import Path

LABELS = "{en: Word, de: Wort, fr: Mot, it: Parola, es: Palabra, pt: Palavra, nl: Woord, pl: Słowo}"
FILES = {
    "vocabularies/theme.yaml": f"""\
scheme: theme
title: {{en: Themes}}
concepts:
  - code: families
    labels: {LABELS}
    related: [self_employment]
  - code: self_employment
    labels: {LABELS}
    alternatives: {{en: [business, start-up]}}
    sources: [{{source: SR-0001, at: Panel 1}}]
""",
    "vocabularies/indicator.yaml": f"""\
scheme: indicator
title: {{en: Indicators}}
concepts:
  - code: participants
    labels: {LABELS}
""",
    "places.yaml": """\
- {code: AT, kind: country, parent: EU, iso: AT, names: {en: Austria, de: Österreich}}
- {code: EU, kind: union, names: {en: European Union}}
""",
    "sources.yaml": """\
- {id: SR-0001, type: report, title: A report, year: "2007", url: "https://example.org/a"}
""",
    "figures.yaml": """\
datasets:
  - {code: table_1, title: Table 1, source: SR-0001, rows: place, columns: [participants]}
claims:
  - {dataset: table_1, indicator: participants, place: AT, value: "12.5", source: SR-0001}
""",
    "conflicts.yaml": """\
- id: CF-0001
  title: How many?
  records: [PR-0001]
  values:
    - {value: "1", source: SR-0001}
    - {value: "2", source: SR-0001, status: computed}
""",
    "search-expectations.yaml": """\
- {query: telearning, language: en, records: [PR-0001, PG-0001], note: a slip}
""",
    "records/programmes/equal.yaml": """\
id: PG-0001
kind: programme
slug: equal
language: en
title: EQUAL
summary: A programme.
known_in: 2007
sources: [{source: SR-0001}]
relations:
  - {type: related_to, to: RU-0001}
""",
    "records/practices/telfi.yaml": """\
id: PR-0001
kind: practice
slug: telfi
language: en
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
  - {source: SR-0001, at: "Panel 1", supports: all of it}
relations:
  - {type: funded_by, to: PG-0001, source: SR-0001}
results:
  - {indicator: participants, value: "12", unit: people, source: SR-0001}
translations:
  de: {title: Telfi, summary: Lernen aus der Ferne., by: editors}
""",
    "records/recommendations/draft.yaml": """\
id: RS-0001
kind: recommendation_set
slug: draft
language: en
title: Draft
summary: Some recommendations.
known_in: 2007
sources: [{source: SR-0001}]
missing: {"1.2": Not in the source.}
recommendations:
  - id: RC-0001
    slug: first
    number: "1"
    title: First
    summary: The first.
    known_in: not known
    sources: [{source: SR-0001}]
    text: <p>Do it.</p>
    units:
      - {id: RU-0001, slug: a, number: "1.1", title: A, summary: About a., known_in: 2007, sources: [{source: SR-0001}], text: "<p>A.</p>"}
      - {id: RU-0002, slug: c, number: "1.3", title: C, summary: About c., known_in: 2007, sources: [{source: SR-0001}], text: "<p>C.</p>"}
""",
    "records/articles/table.yaml": """\
id: AR-0001
kind: article
slug: table
language: en
title: A table
summary: What a table says.
known_in: 2007
sources: [{source: SR-0001}]
body:
  - {type: heading, value: The table}
  - {type: figures, value: table_1}
  - type: table
    caption: Some words
    header: [What, Said]
    rows:
      - [Rooms & doors, ""]
      - ["<strong>All</strong>", three]
""",
}
PRACTICE = "records/practices/telfi.yaml"
SET = "records/recommendations/draft.yaml"


def write_catalogue(folder: Path) -> Path:
    """Writes the small catalogue."""
    for name, text in FILES.items():
        write(folder, name, text)
    return folder


def write(folder: Path, name: str, text: str) -> None:
    """Writes one file of a catalogue."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Changes a file in one place; fails where the place isn't there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

"""Reads a catalogue's folder and checks it as a whole, before anything is written. All that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from practices.catalogue.consistency import check_together
from practices.catalogue.fields import Data, parse_fields
from practices.catalogue.reading import Problems, Spot, read_yaml
from practices.catalogue.registry import kinds
from practices.catalogue.schema import (
    AFTER_PAGES,
    CLAIM,
    CONCEPT,
    CONFLICT,
    DATASET,
    EXPECTATION,
    PLACE,
    SCHEME,
    SOURCE,
    Entry,
    KindSchema,
    ObjectSchema,
    Schema,
    claim_says_something,
    concept_fields,
)

# Files that hold one list, and those that hold several under their keys.
ELSEWHERE: Final = ("examples", "stories")  # folders that other parts read: invented communities, starter stories
LISTS: Final[dict[str, dict[str, ObjectSchema]]] = {
    "places.yaml": {"": PLACE},
    "sources.yaml": {"": SOURCE},
    "figures.yaml": {"datasets": DATASET, "claims": CLAIM},
    "conflicts.yaml": {"": CONFLICT},
    "search-expectations.yaml": {"": EXPECTATION},
}
INHERITED: Final = ("kind", "language")  # what a text inside another page's file takes from it


@dataclass
class Catalogue:
    """Everything that a folder holds, by key and in the order of loading; and what is wrong with it."""

    entries: dict[str, Entry] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)


def read_catalogue(folder: Path) -> Catalogue:
    """Reads and checks a folder; look at `problems` before using the entries."""
    catalogue = Catalogue()
    for entry in _entries(folder, catalogue.problems):
        _add(catalogue, entry)
    check_together(catalogue.entries, catalogue.problems)
    return catalogue


def files_of(folder: Path) -> list[Path]:
    """All files of a catalogue, in a stable order; invented examples and stories are none of it."""
    elsewhere = {folder / name for name in ELSEWHERE}
    return sorted(path for path in folder.rglob("*.yaml") if path.is_file() and path.parent not in elsewhere)


def file_name(data: Data) -> str:
    """What the file of a record is called: after its address, which each language has for itself."""
    language = data.get("language", settings.LANGUAGE_CODE)
    return f"{data['slug']}.yaml" if language == settings.LANGUAGE_CODE else f"{data['slug']}.{language}.yaml"


def _add(catalogue: Catalogue, entry: Entry) -> None:
    known = catalogue.entries.get(entry.key)
    if known is None:
        catalogue.entries[entry.key] = entry
        return
    entry.spot.complain(
        f"{entry.key.split(' ', 1)[1]} stands twice: the first is in {known.spot.file}:{known.spot.line}"
    )


def _entries(folder: Path, problems: Problems) -> Iterator[Entry]:
    """All entries in the order of loading."""
    if not folder.is_dir():
        Spot(problems, str(folder)).complain("is no folder: name the one that holds records/ and sources.yaml")
        return
    _complain_about_strangers(folder, problems)
    vocabularies = sorted((folder / "vocabularies").glob("*.yaml"))
    yield from [entry for path in vocabularies for entry in _vocabulary(path, _spot(path, folder, problems))]
    after = []
    for name, parts in LISTS.items():
        if (folder / name).exists():
            found = list(_lists(folder / name, parts, _spot(folder / name, folder, problems)))
            yield from (entry for entry in found if entry.schema not in AFTER_PAGES)
            after += [entry for entry in found if entry.schema in AFTER_PAGES]
    for schema in kinds().values():
        if schema.folder:
            for path in sorted((folder / "records" / schema.folder).glob("*.yaml")):
                yield from _record(path, schema, _spot(path, folder, problems))
    yield from after


def _spot(path: Path, folder: Path, problems: Problems, line: int = 1) -> Spot:
    return Spot(problems, path.relative_to(folder).as_posix(), line)


def _complain_about_strangers(folder: Path, problems: Problems) -> None:
    """Files that nothing would read are slips of the pen."""
    homes = {"vocabularies", *(f"records/{schema.folder}" for schema in kinds().values() if schema.folder)}
    for path in files_of(folder):
        parent = path.parent.relative_to(folder).as_posix()
        if parent not in homes and not (parent == "." and path.name in LISTS):
            _spot(path, folder, problems, line=0).complain(
                f"would not be read; files stand in {', '.join(sorted(homes))}, or are called {', '.join(LISTS)}"
            )


def _vocabulary(path: Path, spot: Spot) -> Iterator[Entry]:
    raw = read_yaml(path, spot.file, spot.problems)
    if raw is None:
        return
    scheme = _parsed(SCHEME, SCHEME.fields, raw, spot, also=("concepts",))
    if scheme is None:
        return
    yield scheme
    if scheme.code != path.stem:
        scheme.at("scheme").complain(f"the file of this scheme is called {scheme.code}.yaml")
    fields = concept_fields(scheme.code)
    for number, one, place in _items(raw.get("concepts"), spot.key(raw, "concepts")):
        hidden = {"scheme": scheme.code, "position": number + 1}
        if entry := _parsed(CONCEPT, fields, one, place, hidden=hidden):
            entry.refers_to.add(scheme.key)
            yield entry


def _lists(path: Path, parts: dict[str, ObjectSchema], spot: Spot) -> Iterator[Entry]:
    raw = read_yaml(path, spot.file, spot.problems)
    if raw is None:
        return
    if "" in parts:
        found = {"": raw}
    elif isinstance(raw, dict):
        found = raw
        for key in set(raw) - set(parts):
            spot.key(raw, key).complain(f"unknown key; allowed: {', '.join(parts)}")
    else:
        spot.complain(f"must be a mapping with the keys {', '.join(parts)}")
        return
    for key, schema in parts.items():
        place = spot.key(raw, key) if key else spot
        for _number, one, where in _items(found.get(key), place):
            entry = _parsed(schema, schema.fields, one, where)
            if entry and schema is CLAIM:
                claim_says_something(entry.data, where)
                if "place" not in entry.data and "concept" not in entry.data:
                    where.complain("needs a place or a concept that it is about")
            if entry:
                yield entry


def _record(path: Path, schema: KindSchema, spot: Spot) -> Iterator[Entry]:
    raw = read_yaml(path, spot.file, spot.problems)
    if raw is None:
        return
    also = (schema.nested_key,) if schema.nested_key else ()
    entry = _parsed(schema, schema.fields, raw, spot, also=also)
    if entry is None:
        return
    yield entry
    if "slug" in entry.data and path.name != (name := file_name(entry.data)):
        entry.at("slug").complain(f"the file of this record is called {name}")
    yield from _nested(entry, raw)


def _nested(parent: Entry, raw: Data) -> Iterator[Entry]:
    """The pages below a page that stand in its file."""
    assert isinstance(parent.schema, KindSchema)
    if not parent.schema.nested_key:
        return
    schema = kinds()[parent.schema.nested_kind]
    fields = tuple(one for one in schema.fields if one.key not in INHERITED)
    also = (schema.nested_key,) if schema.nested_key else ()
    hidden = {"kind": schema.kind, "language": parent.data.get("language", "en")}
    key = parent.schema.nested_key
    for _number, one, place in _items(raw.get(key), parent.spot.key(raw, key)):
        entry = _parsed(schema, fields, one, place, also=also, hidden=hidden)
        if entry:
            entry.parent = parent.code
            entry.refers_to.add(parent.key)
            yield entry
            yield from _nested(entry, one)


def _items(raw: Any, spot: Spot) -> Iterable[tuple[int, Any, Spot]]:
    if raw is None:
        return
    if not isinstance(raw, list):
        spot.complain("must be a list")
        return
    for number, one in enumerate(raw):
        yield number, one, spot.item(raw, number)


def _parsed(
    schema: Schema, fields: Any, raw: Any, spot: Spot, *, also: tuple[str, ...] = (), hidden: Data | None = None
) -> Entry | None:
    """An entry; None where what names it is missing or wrong (which has been complained about)."""
    before = len(spot.problems.references)
    data = {**(hidden or {}), **parse_fields(fields, raw, spot, also=also)}
    try:
        code = data["id"] if isinstance(schema, KindSchema) else schema.code(data)
    except KeyError:
        return None
    entry = Entry(schema, code, data, spot, lines=raw)
    for _spot, to, named in spot.problems.references[before:]:
        if to != "page":  # a link in a text may lead to a tombstone
            entry.refers_to.add(f"{'page' if to == 'record' else to} {named}")
    return entry

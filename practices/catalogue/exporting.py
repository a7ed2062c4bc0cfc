"""Reads what stands on the site in the files' canonical form, and writes it as files that people like to read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml
from yaml.representer import SafeRepresenter

from practices.catalogue.checking import INHERITED, file_name
from practices.catalogue.fields import Data, read_fields
from practices.catalogue.markup import linking_only_to, readable
from practices.catalogue.names import Names
from practices.catalogue.reading import PLAIN
from practices.catalogue.registry import kinds
from practices.catalogue.schema import (
    CLAIM,
    CONCEPT,
    CONFLICT,
    DATASET,
    EXPECTATION,
    PLACE,
    PLAIN_SCHEMAS,
    SCHEME,
    SOURCE,
    KindSchema,
    ObjectSchema,
    Schema,
)
from practices.catalogue.translations import translations_of
from practices.catalogue.values import Html
from practices.models import Claim, Record
from practices.recommendations.page import natural
from practices.records.models import ORIGINAL

try:
    from yaml import CSafeDumper as FastDumper
except ImportError:  # PyYAML without libyaml writes the same, more slowly
    from yaml import SafeDumper as FastDumper  # type: ignore[assignment]

PAGE_CHILDREN: Final = ("names", "citations", "relations", "results", "concepts", "places", "tagged_items__tag")
NOT_PUBLISHED: Final = "Not published at present."
STEP: Final = 4  # characters of a treebeard path per level


@dataclass(frozen=True)
class Standing:
    """A thing as it stands on the site."""

    schema: Schema
    code: str
    obj: Any
    data: Data
    parent: str = ""

    @property
    def key(self) -> str:
        """Its name in the whole catalogue."""
        return self.schema.key(self.code)

    @property
    def being_edited(self) -> bool:
        """Whether an editor has a draft of it, or took it off the site."""
        if not isinstance(self.schema, KindSchema):
            return False
        texts = [self.obj, *translations_of(self.obj)]
        return any(text.has_unpublished_changes or not text.live for text in texts)


def standing(names: Names) -> dict[str, Standing]:
    """Everything on the site that files can hold, by key; drafts are read as they were last published."""
    found = [one for schema in PLAIN_SCHEMAS for one in _plain(schema, names)]
    return {one.key: one for one in [*found, *_pages(names)]}


def _plain(schema: ObjectSchema, names: Names) -> Iterator[Standing]:
    objects = schema.model._default_manager.prefetch_related(*schema.prefetch)
    if schema is CLAIM:
        objects = Claim.objects.filter(record__isnull=True)
    for obj in objects:
        data = read_fields(schema.fields, obj, names)
        yield Standing(schema, schema.code(data), obj, data)


def _pages(names: Names) -> Iterator[Standing]:
    identifiers: dict[str, str] = {}  # by path
    seen: set[str] = set()  # a work with several full texts stands for its first one
    for schema in kinds().values():
        pages = schema.model.objects.exclude(identifier="").select_related("locale").order_by("path")
        if issubclass(schema.model, Record):
            pages = pages.filter(ORIGINAL).prefetch_related(*PAGE_CHILDREN)
        for page in pages:
            if page.identifier not in seen:
                seen.add(page.identifier)
                identifiers[page.path] = page.identifier
                parent = identifiers.get(page.path[:-STEP], "")
                yield Standing(schema, page.identifier, page, read_fields(schema.fields, page, names), parent)


def export(folder: Path) -> int:
    """Writes what is published into an empty folder; returns the number of files. Raises FileExistsError where it isn't empty."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty: choose a new folder, so that no old file is taken for a record.")
    files = files_from(standing(Names()))
    for name, content in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_yaml(content), encoding="utf-8")
    return len(files)


def files_from(found: dict[str, Standing]) -> dict[str, Any]:
    """The content of each file by its name, in a stable order."""
    by_schema: dict[str, list[Standing]] = defaultdict(list)
    for one in found.values():
        by_schema[one.schema.name].append(one)
    plain = {schema.name: sorted(by_schema[schema.name], key=_order) for schema in PLAIN_SCHEMAS}
    records, codes = _record_files(by_schema["page"])
    files: dict[str, Any] = {}
    for scheme in plain[SCHEME.name]:
        concepts = [_shown(one) for one in plain[CONCEPT.name] if one.data["scheme"] == scheme.code]
        files[f"vocabularies/{scheme.code}.yaml"] = {**scheme.data, "concepts": concepts}
    files["places.yaml"] = [_shown(one) for one in plain[PLACE.name]]
    files["sources.yaml"] = [_shown(one) for one in plain[SOURCE.name]]
    files["figures.yaml"] = {
        "datasets": [_shown(one) for one in plain[DATASET.name]],
        "claims": [_shown(one) for one in plain[CLAIM.name]],
    }
    files["conflicts.yaml"] = [_shown(one) for one in plain[CONFLICT.name]]
    files["search-expectations.yaml"] = [_shown(one) for one in plain[EXPECTATION.name]]
    files = {name: _naming_only(codes, content) for name, content in (files | records).items()}
    files["search-expectations.yaml"] = [one for one in files["search-expectations.yaml"] if one.get("records")]
    return {name: content for name, content in files.items() if content}


def _naming_only(codes: Collection[str], content: Any) -> Any:
    """The content without the names of pages that stand in no file: drafts, and what was taken off the site."""
    if isinstance(content, Html):
        return Html(linking_only_to(content, codes))
    if isinstance(content, list):
        return [_naming_only(codes, one) for one in content]
    if not isinstance(content, dict):
        return content
    found = {key: _naming_only(codes, one) for key, one in content.items()}
    if "relations" in found:
        found["relations"] = [one for one in found["relations"] if one["to"] in codes]
    if "records" in found:
        found["records"] = [code for code in found["records"] if code in codes]
    return {key: one for key, one in found.items() if one or key not in ("relations", "records")}


def _order(one: Standing) -> Any:
    """Concepts as their vocabulary has them, figures as their table has them, all else by name."""
    if one.schema is CONCEPT:
        return (one.data["scheme"], one.data.get("position", 0), one.code)
    if one.schema is CLAIM:
        return tuple(
            str(one.data.get(key, "")) for key in ("dataset", "place", "concept", "indicator", "period", "label")
        )
    return (one.code,)


def _shown(one: Standing) -> Data:
    """The data without what only serves to compare."""
    hidden = {field.key for field in one.schema.fields if field.hidden}
    return {key: value for key, value in one.data.items() if key not in hidden}


def _record_files(pages: list[Standing]) -> tuple[dict[str, Any], set[str]]:
    """The files of the published pages, and the identifiers of all that stand in them."""
    every: dict[str, list[Standing]] = defaultdict(list)
    for one in pages:
        every[one.parent].append(one)
    below = defaultdict(list, {code: [one for one in beside if one.obj.live] for code, beside in every.items()})
    files = {}
    for one in below[""]:
        if isinstance(one.schema, KindSchema) and one.schema.folder:
            files[f"records/{one.schema.folder}/{file_name(one.data)}"] = _with_nested(_gaps_named(one, every), below)
    codes, left = set[str](), [""]
    while left:
        found = [one.code for one in below[left.pop()]]
        codes.update(found)
        left += found
    return files, codes


def _gaps_named(one: Standing, every: dict[str, list[Standing]]) -> Standing:
    """A set that says of each gap among the published numbers why it is there, and of no other: so its file can be loaded."""
    beside = [every[one.code], *(every[text.code] for text in every[one.code] if text.obj.live)]
    texts = [text for group in beside for text in group]
    published = {text.data["number"] for text in texts if text.obj.live}
    unpublished = {text.data["number"]: NOT_PUBLISHED for text in texts if not text.obj.live}
    missing = {
        number: why
        for number, why in {**unpublished, **one.data.get("missing", {})}.items()
        if number not in published and any(_comes_before(number, other) for other in published)
    }
    if not texts or missing == one.data.get("missing", {}):
        return one
    data = {key: value for key, value in one.data.items() if key != "missing"} | (
        {"missing": missing} if missing else {}
    )
    return replace(one, data={field.key: data[field.key] for field in one.schema.fields if field.key in data})


def _comes_before(number: str, other: str) -> bool:
    """Whether both stand in one row of numbers, such as 4.3 and 4.5, in this order."""
    return number.rpartition(".")[0] == other.rpartition(".")[0] and natural(number) < natural(other)


def _with_nested(one: Standing, below: dict[str, list[Standing]]) -> Data:
    assert isinstance(one.schema, KindSchema)
    data = _shown(one)
    if one.schema.nested_key:
        texts = [_with_nested(text, below) for text in sorted(below[one.code], key=lambda text: text.obj.path)]
        data[one.schema.nested_key] = [
            {key: value for key, value in text.items() if key not in INHERITED} for text in texts
        ]
    return data


class CatalogueDumper(FastDumper):
    """Knows which words would be taken for something else than text, as YAML 1.2 reads them."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


class Layout(SafeRepresenter):
    """Lays out HTML and long texts as blocks, what is short on one line, and in quotes what a hasty reader would take for a number."""

    def ignore_aliases(self, data: Any) -> bool:
        """Equal parts are written out each time."""
        return True


TEXT: Final = "tag:yaml.org,2002:str"
AMBIGUOUS: Final = re.compile(r"^(?:y|n|yes|no|on|off|true|false|null|~|[-+]?[0-9][0-9_.,:/~eE+-]*)$", re.IGNORECASE)
LONGEST_LINE: Final = 140

for tag, pattern, starts in PLAIN:
    CatalogueDumper.add_implicit_resolver(tag, pattern, list(starts))


def _text(layout: Layout, text: str) -> yaml.ScalarNode:
    if isinstance(text, Html) and text.startswith("<"):
        return layout.represent_scalar(TEXT, readable(text) + "\n", style="|")
    return layout.represent_scalar(
        TEXT, str(text), style="|" if "\n" in text else '"' if AMBIGUOUS.match(text) else None
    )


def _mapping(layout: Layout, mapping: Data) -> yaml.MappingNode:
    values = {key: layout.represent_data(value) for key, value in mapping.items()}
    short = all(_is_short(value) for value in values.values()) and _length(mapping) < LONGEST_LINE
    pairs = [(yaml.ScalarNode(TEXT, key), value) for key, value in values.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=short)


def _list(layout: Layout, items: list[Any]) -> yaml.SequenceNode:
    nodes = [layout.represent_data(item) for item in items]
    short = all(_is_short(node) for node in nodes) and _length(items) < LONGEST_LINE
    return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, flow_style=short)


def _is_short(node: yaml.Node) -> bool:
    """A text that is no block, or a list of such on one line."""
    if isinstance(node, yaml.ScalarNode):
        return node.style != "|"
    return isinstance(node, yaml.SequenceNode) and bool(node.flow_style)


def _length(value: Any) -> int:
    if isinstance(value, dict):
        return sum(len(key) + _length(one) + 4 for key, one in value.items())
    return sum(_length(one) + 2 for one in value) if isinstance(value, list) else len(str(value))


Layout.add_representer(str, _text)
Layout.add_representer(Html, _text)
Layout.add_representer(dict, _mapping)
Layout.add_representer(list, _list)


def as_yaml(content: Any) -> str:
    """The text of a file."""
    node: Any = Layout().represent_data(content)
    node.flow_style = False
    return str(yaml.serialize(node, Dumper=CatalogueDumper, allow_unicode=True, width=1_000_000))

"""Reads YAML as the catalogue means it, and remembers the line of every key and item.

YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema): only `true` and `false` are booleans, so that the key `on:`
stays a word, and dates stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

try:
    from yaml import CSafeLoader as FastLoader
except ImportError:  # PyYAML without libyaml reads the same, ten times slower
    from yaml import SafeLoader as FastLoader  # type: ignore[assignment]

STARTS: Final = "~nNtTfF-+0123456789"
PLAIN: Final = (
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), "tf"),
    ("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), "-+0123456789"),
    ("tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?$"), "-+0123456789"),
    ("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""]),
)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file: where, and what is allowed instead."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


@dataclass
class Problems:
    """Gathers what is wrong in all files, to be told at once; and what the files refer to, to be looked up at the end."""

    found: list[Problem] = field(default_factory=list)
    references: list[tuple[Spot, str, str]] = field(default_factory=list)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self.found, key=lambda one: (one.file, one.line, one.field)))

    def __len__(self) -> int:
        return len(self.found)


@dataclass(frozen=True)
class Spot:
    """Where a value stands: file, line, and the way to it, such as `relations[2].type`."""

    problems: Problems
    file: str
    line: int = 0
    field: str = ""

    def complain(self, message: str) -> None:
        """Notes that the value here is wrong."""
        self.problems.found.append(Problem(self.file, self.line, self.field, message))

    def refers(self, to: str, code: str) -> None:
        """Notes that the value here names another thing: a source, a place, a concept, a record …"""
        self.problems.references.append((self, to, code))

    def key(self, mapping: Any, key: str) -> Spot:
        """The value under a key of a mapping that stands here."""
        line = getattr(mapping, "lines", {}).get(key, self.line)
        return Spot(self.problems, self.file, line, f"{self.field}.{key}" if self.field else str(key))

    def item(self, items: Any, number: int) -> Spot:
        """An item of a list that stands here; counted from 1, as people do."""
        lines = getattr(items, "lines", [])
        line = lines[number] if number < len(lines) else self.line
        return Spot(self.problems, self.file, line, f"{self.field}[{number + 1}]")

    def down(self, lines: int) -> Spot:
        """The same value, some lines further down."""
        return Spot(self.problems, self.file, self.line + lines, self.field)


class Mapping(dict[str, Any]):
    """A YAML mapping with the line of each key."""

    lines: dict[str, int]


class Items(list[Any]):
    """A YAML sequence with the line of each item."""

    lines: list[int]


class Block(str):
    """A text written as a block, which begins on the line after its key."""

    __slots__ = ()


class CatalogueLoader(FastLoader):
    """Makes mappings, lists and texts that know their lines."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for tag, pattern, starts in PLAIN:
    CatalogueLoader.add_implicit_resolver(tag, pattern, list(starts))


def _mapping(loader: Any, node: yaml.MappingNode) -> Mapping:
    found = Mapping()
    found.lines = {}
    for key_node, value_node in node.value:
        key, line = loader.construct_object(key_node, deep=True), key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise yaml.MarkedYAMLError(
                problem=f"“{key}” can't be a key here: write a word, or put it in quotes",
                problem_mark=key_node.start_mark,
            )
        if key in found:
            raise yaml.MarkedYAMLError(
                problem=f"“{key}” stands here twice: keep one of them", problem_mark=key_node.start_mark
            )
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = line
    return found


def _items(loader: Any, node: yaml.SequenceNode) -> Items:
    items = Items(loader.construct_object(child, deep=True) for child in node.value)
    items.lines = [child.start_mark.line + 1 for child in node.value]
    return items


def _text(loader: Any, node: yaml.ScalarNode) -> str:
    text = str(loader.construct_scalar(node))
    return Block(text) if node.style in ("|", ">") else text


CatalogueLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
CatalogueLoader.add_constructor("tag:yaml.org,2002:seq", _items)
CatalogueLoader.add_constructor("tag:yaml.org,2002:str", _text)


def read_yaml(path: Path, name: str, problems: Problems) -> Any:
    """The content of a file; None, with a problem noted, where it is no YAML or no UTF-8."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=CatalogueLoader)  # noqa: S506  a safe loader
    except UnicodeDecodeError as error:
        problems.found.append(Problem(name, 0, "", f"is not UTF-8 (byte {error.start}): save it as UTF-8"))
    except OSError as error:
        problems.found.append(Problem(name, 0, "", f"can't be read: {error.strerror}"))
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error)
        problems.found.append(
            Problem(name, mark.line + 1 if mark else 0, "", f"is not YAML as the catalogue writes it: {said}")
        )
    return None

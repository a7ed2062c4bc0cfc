"""Where apps say which kinds of pages the catalogue's files may hold, and what must stand before any of them can be loaded.

Register from an app's `ready()`. The catalogue itself never imports the apps above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practices.catalogue.schema import KindSchema

_kinds: dict[str, KindSchema] = {}
_preparations: list[Callable[[], None]] = []


def register_kind(schema: KindSchema) -> KindSchema:
    """Adds a kind; raises ValueError where its name, folder or identifiers are taken by another."""
    for other in _kinds.values():
        same_folder = schema.folder and other.folder == schema.folder
        if other.kind != schema.kind and (same_folder or other.prefix == schema.prefix):
            raise ValueError(
                f"{schema.kind} and {other.kind} share a folder or a prefix of identifiers: give each its own."
            )
    _kinds[schema.kind] = schema
    return schema


def kinds() -> Mapping[str, KindSchema]:
    """All kinds by name, in the order in which they are loaded."""
    return _kinds


def prepares_the_tree(hook: Callable[[], None]) -> Callable[[], None]:
    """Registers a function that makes sure that the pages above the records exist; it runs in the loading transaction."""
    if hook not in _preparations:
        _preparations.append(hook)
    return hook


def prepare_the_tree() -> None:
    """Runs all such functions."""
    for hook in _preparations:
        hook()

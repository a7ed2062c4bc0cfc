"""Pages of one's own that other rooms add to the account page."""

from __future__ import annotations

from typing import Any, Final

_pages: Final[dict[str, Any]] = {}


def add(url_name: str, label: Any) -> None:
    """Adds a link; from an app's `ready()`."""
    _pages[url_name] = label


def own_pages() -> list[tuple[str, Any]]:
    """All of them: name of the address, label."""
    return list(_pages.items())

"""Fills in forms of the editing desk as a browser would: with every value that the page already shows."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class FormReader(HTMLParser):
    """Collects the values of the fields of a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._area: str | None = None
        self._select: str | None = None
        self._template = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "template":
            self._template += 1
        if self._template:
            return
        if tag == "textarea" and name:
            self._area = name
            self.values.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.values.setdefault(self._select, []).append(given.get("value") or "")
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind in {"checkbox", "radio"} and "checked" not in given:
                return
            if kind not in {"submit", "button", "search", "file"}:
                self.values.setdefault(name, []).append(given.get("value") or ("on" if kind == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._template -= 1
        elif tag == "textarea":
            if self._area and not self._template:  # browsers drop a line break at its beginning
                self.values[self._area][-1] = self.values[self._area][-1].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area and not self._template:
            self.values[self._area][-1] += data


def shown(client: Client, address: str) -> dict[str, Any]:
    """What a form at the desk holds now, ready to be sent back."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    reader = FormReader()
    reader.feed(answer.content.decode())
    return dict(reader.values)


def send(client: Client, address: str, changes: dict[str, Any] | None = None) -> Any:
    """Opens a form, changes some of it, sends it."""
    return client.post(address, {**shown(client, address), **(changes or {})})


def row(prefix: str, number: int, **values: Any) -> dict[str, Any]:
    """A further row of an inline list, and the count that goes with it."""
    fields = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return {
        f"{prefix}-TOTAL_FORMS": str(number + 1), f"{prefix}-{number}-id": "", f"{prefix}-{number}-ORDER": str(number + 1),
        f"{prefix}-{number}-DELETE": "", **fields,
    }  # fmt: skip

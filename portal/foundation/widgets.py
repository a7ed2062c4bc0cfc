"""Fields of the editing desk that libraries draw too narrow or too exact, and the trap of public forms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from wagtail.admin.widgets import AdminAutoHeightTextInput


class WrappedLine(AdminAutoHeightTextInput):
    """One line of text that may be long: it wraps while it is written, and a line break in it becomes a space."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.splitlines()) if isinstance(value, str) else value


class PlainNumber(forms.NumberInput):
    """A number without the zeros that a database column fills up with."""

    def format_value(self, value: Any) -> str | None:
        return format(value.normalize(), "f") if isinstance(value, Decimal) else super().format_value(value)


class Trap(forms.TextInput):
    """A field that people neither see nor reach; whoever fills it in is a machine."""

    template_name = "foundation/trap.html"
    is_hidden = True  # its type stays text, as machines expect

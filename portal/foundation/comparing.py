"""Partial dates between two versions of a page, at the desk and in public histories: as readers see them."""

from __future__ import annotations

from typing import Any

from wagtail.admin.compare import TextFieldComparison, register_comparison_class

from portal.foundation.dates import PartialDate, PartialDateField


class PartialDateComparison(TextFieldComparison):
    """Both dates in words: Wagtail compares texts."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = (shown(field.value_from_object(version)) for version in (obj_a, obj_b))


def shown(value: PartialDate | None) -> str:
    """In the reader's language; empty where nothing is known."""
    return value.display() if value else ""


register_comparison_class(PartialDateField, comparison_class=PartialDateComparison)

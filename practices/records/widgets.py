"""Form widgets that need the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from practices.records.models import Record

SEPARATORS = re.compile(r"[\s,;]+")


class RecordIdentifiers(forms.TextInput):
    """Records by their identifiers, such as `PG-0001 AR-0002`: a list of all records would be too long to choose from."""

    def format_value(self, value: Any) -> str:
        if not isinstance(value, list | tuple):
            return str(value or "")
        keys = [one for one in value if str(one).isdigit()]
        unknown = [str(one) for one in value if not str(one).isdigit()]
        known = Record.objects.filter(pk__in=keys).order_by("identifier").values_list("identifier", flat=True)
        return " ".join([*known, *unknown])

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Any]:
        named = [code for code in SEPARATORS.split(str(data.get(name, "")).strip()) if code]
        texts = Record.objects.originals().filter(identifier__in=named)
        known = {record.identifier: record.pk for record in texts.only("pk", "identifier")}
        return [known.get(code, code) for code in dict.fromkeys(named)]

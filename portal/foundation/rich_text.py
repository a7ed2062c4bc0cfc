"""The desk's field for marked text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html_join
from wagtail.admin.rich_text import DraftailRichTextArea


class RichTextArea(DraftailRichTextArea):
    """Marked text; what comes without the editor's own form, such as from a script, is plain text and kept as it is."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        try:
            return super().value_from_datadict(data, files, name)
        except (ValueError, LookupError, TypeError, AttributeError):
            return format_html_join("", "<p>{}</p>", ((line,) for line in data[name].splitlines() if line.strip()))

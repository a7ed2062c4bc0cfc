"""Counts as people read them."""

from __future__ import annotations

from typing import Final

from django.utils.formats import number_format

UNGROUPED: Final = 1000  # below it no language has separators


def grouped(count: int) -> str:
    """A count with the separators of the reader's language, as `floatformat:"0g"` writes it in a template: 4,003."""
    return str(count) if count < UNGROUPED else str(number_format(count, use_l10n=True, force_grouping=True))

"""The figures of a record or a country as one table, which has only the columns that something is known for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


class Results(list[dict[str, Any]]):
    """Rows as `practices.records.page.result_row` makes them."""

    @property
    def comparison_known(self) -> bool:
        """Whether any figure says what it is compared with."""
        return any(row["comparison"] for row in self)

    @property
    def population_known(self) -> bool:
        """Whether any figure says who was counted."""
        return any(row["population"] for row in self)

    @property
    def unknown(self) -> str:
        """What the sources say about none of the figures, in a sentence."""
        if self.comparison_known and self.population_known:
            return ""
        if self.population_known:
            return _("The sources don’t say what the figures are compared with.")
        if self.comparison_known:
            return _("The sources don’t say who was counted.")
        return _("The sources don’t say who was counted, nor what the figures are compared with.")

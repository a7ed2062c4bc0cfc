"""The advice on the form of a record, as it was last saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel


class AdvicePanel(HelpPanel):
    """Stands above what it is about; a new record has none yet."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"template": "practices/advice/panel.html", "heading": _("Could be better"), **options})

    class BoundPanel(HelpPanel.BoundPanel):
        """Its place in one form."""

        def is_shown(self) -> bool:
            return self.instance is not None and self.instance.pk is not None and super().is_shown()

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """What the template shows."""
            from practices.advice.checks import advice_on  # records' models are built of these panels

            return {**super().get_context_data(parent_context), "advice": advice_on(self.instance)}

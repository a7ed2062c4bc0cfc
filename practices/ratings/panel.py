"""Says on the form of a record where its evidence is rated."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import HelpPanel


class RatingPanel(HelpPanel):
    """Stands above what two editors agreed on, which no form changes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"template": "practices/ratings/panel.html", **options})

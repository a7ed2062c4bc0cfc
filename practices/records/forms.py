"""The record's form at the editing desk: what is true of the work is entered on its original text alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import HelpPanel, MultiFieldPanel, ObjectList, PanelGroup


def on_translation(instance: Any) -> bool:
    """Whether the form is that of a translation."""
    return bool(instance is not None and (instance.title_and_summary_only or instance.translated_by))


class WorkTab(ObjectList):
    """A tab about the work, whatever its language: it is not there on a translation."""

    class BoundPanel(ObjectList.BoundPanel):
        """Its place in one form."""

        def is_shown(self) -> bool:
            return not on_translation(self.instance) and super().is_shown()


class TranslationPanel(MultiFieldPanel):
    """What is asked of a translation only."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        """Its place in one form."""

        def is_shown(self) -> bool:
            return on_translation(self.instance) and super().is_shown()


class TranslationHelp(HelpPanel):
    """Says on a translation where all the rest is entered."""

    def __init__(self, **options: Any) -> None:
        content = _(
            "This is a translation. Places, concepts, relations, results, sources, age and badges are those of the original text: "
            "enter and change them there. While only title and summary are translated, readers see all other texts in the original."
        )
        super().__init__(**{"content": content, **options})

    class BoundPanel(HelpPanel.BoundPanel):
        """Its place in one form."""

        def is_shown(self) -> bool:
            return on_translation(self.instance) and super().is_shown()


class RecordForm(WagtailAdminPageForm):
    """Leaves out the fields and rows of tabs that this text doesn't have."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        unwanted = WorkTab if on_translation(self.instance) else TranslationPanel
        for panel in panels_of(type(self.instance).get_edit_handler(), unwanted):
            asked = panel.get_form_options()
            for name in asked.get("fields", ()):
                self.fields.pop(name, None)
            for name in asked.get("formsets", ()):
                self.formsets.pop(name, None)


def panels_of(group: Any, wanted: type[Any]) -> list[Any]:
    """The panels of a kind in a form, at any depth."""
    found = []
    for panel in getattr(group, "children", ()):
        found += (
            [panel] if isinstance(panel, wanted) else panels_of(panel, wanted) if isinstance(panel, PanelGroup) else []
        )
    return found

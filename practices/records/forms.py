"""The record's form at the editing desk: what is true of the work is entered on its original text alone."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel, MultiFieldPanel, ObjectList, PanelGroup

from portal.foundation.forms import PageForm
from practices.records.publishable import lacking

NO_TRANSLATOR: Final = _("Say who translated it: readers must see that this text is not the original.")


def on_translation(instance: Any) -> bool:
    """Whether the form is that of a translation."""
    return bool(instance is not None and instance.is_translation)


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
            "enter and change them there. What is not translated, or left as it was copied, readers see in the original, marked."
        )
        super().__init__(**{"content": content, **options})

    class BoundPanel(HelpPanel.BoundPanel):
        """Its place in one form."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            if on_translation(self.instance) and self.instance.pk:
                self.content: Any = format_html(
                    '<p>{}</p><p><a href="{}">{}</a></p>',
                    self.panel.content,
                    reverse("side_by_side", args=[self.instance.pk]),
                    _("Translate it side by side with the original"),
                )

        def is_shown(self) -> bool:
            return on_translation(self.instance) and super().is_shown()


class Changing:
    """A translation, as it stood before a form."""

    def __init__(self, text: Any) -> None:
        from practices.translating import parts

        self.text, self.source = text, parts.source_of(text)
        self.before, self.states = parts.words(text), parts.states_of(text, self.source)

    def note(self) -> None:
        """Keeps what its new parts were made from."""
        from practices.translating.parts import note_written

        note_written(self.text, self.source, self.before, self.states)


class RecordForm(PageForm):
    """Leaves out the fields and rows of tabs that this text doesn't have; publishing demands what readers must see."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        unwanted = WorkTab if on_translation(self.instance) else TranslationPanel
        for panel in panels_of(type(self.instance).get_edit_handler(), unwanted):
            asked = panel.get_form_options()
            for name in asked.get("fields", ()):
                self.fields.pop(name, None)
            for name in asked.get("formsets", ()):
                self.formsets.pop(name, None)
        self._changing = Changing(self.instance) if self.is_bound and on_translation(self.instance) else None

    def save(self, commit: bool = True) -> Any:
        """What is new of a translation was made from its original as it is now."""
        if self._changing:
            self._changing.note()
        return super().save(commit)

    def clean(self) -> dict[str, Any]:
        """A draft may be incomplete. What is published, or submitted for it, says who says so and how old it is."""
        data: dict[str, Any] = super().clean()
        self._check_relations()
        if "translated_by" in self.fields and not data.get("translated_by") and not self._may_lack_translator(data):
            self.add_error("translated_by", NO_TRANSLATOR)
        if not self.is_deferred_validation and "citations" in self.formsets and "known_in" not in self.errors:
            missing = lacking(
                sources=self._sources(),
                known_in=data.get("known_in"),
                year_not_known=data.get("known_in_not_known", False),
            )
            for part, message in missing.items():
                self.add_error("known_in" if part == "known_in" else None, message)
        return data

    def _check_relations(self) -> None:
        """Each stands once, and leads to a work."""
        from practices.relations.entering import lead_to_works, mistakes_in

        rows = self.formsets.get("relations")
        if rows is not None and rows.is_valid():
            kept = [
                row.instance for row in rows.forms if row.cleaned_data.get("target") and row not in rows.deleted_forms
            ]
            lead_to_works(kept)
            for mistake in mistakes_in(self.instance, kept):
                self.add_error(None, mistake)

    def _may_lack_translator(self, data: dict[str, Any]) -> bool:
        """A draft may, while the other mark of a translation stands."""
        return self.is_deferred_validation and bool(data.get("title_and_summary_only"))

    def _sources(self) -> int:
        """How many located statements are left when the form is saved."""
        rows = self.formsets["citations"]
        if not rows.is_valid():
            return 1  # their own mistakes are told first
        return sum(bool(row.get("source")) and not row.get("DELETE") for row in rows.cleaned_data)


def panels_of(group: Any, wanted: type[Any]) -> list[Any]:
    """The panels of a kind in a form, at any depth."""
    found = []
    for panel in getattr(group, "children", ()):
        found += (
            [panel] if isinstance(panel, wanted) else panels_of(panel, wanted) if isinstance(panel, PanelGroup) else []
        )
    return found

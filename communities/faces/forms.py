"""What is asked of a steward about one section."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.faces.kinds import KINDS, TEXT
from communities.faces.models import Section
from communities.faces.terms import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE, MOST_NEWEST
from communities.spaces.forms import area
from communities.spaces.models import Community


class AddForm(forms.Form):
    """What a new section shows."""

    kind = forms.ChoiceField(label=_("What it shows"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, community: Community, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (one.code, one.label) for one in KINDS.values() if one.is_there(community)
        ]


class SectionForm(forms.Form):
    """Title, words, how many of the newest, and a note on each thing that was chosen."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, required=False)
    text = forms.CharField(
        label=_("Words above it"), max_length=LONGEST_TEXT, required=False, widget=area(4),
        help_text=_("Empty lines make paragraphs, **stars** make bold, “- ” a list."),
    )  # fmt: skip
    newest = forms.IntegerField(
        min_value=0, max_value=MOST_NEWEST, required=False, help_text=_("How many, beside what you choose: 0 to 6."),
        widget=forms.NumberInput(attrs={"class": "auto"}),
    )  # fmt: skip

    def __init__(self, *args: Any, section: Section, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = KINDS[section.kind]
        self.section = section
        self.initial = {"title": section.title, "text": section.text, "newest": section.newest}
        self.fields["newest"].label = kind.newest
        if not kind.newest:
            del self.fields["newest"]
        if section.kind == TEXT:
            self.fields["text"].label, self.fields["text"].required = _("Text"), True
            self.fields["text"].widget.attrs["rows"] = 10
        else:
            self.fields["title"].help_text = _("Empty: “%(label)s”.") % {"label": kind.label}
        for item in section.things:
            name = f"note-{item.thing}"
            note = forms.CharField(label=_("Why it is shown"), max_length=LONGEST_NOTE, required=False)
            self.fields[name], self.initial[name] = note, item.note

    @property
    def words(self) -> list[forms.BoundField]:
        """The fields above the things."""
        return [self[name] for name in ("title", "text", "newest") if name in self.fields]

    def note(self, thing: str) -> forms.BoundField | None:
        """The field of one thing."""
        return self[f"note-{thing}"] if f"note-{thing}" in self.fields else None

    def fill(self, section: Section) -> None:
        """Puts what was written into a section, which somebody else may have changed meanwhile."""
        said = self.cleaned_data
        section.title, section.text = said["title"], said["text"]
        section.newest = said.get("newest") or 0
        for item in section.things:
            item.note = said.get(f"note-{item.thing}", item.note)

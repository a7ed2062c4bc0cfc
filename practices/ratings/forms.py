"""What editors fill in who rate, second and decide, and whoever appeals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.texts.storable import storable
from practices.contributions.forms import long_text
from practices.peers.forms import with_name
from practices.peers.terms import Named
from practices.ratings.terms import FREE_ROWS, LONGEST_OUTCOME, LONGEST_REASON, MOST_OUTCOMES
from practices.records.models import Record

STRENGTHS = Record.Evidence.choices


class NamedForm(forms.Form):
    """How readers know who writes."""

    use_required_attribute = False
    named = forms.ChoiceField(label=_("How readers know you"), choices=Named.choices, initial=Named.NO, required=False)
    named_as = forms.CharField(label=_("Name or role"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Raises nothing: a name that is wanted and missing is an error of its field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        return with_name(self, data)

    @property
    def name(self) -> str:
        """What is kept, of a form that is valid; empty where they don't want to be named."""
        return storable(self.cleaned_data["named_as"])


class JudgedForm(forms.Form):
    """A strength, why, and what it rests on."""

    use_required_attribute = False
    strength = forms.ChoiceField(label=_("Strength of the evidence"), choices=[("", "---------"), *STRENGTHS])
    because = long_text(_("Because"), rows=3, most=LONGEST_REASON)
    sources = forms.MultipleChoiceField(
        label=_("Sources it rests on"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sources: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sources"].choices = list(sources.items())  # type: ignore[attr-defined]
        if not sources:
            del self.fields["sources"]

    def clean(self) -> dict[str, Any]:
        """Raises nothing: whatever is more than “not rated” rests on a source."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        rated = data.get("strength") not in (None, "", Record.Evidence.UNRATED)
        if rated and not data.get("sources") and "sources" not in self.errors:
            field = "sources" if "sources" in self.fields else None
            self.add_error(field, _("Choose the sources it rests on. If the record names none, add them there first."))
        return data

    @property
    def judged(self) -> dict[str, Any]:
        """What is kept, of a form that is valid."""
        data = self.cleaned_data
        return {"strength": data["strength"], "because": storable(data["because"]), "sources": data.get("sources", [])}


class WholeForm(JudgedForm, NamedForm):
    """The rating of the record as a whole, which stands at its badge."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order = ("strength", "because", "sources", "named", "named_as", "seen")

    @property
    def whole(self) -> dict[str, Any]:
        """What is kept, of a form that is valid."""
        return {**self.judged, "proposed_as": self.name}


class OutcomeForm(JudgedForm):
    """The rating of one outcome; left alone where nothing is chosen or written."""

    outcome = forms.CharField(label=_("Outcome"), max_length=LONGEST_OUTCOME, required=False)
    field_order = ("outcome", "strength", "because", "sources")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["strength"].required = self.fields["because"].required = False

    def clean(self) -> dict[str, Any]:
        """Raises nothing: of what is judged, nothing is missing."""
        data = super().clean()
        strength, because, outcome = (data.get(name, "").strip() for name in ("strength", "because", "outcome"))
        if because and not strength and "strength" not in self.errors:
            self.add_error("strength", _("Say how strong the evidence is, or empty the reason."))
        if strength and not because and "because" not in self.errors:
            self.add_error("because", _("Say why, in a sentence."))
        if strength and not outcome and "outcome" not in self.errors:
            self.add_error("outcome", _("Say which outcome this is about."))
        return data

    @property
    def is_judged(self) -> bool:
        """Whether something is said of it, in a form that is valid."""
        return bool(self.cleaned_data.get("strength"))

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it."""
        return {**self.judged, "outcome": storable(self.cleaned_data["outcome"])}


OutcomeForms = forms.formset_factory(
    OutcomeForm, extra=FREE_ROWS, max_num=MOST_OUTCOMES + FREE_ROWS, absolute_max=MOST_OUTCOMES + FREE_ROWS
)


class SecondForm(NamedForm):
    """A second editor's word on a proposal."""

    reason = long_text(_("Reason"), rows=3, most=LONGEST_REASON)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    field_order = ("reason", "named", "named_as", "seen")


class ReasonForm(forms.Form):
    """Why: an answer to an appeal, or why a proposal is taken back."""

    use_required_attribute = False
    reason = long_text(_("Reason"), rows=3, most=LONGEST_REASON)


class AppealForm(NamedForm):
    """Why somebody finds a rating wrong."""

    reason = long_text(
        _("What is wrong with the rating?"),
        rows=6,
        most=LONGEST_REASON,
        help_text=_(
            "Everybody reads it, with the answer. Say which outcome it is about, and name a source if you can."
        ),
    )
    field_order = ("reason", "named", "named_as")

"""Telling a story: ranges to choose, words that are looked at, and what somebody agrees to."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation.identity import PATTERN
from portal.texts.identity_risk import assess
from portal.texts.identity_risk.asking import ACCEPTED, show
from portal.texts.storable import storable
from portal.vocabularies.models import Concept, Place
from portal.vocabularies.snapshot import vocabulary
from practices.records.models import Record
from practices.stories.models import Consent, Story

INITIALS = re.compile(r"\b\w\b|\w\.")
MOST_PRACTICES = 10


class StoryForm(forms.ModelForm[Story]):
    """A story. Drafts may lack everything; `complete` asks for what readers need."""

    linked = forms.CharField(
        label=_("Practices that it tells of"),
        required=False,
        max_length=200,
        help_text=_("Their identifiers, with commas between them: PR-0001, PR-0012."),
    )

    class Meta:
        model = Story
        fields = ("kind", "language", "title", "pseudonym", "text", "helped", "age", "when", "place", "themes")
        widgets = {
            "text": forms.Textarea({"rows": 14}),
            "helped": forms.Textarea({"rows": 4}),
            "themes": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "pseudonym": _(
                "A whole name that you make up, such as “Rowan”: no initials, and nothing like the true one."
            ),
            "text": _("Empty lines make paragraphs. Leave out names, places, dates, ages, prisons and sums."),
            "helped": _("Who or what made a difference, and why."),
            "place": _("The country or region at most."),
        }

    def __init__(self, *given: Any, complete: bool = False, **options: Any) -> None:
        super().__init__(*given, **options)
        for name in ("title", "pseudonym", "text"):
            self.fields[name].required = complete
        themes: Any = self.fields["themes"]
        themes.queryset = Concept.objects.filter(scheme="theme")
        known = vocabulary().concepts
        themes.label_from_instance = lambda one: known[one.pk].label() if one.pk in known else one.code
        place: Any = self.fields["place"]
        place.queryset = Place.objects.filter(kind__in=(Place.Kind.COUNTRY, Place.Kind.REGION)).order_by("code")
        place.label_from_instance = lambda one: one.names.get("en", one.code)
        if self.instance.pk:
            codes = self.instance.practices.values_list("identifier", flat=True)
            self.initial.setdefault("linked", ", ".join(codes))

    def clean(self) -> dict[str, Any]:
        """What is sent is looked at: by what somebody could be recognised is shown with the form, and keeps nothing from being kept."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("title", "pseudonym", "text", "helped"):
            data[name] = storable(data.get(name) or "")
        words = "\n\n".join(filter(None, (data[name] for name in ("title", "pseudonym", "text", "helped"))))
        found = assess(words, data.get("language", ""), throughout=True)
        if found.is_advised:
            show(self, found)
            self.order_fields([ACCEPTED])
        return data

    def clean_pseudonym(self) -> str:
        """Raises ValidationError for initials, and for the name of the account."""
        name = " ".join(storable(self.cleaned_data["pseudonym"]).split())
        if name and (len(name) < 3 or INITIALS.search(name)):
            raise forms.ValidationError(
                _("No initials, please: whoever knows the place reads them as the name. Make up a whole name.")
            )
        teller = self.instance.teller
        own = {part.casefold() for part in teller.name.split()} if teller else set()
        if own & {part.casefold() for part in name.split()}:
            raise forms.ValidationError(_("That is part of your own name. Make up another one."))
        return name

    def clean_linked(self) -> list[Record]:
        """The records. Raises ValidationError for what is no identifier of one that everybody may read."""
        codes = [code.strip().upper() for code in self.cleaned_data["linked"].split(",") if code.strip()]
        wrong = [code for code in codes if not PATTERN.match(code)]
        found = list(Record.objects.live().filter(identifier__in=codes, audience="public", alias_of=None))
        missing = wrong or sorted(set(codes) - {one.identifier for one in found})
        if missing or len(codes) > MOST_PRACTICES:
            raise forms.ValidationError(
                _("There is no such record, or not for everybody: %(codes)s.") % {"codes": ", ".join(missing[:3])}
            )
        return found

    def keep_links(self) -> None:
        """Keeps themes and practices, which need the story to be there."""
        self.save_m2m()
        self.instance.practices.set(self.cleaned_data["linked"])


class ConsentForm(forms.ModelForm[Consent]):
    """What the person agrees to."""

    prefix = "consent"
    agree = forms.BooleanField(
        label=_(
            "I have read what becomes of my story. I agree that it is published like this, and know that I can take it back at any time."
        ),
        required=False,
    )

    class Meta:
        model = Consent
        fields: tuple[str, ...] = ("scope", "until", "guardian", "witness")
        widgets = {"scope": forms.RadioSelect, "until": forms.DateInput({"type": "date"})}

    def __init__(self, *given: Any, complete: bool = False, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["agree"].required = complete

    def clean_until(self) -> Any:
        """Raises ValidationError for a day that is over."""
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come, or none."))
        return until


class RecordedConsentForm(ConsentForm):
    """What somebody agreed to elsewhere, as whoever wrote their story down has it before them."""

    class Meta(ConsentForm.Meta):
        fields: tuple[str, ...] = ("given", "scope", "language", "until", "guardian", "witness", "basis")

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a spoken consent without a witness."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("given") == "recorded" and not data.get("witness"):
            self.add_error("witness", _("Say who was there: a spoken consent needs a witness."))
        return data


class HelperForm(forms.Form):
    """Who may write along."""

    address = forms.EmailField(
        label=_("E-mail address of their account"),
        help_text=_("They can read and change your draft. They can neither publish it nor agree for you."),
    )


class NoteForm(forms.Form):
    """What should be changed."""

    note = forms.CharField(label=_("What should be changed"), max_length=500, widget=forms.Textarea({"rows": 3}))


class ApprovalForm(forms.Form):
    """That somebody has read it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=32)
    reason = forms.CharField(
        label=_("Reason, where the check says that somebody could be recognised"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stays in the log. Don’t repeat what tells who it is."),
    )

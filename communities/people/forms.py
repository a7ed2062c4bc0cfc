"""What a person tells others about their work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from communities import languages
from communities.people.models import Profile
from communities.subjects import ConceptChoices
from portal.vocabularies.models import Place
from portal.vocabularies.snapshot import vocabulary

if TYPE_CHECKING:
    FormOfProfile = forms.ModelForm[Profile]
else:
    FormOfProfile = forms.ModelForm  # generic in its type only

PROVEN: Final = {"name", "organisation"}  # what a verified profession was verified with


class ProfileForm(FormOfProfile):
    """All of it is optional but the name, and nothing is seen until it is published."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=languages.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    fields_of_work = ConceptChoices(
        label=_("Fields"),
        help_text=_("The words that the catalogue is ordered by, so that whoever reads about something finds you."),
    )
    countries = forms.ModelMultipleChoiceField(
        label=_("Countries"),
        queryset=Place.objects.filter(kind=Place.Kind.COUNTRY),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("That you know from your work."),
    )

    class Meta:
        model = Profile
        fields: ClassVar[tuple[str, ...]] = (
            *("published", "audience", "name", "organisation", "offers", "seeks", "languages", "countries"),
        )
        widgets: ClassVar[dict[str, Any]] = {
            "audience": forms.RadioSelect,
            "offers": forms.Textarea(attrs={"rows": 5}),
            "seeks": forms.Textarea(attrs={"rows": 4}),
        }

    field_order = (
        "published",
        "audience",
        "name",
        "organisation",
        "offers",
        "seeks",
        "fields_of_work",
        "languages",
        "countries",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields
        chosen["audience"].choices = Profile.AUDIENCES
        chosen["countries"].choices = [(place.id, place.name()) for place in vocabulary().countries_in_order()]
        if self.instance.pk:
            self.initial["fields_of_work"] = self.instance.fields.values_list("pk", flat=True)

    def clean(self) -> dict[str, Any]:
        """No way around this site stands in a profile: who reads it asks here."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("name", "organisation", "offers", "seeks"):
            if "@" in str(data.get(name, "")):
                self.add_error(
                    name, _("Please leave out e-mail addresses: strangers and machines would read them too.")
                )
        return data

    def save(self, commit: bool = True) -> Any:
        """A new name or organisation ends the verification: it was given to what stood there."""
        if PROVEN & set(self.changed_data):
            self.instance.verified_as = self.instance.verified_for = ""
            self.instance.verified_on = self.instance.verified_by = None
        profile = super().save(commit)
        profile.fields.set(self.cleaned_data["fields_of_work"])
        return profile

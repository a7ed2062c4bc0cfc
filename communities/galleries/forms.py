"""What is asked of albums and pictures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities import languages
from communities.galleries import policies
from communities.galleries.models import Agreement, Album, Picture
from communities.galleries.terms import Given, Scope
from communities.spaces.policies import Standing
from communities.spaces.reach import Reach
from portal.foundation.files.facts import Consent

NO_NAMES = _(
    "Such as “three trainees, the list is with the school’s office”. Write no names here: who agreed stands on the paper, "
    "and names of people in prison belong nowhere on this site."
)


class AlbumForm(forms.ModelForm[Album]):
    """An album's words, and how far it reaches."""

    class Meta:
        model = Album
        fields = ["title", "text", "language", "reach"]
        widgets = {"text": forms.Textarea({"rows": 5})}

    def __init__(self, *args: Any, standing: Standing, **options: Any) -> None:
        super().__init__(*args, **options)
        languages.offer(self, standing.community.languages)
        if not policies.open_to_everybody(standing):
            before = self.instance.reach if self.instance.pk else Reach.INSIDE
            reach = forms.ChoiceField(
                label=_("Who may see it"),
                choices=[choice for choice in Reach.choices if choice[0] in (Reach.INSIDE, before)],
                initial=Reach.INSIDE,
                help_text=_("Facilitators can open it to everybody."),
            )
            self.fields["reach"] = reach


class AgreementForm(forms.Form):
    """What those who can be recognised agreed to; nothing where nobody can be."""

    consent = forms.ChoiceField(
        label=_("People in it"), choices=[("", _("Please choose")), *Consent.choices[1:]], required=False
    )
    who = forms.CharField(label=_("Who agreed"), max_length=300, required=False, help_text=NO_NAMES)
    given = forms.ChoiceField(label=_("How"), choices=Given.choices, initial=Given.WRITTEN, required=False)
    scope = forms.ChoiceField(
        label=_("Who may see it, as they said"), choices=Scope.choices, initial=Scope.MEMBERS, required=False
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("The last day on which it may be shown. Empty: no end was agreed."),
    )
    credit = forms.CharField(
        label=_("Credit"), max_length=200, required=False, help_text=_("Who took it, if that may be told.")
    )
    licence = forms.CharField(label=_("Licence"), max_length=120, required=False, help_text=_("Such as CC BY 4.0."))

    def clean_until(self) -> Any:
        """Raises ValidationError for a day that is over."""
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("This day is over. A consent that has run out shows nothing to anybody."))
        return until

    def needs_agreement(self) -> bool:
        """Notes an error where consent was given and nobody says whose; whether there is one."""
        if self.cleaned_data.get("who"):
            return False
        self.add_error("who", _("Say who agreed, so that it can be looked up when somebody asks."))
        return True

    def agreement(self, by: Any) -> Agreement:
        """The record of it."""
        said = self.cleaned_data
        return Agreement(
            who=said["who"],
            given=said["given"] or Given.WRITTEN,
            scope=said["scope"] or Scope.MEMBERS,
            until=said["until"],
            recorded_by=by,
        )


class DescribeForm(forms.Form):
    """One of several new pictures. What is left empty holds as it was said for all of them."""

    alt = forms.CharField(
        label=_("What it shows"), max_length=300, required=False, help_text=_("For those who can’t see it.")
    )
    caption = forms.CharField(label=_("Caption"), max_length=500, required=False)
    consent = forms.ChoiceField(
        label=_("People in it"), choices=[("", _("As for all")), *Consent.choices[1:]], required=False
    )

    def __init__(self, *args: Any, picture: Picture, **options: Any) -> None:
        said = {"alt": picture.alt, "caption": picture.caption, "consent": picture.consent}
        super().__init__(*args, **{"prefix": f"p{picture.pk}", "initial": said, **options})
        self.picture = picture


class PictureForm(AgreementForm):
    """All that is said of one picture, and a further record of consent."""

    alt = forms.CharField(label=_("What it shows"), max_length=300, help_text=_("For those who can’t see it."))
    caption = forms.CharField(label=_("Caption"), max_length=500, required=False)
    field_order = ("alt", "caption", "credit", "licence", "consent", "gone", "who", "given", "scope", "until")

    def __init__(self, *args: Any, picture: Picture, **options: Any) -> None:
        said = {name: getattr(picture, name) for name in ("alt", "caption", "credit", "licence", "consent")}
        super().__init__(*args, **{"initial": said, **options})
        self.picture = picture
        self.fields["consent"].required = True
        known = picture.agreements.all()
        if known:
            self.fields["gone"] = forms.ModelMultipleChoiceField(
                known, label=_("Consents that don’t hold any more"), required=False, widget=forms.CheckboxSelectMultiple
            )
            self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where consent was given and nobody says whose."""
        said: dict[str, Any] = super().clean() or {}
        left = self.picture.agreements.count() - len(said.get("gone") or ())
        if said.get("consent") == Consent.GIVEN and left <= 0:
            self.needs_agreement()
        return said


class WithdrawForm(forms.Form):
    """Why a picture goes: one press, since the commonest reason is chosen."""

    because = forms.CharField(
        label=_("Reason"),
        max_length=300,
        initial=_("Somebody in it does not agree, or no longer."),
        help_text=_("Names don’t belong here."),
    )


class DepictedForm(forms.Form):
    """Somebody asks for a picture of themselves to go."""

    note = forms.CharField(
        label=_("What should be known about it"),
        required=False,
        max_length=450,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only those who tend this community read this. If you want an answer, say how to reach you."),
    )

"""The forms that messages come from: one for each purpose, each asking for as little as it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.foundation.widgets import Trap
from portal.site.messages.models import Message
from portal.site.messages.records import named_record

LONGEST = 5000  # characters of a message

if TYPE_CHECKING:
    FormOfMessage = forms.ModelForm[Message]
else:
    FormOfMessage = forms.ModelForm  # generic in its types only


class MessageForm(FormOfMessage):
    """What all forms share: the message, an address for the answer, and a trap for machines."""

    kind: ClassVar[str] = Message.Kind.CONTACT
    heading: ClassVar[Any] = _("Write to us")
    button: ClassVar[Any] = _("Send")

    record = forms.CharField(
        label=_("Record"),
        required=False,
        max_length=16,
        help_text=_(
            "Its identifier, such as PR-0001: it stands at the top of every record. Leave it empty if it is about none."
        ),
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Please name nobody who could be recognised."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Enter an e-mail address such as name@example.org.")},
        help_text=_("Only if you would like an answer. It is deleted with the message, a year later at the latest."),
    )
    trap = forms.CharField(required=False, widget=Trap)

    class Meta:
        model = Message
        fields: ClassVar[tuple[str, ...]] = ("record", "text", "email")

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.instance.kind = self.kind

    def clean_record(self) -> str:
        """The identifier as it is written. Raises ValidationError where this person can't see any such record."""
        written: str = self.cleaned_data["record"]
        if not written:
            return ""
        found = named_record(written, self.user)
        if found is None:
            raise ValidationError(
                _(
                    "There is no record “%(code)s” that you can see here. Check the identifier, or leave the field empty and describe it."
                ),
                params={"code": written},
            )
        return found.identifier

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where the trap was filled in; what was written stays in the form."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("trap"):
            raise ValidationError(
                _("We could not tell that a person wrote this. Nothing is lost: please send it once more.")
            )
        return cleaned


class ContactForm(MessageForm):
    """Anything; also the request to see a restricted record."""


class CorrectionForm(MessageForm):
    """What is missing or wrong in a record."""

    kind = Message.Kind.CORRECTION
    heading = _("What is missing or wrong?")

    text = forms.CharField(
        label=_("What is missing or wrong, and what is right?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "And where can this be read? A title or an address is enough. Please name nobody who could be recognised."
        ),
    )


class BarrierForm(MessageForm):
    """What kept somebody from using a page."""

    kind = Message.Kind.BARRIER
    heading = _("Tell us about a barrier")

    record = None  # type: ignore[assignment]  # it is about a page, whatever stands on it
    page = forms.CharField(
        label=_("Which page?"),
        required=False,
        max_length=500,
        help_text=_("Its address or its title. Empty: all pages."),
    )
    text = forms.CharField(
        label=_("What did you want to do, and what stopped you?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("You need not say why it concerns you. If some software is involved, its name helps us."),
    )

    field_order = ("page", "text", "email")

    class Meta(MessageForm.Meta):
        fields = ("page", "text", "email")

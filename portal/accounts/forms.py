"""What sign-up asks beyond e-mail and password, and what a person can change or end afterwards."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from portal.accounts.models import User


class SignupExtras(forms.Form):
    """An optional name to be shown."""

    name = forms.CharField(
        label=_("Name to be shown"),
        max_length=120,
        required=False,
        help_text=_("How others see you. A role is fine: “a prison educator, AT”. You can leave it empty."),
    )

    def signup(self, _request: Any, user: Any) -> None:
        """Called by allauth once the account is made."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


def time_zones() -> list[tuple[str, str]]:
    """Zones that people live in, by continent and city."""
    cities = (
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(cities))]


class AccountForm(forms.ModelForm[User]):
    """How the site speaks to the person."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, help_text=_("Times are shown in it."))

    class Meta:
        model = User
        fields = ("name", "language", "time_zone")
        help_texts = {"language": _("Records that exist in several languages are offered to you in this one.")}

    def save(self, commit: bool = True) -> User:
        """The editing desk keeps a zone of its own: it is the same."""
        user = super().save(commit)
        UserProfile.objects.update_or_create(user=user, defaults={"current_time_zone": user.time_zone})
        return user


class LeaveForm(forms.Form):
    """The password again, so that nobody else can end the account."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    with_words = forms.BooleanField(
        label=_("Delete what I wrote in communities too"),
        required=False,
        help_text=_("Otherwise it stays without your name, so that the others’ answers keep their sense."),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> None:
        """Raises ValidationError unless it is the person's password."""
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError(
                _("This is not your password. Try again, or choose a new one by “I forgot my password”.")
            )

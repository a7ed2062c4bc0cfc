"""allauth's forms with the site's own spelling of the word: e-mail."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

INVALID: Final = _("Enter an e-mail address such as name@example.org.")


class Spelling:
    """Names the field for the address as all other forms do, and repeats no label as a placeholder."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in {"login", "email"} & self.fields.keys():
            field = self.fields[name]
            field.label = _("E-mail address")
            field.error_messages["invalid"] = INVALID
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Spelling, forms.LoginForm):
    """Signing in."""


class SignupForm(Spelling, forms.SignupForm):
    """Making an account."""


class AddEmailForm(Spelling, forms.AddEmailForm):
    """A further address."""


class ResetPasswordForm(Spelling, forms.ResetPasswordForm):
    """Asking for a new password."""

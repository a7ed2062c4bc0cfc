"""allauth's forms in the site's own words."""

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
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Spelling, forms.LoginForm):
    """Signing in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["remember"].label = _("Stay signed in on this device")


class SignupForm(Spelling, forms.SignupForm):
    """Making an account."""


class AddEmailForm(Spelling, forms.AddEmailForm):
    """A further address."""


class ResetPasswordForm(Spelling, forms.ResetPasswordForm):
    """Asking for a new password."""


class ResetPasswordKeyForm(Spelling, forms.ResetPasswordKeyForm):
    """Choosing the new password."""


class ChangePasswordForm(Spelling, forms.ChangePasswordForm):
    """Another password, knowing the present one."""


class ReauthenticateForm(Spelling, forms.ReauthenticateForm):
    """The password again before something grave."""

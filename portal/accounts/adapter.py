"""How allauth behaves here: every new account is a member, and nothing about a person goes to the log."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts import devices, first_steps, leaving
from portal.accounts.models import FirstSteps


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up makes members."""

    # Those of allauth's sentences that speak of e-mail, in our words and our spelling.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "cannot_remove_primary_email": _("You cannot remove your main e-mail address."),
        "duplicate_email": _("This e-mail address belongs to your account already."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "email_taken": _("There is an account with this e-mail address already."),
        "max_email_addresses": _("You cannot add more than %d e-mail addresses."),
        "unknown_email": _("No account has this e-mail address."),
        "unverified_primary_email": _("Your main e-mail address must be confirmed first."),
    }

    def is_safe_url(self, url: Any) -> bool:
        """Whether somebody may be led there afterwards; what can't be read as an address, such as `http://[`, is none."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def login(self, request: Any, user: Any) -> None:
        """Notes whether it is the first time, of which nobody has to be warned."""
        request.first_sign_in = user.last_login is None
        super().login(request, user)

    def post_login(self, request: Any, user: Any, **options: Any) -> Any:
        """Whoever signs in stays: a deletion that they asked for is off. They are told of a browser that is new to them."""
        if leaving.take_back(user):
            messages.success(request, _("Welcome back. Your account will not be deleted."))
        response = super().post_login(request, user, **options)
        if not request.first_sign_in:
            devices.tell(request, user)
        devices.remember(request, response, user)
        return response

    def get_login_redirect_url(self, request: Any) -> str:
        """Whoever signs in for the first time after they signed up finds what they could do first."""
        if first_steps.offer(request.user):
            return reverse("first_steps")
        return str(super().get_login_redirect_url(request))

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """Saves the account and puts it among the members."""
        saved = super().save_user(request, user, form, commit)
        if commit:
            FirstSteps.objects.get_or_create(user=saved)
            saved.groups.add(Group.objects.get_or_create(name="members")[0])
        return saved

"""How allauth behaves here: every new account is a member, and nothing about a person goes to the log."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import Group


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up makes members."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """Saves the account and puts it among the members."""
        saved = super().save_user(request, user, form, commit)
        if commit:
            saved.groups.add(Group.objects.get_or_create(name="members")[0])
        return saved

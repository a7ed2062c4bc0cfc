"""What is done to accounts and is in no other log: groups, suspension, second steps, copies of data."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from portal.accounts.models import User
from portal.foundation.audit.recording import record
from portal.foundation.erasure import also_erase


@receiver(authenticator_added)
def step_added(user: Any, authenticator: Any, **_kwargs: Any) -> None:
    """A second step."""
    record("accounts.second_step_added", user, by=user, reason=authenticator.type)


@receiver(authenticator_removed)
def step_removed(user: Any, authenticator: Any, **_kwargs: Any) -> None:
    """A second step, by its owner."""
    record("accounts.second_step_removed", user, by=user, reason=authenticator.type)


@receiver(password_changed)
def password_was_changed(user: Any, **_kwargs: Any) -> None:
    """By its owner, who knew the one before."""
    record("accounts.password_changed", user, by=user)


@receiver(password_reset)
def password_was_reset(user: Any, **_kwargs: Any) -> None:
    """By a letter to its address."""
    record("accounts.password_reset", user, by=user)


@receiver(m2m_changed, sender=User.groups.through)
def groups_changed(instance: Any, action: str, reverse: bool, pk_set: Any, **_kwargs: Any) -> None:
    """Who got which rights. By whom is told by what Wagtail logs in the same request."""
    if action in ("post_add", "post_remove") and not reverse and pk_set:
        verb = "added_to" if action == "post_add" else "removed_from"
        names = Group.objects.filter(pk__in=pk_set).order_by("name").values_list("name", flat=True)
        record(f"accounts.{verb}_groups", instance, by=None, reason=", ".join(names))


@also_erase
def account_ended(user: Any) -> None:
    """Whoever asked for it: of whose account it was, only the number stays."""
    record("accounts.erased", user, by=None)

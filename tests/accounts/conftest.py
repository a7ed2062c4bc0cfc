"""A site with its groups, and people in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.cache import cache

from portal.accounts.groups import ensure_groups
from portal.accounts.models import User

PASSWORD = "a long and quiet river"
Person = Callable[..., User]


@pytest.fixture(autouse=True)
def nobody_was_here_before() -> None:
    """Attempts are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def groups(db: None) -> None:
    """The five groups with their rights."""
    ensure_groups()


@pytest.fixture
def person(groups: None) -> Person:
    """Makes somebody with a confirmed address: `person("editors")`."""

    def make(*names: str, email: str = "anna@example.org") -> User:
        user = User.objects.create_user(email, PASSWORD, name="Anna")
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        user.groups.set(Group.objects.filter(name__in=names))
        return user

    return make

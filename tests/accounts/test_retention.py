"""Accounts that nobody confirmed are forgotten; all others stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.retention import forget_unconfirmed_accounts
from tests.accounts.conftest import Person

pytestmark = pytest.mark.django_db


def joined_before(user: User, days: int) -> None:
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=days))


def test_who_never_confirmed_is_forgotten_after_a_month(person: Person) -> None:
    old, young = (person(email=f"{name}@example.org") for name in ("old", "young"))
    confirmed, invited = person(email="confirmed@example.org"), person(email="invited@example.org")
    EmailAddress.objects.filter(user__in=(old, young)).update(verified=False)
    EmailAddress.objects.filter(user=invited).delete()  # made by an administrator: the invitation stands
    joined_before(old, 31)
    joined_before(young, 29)
    joined_before(confirmed, 400)
    joined_before(invited, 400)
    forget_unconfirmed_accounts()
    assert set(User.objects.all()) == {young, confirmed, invited}


def test_a_second_address_to_be_confirmed_harms_nobody(person: Person) -> None:
    user = person()
    EmailAddress.objects.create(user=user, email="new@example.org", verified=False)
    joined_before(user, 400)
    forget_unconfirmed_accounts()
    assert User.objects.filter(pk=user.pk).exists()

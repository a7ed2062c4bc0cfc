"""Leaving with some days to think again: told by mail, taken back by signing in, done by the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import leaving
from portal.accounts.models import Leaving, User
from portal.foundation import outbox
from portal.foundation.erasure import erase as really_erase
from tests.accounts.conftest import PASSWORD, Person

pytestmark = pytest.mark.django_db


def asked(user: User, **more: str) -> Client:
    """Somebody who asked to leave, in their browser."""
    client = Client()
    client.force_login(user)
    answer = client.post(reverse("account_leave"), {"password": PASSWORD, **more})
    assert answer["Location"] == reverse("account_left")
    return client


def days_later(days: float) -> None:
    Leaving.objects.update(due_at=timezone.now() + timedelta(days=7 - days))
    leaving.end_accounts()


def test_the_account_goes_when_the_days_are_over(person: Person) -> None:
    user = person("members")
    elsewhere = Client()
    elsewhere.force_login(user)
    client = asked(user)
    assert b"In 7 days your account goes" in client.get(reverse("account_left")).content
    assert client.get(reverse("account")).status_code == elsewhere.get(reverse("account")).status_code == 302
    days_later(6.9)
    assert User.objects.filter(pk=user.pk).exists()
    days_later(7.1)
    assert not User.objects.filter(pk=user.pk).exists()


def test_a_mail_says_when_and_how_to_keep_it(person: Person) -> None:
    user = person("members")
    asked(user)
    outbox.drain(["mail"])
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert "will be deleted on" in letter.subject
    assert reverse("account_login") in letter.body


def test_signing_in_keeps_it(person: Person) -> None:
    user = person("members")
    client = asked(user)
    page = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    assert b"Your account will not be deleted" in page.content
    outbox.drain(["mail"])
    assert not [one for one in mail.outbox if "deleted" in one.subject]  # it would tell what is not so any more
    days_later(8)
    assert User.objects.filter(pk=user.pk).exists()


def test_mails_that_wait_are_not_sent_to_who_is_gone(person: Person) -> None:
    user = person("members")
    asked(user)
    days_later(8)
    outbox.drain(["mail"])
    assert not mail.outbox


def test_the_last_administrator_stays_until_there_is_another_one(person: Person) -> None:
    ada, other = person("administrators"), person("administrators", email="berta@example.org")
    asked(ada)
    asked(other)
    days_later(8)
    assert User.objects.filter(groups__name="administrators").count() == 1


def test_what_fails_holds_up_nobody_else(person: Person, monkeypatch: Any) -> None:
    first, second = person("members"), person("members", email="berta@example.org")
    asked(first)
    asked(second)

    def erase(user: User, **options: Any) -> None:
        if user == first:
            raise RuntimeError("something in the way")
        really_erase(user, **options)

    monkeypatch.setattr("portal.accounts.leaving.erase", erase)
    with pytest.raises(RuntimeError):
        days_later(8)
    assert list(User.objects.filter(pk__in=[first.pk, second.pk])) == [first]

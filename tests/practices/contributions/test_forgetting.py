"""What is kept of contributions, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.foundation.erasure import erase, export
from practices.contributions import actions, links
from practices.contributions.models import ContributedFile, Contribution, Remark
from practices.contributions.terms import State
from practices.contributions.upkeep import forget
from tests.factories import make_user
from tests.practices.contributions.sending import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def aged(days: int, **fields: Any) -> Contribution:
    """A contribution from some days ago."""
    return Contribution.objects.create(kind="problem", sent_at=timezone.now() - timedelta(days=days), **fields)


def test_what_nobody_confirms_goes_after_seven_days_and_drafts_after_thirty() -> None:
    ana = make_user()
    kept = {
        aged(6, state=State.UNCONFIRMED, email="a@b.example").pk,
        aged(29, state=State.DRAFT, person=ana).pk,
        aged(400, state=State.WAITING).pk,
    }
    aged(8, state=State.UNCONFIRMED, email="a@b.example")
    aged(8, state=State.DRAFT)
    aged(31, state=State.DRAFT, person=ana, code="PR-0001")
    forget()
    assert set(Contribution.objects.values_list("pk", flat=True)) == kept


def test_a_year_after_the_decision_only_the_thanks_are_left(record: Any) -> None:
    one = waiting(record, summary="New words")
    actions.say(one, "And me?", None, from_desk=False)
    link = links.to_thread(one)
    Contribution.objects.update(
        state=State.ACCEPTED, decided_at=timezone.now() - timedelta(days=366), credit="name", credited_as="Ana"
    )
    forget()
    one.refresh_from_db()
    assert (one.email, one.credited_as) == ("", "Ana")
    assert not Remark.objects.exists()
    assert Client().get(link).status_code == 410
    Contribution.objects.update(state=State.DECLINED)
    forget()
    assert not Contribution.objects.exists()


def test_who_leaves_takes_name_drafts_and_files_along(record: Any) -> None:
    ana = make_user(email="ana@example.org")
    one = waiting(record, person=ana, summary="New words")
    Contribution.objects.update(credit="name", credited_as="Ana")
    ContributedFile.objects.create(contribution=one, name="a.txt", file="contributions/a.txt", size=1)
    aged(1, state=State.DRAFT, person=ana)
    by_mail = waiting(record, title="Other")
    assert export(ana)["practices.contribution.person"][0]["code"] == record.identifier
    erase(ana)
    assert set(Contribution.objects.values_list("pk", flat=True)) == {one.pk, by_mail.pk}
    assert not Contribution.objects.exclude(person=None, email="", credited_as="").exists()
    assert not ContributedFile.objects.exists()

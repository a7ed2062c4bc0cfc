"""What hangs on a row comes with it, as either database has it, and nothing where nothing hangs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.db.models import OuterRef

from portal.accounts.models import User
from portal.foundation import prepared
from portal.foundation.hanging import hanging, listed, moment
from portal.foundation.prepared import SLUG
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_rows_come_with_the_one_that_they_hang_on() -> None:
    group = Group.objects.create(name="Those who write “,[]”")
    joined = datetime(2026, 11, 29, 9, 5, 48, 107744, tzinfo=UTC)
    people = [make_user(name=name, date_joined=joined) for name in ("Ana", 'B"en')]
    group.user_set.set(people)
    belong = User.objects.filter(groups=OuterRef("pk"))
    found = Group.objects.annotate(people=hanging(belong, "pk", "name", "date_joined", "is_superuser"))
    compiled = prepared.objects("test of hanging", Group, lambda: found.filter(name=SLUG), slug=group.name)[0]
    for one in (found.get(pk=group.pk), compiled):
        rows = sorted(listed(one.people))  # type: ignore[attr-defined]  # annotated
        assert [(key, name) for key, name, _at, _staff in rows] == [(one.pk, one.name) for one in people]
        assert {moment(at) for _key, _name, at, _staff in rows} == {joined}
        assert not any(staff for _key, _name, _at, staff in rows)


def test_nothing_hangs_on_a_row() -> None:
    Group.objects.create(name="Nobody")
    found = Group.objects.annotate(people=hanging(User.objects.filter(groups=OuterRef("pk")), "pk"))
    assert listed(found.get(name="Nobody").people) == []
    assert listed(prepared.objects("test of nothing", Group, lambda: found.filter(name="Nobody"))[0].people) == []  # type: ignore[attr-defined]

"""Compiled queries find what the querysets find that they were made of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import User
from portal.foundation import prepared
from portal.foundation.prepared import PK, PKS, SINCE, SLUG, START, TEXTS
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    """Sixty, a day apart."""
    now = timezone.now()
    return [make_user(name=f"Person {number}", date_joined=now - timedelta(days=number)) for number in range(60)]


def test_a_page_of_rows(people: list[User]) -> None:
    def page() -> object:
        return User.objects.order_by("pk").values_list("pk")[START : START + 20]

    keys = [person.pk for person in people]
    for start in (0, 20, 40, 1000):
        found = prepared.rows("test: a page", page, start=start)  # type: ignore[arg-type]
        assert [pk for (pk,) in found] == keys[start : start + 20]


def test_texts_of_any_number(people: list[User]) -> None:
    names = [person.name for person in people]
    for wanted in (names[:1], names[3:40], names, ["nobody", "%s", "'; --", *names[:2]]):
        found = [
            one.name
            for group in prepared.groups_of(wanted)
            for one in prepared.objects("test: texts", User, lambda: User.objects.filter(name__in=TEXTS), texts=group)
        ]
        assert sorted(found) == sorted(set(wanted) & set(names))


def test_since_a_moment(people: list[User]) -> None:
    for days in (0, 5, 100):
        since = timezone.now() - timedelta(days=days, minutes=1)
        found = prepared.objects("test: since", User, lambda: User.objects.filter(date_joined__gt=SINCE), since=since)
        assert {one.pk for one in found} == {one.pk for one in people if one.date_joined > since}


def test_an_object_is_as_the_database_has_it(people: list[User]) -> None:
    User.objects.filter(pk=people[0].pk).update(name="Changed", date_joined=people[3].date_joined)
    found = prepared.instance(User, people[0].pk)
    assert found is not None
    assert (found.name, found.date_joined, found.is_active) == ("Changed", people[3].date_joined, True)
    assert not found._state.adding
    assert not found.get_deferred_fields()
    assert prepared.instance(User, PKS[0]) is None


def test_nothing_is_asked_twice_or_kept(people: list[User]) -> None:
    with CaptureQueriesContext(connection) as queries:
        for name in ("first", "second"):
            User.objects.filter(pk=people[1].pk).update(name=name)
            (found,) = prepared.objects("test: kept", User, lambda: User.objects.filter(pk=PK), pk=people[1].pk)
            assert found.name == name
    assert len(queries) == 4


def test_an_object_with_the_one_beside_it(people: list[User]) -> None:
    group = Group.objects.create(name="Those who came")
    group.user_set.add(people[1])
    came = FilteredRelation("groups", condition=Q(groups__name=SLUG))
    first = people[:2]

    def with_group() -> QuerySet[User]:
        return User.objects.alias(came=came).filter(pk__in=PKS).order_by("pk")

    keys = [one.pk for one in first]
    found = prepared.pairs("test: pairs", User, with_group, "came", Group, pks=keys, slug=group.name)
    assert found == [(first[0], None), (first[1], group)]
    assert [one.date_joined for one, _group in found] == [one.date_joined for one in first]
    assert found[1][1] is not None
    assert found[1][1].name == group.name

"""Audiences: who belongs to what, on any model that has one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from portal.foundation.audience import audience_choices, audiences_of
from portal.foundation.files.models import CustomDocument
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PUBLIC, MEMBERS, EDITORS, REVIEWERS, ADMINISTRATORS = (value for value, _label in audience_choices())
SEEN = {
    "": {PUBLIC},
    "members": {PUBLIC, MEMBERS},
    "contributors": {PUBLIC, MEMBERS},
    "editors": {PUBLIC, MEMBERS, EDITORS},
    "reviewers": {PUBLIC, MEMBERS, EDITORS, REVIEWERS},
    "administrators": {PUBLIC, MEMBERS, EDITORS, REVIEWERS, ADMINISTRATORS},
}


@pytest.mark.parametrize("group", SEEN)
def test_what_each_group_sees(group: str) -> None:
    for audience, _label in audience_choices():
        CustomDocument.objects.create(title=audience, file="paper.pdf", audience=audience)
    person = make_user(group) if group else AnonymousUser()
    seen = CustomDocument.objects.visible_to(person).values_list("title", flat=True)
    assert set(seen) == SEEN[group]


def test_a_superuser_sees_what_administrators_see() -> None:
    boss = make_user(is_superuser=True)
    assert SEEN["administrators"] <= audiences_of(boss)


def test_an_account_without_a_group_is_a_member() -> None:
    assert audiences_of(make_user()) == {PUBLIC, MEMBERS}


def test_it_is_asked_once_for_each_person(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    person = make_user("editors")
    audiences_of(person)
    with django_assert_max_num_queries(0):
        audiences_of(person)


def test_nobody_is_the_public() -> None:
    assert audiences_of(None) == {PUBLIC}

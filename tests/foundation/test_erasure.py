"""Erasure: no column that points to a person is forgotten, and each fate does what it says."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks

from portal.foundation import erasure
from portal.foundation.erasure import Fate

pytestmark = pytest.mark.django_db


def test_every_column_to_a_person_is_declared() -> None:
    assert erasure.undeclared() == []


def test_a_forgotten_column_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(erasure._declarations, "wagtailcore.comment.user")
    found = [error for error in run_checks() if error.id == "foundation.E001"]
    assert [error.msg.split()[0] for error in found] == ["wagtailcore.comment.user"]


def test_declarations_name_columns_and_fields_that_exist() -> None:
    columns = dict(erasure.columns_to_user())
    assert set(erasure._declarations) == set(columns)
    for name, told in erasure._declarations.items():
        columns[name].model._base_manager.values(
            *told.export
        ).query.__str__()  # FieldError for a field that isn't there


def test_detaching_is_only_declared_where_a_row_can_do_without_its_person() -> None:
    columns = dict(erasure.columns_to_user())
    detached = [name for name, told in erasure._declarations.items() if told.fate is Fate.DETACH]
    assert detached
    assert all(columns[name].null for name in detached)


def test_the_person_is_told_why() -> None:
    told = erasure.explained()
    assert told["delete"]
    assert told["detach"]
    assert len(told["delete"]) == len(set(told["delete"]))

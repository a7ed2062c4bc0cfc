"""Identifiers: given once, never reused, kept as a tombstone."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.foundation.identity import FIRST_ISSUED, PATTERN, Identifier

pytestmark = pytest.mark.django_db


def test_a_work_keeps_the_identifier_that_it_was_given() -> None:
    first = Identifier.objects.issue("PR", "work-1", "practices.practice")
    assert first == f"PR-{FIRST_ISSUED}"
    assert Identifier.objects.issue("PR", "work-1", "practices.practice") == first
    assert Identifier.objects.issue("PR", "work-2", "practices.practice") == f"PR-{FIRST_ISSUED + 1}"


def test_numbers_of_the_starter_catalogue_are_never_issued() -> None:
    Identifier.objects.register("DP-0999", "starter", "practices.developmentpartnership")
    assert Identifier.objects.issue("DP", "new", "practices.developmentpartnership") == f"DP-{FIRST_ISSUED}"


def test_a_withdrawn_number_is_never_issued_again() -> None:
    code = Identifier.objects.issue("PR", "gone", "practices.practice")
    Identifier.objects.retire(code, "What stood here")
    tombstone = Identifier.objects.get(code=code)
    assert tombstone.retired_at is not None
    assert tombstone.last_title == "What stood here"
    assert Identifier.objects.issue("PR", "next", "practices.practice") != code


def test_a_number_that_names_another_work_is_refused() -> None:
    Identifier.objects.register("SR-0001", "one", "practices.source")
    with pytest.raises(ValidationError, match="already names another work"):
        Identifier.objects.register("SR-0001", "two", "practices.source")


def test_loading_a_withdrawn_work_again_wakes_its_number() -> None:
    Identifier.objects.register("SR-0002", "one", "practices.source")
    Identifier.objects.retire("SR-0002", "A source")
    Identifier.objects.register("SR-0002", "one", "practices.source")
    assert Identifier.objects.get(code="SR-0002").retired_at is None


@pytest.mark.parametrize("wrong", ["", "PR", "pr-0001", "PR-1", "PRX-0001", "PR-0001-deu", "PR-0001\n", "PR-٠٠٠١"])
def test_what_is_no_identifier_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Identifier.objects.register(wrong, "work", "practices.practice")


def test_a_language_suffix_names_a_text_of_the_work() -> None:
    match = PATTERN.match("DP-0001-de")
    assert match is not None
    assert match["code"] == "DP-0001"
    assert match["language"] == "de"

"""Identifiers: given once, never reused, kept as a tombstone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from portal.accounts.groups import ensure_groups
from portal.foundation.identity import FIRST_ISSUED, PATTERN, Identifier
from portal.foundation.pages import BasePage
from practices.models import Conflict
from tests.factories import make_record, make_source, make_translation, make_user

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


def make_conflict(**fields: Any) -> Conflict:
    return Conflict.objects.create(title="How many were there?", **fields)


@pytest.mark.parametrize("make", [make_record, make_source, make_conflict])
def test_whatever_was_citable_leaves_a_tombstone_in_every_language(site_tree: None, client: Client, make: Any) -> None:
    thing = make()
    thing.delete()
    for address in (f"/id/{thing.identifier}/", f"/id/{thing.identifier}-de/", f"/de/id/{thing.identifier}/"):
        told = client.get(address)
        assert told.status_code == 410
        assert thing.title in told.text


@pytest.mark.parametrize(
    "fields", [{"audience": "members"}, {"audience": "members", "stub_title": "A report"}, {"publish": False}]
)
def test_a_tombstone_tells_nobody_what_was_restricted_or_never_published(
    site_tree: None, client: Client, fields: dict[str, Any]
) -> None:
    record = make_record(title="The protected story", **fields)
    record.delete()
    told = client.get(f"/id/{record.identifier}/")
    assert told.status_code == 410
    assert "protected" not in told.text
    assert fields.get("stub_title", "") in told.text


def test_the_tombstone_of_a_restricted_source_has_no_title(client: Client) -> None:
    source = make_source(title="The protected report", audience="members")
    source.delete()
    assert "protected" not in client.get(f"/id/{source.identifier}/").text


def test_a_work_stands_while_one_of_its_texts_is_left(site_tree: None, client: Client) -> None:
    record = make_record()
    translation = make_translation(record, "de", title_and_summary_only=False)
    record.delete()
    assert client.get(f"/id/{record.identifier}/").headers["location"] == translation.url


def test_a_withdrawn_work_that_is_made_again_wakes_its_number(site_tree: None, client: Client) -> None:
    record = make_record()
    record.delete()
    again = make_record(translation_key=record.translation_key)
    assert again.identifier == record.identifier
    assert client.get(f"/id/{again.identifier}/").headers["location"] == again.url


def test_no_version_of_a_copy_carries_the_number_of_the_work_that_it_was_copied_from(site_tree: None) -> None:
    record, other = make_record(), make_record()
    version = record.latest_revision
    version.content["identifier"] = other.identifier
    version.save()
    version.publish()
    assert BasePage.objects.get(pk=record.pk).identifier == record.identifier


def test_a_copy_at_the_desk_is_a_work_of_its_own(site_tree: None, client: Client) -> None:
    ensure_groups()
    client.force_login(make_user("editors"))
    record = make_record()
    above = record.get_parent()
    wanted = {"new_title": "Another", "new_slug": "another", "new_parent_page": above.pk, "alias": "on", "next": ""}
    address = f"/admin/pages/{record.pk}/copy/"
    assert 'name="alias"' not in client.get(address).text
    assert client.post(address, wanted).status_code == 302
    copy = above.get_children().get(slug="another").specific
    assert copy.identifier not in ("", record.identifier)
    assert Identifier.objects.get(code=copy.identifier).key == str(copy.translation_key)

"""What strangers are told of a restricted record: its neutral face, and how to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.communities.conftest import make_space
from tests.factories import make_record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Reader = Callable[..., Client]


@pytest.fixture
def record() -> Any:
    return make_record(
        title="Names and places", summary="All the details", slug="local-programme", audience="group:editors",
        stub_title="A local prevention programme", stub_summary="Registered editors can read it.",
    )  # fmt: skip


@pytest.mark.parametrize("group", ["", "members", "contributors"])
def test_a_stranger_sees_the_face_and_how_to_ask(reader: Reader, record: Any, group: str) -> None:
    answer = reader(group).get(record.url)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<h1>A local prevention programme</h1>" in page
    assert "Registered editors can read it." in page
    assert "open to registered editors only" in page
    assert f"/contact/?record={record.identifier}" in page
    assert "noindex" in page
    assert "Names and places" not in page
    assert "All the details" not in page


@pytest.mark.parametrize("group", ["editors", "reviewers", "administrators"])
def test_an_editor_sees_the_record(reader: Reader, record: Any, group: str) -> None:
    assert "Names and places" in reader(group).get(record.url).content.decode()


def test_a_record_for_members_says_how_to_become_one(reader: Reader) -> None:
    record = make_record(title="Inside matters", audience="members", stub_title="For members")
    page = reader().get(record.url).content.decode()
    assert "open to registered members" in page
    assert "/account/signup/" in page
    assert "Inside matters" in reader("members").get(record.url).content.decode()


def test_a_record_for_a_community_says_so_and_not_for_which(reader: Reader) -> None:
    space = make_space("A quiet matter", visibility="private")
    record = make_record(title="Inside matters", audience=space.audience, stub_title="For some")
    page = reader().get(record.url).content.decode()
    assert "open to the members of a community only" in page
    assert "If you are a member already" in page
    assert "quiet matter" not in page


def test_without_a_face_there_is_nothing(reader: Reader) -> None:
    record = make_record(title="Names and places", audience="group:editors")
    assert reader().get(record.url).status_code == 404
    assert reader("members").get(record.url).status_code == 404


def test_what_has_expired_has_no_face_either(reader: Reader, record: Any) -> None:
    record.expire_at = timezone.now() - timedelta(minutes=1)
    record.save()
    assert reader().get(record.url).status_code == 404
    assert reader("editors").get(record.url).status_code == 404


def test_the_face_is_shown_as_text(reader: Reader) -> None:
    record = make_record(title="x", audience="group:editors", stub_title="<script>alert(1)</script>")
    page = reader().get(record.url).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_it_costs_little(reader: Reader, record: Any, django_assert_max_num_queries: Any) -> None:
    browser = reader()
    browser.get(record.url)
    with django_assert_max_num_queries(8):
        browser.get(record.url)

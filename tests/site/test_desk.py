"""Pages at the editing desk: previews stand in a frame, the audience in place of Wagtail's privacy."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.accounts.groups import ensure_groups
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, site_tree: None) -> Client:
    """An editor's browser."""
    ensure_groups()
    client.force_login(make_user("editors"))
    return client


def test_a_draft_is_previewed_in_the_desks_frame(desk: Client) -> None:
    record = make_record("practice", title="Telfi")
    record.title = "Telfi, the second edition"
    record.save_revision()
    answer = desk.get(f"/admin/pages/{record.pk}/view_draft/")
    assert answer.status_code == 200
    assert "Telfi, the second edition" in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy  # it is a public page, and as strict
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "Telfi, the second" not in Client().get(record.url).content.decode()


def test_the_audience_stands_where_privacy_was(desk: Client) -> None:
    record = make_record("practice", title="Telfi", audience="members")
    page = desk.get(f"/admin/pages/{record.pk}/edit/").content.decode()
    assert "Registered members" in page
    assert "set-privacy" not in page
    assert f"/admin/pages/{record.pk}/privacy/" not in page


def test_collections_have_no_privacy_either(client: Client, db: None) -> None:
    ensure_groups()
    client.force_login(make_user("administrators"))
    client.post("/admin/collections/add/", {"name": "Photographs", "parent": 1})
    page = client.get("/admin/collections/2/").content.decode().lower()
    assert "privacy" not in re.sub(r"privacy-switch\.[\w.]*js", "", page)  # Wagtail's script, with or without a hash

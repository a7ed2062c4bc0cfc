"""Previews at the desk: a draft in light and dark, as wide as screens are, for who may edit it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.groups import ensure_groups
from tests.factories import make_record, make_user
from tests.practices.desk.forms import shown

pytestmark = [pytest.mark.django_db]
THEME = re.compile(r'<html [^>]*data-theme="(\w+)"')


@pytest.fixture
def editor(site_tree: None, client: Client) -> Client:
    ensure_groups()
    client.force_login(make_user("editors"))
    return client


def preview(client: Client, page: Any, mode: str, title: str = "A new title") -> str:
    """What the frame beside the form shows."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    form = shown(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert client.post(address, {**form, "title": title}).status_code == 200
    answer = client.get(address, {"mode": mode})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", ["practice", "organisation"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_draft_is_seen_in_the_colours_that_are_chosen(editor: Client, kind: str, mode: str) -> None:
    text = preview(editor, make_record(kind), mode)
    assert "A new title" in text
    assert (found := THEME.search(text))
    assert found[1] == mode


def test_else_it_has_those_of_the_device_as_readers_do(editor: Client) -> None:
    record = make_record()
    assert not THEME.search(preview(editor, record, ""))
    assert not THEME.search(Client().get(record.get_url(), {"mode": "dark"}).content.decode())


def test_colours_that_there_are_not_are_those_of_the_device(editor: Client) -> None:
    record = make_record()
    preview(editor, record, "dark")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[record.pk])
    for mode in ('"><script>', "sepia", "\x00"):
        answer = editor.get(address, {"mode": mode})
        assert answer.status_code == 200
        assert not THEME.search(answer.content.decode())


def test_widths_begin_with_the_narrowest_that_pages_work_at(editor: Client) -> None:
    text = editor.get(reverse("wagtailadmin_pages:edit", args=[make_record().pk])).content.decode()
    widths = [int(width) for width in re.findall(r'data-device-width="(\d+)"', text)]
    assert widths[0] == 320
    assert widths[-1] == 1280
    assert widths == sorted(widths)
    for colours in ("Light", "Dark"):
        assert f">{colours}</option>" in " ".join(text.split()) or colours in text


def test_nobody_else_previews(editor: Client, client: Client) -> None:
    record = make_record()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[record.pk])
    for user in (make_user(), make_user("contributors")):
        other = Client()
        other.force_login(user)
        assert other.get(address, {"mode": "dark"}).status_code in {302, 403, 404}
    assert "login" in Client().get(address, {"mode": "dark"})["Location"]

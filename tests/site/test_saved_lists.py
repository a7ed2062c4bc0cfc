"""Lists of the desk under a name: saved by who comes from one, seen by nobody else, and nothing but lists of the desk."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.groups import GROUPS, ensure_groups
from portal.accounts.models import User
from portal.site.saved_lists.models import MOST, SavedList
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PAGE = "/admin/lists/"


@pytest.fixture
def editor(site_tree: None) -> User:
    ensure_groups()
    return make_user("editors")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def opened(client: Client, came_from: str = "") -> Any:
    return client.get(PAGE, headers={"referer": f"http://testserver{came_from}"} if came_from else {})


def saved(client: Client, name: str = "Late in Poland", address: str = "") -> Any:
    return client.post(PAGE, {"name": name, "address": address})


def care() -> str:
    return f"{reverse('care_report')}?need=overdue&country=PL"


def test_a_list_is_saved_under_a_name_and_leads_back(desk: Client) -> None:
    offered = unescape(opened(desk, f"{care()}&p=3&q=").content.decode())
    assert "need: overdue · country: PL" in offered
    assert f'value="{care()}"' in offered
    assert saved(desk, address=f"{care()}&p=3&q=")["Location"] == PAGE
    for page in (PAGE, "/admin/"):
        text = unescape(desk.get(page).content.decode())
        assert f'href="{care()}"' in text
        assert "Late in Poland" in text
    assert desk.get(care()).status_code == 200


def test_who_comes_from_elsewhere_is_offered_nothing(desk: Client) -> None:
    for came_from in ("", "/admin/", "/practices/?q=a", "/admin/no-such-list/?q=a", PAGE):
        assert "Save the list that you come from" not in opened(desk, came_from).content.decode()
    other = desk.get(PAGE, headers={"referer": f"http://elsewhere.example{care()}"})
    assert "Save the list that you come from" not in other.content.decode()


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_the_desk_lets_in_who_has_a_right_to_it(site_tree: None, client: Client, group: str) -> None:
    ensure_groups()
    client.force_login(make_user(group) if group else make_user())
    status = opened(client).status_code
    assert status == (200 if client.get("/admin/").status_code == 200 else 302)


def test_strangers_are_asked_to_sign_in(site_tree: None, client: Client) -> None:
    assert "login" in opened(client)["Location"]
    assert "login" in saved(client)["Location"]
    assert not SavedList.objects.exists()


def test_nobody_sees_or_removes_the_lists_of_others(desk: Client) -> None:
    other = SavedList.objects.create(user=make_user("editors"), name="Not yours", address=care())
    assert "Not yours" not in opened(desk).content.decode()
    assert "Not yours" not in desk.get("/admin/").content.decode()
    assert desk.post(f"{PAGE}{other.pk}/remove/").status_code == 404
    assert SavedList.objects.exists()


def test_one_that_is_no_longer_needed_is_removed(desk: Client, editor: User) -> None:
    own = SavedList.objects.create(user=editor, name="Mine", address=care())
    assert desk.get(f"{PAGE}{own.pk}/remove/").status_code == 405
    assert desk.post(f"{PAGE}{own.pk}/remove/").status_code == 302
    assert desk.post(f"{PAGE}{own.pk}/remove/").status_code == 404
    assert not SavedList.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://elsewhere.example/",
        "//elsewhere.example/admin/?q=a",
        "javascript:alert(1)",
        "/practices/?q=a",
        "/admin/../?q=a",
        "/admin/\x00?q=a",
        "/admin/reports/records/",
        "/admin/" + "x" * 2000,
        "http://[",
    ],
)
def test_nothing_but_a_list_of_the_desk_is_saved(desk: Client, address: str) -> None:
    answer = saved(desk, address=address)
    assert answer.status_code == 400
    assert "Late in Poland" in answer.content.decode()
    assert not SavedList.objects.exists()


@pytest.mark.parametrize("name", ["", "x" * 81, "   "])
def test_a_name_is_asked_for(desk: Client, name: str) -> None:
    answer = saved(desk, name=name, address=care())
    assert answer.status_code == 400
    assert not SavedList.objects.exists()


def test_hostile_names_are_text(desk: Client) -> None:
    saved(desk, name='"><script>alert(1)</script>', address=care())
    assert "<script>alert" not in opened(desk).content.decode()
    assert "<script>alert" not in desk.get("/admin/").content.decode()


def test_twice_the_same_name_and_too_many_are_told(desk: Client, editor: User) -> None:
    saved(desk, address=care())
    assert "already" in saved(desk, address=care()).content.decode()
    SavedList.objects.bulk_create(
        SavedList(user=editor, name=f"List {number}", address=care()) for number in range(1, MOST)
    )
    answer = saved(desk, name="One more", address=care())
    assert answer.status_code == 400
    assert f"You have {MOST} lists" in answer.content.decode()


def test_more_lists_ask_no_more_queries(desk: Client, editor: User) -> None:
    def queries() -> int:
        opened(desk)
        with CaptureQueriesContext(connection) as asked:
            opened(desk)
        return len(asked)

    SavedList.objects.create(user=editor, name="First", address=care())
    before = queries()
    SavedList.objects.bulk_create(SavedList(user=editor, name=f"List {one}", address=care()) for one in range(20))
    assert queries() == before

"""What a reader sees when something is not there, not allowed or broken: always a way on."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory

from portal.accounts.groups import ensure_groups
from tests.factories import make_user


@pytest.mark.django_db
def test_not_found_offers_a_search_and_other_ways(client: Client) -> None:
    answer = client.get("/there/is/nothing/here/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert page.count('role="search"') == 1
    assert 'name="q"' in page
    assert 'href="/practices/"' in page
    assert "noindex" in page


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Please send it once more" in answer.content.decode()


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_pages_for_broken_days_need_nothing(name: str) -> None:
    page = get_template(name).render()
    assert page.startswith("<!doctype html>")
    assert "css/passerelle" in page
    assert page.count("<h1") == 1


def test_a_withdrawn_record_leaves_a_tombstone() -> None:
    request = RequestFactory().get("/id/PR-0001/")
    request.user = AnonymousUser()
    page = render_to_string(
        "410.html",
        {"identifier": "PR-0001", "withdrawn_on": dt.date(2026, 11, 23), "title": "Entered twice", "hide_finder": True},
        request,
    )
    assert "PR-0001" in page
    assert "2026" in page
    assert "<cite>Entered twice</cite>" in page
    assert page.count('role="search"') == 1


@pytest.mark.parametrize(("name", "says"), [("400.html", "We could not read this"), ("403.html", "Sign in")])
def test_what_cant_be_done_is_said_with_a_way_on(name: str, says: str) -> None:
    request = RequestFactory().get("/admin/")
    request.user = AnonymousUser()
    page = render_to_string(name, {}, request)
    assert says in page
    assert 'href="/search/"' in page


@pytest.mark.django_db
def test_a_member_who_tries_the_desk_is_told_once(client: Client) -> None:
    ensure_groups()
    client.force_login(make_user("members"))
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "doesn’t have the right" in page
    assert "do not have permission" not in page
    assert "do not have permission" not in client.get("/account/").content.decode()

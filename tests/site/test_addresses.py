"""One way in and out for the whole site, and the order in which addresses are tried."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import make_standard_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Reader = Callable[..., Client]


def test_the_usual_place_of_the_account_pages_leads_to_ours(client: Client) -> None:
    assert client.get("/accounts/login/?next=/about/")["Location"] == "/account/login/?next=/about/"
    assert client.get("/accounts/login/", follow=True).status_code == 200


def test_the_desk_asks_to_sign_in_where_everybody_does(reader: Reader) -> None:
    answer = reader().get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/login/?next=/admin/"
    assert reader("members").get("/admin/login/").status_code == 403
    assert reader("editors").get("/admin/").status_code == 200


def test_the_desk_is_left_where_everybody_leaves(reader: Reader) -> None:
    editor = reader("editors")
    assert editor.post("/admin/logout/").status_code == 302
    assert editor.get("/admin/").status_code == 302


def test_a_page_can_not_take_an_address_of_the_site(client: Client) -> None:
    make_standard_page(title="Not the search", slug="search")
    assert "Not the search" not in client.get("/search/").content.decode()

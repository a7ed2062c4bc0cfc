"""What nobody types gets a clear answer, not an error."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.mark.parametrize(
    "query", ["q=" + "word+" * 1500, "owner=" + "9" * 400, "q=a&q=" + "b" * 1001, "usage_count_min=1e309"]
)
@pytest.mark.parametrize("path", ["/admin/pages/search/", "/admin/reports/site-history/"])
def test_an_endless_text_or_number_is_refused(client: Client, path: str, query: str) -> None:
    client.force_login(make_user(is_superuser=True))
    assert client.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/admin/documents/chooser/chosen/x/",
        "/admin/images/chooser/chosen/%F0%9F%98%80/",
        "/admin/snippets/choose/practices/source/chosen/x/",
        "/admin/choose-page/chosen-multiple/?id=x",
        "/admin/users/x/",
    ],
)
def test_letters_in_the_place_of_a_number_lead_nowhere(client: Client, address: str) -> None:
    client.force_login(make_user(is_superuser=True))
    assert client.get(address).status_code == 404


def test_a_nul_in_a_search_is_passed_over(client: Client) -> None:
    client.force_login(make_user(is_superuser=True))
    assert client.get("/admin/pages/search/?q=a%00b").status_code == 200


def test_a_long_search_is_answered(client: Client) -> None:
    client.force_login(make_user(is_superuser=True))
    assert client.get("/admin/pages/search/", {"q": "after-care agencies " * 20}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/%00",
        "/sources/%00/",
        "/de/practices/a%00b/",
        "/id/PR-0001%00/",
        "/countries/%00/",
        "/glossary/%00/",
        "/figures/%00.csv",
    ],
)
def test_no_address_has_a_nul(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404

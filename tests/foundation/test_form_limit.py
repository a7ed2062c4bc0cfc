"""One limit for the forms of all pages together: whoever is faster than people are loses nothing, and is told when to go on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
FORM = "/account/decisions/"


@pytest.fixture(autouse=True)
def two_a_minute(settings: Any) -> None:
    cache.clear()
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "forms": 2}


def signed_in(**fields: Any) -> Client:
    client = Client()
    client.force_login(make_user(**fields))
    return client


def test_the_third_form_is_refused_and_its_words_stand_on_the_page() -> None:
    client = signed_in()
    words = {"text": '"No" & <b>why</b>\nAgain', "case": ["1", "2"]}
    answers = [client.post(f"{FORM}?page=1", words) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    page = answers[-1].content.decode()
    assert 1 <= int(answers[-1]["Retry-After"]) <= 61
    assert "Please wait" in page
    assert "no-store" in answers[-1]["Cache-Control"]
    assert f'action="{FORM}?page=1"' in page
    assert f'name="text" value="{escape(words["text"])}"' in page
    assert page.count('name="case"') == 2
    assert page.count('name="csrfmiddlewaretoken"') >= 1
    assert client.get(FORM).status_code == 200  # who reads is not counted


def test_everybody_has_a_count_of_their_own() -> None:
    for client in (signed_in(), signed_in(), Client()):
        assert [client.post(FORM, {}).status_code == 429 for _time in range(3)] == [False, False, True]


@pytest.mark.parametrize("sent", [{"password": "secret words"}, {"text": "x", "files": "a file"}])
def test_passwords_and_files_stand_on_no_page(sent: dict[str, Any]) -> None:
    client = signed_in()
    for _time in range(3):
        if "files" in sent:
            sent = {**sent, "files": SimpleUploadedFile("a.txt", b"words")}
        answer = client.post(FORM, sent)
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "secret words" not in page
    assert f'action="{FORM}"' not in page
    assert "Go back in your browser" in page


@pytest.mark.parametrize("address", ["/notices/stop/nothing/", "/notices/mail/", "/api/v1/records"])
def test_programs_are_not_counted(address: str) -> None:
    assert 429 not in {Client().post(address).status_code for _time in range(4)}


def test_the_desk_is_not_counted(settings: Any) -> None:
    assert 429 not in {signed_in().post(f"/{settings.ADMIN_PATH}").status_code for _time in range(4)}


def test_a_form_without_a_token_is_refused_as_before() -> None:
    client = Client(enforce_csrf_checks=True)
    assert {client.post(FORM, {"text": "x"}).status_code for _time in range(4)} == {403}


def test_none_is_none(settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "forms": 0}
    client = signed_in()
    assert {client.post(FORM, {}).status_code for _time in range(5)} == {400}

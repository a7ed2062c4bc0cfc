"""Messages at the editing desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from portal.site.messages.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def message() -> Message:
    return Message.objects.create(
        kind="correction", record="PR-0001", text="It was 12, not 10.", email="ana@example.org"
    )


@pytest.mark.parametrize("group", ["editors", "reviewers", "administrators"])
def test_editors_read_them_and_mark_them_as_handled(
    reader: Callable[..., Client], message: Message, group: str
) -> None:
    browser = reader(group)
    assert "It was 12, not 10." in browser.get("/admin/site_message/").content.decode()
    form = f"/admin/site_message/edit/{message.pk}/"
    page = browser.get(form).content.decode()
    assert "ana@example.org" in page
    assert browser.post(form, {"handled": "on", "text": "Something else"}).status_code == 302
    message.refresh_from_db()
    assert message.handled
    assert message.text == "It was 12, not 10."


def test_those_left_to_do_come_first(reader: Callable[..., Client], message: Message) -> None:
    Message.objects.create(kind="contact", text="Newer but done", handled=True)
    page = reader("editors").get("/admin/site_message/").content.decode()
    assert page.index("It was 12") < page.index("Newer but done")
    assert "Newer but done" not in reader("editors").get("/admin/site_message/?handled=false").content.decode()


@pytest.mark.parametrize("group", ["", "members", "contributors"])
def test_nobody_else_does(reader: Callable[..., Client], message: Message, group: str) -> None:
    browser = reader(group)
    for address in ("/admin/site_message/", f"/admin/site_message/edit/{message.pk}/"):
        answer = browser.get(address)
        assert answer.status_code in {302, 403}
        assert b"It was 12" not in answer.content


def test_only_administrators_delete_them(reader: Callable[..., Client], message: Message) -> None:
    address = f"/admin/site_message/delete/{message.pk}/"
    reader("editors").post(address)
    assert Message.objects.exists()
    reader("administrators").post(address)
    assert not Message.objects.exists()


def test_one_that_is_gone_is_not_found(reader: Callable[..., Client]) -> None:
    assert reader("editors").get("/admin/site_message/edit/999/").status_code == 404

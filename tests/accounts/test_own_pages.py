"""The account page, the copy of one's data, and leaving: who gets in, what a mistake looks like, what is left behind."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment, ModelLogEntry, Page
from wagtail.users.models import UserProfile

from portal.accounts.models import User
from portal.foundation.files.models import CustomDocument
from tests.accounts.conftest import PASSWORD, Person

pytestmark = pytest.mark.django_db
OWN_PAGES = ("account", "account_data", "account_leave")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", OWN_PAGES)
def test_strangers_are_asked_to_log_in(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse(name)}"


@pytest.mark.parametrize("name", OWN_PAGES)
def test_own_pages_are_never_kept_by_caches(person: Person, name: str) -> None:
    assert "no-store" in signed_in(person("members")).get(reverse(name))["Cache-Control"]


def test_name_language_and_zone_are_saved(person: Person) -> None:
    user = person("members")
    wanted = {"name": "A prison educator, AT", "language": "de", "time_zone": "Europe/Vienna"}
    answer = signed_in(user).post(reverse("account"), wanted)
    assert answer["Location"] == reverse("account")
    user.refresh_from_db()
    assert {name: getattr(user, name) for name in wanted} == wanted
    assert UserProfile.get_for_user(user).get_current_time_zone() == "Europe/Vienna"  # the editing desk's clock


@pytest.mark.parametrize("wrong", [{"time_zone": "Mars/Olympus"}, {"language": "xx"}, {"name": "x" * 121}])
def test_a_mistake_is_told_and_nothing_saved(person: Person, wrong: dict[str, str]) -> None:
    user = person("members")
    answer = signed_in(user).post(reverse("account"), {"name": "Anna", "language": "en", "time_zone": "UTC"} | wrong)
    assert answer.status_code == 400
    assert b"Please look at this again" in answer.content
    user.refresh_from_db()
    assert user.time_zone == "Europe/Brussels"


def test_the_copy_holds_all_that_is_the_persons(person: Person) -> None:
    user = person("editors")
    page = Page.get_first_root_node()
    Comment.objects.create(page=page, user=user, text="Is this figure right?", contentpath="title")
    revision = page.save_revision(user=user)
    answer: Any = signed_in(user).get(reverse("account_data"))
    assert answer["Content-Disposition"] == 'attachment; filename="passerelle-my-data.zip"'
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        own, page_to_read = json.loads(archive.read("data.json")), archive.read("index.html").decode()
    assert own["account"]["email"] == user.email
    assert own["account.emailaddress.user"] == [{"email": user.email, "verified": True, "primary": True}]
    assert own["accounts.user_groups.user"] == [{"group__name": "editors"}]
    assert own["wagtailcore.comment.user"][0]["text"] == "Is this figure right?"
    assert own["wagtailcore.revision.user"][0]["object_str"] == revision.object_str
    assert "password" not in json.dumps(own)
    assert "Is this figure right?" in page_to_read
    assert "//" not in page_to_read.replace("://", "")


def test_the_copy_holds_the_files(person: Person, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    user = person("editors")
    mine = CustomDocument(title="<b>Mine</b>", uploaded_by_user=user)
    mine.file.save("mine.txt", ContentFile(b"My words"))
    CustomDocument(title="Other").file.save("other.txt", ContentFile(b"No"))
    answer: Any = signed_in(user).get(reverse("account_data"))
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert archive.read(f"files/{mine.file.name}") == b"My words"
        assert len(archive.namelist()) == 3
        assert "&lt;b&gt;Mine" in archive.read("index.html").decode()


def test_leaving_explains_itself_first(person: Person) -> None:
    page = signed_in(person("members")).get(reverse("account_leave")).content.decode()
    assert "<li>Your e-mail addresses.</li>" in page
    assert "The history of a record stays complete: what changed and when, but not who." in page


def test_leaving_takes_the_own_and_leaves_the_work(person: Person, settings: Any) -> None:
    settings.LEAVING_DAYS = 0
    user, colleague = person("editors"), person("editors", email="berta@example.org")
    page = Page.get_first_root_node()
    page.owner = user
    page.save()
    own = Comment.objects.create(page=page, user=user, text="Mine", contentpath="title")
    other = Comment.objects.create(page=page, user=colleague, text="Hers", contentpath="title", resolved_by=user)
    log = ModelLogEntry.objects.log_action(user, "wagtail.edit", user=colleague)
    client = signed_in(user)
    elsewhere = signed_in(user)

    answer = client.post(reverse("account_leave"), {"password": PASSWORD})
    assert answer["Location"] == reverse("account_left")
    assert b"Your account is deleted" in client.get(answer["Location"]).content

    assert not User.objects.filter(email=user.email).exists()
    assert not Comment.objects.filter(pk=own.pk).exists()
    other.refresh_from_db()
    page.refresh_from_db()
    assert other.resolved_by is None
    assert page.owner is None
    assert not ModelLogEntry.objects.filter(pk=log.pk).exists()  # it named the person
    assert elsewhere.get(reverse("account")).status_code == 302


def test_leaving_needs_the_password(person: Person) -> None:
    user = person("members")
    answer = signed_in(user).post(reverse("account_leave"), {"password": "wrong"})
    assert answer.status_code == 400
    assert b"This is not your password" in answer.content
    assert User.objects.filter(pk=user.pk).exists()


def test_guessing_the_password_is_slowed_down(person: Person) -> None:
    client = signed_in(person("members"))
    answers = [client.post(reverse("account_leave"), {"password": "wrong"}) for _attempt in range(12)]
    assert answers[0].status_code == 400
    assert answers[-1].status_code == 429
    assert b"Too many attempts" in answers[-1].content


def test_the_last_administrator_stays(person: Person) -> None:
    user = person("administrators")
    client = signed_in(user)
    assert b"You are the only administrator" in client.get(reverse("account_leave")).content
    client.post(reverse("account_leave"), {"password": PASSWORD})
    assert User.objects.filter(pk=user.pk).exists()
    person("administrators", email="berta@example.org")
    assert client.post(reverse("account_leave"), {"password": PASSWORD}).status_code == 302


def test_the_desk_asks_for_no_names_and_no_password(person: Person) -> None:
    client = signed_in(person("editors"))
    page = client.get("/admin/account/")
    assert page.status_code == 200
    assert b"first_name" not in page.content
    assert b"password" not in page.content.lower()
    assert b"editor-guide" not in page.content  # no news of Wagtail in the menu

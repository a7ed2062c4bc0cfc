"""Following records and lists: the button, the list of one's own, and what is told to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.groups import ensure_groups
from portal.foundation import outbox
from portal.foundation.erasure import erase, export
from portal.notices.digests import gather
from portal.notices.models import Notice
from practices.following.actions import follow_list, follow_record, look
from practices.following.models import Following, News
from practices.following.told import stories
from tests.factories import make_place, make_record, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def follower(group: str = "members") -> Any:
    """Somebody whose address is confirmed."""
    ensure_groups()
    user = make_user(group)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def signed_in(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def work() -> None:
    outbox.drain(["index", "event", "notice", "mail", "digest"])


def told(user: Any) -> list[str]:
    """What somebody can read among their notices."""
    events = Notice.objects.filter(user=user).values_list("event", flat=True)
    found = stories(user, [event.partition(":")[2] for event in events])
    return [f"{one.title} | {one.said} | {one.text}" for one in found.values()]


def test_a_record_is_followed_from_its_page_and_ended_in_the_account() -> None:
    record, browser = make_record(title="Telfi"), signed_in(follower())
    address = f"/follow/{record.identifier}/"
    assert address in browser.get(record.url).content.decode()
    assert address not in Client().get(record.url).content.decode()
    assert browser.get(address).status_code == 200
    for _twice in range(2):
        assert browser.post(address).status_code == 302
    one = Following.objects.get()
    assert "Telfi" in browser.get("/account/following/").content.decode()
    browser.post("/account/following/", {"end": one.pk})
    assert not Following.objects.exists()


def test_strangers_sign_in_first_and_others_can_not_end_it() -> None:
    record, ana = make_record(title="Telfi"), follower()
    assert Client().get(f"/follow/{record.identifier}/").status_code == 302
    follow_record(ana, record)
    signed_in(follower()).post("/account/following/", {"end": Following.objects.get().pk})
    assert Following.objects.exists()


@pytest.mark.parametrize("sent", ["", "x", "☃", "9" * 30])
def test_a_number_that_is_none_ends_nothing(sent: str) -> None:
    assert signed_in(follower()).post("/account/following/", {"end": sent}).status_code == 302


def test_new_versions_and_the_end_are_told_and_drafts_are_not() -> None:
    record, ana = make_record(title="Telfi"), follower()
    follow_record(ana, record)
    record.save_revision()
    work()
    assert told(ana) == []
    record.save_revision().publish()
    work()
    assert told(ana) == ["Telfi | A new version of the record is published. | "]
    record.unpublish()
    work()
    assert sorted(told(ana)) == ["Telfi | The record is no longer published. | "]
    record.delete()
    assert "no longer to be seen" in signed_in(ana).get("/account/following/").content.decode()


def test_it_comes_in_the_digest() -> None:
    record, ana = make_record(title="Telfi"), follower()
    follow_record(ana, record)
    record.save_revision().publish()
    work()
    assert mail.outbox == []
    Notice.objects.update(created_at=timezone.now() - timedelta(days=2))
    gather(ana, timezone.now())
    work()
    assert len(mail.outbox) == 1
    assert "Telfi" in mail.outbox[0].body


def test_a_restricted_record_tells_nobody_who_may_no_longer_see_it() -> None:
    record, ana, editor = make_record(title="Telfi"), follower(), follower("editors")
    for user in (ana, editor):
        follow_record(user, record)
    record.audience = "group:editors"
    record.title = "A secret"
    record.save_revision().publish()
    work()
    assert told(ana) == []
    assert not Notice.objects.filter(user=ana).exists(), "not even a number tells of it"
    assert told(editor) == ["A secret | A new version of the record is published. | "]
    assert "A secret" not in signed_in(ana).get("/account/following/").content.decode()
    record.unpublish()
    work()
    assert not Notice.objects.filter(user=ana).exists()


@pytest.mark.usefixtures("search_index")
def test_a_country_is_followed_as_a_list_and_what_is_new_is_told() -> None:
    austria, ana = make_place("AT"), follower()
    make_record(title="Old", places=[austria])
    work()
    browser = signed_in(ana)
    page = browser.get("/countries/AT/").content.decode()
    assert "/follow/?" in page
    assert browser.post("/follow/?country=AT", {"label": ""}).status_code == 400
    assert browser.post("/follow/?country=AT", {"label": "Austria"}).status_code == 302
    make_record(title="New there", places=[austria])
    make_record(title="Elsewhere", places=[make_place("IT")])
    make_record(title="Secret", places=[austria], audience="group:editors")
    work()
    for _day in range(2):
        look()
        work()
    assert told(ana) == ["Austria | New or changed in what you follow: | New there"]
    assert News.objects.count() == 1


def test_nothing_to_narrow_is_no_list() -> None:
    assert signed_in(follower()).get("/follow/").status_code == 302


def test_what_one_follows_goes_with_the_account() -> None:
    ana = follower()
    follow_list(ana, "?country=AT", "Austria")
    assert export(ana)["practices.following.user"][0]["label"] == "Austria"
    erase(ana)
    assert not Following.objects.exists()


def test_the_list_costs_a_constant_number_of_queries(django_assert_max_num_queries: Any) -> None:
    ana = follower()
    for number in range(5):
        follow_record(ana, make_record(title=f"Number {number}"))
    browser = signed_in(ana)
    browser.get("/account/following/")
    with django_assert_max_num_queries(10):
        browser.get("/account/following/")


def test_as_many_queries_however_much_there_is_to_tell() -> None:
    user = follower()
    made = [
        News.objects.create(following=followed(user, number), what="published", records=[record.pk])
        for number, record in enumerate(make_record(title=f"Record {number}") for number in range(6))
    ]
    keys = [str(one.pk) for one in made]
    asked = []
    for some in (keys[:1], keys):
        known = type(user).objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(stories(known, some)) == len(some)
        asked.append([query["sql"] for query in queries])
    assert len(asked[0]) == len(asked[1]), asked


def followed(user: Any, number: int) -> Following:
    return Following.objects.create(user=user, code=f"PR-{number}", label=f"Record {number}")

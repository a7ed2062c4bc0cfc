"""Ending mail by the link in it: a page that asks, one click of a mail program (RFC 8058), no log-in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from communities.discussion.models import Topic
from communities.spaces.models import Community
from portal.notices.choices import all_of
from portal.notices.stopping import DIGESTS, Stop
from tests.communities.conftest import make_member
from tests.communities.discussion.conftest import make_topic, say
from tests.notices.conftest import deliver, wants
from tests.practices.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def link_of(letter: Any) -> str:
    """What a mail program asks for."""
    found = re.fullmatch(r"<http://localhost:8000(/notices/stop/\S+/)>", letter.message()["List-Unsubscribe"].strip())
    assert found
    return found[1]


def test_a_page_asks_and_a_form_ends_it(topic: Topic) -> None:
    wants(topic.author, "now")
    say(topic)
    (letter,) = deliver()
    link = link_of(letter)
    assert "one topic" in words_of(Client(), link)
    assert all_of(topic.author) == {("", "answer"): "now"}  # looking changes nothing
    assert "It is done" in Client().post(link).content.decode()
    assert all_of(topic.author)[f"topic:{topic.pk}", ""] == "none"
    say(topic, "Another one.")
    assert deliver() == []


def test_a_mail_program_needs_no_page(space: Community) -> None:
    member = make_member(space, name="Mia").user
    wants(member, "now", "topic")
    make_topic(space)
    (letter,) = deliver()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        link_of(letter), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert all_of(member)[f"community:{space.pk}", "topic"] == "none"
    make_topic(space, title="Another one")
    assert deliver() == []


def test_digests_end_and_what_comes_at_once_still_comes(space: Community) -> None:
    member = make_member(space, name="Mia").user
    wants(member, "now", "answer")
    wants(member, "weekly", "topic", f"community:{space.pk}")
    link = Stop(member.pk, "", DIGESTS).url.removeprefix("http://localhost:8000")
    assert "What you get at once still comes" in words_of(Client(), link)
    assert Client().post(link).status_code == 200
    assert Client().post(link).status_code == 200  # a second time changes nothing
    chosen = all_of(member)
    assert chosen.pop(("", "answer")) == "now"
    assert {("", "topic"), ("", "mention"), (f"community:{space.pk}", "topic")} <= set(chosen)
    assert set(chosen.values()) == {"none"}


@pytest.mark.parametrize("wrong", ["x", "1.community:1.topic:abc", "1..digests", "%00", "é", "a" * 3000])
def test_a_forged_link_is_none(wrong: str) -> None:
    assert Client().get(f"/notices/stop/{wrong}/").status_code == 404
    assert Client().post(f"/notices/stop/{wrong}/").status_code == 404


def test_the_link_of_who_left_is_none(topic: Topic) -> None:
    author = topic.author
    assert author
    link = Stop(author.pk, "", "answer").url.removeprefix("http://localhost:8000")
    assert Client().get(link).status_code == 200
    author.delete()
    assert Client().post(link).status_code == 404


def test_what_has_to_arrive_offers_no_end(space: Community) -> None:
    from communities.spaces import actions

    member = make_member(space, name="Bruno")
    actions.put_out(member, "Sold cars.", None)
    (letter,) = deliver()
    assert letter.message()["List-Unsubscribe"] is None
    assert "/notices/stop/" not in letter.body

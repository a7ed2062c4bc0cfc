"""How often mail comes: everywhere, in one space, about one topic; and the button below a topic."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from communities.discussion.models import Topic
from communities.spaces.models import Community, Membership
from portal.notices import registry
from portal.notices.choices import all_of, resolve
from portal.notices.models import Choice
from tests.communities.conftest import client_of, make_member, make_space, statuses
from tests.communities.discussion.conftest import make_topic
from tests.notices.conftest import wants
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
SETTINGS = "/notices/settings/"


@pytest.fixture
def mia(space: Community) -> Any:
    return make_member(space, name="Mia").user


def sent(client: Client, **changed: str) -> dict[str, str]:
    """The form as it is, with changes."""
    form = client.get(SETTINGS).context["form"]
    return {name: str(form[name].value()) for name in form.fields} | changed


def test_it_works(mia: Any, space: Community, topic: Topic) -> None:
    wants(mia, "usual", "", f"topic:{topic.pk}")
    client = client_of(mia)
    page = words_of(client, SETTINGS)
    for said in (
        "A new topic in a community of yours",
        "Only in “Mentoring after release”",
        "The key to the flat",
        "Europe/Brussels",
    ):
        assert said in page
    changed = {".topic": "weekly", f"community:{space.pk}.topic": "now", f"topic:{topic.pk}.": "none"}
    assert client.post(SETTINGS, sent(client, **changed))["Location"] == SETTINGS
    assert all_of(mia) == {
        ("", "topic"): "weekly", (f"community:{space.pk}", "topic"): "now", (f"topic:{topic.pk}", ""): "none",
    }  # fmt: skip
    client.post(SETTINGS, sent(client, **{f"community:{space.pk}.topic": "everywhere"}))
    assert (f"community:{space.pk}", "topic") not in all_of(mia)


@pytest.mark.parametrize(
    "wrong", [{".topic": "hourly"}, {".topic": ""}, {".answer": "\x00"}, {".answer": "x" * 10_000}]
)
def test_a_wrong_choice_is_told(mia: Any, wrong: dict[str, str]) -> None:
    client = client_of(mia)
    assert client.post(SETTINGS, sent(client) | wrong).status_code == 400
    assert not Choice.objects.exists()


def test_nobody_chooses_for_what_is_not_theirs_or_has_to_arrive(mia: Any, secret: Community) -> None:
    client = client_of(mia)
    assert "A quiet matter" not in words_of(client, SETTINGS)
    client.post(SETTINGS, sent(client) | {f"community:{secret.pk}.topic": "now", ".standing": "none"})
    assert not Choice.objects.exists()


def test_a_topic_that_was_left_behind_is_not_named(mia: Any, topic: Topic) -> None:
    wants(mia, "now", "", f"topic:{topic.pk}")
    Membership.objects.filter(user=mia).delete()
    assert "The key to the flat" not in words_of(client_of(mia), SETTINGS)


def test_the_number_of_queries_does_not_grow(mia: Any, space: Community, topic: Topic) -> None:
    client = client_of(mia)
    wants(mia, "now", "", f"topic:{topic.pk}")
    few = warm_queries(client, SETTINGS)
    for number in range(4):
        other = make_space(f"Space {number}", parts=["forum"])
        Membership.objects.create(community=other, user=mia)
        wants(mia, "now", "", f"topic:{make_topic(other).pk}")
    assert warm_queries(client, SETTINGS) == few <= 14


def test_the_nearest_choice_counts() -> None:
    answer, standing = registry.kinds()["answer"], registry.kinds()["standing"]
    topic, space, everywhere = ("topic:1", ""), ("community:2", "answer"), ("", "answer")
    chosen: dict[tuple[str, str], str] = {}
    assert resolve(answer, chosen, "community:2", "topic:1") == "daily"
    for scope, often in ((everywhere, "none"), (space, "weekly"), (topic, "now")):
        chosen[scope] = often
        assert resolve(answer, chosen, "community:2", "topic:1") == often
    chosen[topic] = "usual"
    assert resolve(answer, chosen, "community:2", "topic:1") == "weekly"
    assert resolve(answer, chosen, "community:3", "topic:9") == "none"
    assert resolve(standing, {("", "standing"): "none"}, "community:2", "") == "now"


# -- Following --


def test_who_follows(space: Community, topic: Topic) -> None:
    wanted = {"stranger": 302, "outsider": 403, "member": 302, "facilitator": 302, "steward": 302, "administrator": 302}
    assert statuses(space, f"{topic.get_absolute_url()}follow/", "post") == wanted
    assert set(statuses(space, f"{topic.get_absolute_url()}follow/").values()) == {405}


def test_how_often_is_chosen_at_the_head_of_a_topic(mia: Any, topic: Topic) -> None:
    client, follow = client_of(mia), f"{topic.get_absolute_url()}follow/"
    assert chosen_at(client, topic) == "none"
    for often in ("usual", "now", "daily", "weekly", "none"):
        client.post(follow, {"often": often})
        assert all_of(mia) == {(f"topic:{topic.pk}", ""): often}
        assert chosen_at(client, topic) == often
    for wrong in ({}, {"often": "hourly"}, {"often": "\x00"}):
        assert "Nothing was changed." in client.post(follow, wrong, follow=True).content.decode()
        assert all_of(mia) == {(f"topic:{topic.pk}", ""): "none"}
    assert chosen_at(client_of(topic.author), topic) == "usual"  # who takes part follows
    Community.objects.update(visibility="public")
    assert "Mail me of answers" not in words_of(Client(), topic.get_absolute_url())


def chosen_at(client: Client, topic: Topic) -> str:
    """What the page of a topic says of its mail."""
    page = client.get(topic.get_absolute_url()).content.decode()
    [often] = re.findall(
        '<option value="([a-z]+)" selected>', page.partition('name="often"')[2].partition("</select>")[0]
    )
    return str(often)


def test_what_only_tenders_are_told_is_asked_of_them_alone(mia: Any, space: Community) -> None:
    theirs = make_space(name="Housing")
    make_member(theirs, user=mia, role="facilitator")
    names = {
        name for name in client_of(mia).get(SETTINGS).context["form"].fields if name.endswith((".case", ".request"))
    }
    assert names == {
        ".case",
        ".request",
        f"community:{theirs.pk}.case",
        f"community:{theirs.pk}.request",
    }
    plain = make_member(space, name="Ben").user
    assert "that you tend" not in words_of(client_of(plain), SETTINGS)

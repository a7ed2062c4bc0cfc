"""First steps: each knows whether it is done, none has to be, and they can be put away."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from communities.discussion import actions
from communities.people.models import Profile
from communities.spaces.models import Community
from portal.accounts import first_steps
from portal.accounts.models import FirstSteps, User
from portal.notices.choices import choose
from tests.communities.conftest import client_of, make_member
from tests.communities.discussion.conftest import make_topic
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
STEPS = "/account/first-steps/"
PASSWORD = "a-long-walk-home-7"


@pytest.fixture
def nora() -> User:
    user = User.objects.create_user("nora@people.example", PASSWORD, name="Nora")
    FirstSteps.objects.create(user=user)
    return user


def done(user: Any) -> set[str]:
    return {one.step.code for one in first_steps.of(user) if one.done}


def test_nothing_is_done_at_first_and_everything_is_found(nora: User) -> None:
    page = client_of(nora).get(STEPS).content.decode()
    for url in (
        "/account/",
        "/account/profile/",
        "/communities/",
        "/notices/settings/",
        "/practices/",
        "/communities/mine/",
    ):
        assert f'<h2><a href="{url}">' in page
    assert "0 of 6 done" in page
    assert "<script" not in page.partition("<main")[2].partition("</main>")[0]


def test_each_step_knows_when_it_is_done(nora: User, space: Community) -> None:
    client = client_of(nora)
    form = client.get("/account/").context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"time_zone": "Europe/Vienna"}
    assert client.post("/account/", sent).status_code == 302
    assert done(nora) == {"account"}
    Profile.objects.create(user=nora, name="Nora")
    choose(nora.pk, "", "topic", "weekly")
    make_member(space, user=nora)
    assert done(nora) == {"account", "profile", "mail", "community"}
    actions.say(make_topic(space), "Hello from Graz.", nora)
    assert done(nora) == {"account", "profile", "mail", "community", "hello"}


def test_what_nobody_can_know_its_owner_says(nora: User) -> None:
    client = client_of(nora)
    assert client.post(STEPS, {"done": "practice"})["Location"] == STEPS
    assert done(nora) == {"practice"}
    client.post(STEPS, {"open": "practice"})
    assert done(nora) == set()


@pytest.mark.parametrize("wrong", [{"done": "hello"}, {"done": "nothing"}, {"open": "\x00"}, {"done": "x" * 5000}, {}])
def test_what_can_not_be_said_changes_nothing(nora: User, wrong: dict[str, str]) -> None:
    assert client_of(nora).post(STEPS, wrong).status_code == 302
    assert done(nora) == set()


def test_put_away_they_are_no_longer_pointed_out_but_found(nora: User) -> None:
    client = client_of(nora)
    assert "Your first steps here" in words_of(client, "/account/")
    assert client.post(STEPS, {"put_away": "1"})["Location"] == "/"
    page = client.get("/account/").content.decode()
    assert "Your first steps here" not in page
    assert f'href="{STEPS}"' in page
    assert "Put this away" not in words_of(client, STEPS)


def test_the_first_time_somebody_signs_in_they_are_led_there_once(client: Client, nora: User) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=nora, email=nora.email, verified=True, primary=True)
    sent = {"login": nora.email, "password": PASSWORD}
    assert client.post("/account/login/", sent)["Location"] == STEPS
    client.logout()
    assert client.post("/account/login/", sent)["Location"] == "/"


def test_who_wants_to_go_somewhere_goes_there(client: Client, nora: User) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=nora, email=nora.email, verified=True, primary=True)
    sent = {"login": nora.email, "password": PASSWORD, "next": "/communities/"}
    assert client.post("/account/login/", sent)["Location"] == "/communities/"


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get(STEPS)["Location"].startswith("/account/login/")


def test_who_has_been_here_for_long_is_not_bothered(space: Community) -> None:
    member = make_member(space, name="Mia").user
    client = client_of(member)
    assert client.get(STEPS).status_code == 200
    assert "Your first steps here" not in words_of(client, "/account/")


def test_the_queries_do_not_grow(nora: User, space: Community) -> None:
    client = client_of(nora)
    before = warm_queries(client, STEPS)
    make_member(space, user=nora)
    topic = make_topic(space)
    for number in range(5):
        actions.say(topic, f"Hello {number}", nora)
    assert warm_queries(client, STEPS) <= before
    assert before <= 14

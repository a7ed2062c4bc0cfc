"""What was decided about what one wrote: for oneself alone, with the way to appeal."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.discussion.mentions import handle
from communities.discussion.models import Post, Topic
from communities.moderation import actions
from communities.moderation.models import Case
from communities.moderation.part import forget_cases
from communities.moderation.terms import APPEALABLE, Outcome, Why
from communities.spaces.models import Community
from tests.communities.conftest import client_of, make_member, make_person
from tests.communities.discussion.conftest import say
from tests.communities.moderation.conftest import of
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
OWN = "/account/decisions/"


@pytest.fixture
def taken(case: Case) -> Case:
    """Ben's answer, taken away."""
    actions.settle(case, Outcome.GOES, "It names a person.", make_person())
    case.refresh_from_db()
    return case


def test_it_is_for_oneself(taken: Case) -> None:
    assert Client().get(OWN).status_code == 302
    assert "Nothing that you wrote" in words_of(of(make_person()), OWN)
    page = words_of(of(taken.author), OWN)
    assert "It names a person." in page
    assert "His name is Zebedee." in page
    assert "Rita" not in page


def test_who_is_mentioned_stands_there_by_name(space: Community, topic: Topic) -> None:
    carla = make_member(space, name="Carla Quokka").user
    post = say(topic, "Ask @Carla Quokka.")
    case = actions.report("post", post.pk, Why.PERSON, "", make_person())
    assert case
    decides = client_of(space.memberships.get(role="steward").user)
    at = f"/communities/moderation/{case.pk}/"
    assert "Ask @Carla Quokka." in words_of(decides, at)
    actions.settle(case, Outcome.GOES, "It names a person.", make_person())
    assert "Ask @Carla Quokka." in words_of(of(post.author), OWN)
    carla.memberships.all().delete()
    for page in (words_of(decides, at), words_of(of(post.author), OWN)):
        assert "Ask a member." in page
        assert handle(carla.pk) not in page


def test_an_open_report_is_not_shown_to_its_author(case: Case) -> None:
    assert "Nothing that you wrote" in words_of(of(case.author), OWN)


def test_one_appeals_once(taken: Case) -> None:
    client = of(taken.author)
    assert client.post(OWN, {"case": taken.pk, "text": "It is a character in a play."}).status_code == 302
    assert client.post(OWN, {"case": taken.pk, "text": "Again."}).status_code == 400
    taken.refresh_from_db()
    assert taken.appeal == "It is a character in a play."
    assert not actions.appeal(taken, "Again.")


def test_it_says_once_what_holds_now(taken: Case) -> None:
    client = of(taken.author)
    assert states(client) == ["It is not shown"]
    actions.appeal(taken, "It is a character in a play.")
    actions.answer(taken, Outcome.STAYS, "You are right.", make_person())
    assert states(client) == ["It is shown"]
    assert "Why it was not shown at first It names a person." in words_of(client, OWN)
    again = actions.report("post", taken.key, Why.HURTS, "", make_person())
    assert again
    assert states(client) == ["It is shown"]  # that it was reported is told to nobody
    actions.settle(again, Outcome.GOES, "It hurts.", make_person())
    assert states(client) == ["It is not shown", "An earlier decision: it was shown"]


def states(client: Client) -> list[str]:
    """What stands above each case."""
    return re.findall('<section class="section flow"><h2>([^<]*)</h2>', client.get(OWN).content.decode())


def test_nobody_appeals_for_others_or_too_late(taken: Case) -> None:
    assert of(make_person()).post(OWN, {"case": taken.pk, "text": "Let him."}).status_code == 400
    Case.objects.update(settled_at=timezone.now() - APPEALABLE)
    assert of(taken.author).post(OWN, {"case": taken.pk, "text": "At last."}).status_code == 400
    taken.refresh_from_db()
    assert not taken.appealed_at


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": "a" * 5001}, {"text": "x", "case": "\x00"}, {"text": "x", "case": "9" * 40}]
)
def test_a_mistake_is_told(taken: Case, wrong: dict[str, Any]) -> None:
    assert of(taken.author).post(OWN, {"case": taken.pk, **wrong}).status_code == 400


def test_it_is_linked_from_ones_account(space: Community) -> None:
    assert OWN in of(make_person()).get("/account/").content.decode()


def test_whoever_leaves_takes_their_name_along(post: Post, taken: Case) -> None:
    assert post.author
    post.author.delete()
    taken.refresh_from_db()
    assert taken.author is None


def test_cases_are_forgotten_after_two_years(taken: Case) -> None:
    forget_cases()
    assert Case.objects.count() == 1
    Case.objects.update(settled_at=timezone.now() - timedelta(days=731))
    actions.appeal(taken, "Look again")
    forget_cases()
    assert Case.objects.count() == 1  # somebody waits for an answer
    actions.answer(taken, Outcome.GOES, "No.", make_person())
    forget_cases()
    assert not Case.objects.exists()


def test_the_number_of_queries_does_not_grow(topic: Topic, taken: Case) -> None:
    client = of(taken.author)
    before = warm_queries(client, OWN)
    for number in range(4):
        found = actions.report("post", say(topic, f"Post {number}", taken.author).pk, Why.OTHER, "", make_person())
        assert found
        actions.settle(found, Outcome.GOES, "Why", make_person())
    assert warm_queries(client, OWN) == before

"""The queue and one case: who sees them, deciding, and appeals to somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from communities.discussion import actions as forum
from communities.discussion.models import Post, Topic, Waiting
from communities.discussion.waiting import hold
from communities.moderation import actions
from communities.moderation.models import Case
from communities.moderation.terms import Outcome, Why
from communities.people.models import Profile
from communities.spaces.models import Community
from portal.accounts.groups import ensure_groups
from tests.communities.conftest import as_, make_member, make_person, make_space, statuses
from tests.communities.discussion.conftest import say
from tests.communities.moderation.conftest import SETTLED, mails, member_of, of
from tests.practices.pages import warm_queries, words_of

pytestmark = pytest.mark.django_db


def address(case: Case) -> str:
    return f"/communities/moderation/{case.pk}/"


def queue(space: Community) -> str:
    return f"{space.get_absolute_url()}moderation/"


def test_who_sees_the_queue(space: Community, case: Case) -> None:
    assert statuses(space, queue(space)) == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": 200, "steward": 200, "administrator": 200,
    }  # fmt: skip
    assert statuses(space, address(case)) == {
        "stranger": 302, "outsider": 404, "member": 404, "facilitator": 200, "steward": 200, "administrator": 200,
    }  # fmt: skip
    assert statuses(space, "/communities/moderation/") == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": 403, "steward": 403, "administrator": 200,
    }  # fmt: skip


def test_a_private_space_is_not_there(secret: Community) -> None:
    assert as_("outsider", secret).get(queue(secret)).status_code == 404


def test_who_tends_another_space_sees_nothing_of_it(space: Community, case: Case) -> None:
    other = make_space("Elsewhere")
    assert member_of(other, "steward").get(address(case)).status_code == 404


def test_nobody_judges_their_own_words(space: Community, topic: Topic) -> None:
    steward = space.memberships.get(role="steward").user
    own = say(topic, "I know best.", steward)
    case = actions.report("post", own.pk, Why.OTHER, "", make_member(space).user)
    assert case
    assert of(steward).get(address(case)).status_code == 404
    assert "Nothing waits" in words_of(of(steward), queue(space))
    assert member_of(space, "facilitator").post(address(case), SETTLED).status_code == 302


def test_a_post_is_taken_away_with_a_statement_to_its_author(space: Community, post: Post, case: Case) -> None:
    client = as_("steward", space)
    assert "Reported once" in words_of(client, queue(space))
    page = words_of(client, address(case))
    assert "His name is Zebedee." in page
    assert "It is his full name" in page
    assert "Rita" not in page  # nobody needs to know
    mails()
    assert client.post(address(case), SETTLED).status_code == 302
    post.refresh_from_db()
    assert post.removed_because == "It names a person."
    assert post.author
    ((to, body),) = mails()
    assert to == post.author.email
    assert "It names a person." in body
    assert "/account/decisions/" in body
    page = words_of(client, queue(space))
    assert "Nothing waits" in page
    assert "Stella" in page  # the log says who


def test_a_post_that_stays_is_told_to_nobody(space: Community, post: Post, case: Case) -> None:
    mails()
    as_("steward", space).post(address(case), {"outcome": "stays"})
    post.refresh_from_db()
    assert post.removed_at is None
    assert mails() == []


def test_it_is_decided_once(space: Community, case: Case) -> None:
    client = as_("steward", space)
    client.post(address(case), {"outcome": "stays"})
    assert client.post(address(case), SETTLED).status_code == 403
    assert not actions.settle(case, Outcome.GOES, "Twice", None)
    case.refresh_from_db()
    assert case.outcome == "stays"


@pytest.mark.parametrize(
    "wrong", [{}, {"outcome": "goes"}, {"outcome": "burns", "statement": "x"}, {"outcome": "\x00"}]
)
def test_a_mistake_is_told_and_nothing_decided(space: Community, case: Case, wrong: dict[str, Any]) -> None:
    assert as_("steward", space).post(address(case), wrong).status_code == 400
    case.refresh_from_db()
    assert case.settled_at is None


def test_a_case_survives_its_thing(space: Community, post: Post, case: Case) -> None:
    post.topic.delete()
    client = as_("steward", space)
    assert "It is gone" in words_of(client, address(case))
    assert client.post(address(case), SETTLED).status_code == 302


def test_an_appeal_is_answered_by_somebody_else(space: Community, post: Post, case: Case) -> None:
    steward = as_("steward", space)
    facilitator = member_of(space, "facilitator")
    facilitator.post(address(case), SETTLED)
    assert post.author
    author = of(post.author)
    assert "It names a person." in words_of(author, "/account/decisions/")
    mails()
    author.post("/account/decisions/", {"case": case.pk, "text": "He is an author who wants to be named."})
    assert [to for to, _body in mails()] == [space.memberships.get(role="steward").user.email]
    assert "somebody else answers" in words_of(facilitator, address(case))
    assert facilitator.post(address(case), {"outcome": "goes", "answer": "No."}).status_code == 403
    assert "An appeal" in words_of(steward, queue(space))
    assert steward.post(address(case), {"outcome": "stays", "answer": "You are right."}).status_code == 302
    post.refresh_from_db()
    assert post.removed_at is None
    ((to, body),) = mails()
    assert to == post.author.email
    assert "You are right." in body
    assert "after an appeal" in words_of(steward, queue(space))


def test_an_appeal_without_anybody_else_goes_to_the_operator(
    space: Community, post: Post, case: Case, settings: Any
) -> None:
    as_("steward", space).post(address(case), SETTLED)
    mails()
    case.refresh_from_db()
    administrator = make_person(group="administrators")
    actions.appeal(case, "Please look again.")
    assert [to for to, _body in mails()] == [settings.OPERATOR["email"]]
    assert f"Something to look at in “{space.name}”" in words_of(of(administrator), "/notices/")
    assert as_("administrator", space).post(address(case), {"outcome": "goes", "answer": "No."}).status_code == 302
    post.refresh_from_db()
    assert post.removed_at


def test_what_a_facilitator_removes_in_the_forum_can_be_appealed_too(space: Community, post: Post) -> None:
    url = f"{post.topic.get_absolute_url()}post/{post.number}/remove/"
    member_of(space, "facilitator").post(url, {"reason": "Rude"})
    case = Case.objects.get()
    assert (case.outcome, case.statement, case.author) == ("goes", "Rude", post.author)
    assert case.may_be_appealed


def test_what_one_removes_oneself_is_no_case(space: Community, post: Post) -> None:
    assert post.author
    of(post.author).post(f"{post.topic.get_absolute_url()}post/{post.number}/remove/", {"reason": "My mistake"})
    post.refresh_from_db()
    assert post.removed_at
    assert not Case.objects.exists()


def test_no_appeal_brings_back_what_its_author_took_away(space: Community, post: Post, case: Case) -> None:
    forum.remove(post, "My mistake", post.author)
    actions.settle(case, Outcome.GOES, "It names a person.", make_person())
    actions.appeal(case, "It was no name.")
    actions.answer(case, Outcome.STAYS, "So it was not.", make_person())
    post.refresh_from_db()
    assert post.removed_because == "My mistake"


def test_a_profile_is_withheld_and_shown_again() -> None:
    owner = make_person()
    profile = Profile.objects.create(user=owner, name="Best Prices", published=True, audience="members")
    case = actions.report("person", profile.pk, Why.ADVERTISING, "", make_person())
    assert case
    admin, reader = of(make_person(group="administrators")), of(make_person())
    admin.post(address(case), SETTLED)
    assert reader.get(profile.get_absolute_url()).status_code == 404
    assert not Profile.objects.findable().exists()
    case.refresh_from_db()
    actions.appeal(case, "I am a person.")
    of(make_person(group="administrators")).post(address(case), {"outcome": "stays", "answer": "Sorry."})
    assert reader.get(profile.get_absolute_url()).status_code == 200


def test_the_number_of_queries_does_not_grow(space: Community, topic: Topic, case: Case) -> None:
    client = as_("steward", space)
    first = actions.report("post", say(topic, "Another").pk, Why.OTHER, "", make_person())
    assert first
    actions.settle(first, Outcome.GOES, "Why", make_person())
    before = warm_queries(client, queue(space))
    for number in range(5):
        found = actions.report("post", say(topic, f"Post {number}").pk, Why.OTHER, "", make_person())
        if found and number % 2:
            actions.settle(found, Outcome.GOES, "Why", make_person())
    assert warm_queries(client, queue(space)) == before <= 20
    assert warm_queries(client, address(case)) <= 16


def test_administrators_find_all_cases_from_the_desk(space: Community) -> None:
    ensure_groups()

    def menu(group: str) -> str:
        return of(make_person(group=group)).get(reverse("wagtailadmin_home"), follow=True).content.decode()

    assert "/communities/moderation/" in menu("administrators")
    assert "/communities/moderation/" not in menu("editors")


def test_what_is_open_about_a_topic_moves_with_it(space: Community, topic: Topic, post: Post, case: Case) -> None:
    """Who tended it can't read on there; who tends it now decides, also about what waits."""
    settled = actions.report("post", topic.posts.get(number=1).pk, Why.OTHER, "", make_person())
    assert settled
    actions.settle(settled, Outcome.STAYS, "", make_person())
    said = Waiting(community=space, topic=topic, author=make_member(space).user, text="More.")
    hold(said, "many links")
    mails()
    there = make_space("Elsewhere", parts=["forum"])
    tends = make_member(there, "facilitator", name="Fay").user
    forum.move(topic, there, None)
    opened = Case.objects.filter(settled_at=None)
    assert {one.community for one in opened} == {there}
    assert opened.count() == 2
    said.refresh_from_db()
    assert said.community == there
    settled.refresh_from_db()
    assert settled.community == space  # what was decided stays in the log of who decided it
    assert {to for to, _body in mails()} == {tends.email}
    before = of(space.memberships.get(role="steward").user)
    assert before.get(f"/communities/moderation/{case.pk}/").status_code == 404
    assert of(tends).get(f"/communities/moderation/{case.pk}/").status_code == 200

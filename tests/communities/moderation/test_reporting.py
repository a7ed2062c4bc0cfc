"""Reporting: whoever sees a thing can say that somebody should look at it; its author learns nothing of that."""

from __future__ import annotations

from typing import Any

import pytest

from communities.discussion.models import Post
from communities.moderation.models import Case, Flag
from communities.people.models import Profile
from communities.spaces.models import Community
from tests.communities.conftest import as_, make_member, make_person, statuses
from tests.communities.moderation.conftest import mails, member_of, of
from tests.practices.pages import warm_queries

pytestmark = pytest.mark.django_db
WORDS = {"why": "person", "note": "It is his full name"}


def address(post: Post) -> str:
    return f"/communities/report/post/{post.pk}/"


def test_a_member_reports_a_post_and_those_who_tend_the_space_are_told(space: Community, post: Post) -> None:
    client = member_of(space)
    page = client.get(post.get_absolute_url().split("#")[0]).content.decode()
    assert address(post) in page
    answer = client.post(address(post), WORDS, follow=True)
    assert "Somebody looks at it" in answer.content.decode()
    flag = Flag.objects.get()
    assert (flag.why, flag.note, flag.case.community) == ("person", "It is his full name", space)
    (letter,) = mails()
    assert letter[0] == space.memberships.get(role="steward").user.email
    assert f"/communities/moderation/{flag.case.pk}/" in letter[1]
    assert "Zebedee" not in letter[1]
    assert flag.by
    assert flag.by.email not in letter[1]


def test_reporting_again_changes_the_words_and_others_join_the_same_case(space: Community, post: Post) -> None:
    client = member_of(space)
    client.post(address(post), WORDS)
    client.post(address(post), WORDS | {"why": "hurts"})
    member_of(space).post(address(post), WORDS)
    assert [flag.why for flag in Flag.objects.order_by("why")] == ["hurts", "person"]
    assert Case.objects.count() == 1
    assert len(mails()) == 1  # one for the case, not for each report


def test_who_reports(space: Community, post: Post) -> None:
    assert statuses(space, address(post)) == {
        "stranger": 302, "outsider": 404, "member": 200, "facilitator": 200, "steward": 200, "administrator": 200,
    }  # fmt: skip
    assert post.author
    assert of(post.author).get(address(post)).status_code == 404  # one's own


def test_a_post_that_is_not_seen_is_not_there(space: Community, post: Post) -> None:
    client = member_of(space)
    Post.objects.filter(pk=post.pk).update(removed_at=post.created_at)
    assert client.get(address(post)).status_code == 404


@pytest.mark.parametrize("wrong", ["nothing/1", "post/0", "post/99999999999999999999999", "waiting/1", "person/7"])
def test_what_is_not_there_is_not_there(space: Community, wrong: str) -> None:
    assert member_of(space).get(f"/communities/report/{wrong}/").status_code == 404


@pytest.mark.parametrize("wrong", [{}, {"why": "spite"}, {"why": "other", "note": "a" * 501}, {"why": "\x00"}])
def test_a_mistake_is_told_and_nothing_kept(space: Community, post: Post, wrong: dict[str, Any]) -> None:
    assert member_of(space).post(address(post), wrong).status_code == 400
    assert not Case.objects.exists()


def test_a_profile_is_reported_to_the_administrators(space: Community, settings: Any) -> None:
    profile = Profile.objects.create(user=make_person(), name="Best Prices", published=True, audience="members")
    client = of(make_person())
    assert f"/communities/report/person/{profile.pk}/" in client.get(profile.get_absolute_url()).content.decode()
    client.post(f"/communities/report/person/{profile.pk}/", {"why": "advertising"})
    assert Case.objects.get().community is None
    assert [to for to, _body in mails()] == [settings.OPERATOR["email"]]
    assert as_("steward", space).get(f"/communities/moderation/{Case.objects.get().pk}/").status_code == 404


def test_too_fast_is_told(space: Community, post: Post, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = settings.REQUESTS_PER_MINUTE | {"reports": 1, "posts": 1}
    client = member_of(space)
    client.post(f"{post.topic.get_absolute_url()}answer/", {"text": "It is not."})  # posts are counted apart
    assert client.post(address(post), WORDS).status_code == 302
    answer = client.post(address(post), WORDS | {"note": "again"})
    assert answer.status_code == 400
    assert "again" in answer.content.decode()


def test_the_number_of_queries_is_constant(space: Community, post: Post) -> None:
    assert warm_queries(of(make_member(space).user), address(post)) <= 10

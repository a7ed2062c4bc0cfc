"""Beginning topics, answering, changing, taking back, removing and reacting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from communities.discussion import actions, trust
from communities.discussion.models import Naming, Post, Reaction, Topic
from communities.discussion.trust import Level
from communities.spaces.models import Community
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.communities.discussion.conftest import say
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db
FORUM = "/communities/mentoring-after-release/forum/"
NEW = {"title": "Who helps?", "kind": "question", "language": "en", "text": "We need **mentors**."}


def test_who_begins_topics(space: Community) -> None:
    assert statuses(space, f"{FORUM}new/", "post", NEW) == ladder(302, 403, 302, 302, 302, 403)
    assert Topic.objects.count() == 3
    Community.objects.update(visibility="public")  # everybody reads, members write
    assert statuses(space, f"{FORUM}new/", "post", NEW)["outsider"] == 403


@pytest.mark.parametrize(("visibility", "outsider"), [("face", 403), ("private", 404)])
@pytest.mark.parametrize(
    ("address", "data", "inside"),
    [
        ("answer/", {"text": "We do."}, (302, 302, 302, 403)),
        ("follow/", {}, (302, 302, 302, 302)),
        ("post/2/edit/", {"text": "They do."}, (403, 403, 403, 403)),  # what others wrote is theirs
        ("post/2/undo/", {}, (403, 403, 403, 403)),
        ("post/2/remove/", {"reason": ""}, (403, 400, 400, 400)),
        ("post/2/react/", {"kind": "thanks"}, (302, 302, 302, 403)),
        ("post/2/accept/", {}, (403, 302, 302, 302)),
    ],
)
def test_who_does_what_in_a_topic_of_others(
    space: Community,
    topic: Topic,
    address: str,
    data: dict[str, str],
    inside: tuple[int, ...],
    visibility: str,
    outsider: int,
) -> None:
    said = say(topic)
    Community.objects.update(visibility=visibility)
    wanted = ladder(302, outsider, *inside)
    assert statuses(space, f"{topic.get_absolute_url()}{address}", "post", data) == wanted
    said.refresh_from_db()
    assert (said.text, said.removed_at) == ("The after-care team does.", None)


def test_a_topic_is_begun_with_its_first_post(space: Community) -> None:
    member = make_member(space)
    answer = client_of(member.user).post(f"{FORUM}new/", {**NEW, "about": "pr-0001-de"})
    topic = Topic.objects.get()
    assert answer["Location"] == topic.get_absolute_url()
    assert (topic.author, topic.about, topic.last_number) == (member.user, "PR-0001", 1)
    assert topic.posts.get().html == "<p>We need <strong>mentors</strong>.</p>"


def test_announcements_are_for_who_tends_the_space(space: Community) -> None:
    told = {**NEW, "kind": "announcement"}
    assert as_("member", space).post(f"{FORUM}new/", told).status_code == 400
    assert as_("facilitator", space).post(f"{FORUM}new/", told).status_code == 302


@pytest.mark.parametrize("wrong", [
    {"title": ""}, {"title": "a" * 201}, {"text": ""}, {"text": " \n"}, {"text": "a" * 40_001}, {"kind": "case"}, {"language": "xx"}, {"about": "everything"},
    {"text": "![](/files/a.png)"}, {"title": "a\x00b"}, {"text": "\x00"},
])  # fmt: skip
def test_what_can_not_be_kept_is_said_and_nothing_is_lost(space: Community, wrong: dict[str, str]) -> None:
    data = {**NEW, "text": "What I **wrote**", **wrong}
    answer = as_("member", space).post(f"{FORUM}new/", data)
    assert answer.status_code == 400
    assert Topic.objects.count() == 0
    if "text" not in wrong:
        assert "What I **wrote**" in answer.content.decode()


def test_a_preview_keeps_nothing(space: Community, topic: Topic) -> None:
    client = as_("member", space)
    for address in (f"{FORUM}new/", f"{topic.get_absolute_url()}answer/"):
        answer = client.post(address, {**NEW, "preview": "1"})
        assert answer.status_code == 200
        assert "<p>We need <strong>mentors</strong>.</p>" in answer.content.decode()
        assert "We need **mentors**." in answer.content.decode()
    assert Post.objects.count() == 1


def test_an_answer_stands_behind_the_others(space: Community, topic: Topic) -> None:
    client = as_("member", space)
    answer = client.post(
        f"{topic.get_absolute_url()}answer/", {"text": "> Who?\n\nWe do. See PR-0001.", "reply_to": "1"}
    )
    assert answer["Location"].endswith("#post-2")
    post = topic.posts.get(number=2)
    assert post.reply_to
    assert post.reply_to.number == 1
    assert list(Naming.objects.values_list("code", flat=True)) == ["PR-0001"]
    assert "We do." in words_of(client, topic.get_absolute_url())


@pytest.mark.parametrize("reply_to", ["x", "0", "99", "-1", "99999999999", "\x00"])
def test_an_answer_to_what_is_not_there_is_an_answer_to_the_topic(
    space: Community, topic: Topic, reply_to: str
) -> None:
    as_("member", space).post(f"{topic.get_absolute_url()}answer/", {"text": "We do.", "reply_to": reply_to})
    assert topic.posts.get(number=2).reply_to is None


def test_quoting_fills_the_form(space: Community, topic: Topic) -> None:
    page = as_("member", space).get(f"{topic.get_absolute_url()}?quote=1").content.decode()
    assert "&gt; Who fetches the key?" in page
    assert '<input type="hidden" name="reply_to" value="1">' in page
    assert as_("member", space).get(f"{topic.get_absolute_url()}?quote=%00").status_code == 200


def test_a_closed_topic_takes_answers_of_who_tends_the_space_alone(space: Community, topic: Topic) -> None:
    actions.close(topic, None)
    address = f"{topic.get_absolute_url()}answer/"
    assert as_("member", space).post(address, {"text": "More"}).status_code == 403
    assert as_("facilitator", space).post(address, {"text": "More"}).status_code == 302


def test_an_archived_space_takes_nothing(space: Community, topic: Topic) -> None:
    Community.objects.update(state="archived")
    assert as_("steward", space).post(f"{topic.get_absolute_url()}answer/", {"text": "More"}).status_code == 403
    assert as_("member", space).get(topic.get_absolute_url()).status_code == 200


def test_one_changes_ones_own_words_and_the_old_ones_can_be_read(space: Community, topic: Topic) -> None:
    post = say(topic, "We did.")
    address = f"{topic.get_absolute_url()}post/2/edit/"
    assert as_("steward", space).post(address, {"text": "They did."}).status_code == 403
    author = client_of(post.author)
    assert author.post(address, {"text": "We do."}).status_code == 302
    words = words_of(as_("member", space), topic.get_absolute_url())
    assert ("We do." in words, "We did." in words, "Changed on" in words) == (True, False, True)
    assert "We did." in words_of(as_("member", space), f"{topic.get_absolute_url()}post/2/versions/")
    author.post(address, {"text": "We do."})
    assert post.versions.count() == 1  # nothing was changed


def test_a_fresh_post_can_be_taken_back_until_somebody_answers(space: Community, topic: Topic) -> None:
    post = say(topic, "Oops")
    author = client_of(post.author)
    address = f"{topic.get_absolute_url()}post/2/undo/"
    assert as_("steward", space).post(address).status_code == 403
    assert author.post(address).status_code == 302
    topic.refresh_from_db()
    assert (topic.last_number, topic.posts.count()) == (1, 1)
    again = say(topic, "Oops again", post.author)
    say(topic, "An answer")
    assert again.number == 2
    assert author.post(address).status_code == 403


def test_what_was_answered_in_the_same_moment_is_not_taken_back(space: Community, topic: Topic) -> None:
    first = topic.posts.get()
    say(topic, "An answer")  # after the page with the button was made
    assert not actions.undo(first)
    assert topic.posts.count() == 2


def test_an_answer_keeps_what_it_answers_through_a_preview(space: Community, topic: Topic) -> None:
    page = as_("member", space).post(
        f"{topic.get_absolute_url()}answer/", {"text": "We do.", "reply_to": "1", "preview": "1"}
    )
    assert '<input type="hidden" name="reply_to" value="1">' in page.content.decode()


def test_long_identifiers_are_kept_whole(space: Community, topic: Topic) -> None:
    say(topic, "See PR-100123 and PR-0001-de.")
    assert sorted(Naming.objects.values_list("code", flat=True)) == ["PR-0001", "PR-100123"]


def test_a_topic_is_taken_back_with_its_only_post(space: Community, topic: Topic) -> None:
    answer = client_of(topic.author).post(f"{topic.get_absolute_url()}post/1/undo/")
    assert answer["Location"] == FORUM
    assert not Topic.objects.exists()


def test_after_some_minutes_a_post_is_removed_with_a_reason_instead(space: Community, topic: Topic) -> None:
    post = say(topic, "Oops")
    author = client_of(post.author)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        author = client_of(post.author)
        assert author.post(f"{topic.get_absolute_url()}post/2/undo/").status_code == 403
        assert author.post(f"{topic.get_absolute_url()}post/2/remove/", {"reason": ""}).status_code == 400
        assert author.post(f"{topic.get_absolute_url()}post/2/remove/", {"reason": "I was wrong"}).status_code == 302
    words = words_of(as_("member", space), topic.get_absolute_url())
    assert ("Oops" in words, "I was wrong" in words) == (False, True)
    assert as_("member", space).get(f"{topic.get_absolute_url()}post/2/versions/").status_code == 404


def test_who_removes_what_others_wrote(space: Community, topic: Topic) -> None:
    address = f"{topic.get_absolute_url()}post/1/remove/"
    assert statuses(space, address) == ladder(302, 403, 403, 200, 200, 200)


def test_a_reaction_is_given_once_and_can_be_taken_back(space: Community, topic: Topic) -> None:
    client = as_("member", space)
    address = f"{topic.get_absolute_url()}post/1/react/"
    client.post(address, {"kind": "thanks"})
    assert "Thank you, 1" in words_of(client, topic.get_absolute_url())
    client.post(address, {"kind": "thanks"})
    assert not Reaction.objects.exists()
    client.post(address, {"kind": "hate"})
    assert not Reaction.objects.exists()
    assert client_of(topic.author).post(address, {"kind": "thanks"}).status_code == 403  # one's own words


def test_whoever_asked_says_which_answer_helped(space: Community, topic: Topic) -> None:
    say(topic)
    address = f"{topic.get_absolute_url()}post/2/accept/"
    assert as_("member", space).post(address).status_code == 403
    client_of(topic.author).post(address)
    assert "Accepted answer" in words_of(as_("member", space), topic.get_absolute_url())
    assert "Answered" in words_of(as_("member", space), FORUM)
    client_of(topic.author).post(address)
    topic.refresh_from_db()
    assert topic.accepted is None


def test_people_write_slower_than_programs(space: Community, topic: Topic, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "posts": 2}
    client = as_("member", space)
    address = f"{topic.get_absolute_url()}answer/"
    answers = [client.post(address, {"text": f"Number {number}"}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 400]
    assert "Number 2" in answers[-1].content.decode()


def test_who_is_new_writes_less_within_an_hour_than_who_has_taken_part(
    space: Community, topic: Topic, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "MOST_POSTS", {Level.NEW: 1, Level.KNOWN: 2, Level.REGULAR: 3})
    member = make_member(space)
    client = client_of(member.user)
    address = f"{topic.get_absolute_url()}answer/"
    answers = [client.post(address, {"text": f"Number {number}"}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 400]
    assert "Number 2" in answers[-1].content.decode()
    for number in range(2):
        say(topic, f"Old {number}", member.user)
    assert trust.writes_too_much(member.user)
    Post.objects.filter(author=member.user).update(created_at=timezone.now() - timedelta(minutes=61))
    assert not trust.writes_too_much(member.user)
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "posts": 0}
    assert client.post(address, {"text": "No limit"}).status_code == 302


def test_a_banned_person_writes_nothing(space: Community, topic: Topic) -> None:
    from communities.spaces.actions import put_out

    member = make_member(space)
    client = client_of(member.user)
    put_out(member, "Insults", make_member(space, "steward").user)
    assert client.post(f"{topic.get_absolute_url()}answer/", {"text": "More"}).status_code == 403

"""What is left in discussions of who has left: their words without their name, or neither."""

from __future__ import annotations

from typing import Any

import pytest

from communities.discussion import actions
from communities.discussion.models import Post, PostVersion, Topic
from communities.discussion.terms import Reacted
from communities.spaces.models import Community
from portal.foundation.erasure import erase
from tests.communities.conftest import as_, make_member
from tests.communities.discussion.conftest import make_topic, say
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(space: Community) -> Any:
    """Somebody who wrote, changed what she wrote, was answered and thanked."""
    return make_member(space, name="Anna Winter").user


@pytest.fixture
def talk(space: Community, anna: Any) -> Topic:
    topic = make_topic(space, author=anna, text="The zebra first. Anna Winter")
    actions.change(topic.posts.get(), "The zebra has the key. Anna Winter")
    said = "Anna Winter wrote:\n> The zebra has the key\n\n@Anna Winter: yes.\n\nI read a book of the poet Anna Winter."
    answer = say(topic, said)
    actions.change(answer, said + " Twice.")
    actions.react(topic.posts.get(number=1), Reacted.THANKS, answer.author)
    return topic


def test_the_words_stay_without_the_name(space: Community, talk: Topic, anna: Any, found: Any) -> None:  # noqa: F811
    erase(anna)
    first, second = Post.objects.filter(topic=talk)
    assert first.author is None
    assert "The zebra has the key." in first.html
    everywhere = [
        text for model in (Post, PostVersion) for pair in model.objects.values_list("text", "html") for text in pair
    ]
    assert sum("Anna" in text for text in everywhere) == 4  # the other one, in the answer and in its earlier version
    assert second.text.startswith("somebody who has left wrote:")
    assert "@" not in second.text
    assert "the poet Anna Winter" in second.html
    catch_up()
    member = as_("member", space)
    assert found("zebra", member) == [talk.get_absolute_url()]
    page = member.get(talk.get_absolute_url()).content.decode()
    assert "<bdi>somebody who has left</bdi>" in page


def test_the_words_go_too_where_that_was_wanted(space: Community, talk: Topic, anna: Any, found: Any) -> None:  # noqa: F811
    catch_up()
    member = as_("member", space)
    erase(anna, with_words=True)
    assert found("zebra", member) == []  # at once
    catch_up()
    first, second = Post.objects.filter(topic=talk)
    assert (first.text, first.html, first.author) == ("", "", None)
    assert first.removed_because
    assert not first.versions.exists()
    assert second.removed_at is None
    assert "Whoever wrote it has left." in member.get(talk.get_absolute_url()).content.decode()
    assert found("book", member) == [talk.get_absolute_url()]


def test_a_short_or_common_name_harms_no_words(space: Community) -> None:
    person = make_member(space, name="Al").user
    topic = make_topic(space, author=person, text="Also: Al")
    erase(person)
    assert topic.posts.get().text == "Also: Al"

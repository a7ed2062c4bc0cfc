"""A space with a forum, and something said in it."""

from __future__ import annotations

from typing import Any

import pytest

from communities.discussion import actions
from communities.discussion.models import Post, Topic
from communities.spaces.models import Community
from tests.communities.conftest import make_member, make_space, nobody_was_here_before, secret

__all__ = ["nobody_was_here_before", "secret"]


def make_topic(space: Community, author: Any = None, text: str = "Who fetches the key?", **fields: Any) -> Topic:
    """A question with its first post."""
    topic = Topic(
        **{"community": space, "title": "The key to the flat", "kind": "question", "language": "en", **fields}
    )
    actions.begin(topic, text, author or make_member(space, name="Ana").user)
    return topic


def say(topic: Topic, text: str = "The after-care team does.", author: Any = None) -> Post:
    """An answer."""
    return actions.say(topic, text, author or make_member(topic.community, name="Ben").user)


@pytest.fixture
def space(site_tree: None) -> Community:
    """A space that lets people in on request, with a public face, members' inside and a forum, with a steward."""
    made = make_space(parts=["people", "forum"], joining="request")
    make_member(made, "steward", name="Stella")
    return made


@pytest.fixture
def topic(space: Community) -> Topic:
    """A question by Ana."""
    return make_topic(space)

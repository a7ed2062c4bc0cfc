"""A space with a blog, and entries in it."""

from __future__ import annotations

from typing import Any

import pytest

from communities.blog import actions
from communities.blog.models import Blog, Entry
from communities.discussion.tagging import About
from communities.spaces.models import Community
from tests.communities.conftest import make_member, make_space, nobody_was_here_before, secret

__all__ = ["nobody_was_here_before", "secret"]
BLOG = "/communities/mentoring-after-release/blog/"
WORDS = {"title": "The first weeks", "summary": "What we tried.", "language": "en", "reach": "inside"}


def paragraph(text: str = "We waited at the **gate**.") -> dict[str, Any]:
    """A block as it is stored."""
    return {"type": "paragraph", "value": text, "id": "11111111-1111-4111-8111-111111111111"}


def make_entry(
    space: Community, author: Any = None, *, published: bool = True, about: About | None = None, **fields: Any
) -> Entry:
    """An entry with one paragraph, published unless it is to be a draft."""
    blocks, series = fields.pop("blocks", [paragraph()]), fields.pop("series", "")
    facts = {**WORDS, **fields}
    entry = Entry(community=space, author=author or make_member(space, name="Ana").user, **facts)
    actions.keep(entry, blocks, about or About(), series)
    if published:
        actions.publish(entry, entry.author)
    return Entry.objects.select_related("community", "author").get(pk=entry.pk)


def form(*blocks: tuple[str, dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """What the form of an entry sends: its facts, and blocks, each a kind with its fields."""
    sent = {**WORDS, **fields}
    for number, (kind, words) in enumerate(blocks or (("paragraph", {"text": "We waited."}),), start=1):
        sent[f"block-{number}-kind"] = kind
        sent |= {f"block-{number}-{name}": value for name, value in words.items()}
    return sent


@pytest.fixture
def space(site_tree: None) -> Community:
    """A space with a public face, members' inside and a blog, with a steward."""
    made = make_space(parts=["people", "blog"], joining="request")
    make_member(made, "steward", name="Stella")
    return made


@pytest.fixture
def entry(space: Community) -> Entry:
    """An entry by Ana for the inside."""
    return make_entry(space)


@pytest.fixture
def free(space: Community) -> Community:
    """The same space, where members publish."""
    Blog.objects.create(community=space, members_publish=True)
    return space

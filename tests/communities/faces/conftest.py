"""A space that has every part, with something in each that everybody may see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from communities.discussion.models import Topic
from communities.faces import actions
from communities.faces.models import Face, Section, Thing
from communities.people.models import Profile
from communities.spaces.models import Community
from tests.communities.blog.conftest import make_entry
from tests.communities.conftest import make_member, make_person, make_space, nobody_was_here_before, secret
from tests.communities.documents.conftest import make_document
from tests.communities.galleries.conftest import make_album, make_picture
from tests.communities.meetings.conftest import make_meeting, soon
from tests.communities.polls.conftest import make_poll
from tests.factories import make_record

__all__ = ["nobody_was_here_before", "secret"]
PARTS = ["people", "forum", "polls", "documents", "blog", "meetings", "galleries"]


def publish(space: Community, *sections: Section) -> Face:
    """Shows these sections to everybody."""
    with actions.drafting(space) as draft:
        draft[:] = sections
    actions.publish(space, None)
    return Face.objects.get(community=space)


def one_of_each(space: Community) -> dict[str, str]:
    """Something for everybody of each kind: its title by the code of the kind."""
    ana = make_member(space, name="Ana").user
    make_entry(space, ana, title="An entry", reach="everybody")
    make_document(space, ana, f"The plan {ana.pk}".encode(), title="A document", reach="everybody")
    make_picture(make_album(community=space, author=ana, title="An album"))
    make_poll(space, ana, question="A question?", reach="everybody", opinion=True)
    make_meeting(space, ana, title="A meeting", reach="everybody", starts_at=soon())
    from communities.discussion.actions import begin

    begin(Topic(community=space, title="A topic", language="en"), "Words.", ana)
    return {
        "entries": "An entry", "documents": "A document", "albums": "An album", "polls": "A question?", "meetings": "A meeting",
        "topics": "A topic",
    }  # fmt: skip


def things(kind: str, *keys: str, **fields: Any) -> Section:
    """A section with what was chosen."""
    return Section(kind, things=[Thing(key) for key in keys], **fields)


def everything(space: Community) -> list[Section]:
    """A section of each kind."""
    person = Profile.objects.create(user=make_person(), name="A person", published=True, audience="public")
    other = make_space("Another community")
    newest = [Section(kind, newest=3) for kind in ("entries", "documents", "albums", "polls", "meetings", "topics")]
    return [
        *newest, things("people", f"person:{person.pk}"), things("communities", f"community:{other.pk}"),
        things("records", f"page:{make_record(title='A record').pk}"), Section("text", title="Ours", text="In our own words."),
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def space(site_tree: None) -> Community:
    """A space with all parts that everybody reads, with a steward."""
    made = make_space(parts=PARTS, visibility="public")
    make_member(made, "steward", name="Stella")
    return made

"""What is mailed to people by their role reaches who stands in, as long as they do, and who reads it then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from communities.commonroom.models import StandIn
from communities.galleries.told import key_of as consents_of
from communities.spaces.models import Community, Membership
from communities.stewardship.plans import actions as plans
from communities.stewardship.plans import saying
from communities.stewardship.plans.terms import Field
from communities.tending.told import key_of as five_of
from communities.tending.told import week_begun
from portal.accounts.models import User
from portal.notices import registry
from tests.communities.blog.conftest import make_entry
from tests.communities.commonroom.conftest import other, room, space, steward_of, stood_in
from tests.communities.conftest import make_member, nobody_was_here_before
from tests.communities.discussion.conftest import make_topic
from tests.communities.documents.conftest import make_document
from tests.communities.galleries.conftest import agreed, make_album, make_picture
from tests.communities.meetings.conftest import make_meeting
from tests.communities.stewardship.plans.conftest import make_line, open_review

__all__ = ["nobody_was_here_before", "other", "room", "space"]
pytestmark = pytest.mark.django_db
PARTS = ["people", "forum", "blog", "documents", "galleries", "meetings"]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def reviewed(space: Community) -> Any:
    """The line of a plan in review."""
    version = plans.start(space, steward_of(space))
    made = make_line(version)
    made.version = open_review(version)
    return made


def plan_to_decide(space: Community) -> str:
    version = reviewed(space).version
    plans.close_review(version)
    return f"plan_ended:{version.pk}"


def suggestion(space: Community) -> str:
    made = saying.suggest(reviewed(space), Field.WHY, "Other words.", make_member(space, name="Sunna").user)
    return f"plan_suggested:{made.pk}"


def consents(space: Community) -> str:
    album = make_album(community=space)
    day = timezone.localdate() + timedelta(days=9)
    agreed(make_picture(album), until=day)
    return f"consent_ends:{consents_of(album.pk, day, 'soon')}"


def weekly(space: Community) -> str:
    asked = make_topic(space, make_member(space, name="Ana").user, kind="question")
    type(asked).objects.update(created_at=timezone.now() - timedelta(days=5))
    return f"weekly_five:{five_of(space.pk, week_begun())}"


def version(space: Community) -> str:
    return f"document_version:{make_document(space, reach='facilitators').versions.get().pk}"


OF_ROLES: dict[str, Callable[[Community], str]] = {
    "a plan to decide": plan_to_decide,
    "other words for it": suggestion,
    "consents that end": consents,
    "the weekly five": weekly,
    "an entry": lambda space: f"entry:{make_entry(space, reach='facilitators').pk}",
    "a document": version,
    "an album": lambda space: f"album:{make_album(community=space, reach='facilitators').pk}",
    "a meeting": lambda space: f"meeting:{make_meeting(space, reach='facilitators').pk}",
}


@pytest.mark.parametrize("what", OF_ROLES)
def test_stand_ins_are_told(room: Community, space: Community, other: Community, what: str) -> None:
    Community.objects.update(parts=PARTS)
    space.refresh_from_db()
    event = OF_ROLES[what](space)
    otis = steward_of(other)
    assert otis.pk not in concerned(event)
    stood_in(space, otis)
    assert {otis.pk, steward_of(space).pk} <= concerned(event)
    assert event in registry.stories(User.objects.get(pk=otis.pk), [event])
    StandIn.objects.update(ended_at=timezone.now())
    assert otis.pk not in concerned(event)
    assert event not in registry.stories(User.objects.get(pk=otis.pk), [event])


def test_what_goes_to_members_does_not(room: Community, space: Community, other: Community) -> None:
    Community.objects.update(parts=PARTS)
    space.refresh_from_db()
    stood_in(space, steward_of(other))
    event = f"entry:{make_entry(space).pk}"
    members = set(Membership.objects.filter(community=space).exclude(user__name="Ana").values_list("user", flat=True))
    assert concerned(event) == members


def concerned(event: str) -> set[int]:
    """Whom an event reaches."""
    name, _colon, key = event.partition(":")
    declared: Any = registry.event_of(name)
    return set(declared.concerned(key).people)

"""The invented spaces and people of the demo: loaded once, marked, and taken out in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client

from communities import examples
from communities.discussion.models import Reaction, Topic
from communities.people.models import Profile
from communities.spaces.models import Community, Membership
from portal.accounts.models import User
from tests.communities.conftest import client_of
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db
FILE = Path(settings.ROOT) / "data" / "examples" / "communities.yaml"


@pytest.fixture
def loaded(catalogue_db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    examples.load(FILE)


def test_they_live_and_say_what_they_are(loaded: None) -> None:
    for row in yaml.safe_load(FILE.read_text())["communities"]:
        words = words_of(Client(), f"/communities/{row['slug']}/")
        assert "An invented example." in words
        for section in row["face"]:
            assert section.get("title", "") in words
            for item in section.get("things", ()):
                assert item["note"] in words
    for profile in Profile.objects.visible_to(None):
        assert "An invented example." in words_of(Client(), profile.get_absolute_url())


def test_they_talk_with_each_other(loaded: None) -> None:
    topic = Topic.objects.get(title__startswith="How long")
    words = words_of(Client(), topic.get_absolute_url())
    assert "An invented example." in words
    assert "Six months was agreed" in words
    answered = Topic.objects.exclude(accepted=None).get()
    assert answered.accepted.number == 3
    assert Client().get(answered.get_absolute_url()).status_code == 302  # for members
    assert Reaction.objects.count() == 3


def test_a_steering_group_shows_how_it_works(loaded: None) -> None:
    group = Community.objects.get(slug="example-steering")
    assert set(group.steers.values_list("slug", flat=True)) == {"example-first-weeks", "example-mentoring"}
    here = "/communities/example-steering/steering/"
    assert Client().get(here).status_code == 302
    member = client_of(User.objects.get(email__startswith="mentor-uk"))
    assert "Papers for the winter meeting" in words_of(member, here)
    agreement = group.statements.filter(subject="agreement")
    assert list(agreement.values_list("number", "in_force")) == [(2, True), (1, False)]
    assert "fewer than ten people" in words_of(member, agreement[0].get_absolute_url())
    assert (group.duties.filter(done_at=None).count(), group.duties.exclude(done_at=None).count()) == (4, 1)
    steered = client_of(User.objects.get(email__startswith="peer-supporter-nl"))
    assert "fewer than ten people" in words_of(steered, "/communities/example-first-weeks/steered/")
    assert steered.get(agreement[1].get_absolute_url()).status_code == 403


def test_loading_again_changes_nothing(loaded: None) -> None:
    Community.objects.filter(slug="example-mentoring").update(purpose="Changed by its steward")
    counts = [model.objects.count() for model in (Community, Membership, Profile, User, Topic)]
    examples.load(FILE)
    assert [model.objects.count() for model in (Community, Membership, Profile, User, Topic)] == counts
    assert Community.objects.get(slug="example-mentoring").purpose == "Changed by its steward"


def test_nobody_signs_in_as_an_invented_person(loaded: None) -> None:
    people = User.objects.filter(email__endswith=examples.DOMAIN)
    assert people.count() == 5
    assert not any(user.has_usable_password() or user.emailaddress_set.exists() for user in people)  # type: ignore[attr-defined]


def test_they_are_taken_out_and_nothing_else(loaded: None) -> None:
    real = User.objects.create_user("anna@example.org", "a long pass phrase")
    examples.remove()
    assert not Community.objects.exists()
    assert not Profile.objects.exists()
    assert list(User.objects.filter(email__contains="@")) == [real]


def test_without_the_catalogue_only_people_are_shown(site_tree: None) -> None:
    examples.load(FILE)
    things = [one.things for one in Community.objects.get(slug="example-first-weeks").face.shown]
    assert [len(one) for one in things] == [0, 0, 0, 0, 0, 0, 1]

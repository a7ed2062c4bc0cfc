"""The starter stories load unpublished, tell nobody's facts, and are not loaded again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from practices.stories import actions
from practices.stories.models import Decision, Story
from practices.stories.starter import load
from tests.practices.stories.conftest import client_of, person

pytestmark = pytest.mark.django_db
FILE = Path(settings.ROOT) / "data" / "stories" / "stories.yaml"


def test_they_wait_for_two_people(site_tree: None) -> None:
    assert load(FILE) == 5
    assert {story.state for story in Story.objects.all()} == {"released"}
    assert not [story for story in Story.objects.all() if story.risk.is_advised]
    assert not Story.objects.visible_to(None).exists()
    assert "Rowan" not in client_of(None).get("/stories/").content.decode()
    story = Story.objects.select_related("consent").get(kind="testimonial")
    assert story.consent.scope == "managers"
    for reader in (person("Ria", "editors"), person("Rob", "reviewers")):
        assert actions.approve(story, reader, story.digest)
    assert client_of(None).get("/stories/ST-1001/").status_code == 404
    assert client_of(person("Mo", "offender-managers")).get("/stories/ST-1001/").status_code == 200


def test_they_are_loaded_once(site_tree: None) -> None:
    load(FILE)
    gone = Story.objects.all()[0]
    actions.take_down(gone, None)
    assert load(FILE) == 0
    assert Story.objects.count() == 4
    assert Decision.objects.filter(number=gone.key, what="taken_down").count() == 1

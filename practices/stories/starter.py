"""The starter stories: loaded once, unpublished, waiting for the two people. What became of them here is left alone."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from portal.vocabularies.models import Concept, Place
from practices.records.models import Record
from practices.stories import actions
from practices.stories.models import Consent, Decision, Story
from practices.stories.terms import Basis, Given, Scope

FIELDS = ("title", "pseudonym", "language", "text", "helped", "when")


@transaction.atomic
def load(file: Path) -> int:
    """Loads those that were never here; how many. Raises OSError and KeyError for a file that is not there or lacks something."""
    listed: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    known = {*Story.objects.values_list("key", flat=True), *Decision.objects.values_list("number", flat=True)}
    new = [entry for entry in listed if uuid.UUID(entry["key"]) not in known]
    for entry in new:
        _make(entry)
    return len(new)


def _make(entry: dict[str, Any]) -> None:
    facts = {name: str(entry[name]).strip() for name in FIELDS}
    story = Story.objects.create(
        key=uuid.UUID(entry["key"]),
        kind=entry.get("kind", "story"),
        place=Place.objects.filter(code=entry["place"]).first(),
        **facts,
    )
    story.themes.set(Concept.objects.filter(scheme="theme", code__in=entry["themes"]))
    story.practices.set(Record.objects.filter(identifier__in=entry["practices"], alias_of=None))
    scope = Scope(entry.get("scope", "public"))
    Consent.objects.create(story=story, given=Given.NONE, scope=scope, language="en", basis=Basis.ANONYMOUS)
    actions.release(story, None)

"""What people are told of documents: new ones, and new versions, in their spaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.commonroom.people import reading
from communities.documents.models import Document, DocumentVersion
from communities.documents.terms import VERSION
from communities.spaces.models import Ban
from communities.spaces.parts import shown_name
from communities.spaces.terms import audience_of
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Kind, Story

NEW: Final = "document"


def declare() -> None:
    """Registers the kind and the event."""
    label = gettext_lazy("A new document in a community of yours, or a new version of one")
    registry.kind(
        Kind(NEW, label, gettext_lazy("You get this mail because you belong to this community."), in_places=True)
    )
    registry.event(Event(VERSION, concerned, stories))


def concerned(key: str) -> Concerned | None:
    """Those who belong to the space and may see it, but for who did it."""
    found = DocumentVersion.objects.filter(pk=key, document__in=Document.objects.standing())
    version = found.select_related("document").first()
    if version is None:
        return None
    space = version.document.community_id
    away = Ban.objects.in_force().filter(community=space).values_list("user_id", flat=True)
    people = reading(space, version.document.reach) - {version.author_id, *away}
    return Concerned(dict.fromkeys(people, NEW), audience_of(space))


def stories(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """The versions of documents that this person may see now. One query."""
    versions = DocumentVersion.objects.filter(pk__in=keys, document__in=Document.objects.visible_to(user))
    found = versions.select_related("document__community", "author")
    return {str(version.pk): story(version) for version in found}


def story(version: DocumentVersion) -> Story:
    """A version, as a mail or a list tells it."""
    document = version.document
    who = shown_name(version.author) if version.author else _("somebody who has left")
    said = (
        _("%(person)s adds a document:") if version.number == 1 else _("%(person)s adds a new version of a document:")
    )
    return Story(
        document.title, document.get_absolute_url(), said % {"person": who}, version.note or document.description,
        who=who, place=document.community.name, language=document.language, by_mail=False,
    )  # fmt: skip

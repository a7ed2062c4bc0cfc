"""What can be done with a face, each in one transaction: its draft is changed in front of nobody until it is published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from communities.faces.kinds import KINDS
from communities.faces.models import Face, Section, Thing, stored
from communities.faces.reading import all_of
from communities.faces.terms import MOST_SECTIONS, MOST_THINGS, THING
from communities.spaces.documents import KIND
from communities.spaces.models import Community
from search.indexing import changed


@contextmanager
def drafting(community: Community) -> Iterator[list[Section]]:
    """The draft, to be changed; nobody else changes it meanwhile."""
    with transaction.atomic():
        face, _new = Face.objects.select_for_update().get_or_create(community=community)
        sections = face.drafted
        yield sections
        face.draft = stored(sections)
        face.save(update_fields=["draft"])


def add_section(community: Community, code: str) -> Section:
    """A new section at the end. Raises ValidationError where there are enough, or of what the space has not."""
    if code not in KINDS or not KINDS[code].is_there(community):
        raise ValidationError(_("Choose what the section shows."))
    with drafting(community) as sections:
        if len(sections) >= MOST_SECTIONS:
            raise ValidationError(_("A face has twelve sections at most. Remove one first."))
        made = Section(code, newest=3 if KINDS[code].newest else 0)
        sections.append(made)
    return made


def place_of(sections: list[Section], key: str) -> int:
    """Where a section stands; -1 where somebody else has removed it meanwhile."""
    return next((place for place, one in enumerate(sections) if one.key == key), -1)


def move(items: list[Any], place: int, by: int) -> None:
    """Puts one of a list before or after its neighbour."""
    if 0 <= place < len(items) and 0 <= place + by < len(items):
        items.insert(place + by, items.pop(place))


def choose(community: Community, section: Section, thing: str, user: Any) -> None:
    """Adds a thing to a section that is being changed. Raises ValidationError where everybody may not see it, or it is there."""
    source, _colon, key = thing.partition(":")
    if not THING.match(thing) or source not in KINDS[section.kind].sources:
        raise ValidationError(_("It could not be added: it is gone, or nothing for this section."))
    if "." in key:
        thing = f"{source}:{key.partition('.')[0]}.1"  # all of it, whichever page was found
    if section.thing(thing):
        raise ValidationError(_("It stands in this section already."))
    if len(section.things) >= MOST_THINGS:
        raise ValidationError(_("A section shows twelve things at most. Remove one first."))
    [alone] = all_of(community, user, [Section(section.kind, things=[Thing(thing)])])
    if not alone.items:
        raise ValidationError(_("It could not be added: not everybody may see it, or it is gone."))
    section.things.append(Thing(thing))


def publish(community: Community, by: Any) -> None:
    """Shows the draft to everybody. What was there before keeps the moment from which it was."""
    now = timezone.now()
    with transaction.atomic():
        face, _new = Face.objects.select_for_update().get_or_create(community=community)
        since = {item.thing: item.since for one in face.shown for item in one.things}
        sections = face.drafted
        for section in sections:
            for item in section.things:
                item.since = since.get(item.thing) or now.isoformat()
        face.draft = face.published = stored(sections)
        face.published_at = now
        face.save()
        log(community, "communities.publish_face", user=by, data={"sections": len(sections)})
        changed(KIND, [str(community.pk)])


def discard(community: Community) -> None:
    """Begins again with what is published."""
    with transaction.atomic():
        face, _new = Face.objects.select_for_update().get_or_create(community=community)
        face.draft = face.published
        face.save(update_fields=["draft"])


def forget(thing: str) -> None:
    """Takes a thing off all faces: it is gone for good. JSON is searched as text: SQLite can't look into it otherwise."""
    named = f'"{thing}"'
    texts = {"draft_text": Cast("draft", TextField()), "published_text": Cast("published", TextField())}
    found = Face.objects.alias(**texts).filter(Q(draft_text__contains=named) | Q(published_text__contains=named))
    for face in found.select_for_update():
        face.draft, face.published = (_without(sections, thing) for sections in (face.drafted, face.shown))
        face.save(update_fields=["draft", "published"])


def _without(sections: list[Section], thing: str) -> list[dict[str, Any]]:
    for one in sections:
        one.things = [item for item in one.things if item.thing != thing]
    return stored(sections)

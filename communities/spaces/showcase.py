"""What a space shows on its face: whatever search finds, so that records, people and later topics need no rule of their own here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import get_language

from communities.spaces.models import Community, ShowcaseItem
from portal.foundation import prepared
from portal.foundation.content_language import in_language
from portal.foundation.prepared import PK
from search import registry
from search.documents import SearchDocument, Text

MOST: Final = 24
THING: Final = re.compile(r"[a-z_]{1,30}:[0-9]{1,18}\Z")  # a record as search knows it, not its stub


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing as the face shows it."""

    item: ShowcaseItem
    title: str
    summary: str
    language: str
    url: str
    kind: str
    kind_label: str


def shown(community: Community, user: Any) -> list[Shown]:
    """What this reader may see of it, in its order; one query for the list and a constant number for each kind of thing."""
    items = prepared.objects("showcase", ShowcaseItem, _items, pk=community.pk)
    if not items:
        return []
    known = documents(items, user)
    labels = kind_labels({document.kind for document in known.values()})
    return [drawn(item, known[item.thing], labels) for item in items if item.thing in known]


def _items() -> QuerySet[ShowcaseItem]:
    return ShowcaseItem.objects.filter(community=PK)[:MOST]


def documents(items: Iterable[ShowcaseItem], user: Any) -> Mapping[str, SearchDocument]:
    """The documents of those things that this person may really see, by their keys."""
    seen = registry.visible((item.thing for item in items), user)
    keys: dict[str, list[str]] = {}
    for thing in seen:
        source, _colon, key = thing.partition(":")
        keys.setdefault(source, []).append(key)
    return {
        document.record: document
        for source, wanted in keys.items()
        for document in registry.sources()[source].documents(wanted)
        if document.id == document.record  # not the neutral stub of something restricted
    }


def drawn(item: ShowcaseItem, document: SearchDocument, labels: Mapping[str, str]) -> Shown:
    """A thing in the reader's language, where it has a text in it."""
    language = get_language() or ""
    text: Text = next((one for one in document.texts if one.language == language), document.texts[0])
    card = document.card
    return Shown(
        item=item,
        title=text.title,
        summary=text.summary,
        language=text.language,
        url=in_language(card.get("urls", {}).get(text.language) or card["url"], ""),
        kind=registry.icon_of(document.kind),
        kind_label=labels.get(document.kind, document.kind),
    )


def kind_labels(kinds: Iterable[str]) -> Mapping[str, str]:
    """Names of kinds, as all lists show them."""
    facet = registry.facets().get("kind")
    return facet.label_of(list(kinds), get_language() or "en") if facet else {}


def add(community: Community, thing: str, user: Any) -> bool:
    """Shows a thing at the end of the list. False where the person may not see it, it is there, or the face is full."""
    if not THING.match(thing) or thing not in registry.visible([thing], user):
        return False
    with transaction.atomic():
        items = ShowcaseItem.objects.select_for_update().filter(community=community)
        if len(items) >= MOST or items.filter(thing=thing).exists():
            return False
        last = items.aggregate(last=Max("position"))["last"] or 0
        ShowcaseItem.objects.create(community=community, thing=thing, position=last + 1)
    return True


def forget(thing: str) -> None:
    """Takes a thing off all faces: it is gone for good."""
    ShowcaseItem.objects.filter(thing=thing).delete()

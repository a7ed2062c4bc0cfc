"""What a face shows to a reader, put together with a constant number of queries for each kind of section.

Everybody sees the same: what a stranger may see, whoever looks. What was chosen and reaches fewer people now is not there any more, without
anybody doing anything; it comes back by itself. Of a private space strangers know nothing: its face is its people's, who see what they may.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from communities.faces.kinds import KINDS, Card, Kind, Sight
from communities.faces.models import Face, Section
from communities.faces.terms import IN_FEED
from communities.spaces.models import Community
from portal.foundation import prepared
from portal.foundation.audience import PUBLIC
from portal.foundation.prepared import PK

STRANGER: Final = AnonymousUser()


@dataclass(frozen=True, slots=True)
class Item:
    """A thing in a section, with the words that were added."""

    card: Card
    note: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as a reader sees it."""

    section: Section
    kind: Kind
    items: Sequence[Item]
    url: str  # where all of that kind are

    @property
    def title(self) -> Any:
        """As the steward named it, else what it is."""
        return self.section.title or ("" if self.kind.read is None else self.kind.label)

    @property
    def drawn(self) -> list[Card]:
        """Those that are drawn as a whole."""
        return [item.card for item in self.items if item.card.drawn]

    @property
    def listed(self) -> list[Item]:
        """All others."""
        return [item for item in self.items if not item.card.drawn]


def for_whom(community: Community, user: Any) -> Any:
    """Whose sight decides what is shown."""
    return STRANGER if community.audience == PUBLIC else user


def face_of(community: Community) -> Face:
    """The face of a space; one without anything where none was made yet. One query."""
    found = prepared.objects("face", Face, lambda: Face.objects.filter(community=PK), pk=community.pk)
    return found[0] if found else Face(community=community)


def shown(community: Community, user: Any, sections: Iterable[Section]) -> list[Shown]:
    """The sections that show something to this reader."""
    return [one for one in all_of(community, user, list(sections)) if one.items or one.section.text]


def all_of(community: Community, user: Any, sections: Sequence[Section]) -> list[Shown]:
    """All sections that the space can have, also those in which nothing is to be seen."""
    reader = for_whom(community, user)
    sight = Sight.of(community, reader)
    there = [one for one in sections if one.kind in KINDS and KINDS[one.kind].is_there(community)]
    cards = {code: _read(KINDS[code], community, sight, there) for code in dict.fromkeys(one.kind for one in there)}
    return [_put_together(one, cards[one.kind], community) for one in there]


def _read(kind: Kind, community: Community, sight: Sight, sections: Iterable[Section]) -> list[Card]:
    ours = [one for one in sections if one.kind == kind.code]
    wanted = {item.thing for one in ours for item in one.things}
    newest = max(one.newest for one in ours) if kind.newest else 0
    return kind.read(community, sight, wanted, newest) if kind.read and (wanted or newest) else []


def _put_together(section: Section, cards: Sequence[Card], community: Community) -> Shown:
    """What was chosen in its order, then the newest that were not."""
    kind, known = KINDS[section.kind], {one.thing: one for one in cards}
    items = [Item(known[one.thing], one.note, one.since) for one in section.things if one.thing in known]
    there = {item.card.thing for item in items}
    fresh = [one for one in cards if one.fresh][: section.newest]
    items += [Item(one) for one in fresh if one.thing not in there]
    return Shown(section, kind, items, reverse(kind.url_name, args=[community.slug]) if kind.url_name else "")


def latest(sections: Iterable[Shown]) -> list[tuple[str, Item]]:
    """What a feed tells, each thing once with the moment from which it was to be seen there (ISO 8601), the latest first."""
    told: dict[str, tuple[str, Item]] = {}
    for one in sections:
        for item in one.items:
            came = item.since or (item.card.when.isoformat() if item.card.when else "")
            if came and came > told.get(item.card.thing, ("",))[0]:
                told[item.card.thing] = (came, item)
    return sorted(told.values(), key=lambda pair: pair[0], reverse=True)[:IN_FEED]

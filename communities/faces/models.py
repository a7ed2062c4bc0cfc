"""What a space shows on its face: a draft that its stewards work on, and what was published of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.spaces.models import Community


@dataclass(slots=True)
class Thing:
    """Something that was chosen to be shown, by its key in search."""

    thing: str  # such as entry:12
    note: str = ""
    since: str = ""  # the moment from which everybody could see it there; empty for what has never been published


@dataclass(slots=True)
class Section:
    """One section of a face."""

    kind: str  # a code of `communities.faces.kinds`
    key: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    title: str = ""
    text: str = ""
    newest: int = 0  # so many of the newest are shown without being chosen
    things: list[Thing] = field(default_factory=list)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Section:
        """As it is stored."""
        return cls(**{**stored, "things": [Thing(**one) for one in stored["things"]]})

    def thing(self, key: str) -> Thing | None:
        """What was chosen, by its key."""
        return next((one for one in self.things if one.thing == key), None)


def stored(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """Sections as they are stored."""
    return [asdict(one) for one in sections]


class Face(models.Model):
    """Two lists of sections as JSON, so that publishing is one assignment and what is published never shows half of a change."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="face")
    draft = models.JSONField(default=list)
    published = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("public face")

    def __str__(self) -> str:
        return str(self.community_id)

    @property
    def drafted(self) -> list[Section]:
        """What stewards work on."""
        return [Section.of(one) for one in self.draft]

    @property
    def shown(self) -> list[Section]:
        """What is published."""
        return [Section.of(one) for one in self.published]

    @property
    def differs(self) -> bool:
        """Whether something of the draft is not published yet."""
        return _without_dates(self.drafted) != _without_dates(self.shown)


def _without_dates(sections: Iterable[Section]) -> list[Any]:
    return [
        (one.key, one.kind, one.title, one.text, one.newest, [(item.thing, item.note) for item in one.things])
        for one in sections
    ]

"""A copy of a space: one thing a line (https://jsonlines.org), beginning with the space itself. Parts add their own lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from communities.faces.reading import face_of
from communities.spaces import parts
from communities.spaces.models import Community

FIELDS: Final = (
    *(
        "identifier",
        "name",
        "slug",
        "purpose",
        "languages",
        "visibility",
        "joining",
        "domains",
        "rules",
        "charter",
        "state",
    ),
    *("started_on", "review_on", "origin", "founded_at", "closed_at"),
)


def lines(community: Community) -> Iterator[str]:
    """The space, what it shows, and all of its parts, switched off ones too."""
    yield line("community", {name: getattr(community, name) for name in FIELDS})
    face = face_of(community)
    for name, sections in (("face", face.published), ("face_draft", face.draft if face.differs else ())):
        for section in sections:
            yield line(name, section)
    for part in parts.parts().values():
        for row in part.export(community) if part.export else ():
            yield line(part.code, dict(row))


def line(kind: str, row: dict[str, Any]) -> str:
    """One thing."""
    return json.dumps({"type": kind, **row}, ensure_ascii=False, default=str) + "\n"

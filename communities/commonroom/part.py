"""The common room as a part of the one space that is it; and what each community's copy says of who stood in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.commonroom import policies
from communities.commonroom.models import StandIn
from communities.commonroom.terms import PART
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import shown_name
from communities.spaces.terms import Kind


def declare() -> None:
    """Registers it."""
    parts.register(
        parts.Part(
            PART, _("Common room"), "common_room", "community", may_see=policies.enter,
            only_in=Kind.COMMON_ROOM, export=_export,
        )
    )  # fmt: skip


def _export(community: Community) -> Iterator[Mapping[str, Any]]:
    """Who stood in for whom; of the room itself also what was offered to all."""
    ours = Q(community=community)
    if community.kind == Kind.COMMON_ROOM:
        ours |= Q(community=None)
    for one in StandIn.objects.filter(ours).select_related("steward", "substitute"):
        yield {
            "steward": shown_name(one.steward) if one.steward else "",
            "substitute": shown_name(one.substitute) if one.substitute else "",
            "first_day": one.first_day, "last_day": one.last_day, "note": one.note, "agreed": one.agreed_at, "ended": one.ended_at,
        }  # fmt: skip

"""Stewardship as a part of every space, for who belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.commitments import part as commitments
from communities.spaces import parts
from communities.spaces.models import Community
from communities.stewardship import policies
from communities.stewardship.models import NeedsProfile
from communities.stewardship.plans import part as plans
from communities.stewardship.results import results
from communities.stewardship.terms import PART, Orientation


def declare() -> None:
    """Registers it, with what belongs to plans."""
    plans.declare()
    parts.register(
        parts.Part(
            PART, _("Stewardship"), "stewardship", "tool", may_see=policies.read,
            from_the_start=True, always=True, news=plans.news, export=_export, duties=plans.duties, space_changed=plans.space_changed,
        )
    )  # fmt: skip


def _export(community: Community) -> Iterator[Mapping[str, Any]]:
    """Rounds of asking with their means: what single people said stays here. Then the plan."""
    for profile in NeedsProfile.objects.filter(community=community).order_by("number"):
        found = results(profile)
        means = {
            code: {"members": row.members, "stewards": row.stewards}
            for code, row in zip(Orientation.values, found.rows, strict=True)
        }
        yield {
            "needs": profile.number, "opened": profile.opened_at, "closed": profile.closed_at,
            "answers": {"members": found.members, "stewards": found.stewards}, "means": means,
        }  # fmt: skip
    yield from commitments.export(community)
    yield from plans.export(community)

"""What a needs profile proposes to plan: the orientations that members gave most, and those that stewards see otherwise."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from communities.spaces import parts
from communities.spaces.models import Community
from communities.stewardship.models import NeedsProfile
from communities.stewardship.plans.models import PlanLine, PlanVersion
from communities.stewardship.results import Row, results
from communities.stewardship.terms import SERVED_BY, Orientation

GAP: Final = 1.0  # between the means of members and stewards, from which on it is worth talking about
MOST: Final = 3  # of each sort


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line that could be taken over."""

    orientation: str
    label: Any
    because: str
    part: str
    part_label: Any
    there: bool  # the plan has a line about it

    def as_line(self, version: PlanVersion) -> PlanLine:
        """The same for the same version, so that what is sent twice comes in once."""
        thread = uuid.uuid5(uuid.NAMESPACE_OID, f"{version.pk}:{self.orientation}")
        return PlanLine(thread=thread, orientation=self.orientation, part=self.part, why=self.because)


def last_closed(community: Community) -> NeedsProfile | None:
    """The newest round of asking that has ended."""
    return NeedsProfile.objects.filter(community=community).exclude(closed_at=None).first()


def proposals(version: PlanVersion, profile: NeedsProfile) -> list[Proposal]:
    """What members gave most, then what they and the stewards see most differently; where too few members answered, what stewards gave most."""
    found = results(profile)
    strongest = list(found.strongest)
    if found.too_few:
        known = [row for row in found.rows if row.stewards is not None]
        strongest = sorted(known, key=lambda row: -(row.stewards or 0))[:MOST]
    apart = [row for row in found.rows if row.apart is not None and abs(row.apart) >= GAP and row not in strongest]
    wide = sorted(apart, key=lambda row: -abs(row.apart or 0))[:MOST]
    there = set(version.lines.values_list("orientation", flat=True))
    return [_proposal(version.community, row, profile, there) for row in (*strongest, *wide)]


def _proposal(community: Community, row: Row, profile: NeedsProfile, there: Collection[str]) -> Proposal:
    code = list(Orientation)[row.number - 1].value
    known = [part for part in SERVED_BY[code] if part in parts.parts()]
    part = next((one for one in known if one not in community.parts), known[0] if known else "")
    label = parts.parts()[part].label if part else ""
    return Proposal(code, row.label, _because(row, profile), part, label, code in there)


def _because(row: Row, profile: NeedsProfile) -> str:
    given = {
        "round": profile.number,
        "members": _score(row.members),
        "stewards": _score(row.stewards),
        "explained": row.explained,
    }
    if row.members is None:
        return _("Stewards give it %(stewards)s of 5 in needs profile %(round)s. %(explained)s") % given
    if row.stewards is None:
        return _("Members give it %(members)s of 5 in needs profile %(round)s. %(explained)s") % given
    said = _("Members give it %(members)s of 5 in needs profile %(round)s, stewards %(stewards)s. %(explained)s")
    return said % given


def _score(mean: float | None) -> str:
    return "–" if mean is None else number_format(mean, 1)

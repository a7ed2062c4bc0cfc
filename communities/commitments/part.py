"""What a copy of a space, and of what is somebody's own, holds of commitments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from communities.commitments.models import Commitment, Proposal
from communities.spaces.models import Community
from communities.spaces.parts import shown_name
from portal.foundation.erasure import also_export


def export(community: Community) -> Iterator[Mapping[str, Any]]:
    """What stewards propose, and what members have shown to the space; what is between them and the stewards stays here."""
    for proposal in Proposal.objects.filter(community=community):
        yield {"proposed_commitment": proposal.words}
    for one in Commitment.objects.of_space(community).filter(shown=True).order_by("pk"):
        name = shown_name(one.membership.user)
        yield {"commitment": one.said, "name": name, "due": one.due_on, "done": one.done_at}


@also_export("communities.commitments")
def own(user: Any) -> Iterable[Mapping[str, Any]]:
    """All that somebody has taken up. It goes with their memberships."""
    for one in Commitment.objects.filter(membership__user=user).select_related("membership__community").order_by("pk"):
        yield {
            "community": one.membership.community.name, "words": one.said, "due_on": one.due_on, "shown": one.shown,
            "created_at": one.created_at, "done_at": one.done_at,
        }  # fmt: skip

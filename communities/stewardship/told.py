"""What people are told of stewardship."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.spaces.models import Membership
from communities.spaces.policies import spaces_of
from communities.spaces.told import in_space, row_of, told
from communities.stewardship.models import NeedsProfile
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Kind, Story

KIND: Final = "stewardship"


def declare() -> None:
    """Registers the kind and the events."""
    registry.kind(
        Kind(
            KIND,
            gettext_lazy("Your community asks what it needs, or plans what it uses"),
            gettext_lazy("You get this mail because you belong to this community."),
            in_places=True,
        )
    )
    registry.event(Event("needs_asked", asked_for, asked))


def members(community: int) -> set[int]:
    """Everybody who belongs to a space."""
    return set(Membership.objects.filter(community=community).values_list("user_id", flat=True))


def asked_for(key: str) -> Concerned | None:
    """All members who have not answered, while they can."""
    profile = NeedsProfile.objects.filter(pk=key, closed_at=None).select_related("community").first()
    if profile is None:
        return None
    answered = set(profile.answers.values_list("user_id", flat=True))
    return in_space(profile.community, members(profile.community_id) - answered - {profile.opened_by_id}, KIND)


def asked(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That a round is open."""
    found = NeedsProfile.objects.filter(pk__in=[row_of(key) for key in keys], community__in=spaces_of(user))

    def tell(profile: NeedsProfile) -> Story:
        space = profile.community
        return Story(
            _("What does “%(name)s” need?") % {"name": space.name},
            reverse("needs_answer", args=[space.slug, profile.number]),
            _("Nine questions with a score each; two minutes. Only means are shown."),
            place=space.name,
        )

    return told(keys, found.filter(closed_at=None).select_related("community"), tell)

"""The models of this room, for Django."""

from communities.people.models import Profile
from communities.spaces.models import Ban, Community, Invitation, JoinRequest, Membership, ShowcaseItem

__all__ = ["Ban", "Community", "Invitation", "JoinRequest", "Membership", "Profile", "ShowcaseItem"]

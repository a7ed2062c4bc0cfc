"""The models of this room, for Django."""

from communities.archives.models import UnclaimedName
from communities.discussion.attachments import Attachment
from communities.discussion.drafts import Draft
from communities.discussion.models import (
    Naming,
    Offer,
    Post,
    PostVersion,
    Reaction,
    Reading,
    Tag,
    Topic,
    TopicEvent,
    TopicTag,
    Waiting,
)
from communities.moderation.models import Case, Flag
from communities.people.models import Profile
from communities.spaces.models import Ban, Community, Invitation, JoinRequest, Membership, ShowcaseItem

__all__ = [
    "Attachment", "Ban", "Case", "Community", "Draft", "Flag", "Invitation",
    "JoinRequest", "Membership", "Naming", "Offer", "Post", "PostVersion", "Profile",
    "Reaction", "Reading", "ShowcaseItem", "Tag", "Topic", "TopicEvent", "TopicTag", "UnclaimedName", "Waiting",
]  # fmt: skip

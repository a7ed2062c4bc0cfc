"""The models of this room, for Django."""

from communities.archives.models import UnclaimedName
from communities.blog.models import Blog, Entry, EntryPicture, EntryTag, EntryVersion, Series
from communities.commitments.models import Commitment, Proposal
from communities.commonroom.models import Sharing, StandIn
from communities.discussion.attachments import Attachment, AttachmentWords
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
from communities.documents.models import Document, DocumentPage, DocumentVersion, Folder
from communities.faces.models import Face
from communities.galleries.models import Agreement, Album, Picture
from communities.meetings.models import (
    AgendaItem,
    Attendance,
    CalendarAddress,
    Meeting,
    Outcome,
    ProposedTime,
    TimeAnswer,
)
from communities.moderation.models import Case, Flag
from communities.people.models import Profile
from communities.polls.models import Ballot, Option, Poll
from communities.spaces.models import Ban, Community, Invitation, JoinRequest, Membership
from communities.steering.models import Duty, Statement
from communities.stewardship.models import NeedsAnswer, NeedsProfile
from communities.stewardship.plans.models import PlanLine, PlanVersion, Stance, Suggestion
from communities.tending.models import SetAside

__all__ = [
    "AgendaItem",
    "Agreement",
    "Album",
    "Attachment",
    "AttachmentWords",
    "Attendance",
    "Ballot",
    "Ban",
    "Blog",
    "CalendarAddress",
    "Case",
    "Commitment",
    "Community",
    "Document",
    "DocumentPage",
    "DocumentVersion",
    "Draft",
    "Duty",
    "Entry",
    "EntryPicture",
    "EntryTag",
    "EntryVersion",
    "Face",
    "Flag",
    "Folder",
    "Invitation",
    "JoinRequest",
    "Meeting",
    "Membership",
    "Naming",
    "NeedsAnswer",
    "NeedsProfile",
    "Offer",
    "Option",
    "Outcome",
    "Picture",
    "PlanLine",
    "PlanVersion",
    "Poll",
    "Post",
    "PostVersion",
    "Profile",
    "Proposal",
    "ProposedTime",
    "Reaction",
    "Reading",
    "Series",
    "SetAside",
    "Sharing",
    "Stance",
    "StandIn",
    "Statement",
    "Suggestion",
    "Tag",
    "TimeAnswer",
    "Topic",
    "TopicEvent",
    "TopicTag",
    "UnclaimedName",
    "Waiting",
]

"""Communities of practice: spaces and their people. docs/architecture.md says what goes where."""

from importlib import import_module
from typing import Final

from django.apps import AppConfig

# Modules whose `declare` tells the site what they have, in the order in which parts, kinds and events are shown.
DECLARED: Final = (
    "spaces.documents", "people.documents", "spaces.parts", "discussion.documents", "discussion.part", "discussion.words", "polls.part",
    "polls.documents", "polls.things", "documents.documents", "documents.part", "documents.reading",
    "documents.things", "blog.documents", "blog.part", "blog.things", "meetings.documents", "meetings.part",
    "meetings.things", "meetings.told", "galleries.documents", "galleries.part", "galleries.things",
    "discussion.recognising", "discussion.waiting", "discussion.moderated_files", "people.things", "stewardship.part",
    "commonroom.part", "moderation.part",
    "people.told", "discussion.told", "documents.told", "blog.told", "spaces.told", "polls.told", "moderation.told",
    "stewardship.told", "stewardship.plans.told", "stewardship.plans.documents",
    "stewardship.plans.things", "commitments.told",
    "commitments.documents", "tending.told", "tending.dates", "galleries.told", "commonroom.told",
    "steering.documents", "steering.part", "steering.told", "discussion.asked", "first_steps",
    "carried",
)  # fmt: skip
# Modules that register what they do by being read: receivers, duties, letters, steps of leaving.
READ: Final = (
    "blog.leaving", "blog.slots", "commitments.part", "commonroom.actions", "discussion.leaving",
    "discussion.remaking", "discussion.slots", "documents.leaving",
    "documents.serving", "galleries.leaving", "meetings.leaving", "moderation.mails", "people.leaving",
    "people.receivers", "polls.leaving", "spaces.audiences", "spaces.leaving", "spaces.mails", "spaces.receivers",
    "spaces.retention", "spaces.untended", "stewardship.leaving", "stewardship.plans.leaving",
)  # fmt: skip


class CommunitiesConfig(AppConfig):
    """Spaces and who belongs to them; people who chose to be found."""

    name = "communities"
    verbose_name = "Communities"

    def ready(self) -> None:
        for module in READ:
            import_module(f"communities.{module}")
        for module in DECLARED:
            import_module(f"communities.{module}").declare()

        from communities.archives.models import CLAIMS_LINK
        from communities.discussion.drafts import DRAFTS_LINK
        from communities.moderation.part import OWN_LINK
        from communities.people.documents import PROFILE_LINK
        from communities.spaces.documents import MINE_LINK
        from portal.accounts import own_pages

        own_pages.add("people_profile", PROFILE_LINK)
        own_pages.add("communities_mine", MINE_LINK)
        own_pages.add("drafts", DRAFTS_LINK)
        own_pages.add("claims", CLAIMS_LINK)
        own_pages.add("moderation_own", OWN_LINK)

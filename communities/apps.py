"""Communities of practice: spaces and their people. docs/architecture.md says what goes where."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """Spaces and who belongs to them; people who chose to be found."""

    name = "communities"
    verbose_name = "Communities"

    def ready(self) -> None:
        from communities import first_steps
        from communities.archives import models as archives
        from communities.discussion import (
            asked,
            drafts,
            remaking,  # noqa: F401
            slots,  # noqa: F401
            waiting,
        )
        from communities.discussion import documents as discussion
        from communities.discussion import leaving as discussion_leaving  # noqa: F401
        from communities.discussion import part as forum
        from communities.discussion import told as discussion_told
        from communities.moderation import mails as moderation_mails  # noqa: F401
        from communities.moderation import part as moderation
        from communities.moderation import told as moderation_told
        from communities.people import documents as people
        from communities.people import leaving as people_leaving  # noqa: F401
        from communities.people import receivers as people_receivers  # noqa: F401
        from communities.people import things as people_things
        from communities.spaces import audiences, mails, parts, receivers, retention, untended  # noqa: F401
        from communities.spaces import documents as spaces
        from communities.spaces import leaving as spaces_leaving  # noqa: F401
        from communities.spaces import told as spaces_told
        from portal.accounts import own_pages

        spaces.declare()
        people.declare()
        parts.declare()
        discussion.declare()
        forum.declare()
        waiting.declare()
        people_things.declare()
        moderation.declare()
        discussion_told.declare()
        spaces_told.declare()
        moderation_told.declare()
        asked.declare()
        first_steps.declare()
        own_pages.add("people_profile", people.PROFILE_LINK)
        own_pages.add("communities_mine", spaces.MINE_LINK)
        own_pages.add("drafts", drafts.DRAFTS_LINK)
        own_pages.add("claims", archives.CLAIMS_LINK)
        own_pages.add("moderation_own", moderation.OWN_LINK)

"""What people are told, by mail and on the site."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """One core for all rooms: who is told of what, how often, and by which mail."""

    name = "portal.notices"
    label = "notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        from portal.accounts import first_steps, own_pages
        from portal.notices import choices, digests, sending, telling, upkeep  # noqa: F401
        from portal.notices.replies import imap, receiving, refusals  # noqa: F401

        own_pages.add("notices", upkeep.NOTICES_LINK)
        own_pages.add("notice_settings", upkeep.SETTINGS_LINK)
        first_steps.add(choices.first_step())

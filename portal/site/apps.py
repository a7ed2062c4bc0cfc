"""The site itself: what ties the rooms together."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Home, navigation, standard pages, health, addresses."""

    name = "portal.site"
    label = "site"
    verbose_name = "Site"

    def ready(self) -> None:
        from portal.accounts import first_steps
        from portal.site import catalogue, found, receivers  # noqa: F401
        from portal.site.messages import sending, upkeep  # noqa: F401

        found.declare()
        first_steps.add(found.first_step())

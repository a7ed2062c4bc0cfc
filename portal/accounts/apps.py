"""Accounts: people, by their e-mail address."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    """The user model, groups with least privilege, and leaving."""

    default = True
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from portal.accounts import audited, devices, first_steps, leaving, own_pages, retention  # noqa: F401

        first_steps.declare()
        own_pages.add("first_steps", first_steps.LINK)


class DeskUsersConfig(WagtailUsersAppConfig):
    """Wagtail's list of accounts, made for our user model."""

    user_viewset = "portal.accounts.desk.UserViewSet"

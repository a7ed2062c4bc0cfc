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
        from portal.accounts import leaving, retention  # noqa: F401


class DeskUsersConfig(WagtailUsersAppConfig):
    """Wagtail's list of accounts, made for our user model."""

    user_viewset = "portal.accounts.desk.UserViewSet"

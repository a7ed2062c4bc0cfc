"""The person: an e-mail address, a name to be shown, a language and a time zone. Nothing else is asked."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new account. Raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An account that may do everything."""
        return self.create_user(email, password, **{**fields, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> User:
        """Finds an account whatever the case of the address."""
        return self.get(email__iexact=username)


def check_time_zone(value: str) -> None:
    """Raises ValidationError for a name that is not in the IANA database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone: choose one such as Europe/Lisbon."), params={"value": value}
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(
        _("name to be shown"),
        max_length=120,
        blank=True,
        help_text=_("How others see you. A role is fine: “a prison educator, AT”."),
    )
    language = models.CharField(_("language"), max_length=8, default="en", choices=settings.CONTENT_LANGUAGES)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Brussels", validators=[check_time_zone])
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """For Wagtail's lists."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """For Wagtail's greeting."""
        return self.name or self.email.split("@")[0]


class Leaving(models.Model):
    """Somebody asked to have their account deleted, and has some days to think again."""

    user = models.OneToOneField(User, models.CASCADE, related_name="leaving")
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)
    due_at = models.DateTimeField(_("to be deleted on"))
    with_words = models.BooleanField(_("with what they wrote"), default=False)

    class Meta:
        verbose_name = _("account that ends")

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d}"


class FirstSteps(models.Model):
    """How far somebody who signed up has come with what they could do first."""

    user = models.OneToOneField(User, models.CASCADE, related_name="first_steps")
    done = models.JSONField(default=list, blank=True)  # codes of steps that they say are done
    offered_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("first steps")

    def __str__(self) -> str:
        return f"{self.user_id}"

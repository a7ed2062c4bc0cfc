"""What a person chose to tell others about their work. Nothing of it is there until they write it, nor seen until they publish it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.languages import check_codes
from portal.foundation.audience import MEMBERS, PUBLIC, AudienceField, AudienceQuerySet
from portal.foundation.erasure import Fate, declare
from portal.vocabularies.models import Concept, Place

LONGEST_TEXT = 3000


class ProfileQuerySet(AudienceQuerySet["Profile"]):
    """Profiles by who may see them."""

    def findable(self) -> ProfileQuerySet:
        """Published, of somebody whose account is not suspended, and not withheld by moderation."""
        return self.filter(published=True, withheld=False, user__is_active=True)

    def visible_to(self, user: Any) -> ProfileQuerySet:
        """Those that may be found, and are meant for this reader."""
        found: ProfileQuerySet = super().visible_to(user)  # type: ignore[assignment]
        return found.findable()


class Profile(models.Model):
    """One person in the directory. Neither address nor any other way to reach them outside of this site stands here."""

    AUDIENCES = ((MEMBERS, _("people with an account here")), (PUBLIC, _("everybody, search engines included")))

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    published = models.BooleanField(
        _("Let me be found"),
        default=False,
        help_text=_("You can take it back at any time, and it takes effect at once."),
    )
    audience = AudienceField(
        default=MEMBERS,
        verbose_name=_("who may see it"),
        help_text=_("Your profile, wherever it stands: in the directory, in search, in the spaces that you belong to."),
    )
    name = models.CharField(
        _("name to be shown"), max_length=120, help_text=_("A role is fine: “a prison educator, AT”.")
    )
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    offers = models.TextField(_("what I can help with"), max_length=LONGEST_TEXT, blank=True)
    seeks = models.TextField(_("what I look for"), max_length=LONGEST_TEXT, blank=True)
    fields = models.ManyToManyField(Concept, blank=True, related_name="+", verbose_name=_("fields"))
    languages = models.JSONField(_("languages"), default=list, blank=True, validators=[check_codes])
    countries = models.ManyToManyField(Place, blank=True, related_name="+", verbose_name=_("countries"))
    verified_as = models.CharField(
        _("verified as"),
        max_length=160,
        blank=True,
        help_text=_("Such as “probation officer, Portugal”. Empty: not verified."),
    )
    verified_for = models.CharField(
        max_length=160, blank=True, editable=False
    )  # the organisation that said so; else administrators
    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("verified by"),
    )
    withheld = models.BooleanField(default=False, editable=False)  # by a decision of moderation
    is_example = models.BooleanField(_("an invented example"), default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("profile")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its own page."""
        return reverse("person", args=[self.pk])


declare(
    "communities.Profile.user", Fate.DELETE, because=_("Your profile in the directory of people."),
    export=(
        "published", "audience", "name", "organisation", "offers", "seeks", "languages", "verified_as", "verified_for", "verified_on",
        "created_at",
    ),
)  # fmt: skip
declare(
    "communities.Profile.verified_by",
    Fate.DETACH,
    because=_("That a profession was verified stays, without your name."),
)

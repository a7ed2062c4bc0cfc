"""What people are told about their own profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.people.models import Profile
from communities.people.verifying import VERIFIED
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Kind, Story

PROFILE: Final = "profile"


def declare() -> None:
    """Registers the kind and the event."""
    because = gettext_lazy("You get this mail because you have a profile in the directory of people.")
    registry.kind(Kind(PROFILE, gettext_lazy("A word about your profile"), because, chosen=False))
    registry.event(Event(VERIFIED, concerned, verified))


def concerned(key: str) -> Concerned | None:
    """The person."""
    found = Profile.objects.filter(pk=key.partition("-")[0]).first()
    return Concerned({found.user_id: PROFILE}) if found else None


def verified(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """By which organisation, and as what; only what still stands. One query."""
    profile = Profile.objects.filter(user=user.pk).exclude(verified_for="").first()
    if profile is None:
        return {}
    said = _("%(organisation)s has verified what you do there: %(what)s.")
    said %= {"organisation": profile.verified_for, "what": profile.verified_as}
    story = Story(_("Your profession is verified"), profile.get_absolute_url(), said)
    return {key: story for key in keys if key.partition("-")[0] == str(profile.pk)}

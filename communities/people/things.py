"""Profiles, as moderation sees them: one that is taken away is not seen by anybody else until that is taken back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.moderation.things import Kind, Thing, register
from communities.people.models import Profile


def declare() -> None:
    """Registers them."""
    register(Kind("person", _("profile"), _find, _seen_by, _withhold, _show))


def _find(keys: Collection[int]) -> dict[int, Thing]:
    found = Profile.objects.filter(pk__in=keys).select_related("user")
    return {
        profile.pk: Thing(
            profile.name,
            "\n\n".join(filter(None, (profile.organisation, profile.offers, profile.seeks))),
            profile.get_absolute_url(),
            profile.user,
            None,
        )
        for profile in found
    }


def _seen_by(key: int, user: Any) -> bool:
    return Profile.objects.visible_to(user).filter(pk=key).exists()


def _withhold(key: int, _because: str, _by: Any) -> None:
    _set(key, withheld=True)


def _show(key: int, _by: Any) -> None:
    _set(key, withheld=False)


def _set(key: int, *, withheld: bool) -> None:
    """Saved one by one, so that search is told."""
    for profile in Profile.objects.filter(pk=key):
        profile.withheld = withheld
        profile.save(update_fields=["withheld", "changed_at"])

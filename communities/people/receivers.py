"""Tells search of every change of a profile, in the transaction that makes it."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from communities.faces.actions import forget
from communities.people.documents import KIND
from communities.people.models import Profile
from portal.accounts.models import User
from portal.foundation.audience import PUBLIC
from search.indexing import changed


@receiver(post_save, sender=Profile)
def profile_saved(instance: Profile, raw: bool = False, **_details: Any) -> None:
    """A profile was published, changed, restricted or taken back."""
    if not raw:
        changed(
            KIND, [str(instance.pk)], hides=not instance.published or instance.withheld or instance.audience != PUBLIC
        )


@receiver(post_delete, sender=Profile)
def profile_deleted(instance: Profile, **_details: Any) -> None:
    """A profile is gone: out of every hit at once, and off every face."""
    changed(KIND, [str(instance.pk)], hides=True)
    forget(f"{KIND}:{instance.pk}")


@receiver(m2m_changed, sender=Profile.fields.through)
@receiver(m2m_changed, sender=Profile.countries.through)
def classification_changed(instance: Any, action: str, **_details: Any) -> None:
    """Fields or countries are written after the profile."""
    if action in {"post_add", "post_remove", "post_clear"} and isinstance(instance, Profile):
        changed(KIND, [str(instance.pk)])


@receiver(post_save, sender=User)
def account_changed(instance: User, created: bool, update_fields: Any = None, **_details: Any) -> None:
    """A suspended account takes its profile out of sight."""
    if created or (update_fields is not None and "is_active" not in update_fields):
        return
    keys = Profile.objects.filter(user=instance).values_list("pk", flat=True)
    changed(KIND, map(str, keys), hides=not instance.is_active)

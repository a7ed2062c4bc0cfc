"""Tells search of every change of a space, in the transaction that makes it; and the parts of a space, whose things are seen by its rules."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from communities.spaces import parts
from communities.spaces.documents import KIND
from communities.spaces.models import Community
from communities.spaces.terms import READABLE
from portal.foundation.audience import PUBLIC
from search.indexing import changed


@receiver(post_save, sender=Community)
def space_saved(instance: Community, raw: bool = False, **_details: Any) -> None:
    """A space was founded, renamed, restricted, archived or closed."""
    if raw:
        return
    changed(KIND, [str(instance.pk)], hides=instance.state not in READABLE or instance.audience != PUBLIC)
    for part in parts.parts().values():  # also of what was switched off just now
        if part.space_changed:
            part.space_changed(instance)


@receiver(post_delete, sender=Community)
def space_deleted(instance: Community, **_details: Any) -> None:
    """A space is gone: out of every hit at once."""
    changed(KIND, [str(instance.pk)], hides=True)

"""Follows pages that go away, locales that change, and whatever readers may see."""

from __future__ import annotations

from typing import Any, Final

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Locale
from wagtail.signals import post_page_move

from portal.foundation import generation
from portal.foundation.audience import PUBLIC
from portal.foundation.identity import Identifier, IdentifierField
from portal.foundation.pages import language_of

NEVER_A_DRAFT: Final = object()


@receiver(post_delete)
def retire_identifier(sender: Any, instance: Any, **_details: Any) -> None:
    """Keeps the number of whatever was citable taken, with its last title, unless another translation of the work remains."""
    if not any(isinstance(field, IdentifierField) for field in sender._meta.local_fields) or not instance.identifier:
        return
    if not sender._base_manager.filter(identifier=instance.identifier).exclude(pk=instance.pk).exists():
        Identifier.objects.retire(instance.identifier, public_title(instance))


def public_title(thing: Any) -> str:
    """What a tombstone may say to everybody: not the title of what was restricted, or never more than a draft."""
    if thing.audience != PUBLIC:
        return str(getattr(thing, "stub_title", ""))
    return "" if getattr(thing, "first_published_at", NEVER_A_DRAFT) is None else str(thing.title)


@receiver(post_save, sender=Locale)
@receiver(post_delete, sender=Locale)
def forget_locales(**_details: Any) -> None:
    """Languages are looked up afresh in this process; others are restarted after such a change."""
    language_of.cache_clear()


@receiver(post_save)
@receiver(post_delete)
@receiver(m2m_changed)
def readers_see_a_change(sender: Any, **_details: Any) -> None:
    """What is kept ready is of yesterday."""
    if generation.is_seen(sender):
        generation.rise()


@receiver(post_page_move)
def page_moved(**_details: Any) -> None:
    """Moving writes addresses past the models."""
    generation.rise()

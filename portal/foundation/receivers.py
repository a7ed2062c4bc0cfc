"""Follows pages that go away, locales that change, and whatever readers may see."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Locale
from wagtail.signals import post_page_move

from portal.foundation import generation
from portal.foundation.identity import Identifier
from portal.foundation.pages import BasePage, language_of


@receiver(post_delete, sender=BasePage)
def retire_identifier(instance: BasePage, **_details: Any) -> None:
    """Keeps the number taken, with the last title, unless another translation of the work remains."""
    if (
        instance.identifier
        and not BasePage.objects.filter(identifier=instance.identifier).exclude(pk=instance.pk).exists()
    ):
        Identifier.objects.retire(
            instance.identifier, instance.stub_title or ("" if instance.audience != "public" else instance.title)
        )


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

"""Follows changes of standard pages that search must learn of, in the transaction that makes them."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import post_page_move

from portal.foundation.audience import PUBLIC
from portal.site.found import StandardPageSource
from portal.site.models import StandardPage
from practices.receivers import DRAFT_FIELDS
from search.indexing import changed


@receiver(post_save, sender=StandardPage)
def page_saved(instance: StandardPage, update_fields: Any = None, raw: bool = False, **_details: Any) -> None:
    """A page was published, unpublished, renamed, restricted, or changed in any way that readers see."""
    if raw or (update_fields is not None and set(update_fields) <= DRAFT_FIELDS):
        return
    hides = not instance.live or instance.audience != PUBLIC or instance.expire_at is not None
    changed(StandardPageSource.name, [str(instance.pk)], hides=hides)


@receiver(post_delete, sender=StandardPage)
def page_deleted(instance: StandardPage, **_details: Any) -> None:
    """A page is gone: out of every hit at once."""
    changed(StandardPageSource.name, [str(instance.pk)], hides=True)


@receiver(post_page_move, sender=StandardPage)
def page_moved(instance: StandardPage, **_details: Any) -> None:
    """A page has another address."""
    changed(StandardPageSource.name, [str(instance.pk)], hides=True)

"""Keeps what is known of how translations stand to their originals, after either was published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.db.models import F, Q
from django.dispatch import receiver
from wagtail.signals import page_published

from portal.foundation import outbox
from portal.foundation.duties import duty
from portal.foundation.outbox import OutboxEntry
from practices.records.models import ORIGINAL, Record
from practices.translating.models import TranslationState
from practices.translating.parts import counted

KIND: Final = "translations"


@receiver(page_published)
def published(instance: Any, **_details: Any) -> None:
    """Its translations, or it itself, may be older than their original now: compared by the worker, since publishing should not wait for it."""
    if isinstance(instance, Record):
        outbox.enqueue(KIND, str(instance.pk))


@outbox.handler(KIND, batch=50)
def compare(entries: Sequence[OutboxEntry]) -> None:
    """Compares the translations of what was published."""
    keys = Record.objects.filter(pk__in=[int(entry.key) for entry in entries]).values("translation_key")
    texts = Record.objects.filter(translation_key__in=keys, live=True).exclude(ORIGINAL)
    for text in texts.specific():
        keep_state(text)


def keep_state(text: Any) -> None:
    """Counts anew what a published translation lacks."""
    stale, missing = counted(text, text.original)
    TranslationState.objects.update_or_create(page_id=text.pk, defaults={"stale": stale, "missing": missing})


@duty("compare_translations", every=timedelta(days=1))
def compare_those_not_compared() -> None:
    """Has translations compared that never were, such as those from before this was kept."""
    texts = Record.objects.filter(~Q(ORIGINAL), live=True, translation_state=None)
    outbox.enqueue_many(KIND, map(str, texts.order_by(F("pk")).values_list("pk", flat=True)[:2_000]))

"""A label, note or scheme that changes by itself changes its concepts, so that snapshots are read again."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from portal.vocabularies.models import Concept, ConceptLabel, ConceptNote, ConceptScheme


@receiver(post_save, sender=ConceptLabel)
@receiver(post_delete, sender=ConceptLabel)
@receiver(post_save, sender=ConceptNote)
@receiver(post_delete, sender=ConceptNote)
def touch_concept(instance: Any, **_details: Any) -> None:
    """Notes the change on the concept's own row, in the same transaction."""
    Concept.objects.filter(pk=instance.concept_id).update(changed_at=timezone.now())


@receiver(post_save, sender=ConceptScheme)
def touch_concepts(instance: ConceptScheme, **_details: Any) -> None:
    """A scheme's title stands beside all its concepts."""
    instance.concepts.update(changed_at=timezone.now())

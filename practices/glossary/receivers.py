"""Tells search of every change of a glossary term, in the transaction that makes it."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from portal.vocabularies.models import Concept, ConceptLabel, ConceptNote
from practices.concepts.reading import GLOSSARY
from practices.glossary.documents import KIND
from search.indexing import changed


@receiver(post_save, sender=Concept)
def term_changed(instance: Concept, raw: bool = False, **_details: Any) -> None:
    """A term was added or changed."""
    if instance.scheme_id == GLOSSARY and not raw:
        changed(KIND, [str(instance.pk)])


@receiver(post_delete, sender=Concept)
def term_deleted(instance: Concept, **_details: Any) -> None:
    """A term is gone."""
    if instance.scheme_id == GLOSSARY:
        changed(KIND, [str(instance.pk)], hides=True)


@receiver(post_save, sender=ConceptLabel)
@receiver(post_delete, sender=ConceptLabel)
@receiver(post_save, sender=ConceptNote)
@receiver(post_delete, sender=ConceptNote)
def words_changed(instance: ConceptLabel | ConceptNote, raw: bool = False, **_details: Any) -> None:
    """A term's words or its definition changed."""
    if not raw and Concept.objects.filter(pk=instance.concept_id, scheme=GLOSSARY).exists():
        changed(KIND, [str(instance.concept_id)])

"""Follows every change that search must learn of, in the transaction that makes it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.signals import post_page_move

from portal.foundation.audience import PUBLIC
from portal.foundation.pages import BasePage
from portal.vocabularies.models import Concept, ConceptLabel, Place
from practices.records.lists import RecordIndex
from practices.records.models import Record
from practices.relations.models import Relation
from search.indexing import changed

# What a draft touches on the page itself: nothing that readers see.
DRAFT_FIELDS = {
    "latest_revision",
    "latest_revision_created_at",
    "draft_title",
    "has_unpublished_changes",
    "go_live_at",
    "locked",
    "locked_at",
    "locked_by",
}
STOOD = ("url_path", "live", "audience", "expire_at")


@receiver(pre_save)
def note_what_stands(instance: Any, **_details: Any) -> None:
    """Remembers the address of a list or record, and who could read it, to see what the change takes away."""
    if isinstance(instance, (Record, RecordIndex)):
        instance._stood = BasePage.objects.filter(pk=instance.pk).values(*STOOD).first() if instance.pk else None


@receiver(post_save)
def record_saved(instance: Any, update_fields: Any = None, raw: bool = False, **_details: Any) -> None:
    """A record was published, unpublished, renamed, restricted, or changed in any way that readers see."""
    if not isinstance(instance, Record) or raw or (update_fields is not None and set(update_fields) <= DRAFT_FIELDS):
        return
    hides = not instance.live or instance.audience != PUBLIC or instance.expire_at is not None
    changed("page", [str(instance.pk)], hides=hides)
    if beside := neighbours(instance):
        changed("page", beside, hides=is_taken_away(instance))


@receiver(post_save)
def address_changed(instance: Any, raw: bool = False, **_details: Any) -> None:
    """A list, or a record with others below it, has another address: so have all below it."""
    if not isinstance(instance, (Record, RecordIndex)) or raw or not instance._stood:
        return
    if instance._stood["url_path"] != instance.url_path:
        changed("page", below(instance), hides=True)


@receiver(pre_delete)
def record_deleted(instance: Any, **_details: Any) -> None:
    """A record goes: out of every hit at once, and its name with it. Its relations are still there to be read."""
    if isinstance(instance, Record):
        changed("page", [str(instance.pk), *(neighbours(instance) if instance.live else ())], hides=True)


@receiver(post_page_move)
def record_moved(instance: Any, **_details: Any) -> None:
    """A record and all below it have other addresses."""
    if isinstance(instance.specific, Record):
        changed("page", [str(instance.pk), *below(instance)], hides=True)


@receiver(post_save, sender=Relation)
@receiver(post_delete, sender=Relation)
def relation_changed(instance: Relation, **_details: Any) -> None:
    """A relation is told on both of its records."""
    changed("page", [str(instance.page_id), str(instance.target_id)])


@receiver(post_save, sender=Concept)
@receiver(post_delete, sender=ConceptLabel)
@receiver(post_save, sender=ConceptLabel)
def concept_changed(instance: Any, **_details: Any) -> None:
    """A concept's words are those of all its records."""
    concept_id = instance.pk if isinstance(instance, Concept) else instance.concept_id
    records = Record.concepts.through.objects.filter(concept_id=concept_id).values_list("record_id", flat=True)
    changed("page", map(str, records))


@receiver(m2m_changed, sender=Record.concepts.through)
@receiver(m2m_changed, sender=Record.places.through)
def classification_changed(instance: Any, action: str, **_details: Any) -> None:
    """Concepts or places were set outside of a page's own save."""
    if action in {"post_add", "post_remove", "post_clear"} and isinstance(instance, Record) and instance.pk:
        changed("page", [str(instance.pk)])


@receiver(post_save, sender=Place)
def place_changed(instance: Place, **_details: Any) -> None:
    """A place's name stands on all records there, and in the places that it is made of."""
    inside = [instance.pk]
    for _level in range(4):
        inside += Place.objects.filter(parent__in=inside).exclude(pk__in=inside).values_list("pk", flat=True)
    records = Record.places.through.objects.filter(place_id__in=inside).values_list("record_id", flat=True)
    changed("page", map(str, records))


def is_taken_away(record: Any) -> bool:
    """Whether this change takes a record from somebody, now or on a day: its neighbours must not name it from this moment."""
    stood = record._stood
    if not stood or not stood["live"]:
        return False
    narrower = record.audience not in (PUBLIC, stood["audience"])
    expires = record.expire_at is not None and record.expire_at != stood["expire_at"]
    return not record.live or narrower or expires


def neighbours(record: Record) -> list[str]:
    """Records whose documents speak of this one: what it is related to, and its original."""
    rows = Relation.objects.filter(Q(page=record) | Q(target=record)).order_by().values_list("page_id", "target_id")
    keys = [str(pk) for pair in rows for pk in pair if pk != record.pk]
    original = Record.objects.originals().filter(translation_key=record.translation_key).exclude(pk=record.pk)
    return keys + [str(pk) for pk in original.values_list("pk", flat=True)]


def below(page: Any) -> list[str]:
    """The records under a page."""
    return [
        str(pk)
        for pk in Record.objects.filter(path__startswith=page.path, depth__gt=page.depth).values_list("pk", flat=True)
    ]

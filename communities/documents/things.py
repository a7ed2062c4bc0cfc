"""Documents, as moderation sees them: what others took away stays stored until no appeal can bring it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.discussion.moderated_files import REMOVED_KEPT
from communities.documents import actions
from communities.documents.models import Document
from communities.documents.terms import DOCUMENT
from communities.moderation.models import Case
from communities.moderation.things import Kind, Thing, register
from portal.foundation.duties import duty


def declare() -> None:
    """Registers them."""
    register(Kind(DOCUMENT, _("document"), _find, _seen_by, _take_away, _bring_back))


def _find(keys: Collection[int]) -> dict[int, Thing]:
    found = Document.objects.filter(pk__in=keys).select_related("community", "author", "current")
    return {
        document.pk: Thing(
            document.title, document.description, document.get_absolute_url(), document.author, document.community,
            [_File(document)] if document.current else [],
        )
        for document in found
    }  # fmt: skip


class _File:
    """The present version, as the queue shows files."""

    def __init__(self, document: Any) -> None:
        version = document.current
        self.url, self.name, self.kind, self.is_picture = version.url, version.name, version.kind, version.is_picture
        self.alt, self.width, self.height = document.description[:300], version.width, version.height
        self.get_consent_display = version.get_consent_display


def _seen_by(key: int, user: Any) -> bool:
    return Document.objects.visible_to(user).filter(pk=key).exists()


def _take_away(key: int, because: str, by: Any) -> None:
    for document in Document.objects.filter(pk=key, removed_at=None).select_related("community"):
        actions.remove(document, because[:300], by)


def _bring_back(key: int, _by: Any) -> None:
    for document in Document.objects.filter(pk=key).exclude(removed_at=None).select_related("community"):
        actions.restore(document)


@duty("forget_removed_documents", every=timedelta(days=1))
def forget() -> None:
    """Deletes what others took away, once no appeal can bring it back."""
    open_still = Case.objects.waiting().order_by().filter(kind=DOCUMENT).values("key")
    gone = Document.objects.filter(removed_at__lt=timezone.now() - REMOVED_KEPT).exclude(pk__in=open_still)
    for document in gone.select_related("community"):
        actions.delete(document)

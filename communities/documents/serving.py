"""Which stored files belong to documents: all versions, and the pictures that were made of them, for who sees the document.
Of one that was taken away: for who decides about it."""

from __future__ import annotations

from typing import Any

from communities.documents.models import Document, DocumentPage, DocumentVersion
from communities.documents.terms import FOLDER
from communities.spaces.policies import facilitated_by
from portal.foundation.audience import PUBLIC
from portal.foundation.files.serving import Found, serves_folder

WEBP = "image/webp"


@serves_folder(FOLDER)
def of_a_document(path: str, user: Any) -> Found | None:
    """A file of a document that its reader may see. At most four queries."""
    version = DocumentVersion.objects.filter(file=path).first()
    if version:
        return _found(version.document_id, user, version.name, version.media_type)
    drawn = DocumentVersion.objects.filter(preview=path).values_list("document", flat=True).first()
    if drawn is None:
        drawn = DocumentPage.objects.filter(picture=path).values_list("version__document", flat=True).first()
    return _found(drawn, user, "page.webp", WEBP) if drawn else None


def _found(document: int, user: Any, name: str, media_type: str) -> Found | None:
    seen = Document.objects.visible_to(user).filter(pk=document).select_related("community").first()
    if seen:
        return Found(name, media_type, seen.audience == PUBLIC)
    decided = Document.objects.filter(pk=document, community__in=facilitated_by(user)).exclude(removed_at=None)
    return Found(name, media_type, is_public=False) if decided.exists() else None

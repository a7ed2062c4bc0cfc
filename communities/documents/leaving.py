"""When somebody deletes their account and takes their words along: the documents that nobody else worked on."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from communities.documents import actions
from communities.documents.models import Document, DocumentVersion
from portal.foundation.erasure import erases_words


@erases_words
def forget_documents(user: Any) -> None:
    """What others added a version to stays, without the name; the notes of their own versions go."""
    of_others = DocumentVersion.objects.exclude(author=user).values("document")
    for document in Document.objects.filter(author=user).exclude(pk__in=of_others).select_related("community"):
        actions.delete(document)
    DocumentVersion.objects.filter(Q(author=user)).update(note="")

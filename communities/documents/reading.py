"""What the worker does with a version: reads its words, draws a small picture, and then its pages, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import structlog
from django.core.files.base import ContentFile
from django.db import transaction

from communities.documents.documents import reindex
from communities.documents.models import Document, DocumentPage, DocumentVersion
from communities.documents.terms import ATTACHED, PICTURES
from portal.foundation import outbox
from portal.foundation.files import extraction, pruning
from portal.foundation.files.extraction import DrawnPage, Source, UnreadableError
from portal.foundation.files.facts import Extraction, Unreadable
from portal.foundation.files.names import ending_of
from portal.foundation.files.words import MOST_PAGES, Words
from portal.foundation.outbox import OutboxEntry

log = structlog.get_logger(__name__)
AT_ONCE: Final = 8  # pages, so that many documents are drawn side by side


def declare() -> None:
    """Has the files of documents read."""
    extraction.reads(ATTACHED, find, keep)


def current(key: int) -> DocumentVersion | None:
    """A version that is still its document's present one."""
    return DocumentVersion.objects.select_related("document__community").filter(pk=key, document__current=key).first()


def source_of(version: DocumentVersion) -> Source:
    """Its file."""
    return Source(str(version.file.name), ending_of(version.name))


def find(key: int) -> Source | None:
    """The file of a version that is to be read."""
    version = current(key)
    return source_of(version) if version else None


def keep(key: int, found: Words | Unreadable) -> None:
    """Keeps its pages, or why there are none; what is drawn follows."""
    with transaction.atomic():
        Document.objects.select_for_update().filter(versions=key).first()
        version = current(key)
        if version is None:
            return
        before = [*version.pages.values_list("number", flat=True)]
        version.pages.all().delete()
        if isinstance(found, Unreadable):
            version.extraction, version.failure = Extraction.FAILED, found
        else:
            version.extraction, version.failure = Extraction.DONE, ""
            version.unit, version.page_count, version.carries = found.unit, found.count, found.carries
            pages = (
                DocumentPage(version=version, number=number, text=text)
                for number, text in enumerate(found.pages, start=1)
            )
            DocumentPage.objects.bulk_create(pages, batch_size=100)
        version.drawn_to = 0
        version.save(update_fields=["extraction", "failure", "unit", "page_count", "carries", "drawn_to"])
        reindex(version.document, before=before)
        if version.is_pdf and version.failure in ("", Unreadable.SCANNED):
            outbox.enqueue(PICTURES, str(key))


@outbox.handler(PICTURES, slow=True)
def draw(entries: Sequence[OutboxEntry]) -> None:
    """Draws what is not drawn yet of some versions, each a few pages further."""
    for entry in entries:
        if version := current(int(entry.key)):
            try:
                _draw(version)
            except UnreadableError as error:
                extraction.once_more(entry, error)
                log.info("documents.not_drawn", version=version.pk, reason=error.reason.value)
                DocumentVersion.objects.filter(pk=version.pk).update(
                    drawn_to=MOST_PAGES
                )  # the words stand for themselves


def _draw(version: DocumentVersion) -> None:
    """Draws the next pages. Raises UnreadableError."""
    if not version.preview:
        _keep_preview(version, extraction.preview_of(source_of(version)))
    if not version.is_pdf:
        return
    first = version.drawn_to + 1
    drawn, count = extraction.drawn_pages(source_of(version), first, min(first + AT_ONCE - 1, MOST_PAGES))
    for page in drawn:
        _keep_page(version, page)
    last = first + len(drawn) - 1
    with transaction.atomic():
        DocumentVersion.objects.filter(pk=version.pk).update(drawn_to=last, page_count=count)
        if drawn and last < min(count, MOST_PAGES):
            outbox.enqueue(PICTURES, str(version.pk))


def _keep_preview(version: DocumentVersion, drawn: DrawnPage) -> None:
    """The row tells of the file once it is there."""
    version.preview.save("preview.webp", ContentFile(drawn.content), save=False)
    fields = {"preview": version.preview.name, "preview_width": drawn.width, "preview_height": drawn.height}
    if not DocumentVersion.objects.filter(pk=version.pk, preview="").update(**fields):
        pruning.goes(str(version.preview.name))


def _keep_page(version: DocumentVersion, drawn: DrawnPage) -> None:
    """The same for a page. A scanned one has no row before."""
    page = DocumentPage(version=version, number=drawn.number)
    page.picture.save("page.webp", ContentFile(drawn.content), save=False)
    fields = {"picture": page.picture.name, "width": drawn.width, "height": drawn.height}
    with transaction.atomic():
        if not DocumentVersion.objects.filter(pk=version.pk).exists():
            pruning.goes(str(page.picture.name))
            return
        row, _new = DocumentPage.objects.get_or_create(version=version, number=drawn.number)
        if row.picture:
            pruning.goes(str(page.picture.name))
        else:
            DocumentPage.objects.filter(pk=row.pk).update(**fields)

"""What can be done with documents and folders, each in one transaction: the change, what search is to know of it, and what people are told."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.documents.documents import reindex
from communities.documents.models import Document, DocumentPage, DocumentVersion, Folder
from communities.documents.terms import ATTACHED, DEEPEST, MOST_FOLDERS, PICTURES, VERSION
from communities.spaces.models import Community
from portal.foundation import outbox
from portal.foundation.files import extraction
from portal.foundation.files.facts import Extraction
from portal.foundation.files.taking import Taken
from portal.notices import telling


class AlreadyThereError(ValueError):
    """The same bytes are there; `document` has them."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.title)
        self.document = document


def add(document: Document, taken: Taken, author: Any, *, consent: str = "", tell: bool = True) -> Document:
    """Keeps a new document with its first version; with `tell` members are told of it.

    Raises AlreadyThereError where its author sees one with the same bytes in the space.
    """
    with transaction.atomic():
        Community.objects.select_for_update().get(
            pk=document.community_id
        )  # two that send the same at once wait for each other
        same = Document.objects.visible_to(author).filter(community=document.community_id, current__sha256=taken.sha256)
        if there := same.select_related("community").first():
            raise AlreadyThereError(there)
        document.author = author
        document.save()
        _keep(document, taken, author, 1, consent=consent, tell=tell)
    return document


def add_version(
    document: Document, taken: Taken, author: Any, *, note: str = "", consent: str = "", tell: bool = True
) -> DocumentVersion:
    """Keeps a new state of a document; who worked on it until now is done. Raises AlreadyThereError where it is the present one."""
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        last = DocumentVersion.objects.filter(document=document).order_by("-number").first()
        if last and last.sha256 == taken.sha256:
            raise AlreadyThereError(document)
        if document.worked_on_by_id == author.pk:
            document.worked_on_by = document.worked_on_until = None
        number = last.number + 1 if last else 1
        return _keep(document, taken, author, number, note=note, consent=consent, tell=tell)


def _keep(
    document: Document, taken: Taken, author: Any, number: int, *, note: str = "", consent: str = "", tell: bool
) -> DocumentVersion:
    """The row comes after the file; a file without one is pruned."""
    before = [*DocumentPage.objects.filter(version__document=document).values_list("number", flat=True)]
    version = DocumentVersion.objects.create(
        document=document, number=number, author=author, note=note, name=taken.name, file=taken.file,
        media_type=taken.type.media_type, size=taken.size, sha256=taken.sha256, width=taken.width, height=taken.height,
        consent=consent if taken.type.is_picture else "",
        extraction=Extraction.WAITING if extraction.holds_words(taken.type.extension) else Extraction.NONE,
    )  # fmt: skip
    document.current, document.changed_at = version, timezone.now()
    document.save(update_fields=["current", "changed_at", "worked_on_by", "worked_on_until"])
    for page in DocumentPage.objects.filter(version__document=document).exclude(version=version):
        page.delete()  # of earlier versions nothing but the file is kept
    reindex(document, hides=number > 1, before=before)
    if version.extraction == Extraction.WAITING:
        extraction.wanted(ATTACHED, version.pk)
    elif version.is_picture:
        outbox.enqueue(PICTURES, str(version.pk))
    if tell:
        telling.happened(VERSION, version.pk)
    return version


def change(document: Document) -> None:
    """Keeps its words, its folder and who may see it."""
    with transaction.atomic():
        document.changed_at = timezone.now()
        document.save()
        reindex(document, hides=True)


def work_on(document: Document, user: Any, until: date | None) -> None:
    """Tells others that somebody works on it until the end of a day, or no longer. Nobody is kept from adding a version."""
    document.worked_on_by, document.worked_on_until = (user, until) if until else (None, None)
    document.save(update_fields=["worked_on_by", "worked_on_until"])


def remove(document: Document, because: str, by: Any) -> None:
    """Takes a document away from everybody; who does so for others can bring it back."""
    with transaction.atomic():
        document.removed_at, document.removed_by, document.removed_because = timezone.now(), by, because
        document.save(update_fields=["removed_at", "removed_by", "removed_because"])
        _gone(document)


def restore(document: Document) -> None:
    """Brings back what was removed."""
    with transaction.atomic():
        document.removed_at, document.removed_by, document.removed_because = None, None, ""
        document.save(update_fields=["removed_at", "removed_by", "removed_because"])
        reindex(document)


def delete(document: Document) -> None:
    """Deletes a document with all its versions and files, for good."""
    with transaction.atomic():
        _gone(document)
        document.delete()


def _gone(document: Document) -> None:
    reindex(document, hides=True)
    telling.withdraw(VERSION, DocumentVersion.objects.filter(document=document).values_list("pk", flat=True))


def keep_folder(folder: Folder) -> None:
    """Makes, renames or moves a folder. Raises ValidationError where there is one of this name, where it would stand in itself, or too deep."""
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=folder.community_id)
        parents = dict(Folder.objects.filter(community=folder.community_id).values_list("pk", "parent"))
        if folder.pk is None and len(parents) >= MOST_FOLDERS:
            raise ValidationError(
                _("There are %(most)s folders, which is as many as there can be.") % {"most": MOST_FOLDERS}
            )
        above = _above(folder.parent_id, parents)
        if folder.pk in above:
            raise ValidationError(_("A folder can’t stand in itself. Choose another place."))
        if len(above) + _height(folder.pk, parents) > DEEPEST:
            raise ValidationError(
                _("Folders stand in each other %(most)s deep at most. Choose another place.") % {"most": DEEPEST}
            )
        try:
            with transaction.atomic():
                folder.save()
        except IntegrityError:
            raise ValidationError(_("There is a folder of this name already. Choose another name.")) from None


def _above(parent: int | None, parents: dict[int, int | None]) -> list[int]:
    """The folders that one in `parent` stands in."""
    above: list[int] = []
    while parent is not None and parent not in above:
        above.append(parent)
        parent = parents.get(parent)
    return above


def _height(key: int | None, parents: dict[int, int | None]) -> int:
    """How many levels a folder has, its own included."""
    inner = [pk for pk, parent in parents.items() if parent == key] if key is not None else []
    return 1 + max((_height(pk, parents) for pk in inner), default=0)


def delete_folder(folder: Folder) -> bool:
    """Deletes an empty folder; False where something is in it, also what its reader may not see or was taken away."""
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=folder.community_id)
        if folder.folders.exists() or folder.documents.exists():
            return False
        folder.delete()
    return True

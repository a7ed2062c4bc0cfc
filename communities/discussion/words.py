"""The words in files of posts: read by the worker as those of documents are, kept apart, and found with the post, by who sees it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from communities.discussion.attachments import Attachment, AttachmentWords
from communities.discussion.documents import KIND, key_of
from communities.discussion.models import Post
from communities.discussion.terms import FILES, LONGEST_FILE
from portal.foundation.files import extraction
from portal.foundation.files.extraction import Source
from portal.foundation.files.facts import Extraction, Unreadable
from portal.foundation.files.names import ending_of
from portal.foundation.files.words import Words
from search.indexing import changed


def declare() -> None:
    """Has the files of posts read."""
    extraction.reads(FILES, find, keep)


def find(key: int) -> Source | None:
    """The file of a row, those of drafts and of what waits, too: once they are said, they are found at once."""
    one = Attachment.objects.exclude(file="").filter(pk=key).first()
    return Source(str(one.file.name), ending_of(one.name)) if one else None


def keep(key: int, found: Words | Unreadable) -> None:
    """Keeps what a file says, as much of it as search takes; of one that can't be read only that."""
    with transaction.atomic():
        one = Attachment.objects.select_for_update().exclude(file="").filter(pk=key).first()
        if one is None:
            return
        readable = isinstance(found, Words)
        text = "\n\n".join(found.pages)[:LONGEST_FILE] if isinstance(found, Words) else ""
        Attachment.objects.filter(pk=key).update(extraction=Extraction.DONE if readable else Extraction.FAILED)
        if text:
            AttachmentWords.objects.update_or_create(attachment=one, defaults={"text": text})
            found_anew(key)


def found_anew(key: int, *, hides: bool = False) -> None:
    """Has the post of a file found as it is now, in the current transaction; say `hides` where the file was taken away."""
    for post in Post.objects.filter(attachments=key).only("topic", "number"):
        changed(KIND, [key_of(post)], hides=hides)


@receiver(post_delete, sender=AttachmentWords)
def words_went(instance: AttachmentWords, **_details: Any) -> None:
    """However a file went, its words are no longer found."""
    found_anew(instance.attachment_id, hides=True)

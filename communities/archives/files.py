"""The files of an archive's posts: each is taken by the one rule for uploads, after its post is there and in a transaction of its own.

What is there already is known by its key, so that whoever is interrupted begins again and goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction

from communities.archives.reading import Place, Report, Sent, digest, one_line
from communities.discussion.attachments import LONGEST_ALT, Attachment
from communities.discussion.models import Post
from communities.discussion.writing import keep
from communities.spaces.actions import locked
from communities.spaces.models import Community
from portal.foundation.files.facts import Consent
from portal.foundation.files.limits import POSTS
from portal.foundation.files.taking import take

IN_A_COPY: Final = "files/"  # what paths in the copy of a space begin with
Coming = tuple[UUID, Place, tuple[Sent, ...]]  # the key of a post, where it stands in the archive, and its files


def bring_files(coming: Iterable[Coming], community: Community, folder: Path | None, report: Report) -> int:
    """Takes the files that are not there yet, one at a time, from a folder, or from beside the archive; returns how many.

    What is refused is told, and why.
    """
    wanted = {key: (place, files) for key, place, files in coming if files}
    if not wanted:
        return 0
    posts = Post.objects.standing().filter(archive_key__in=wanted, topic__community=community)
    keys = {post.archive_key: post for post in posts.only("archive_key", "author", "created_at")}
    there = set(Attachment.objects.filter(post__in=keys.values()).values_list("archive_key", flat=True))
    taken = 0
    for key, post in keys.items():
        place, files = wanted[key]
        for sent in files:
            file_key = UUID(digest(str(key), sent.path))
            if file_key not in there:
                taken += _bring(sent, file_key, post, community, folder or place.file.parent, _telling(report, place))
    return taken


def _telling(report: Report, place: Place) -> Callable[[str], None]:
    return lambda why: report.skip(place, why)


def _bring(sent: Sent, key: UUID, post: Post, community: Community, folder: Path, skip: Callable[[str], None]) -> bool:
    """Whether a file was taken."""
    found = found_in(folder, sent.path)
    if found is None:
        skip(f"the file {sent.path} is not in {folder}")
        return False
    try:
        with found.open("rb") as opened:
            taken = take(File(opened, sent.name), POSTS)
            with transaction.atomic():
                locked(community)
                if Attachment.objects.filter(archive_key=key).exists():
                    return False  # another import was faster
                consent = sent.consent if taken.type.is_picture and sent.consent in Consent.values else Consent.UNKNOWN
                keep(
                    taken, post.author, post=post, archive_key=key, created_at=post.created_at,
                    alt=one_line(sent.alt, LONGEST_ALT), consent=consent,
                )  # fmt: skip
    except ValidationError as error:
        skip(f"the file {sent.name}: {error.messages[0]}")
        return False
    except OSError as error:
        skip(f"the file {sent.path} can’t be read: {error.strerror or error}")
        return False
    return True


def found_in(folder: Path, path: str) -> Path | None:
    """The file of a path below a folder, with or without what paths in a copy begin with; never one outside of it, nor a link that
    leads there."""
    top = folder.resolve()
    for wanted in (path, path.removeprefix(IN_A_COPY)):
        try:
            found = (top / wanted).resolve()
            if found.is_relative_to(top) and found.is_file():
                return found
        except (OSError, ValueError, RuntimeError):  # too long, a NUL, links in a circle
            continue
    return None

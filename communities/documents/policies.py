"""Who may do what with the documents of a space. Who may read one is asked of the database (`Document.objects.visible_to`)."""

from __future__ import annotations

from collections.abc import Iterable

from communities.documents.models import Document, Folder
from communities.spaces.policies import Standing, contribute, facilitates
from communities.spaces.reach import Reach
from communities.spaces.terms import State

add = contribute  # documents, versions of any that one sees, folders, and the word that one works on something


def tend(standing: Standing) -> bool:
    """Change whatever others put there: who facilitates, while the space is alive."""
    return facilitates(standing) and standing.community.state == State.ACTIVE


def edit(standing: Standing, document: Document) -> bool:
    """Its words, its folder, and who may see it: who began it, and who facilitates."""
    return tend(standing) or (add(standing) and document.author_id == standing.user.pk)


def remove(standing: Standing, document: Document, authors: Iterable[int | None]) -> bool:
    """Take it away: who facilitates, and who began it as long as all its versions are theirs."""
    own = {*authors} <= {standing.user.pk}
    return tend(standing) or (edit(standing, document) and own)


def arrange(standing: Standing, folder: Folder) -> bool:
    """Rename, move and delete a folder: who made it, and who facilitates."""
    return tend(standing) or (add(standing) and folder.author_id == standing.user.pk)


def sees_reason(standing: Standing, document: Document) -> bool:
    """Why a file can’t be read: who can send a better one."""
    return edit(standing, document)


def report(standing: Standing, document: Document) -> bool:
    """Say that somebody should look at it: everybody with an account, but for what is their own."""
    return standing.signed_in and document.author_id != standing.user.pk


def reaches(standing: Standing) -> list[tuple[str, str]]:
    """Whom somebody may choose to let see a document: nobody hides from themselves what they put there."""
    left_out = set() if facilitates(standing) else {Reach.FACILITATORS}
    return [(one.value, str(one.label)) for one in Reach if one not in left_out]

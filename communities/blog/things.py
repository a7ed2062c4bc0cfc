"""Entries, as moderation sees them, and their pictures, as they are served."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.blog import actions
from communities.blog.models import FOLDER, Entry, EntryPicture
from communities.blog.terms import ENTRY
from communities.moderation.things import Kind, Thing, register
from communities.spaces.policies import facilitated_by
from portal.foundation.audience import PUBLIC
from portal.foundation.files.serving import Found, serves
from portal.texts.markdown import to_plain


def declare() -> None:
    """Registers them."""
    register(Kind(ENTRY, _("blog entry"), _find, _seen_by, _take_away, _bring_back))


def _find(keys: Collection[int]) -> dict[int, Thing]:
    found = Entry.objects.filter(pk__in=keys).select_related("community", "author").defer("body")
    return {
        entry.pk: Thing(
            str(entry),
            "\n\n".join(filter(None, (entry.summary, to_plain(entry.html)))),
            entry.get_absolute_url(),
            entry.author,
            entry.community,
        )
        for entry in found
    }


def _seen_by(key: int, user: Any) -> bool:
    return Entry.objects.visible_to(user).filter(pk=key).exists()


def _take_away(key: int, because: str, by: Any) -> None:
    for entry in Entry.objects.filter(pk=key, removed_at=None).select_related("community"):
        actions.remove(entry, because, by)


def _bring_back(key: int, _by: Any) -> None:
    """What its author took away themselves stays away."""
    gone = Entry.objects.filter(pk=key).exclude(removed_at=None).exclude(Q(removed_by=F("author")))
    for entry in gone.select_related("community", "author"):
        actions.restore(entry)


@serves
def picture(path: str, user: Any) -> Found | None:
    """A picture of an entry, for who may read it, has a hand in it, or decides about it."""
    if not path.startswith(f"{FOLDER}/"):
        return None
    found = EntryPicture.objects.filter(file=path).select_related("entry__community").first()
    if found is None or not _may_see(found.entry, user):
        return None
    entry = found.entry
    return Found(found.name, found.media_type, entry.is_published and entry.audience == PUBLIC)


def _may_see(entry: Entry, user: Any) -> bool:
    """At most two queries."""
    if Entry.objects.visible_to(user).filter(pk=entry.pk).exists() or entry.community_id in facilitated_by(user):
        return True
    return bool(user.is_authenticated) and Entry.objects.at_work(user).filter(pk=entry.pk).exists()

"""When somebody deletes their account: their drafts go, their words too if they want it so, and mentions of them lose their handle."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from communities.blog.models import Entry, EntryPicture, EntryVersion, body_of
from communities.blog.rendering import html_of
from communities.blog.terms import ENTRY, State, key_of
from communities.discussion import attached
from communities.discussion.mentions import handle
from communities.discussion.models import Topic
from communities.discussion.moderated_files import REMOVED_KEPT
from portal.foundation.duties import duty
from portal.foundation.erasure import also_erase, erases_words
from portal.texts import markdown
from portal.texts.markdown import to_plain
from search.indexing import changed

BATCH: Final = 50  # entries that are made anew at once


@erases_words
def forget_words(user: Any) -> None:
    """Their entries go, with what these said before and showed; that others talked about them stays with nobody to read it."""
    own = Entry.objects.filter(author=user)
    keys = [str(pk) for pk in own.values_list("pk", flat=True)]
    changed(ENTRY, keys, hides=True)
    for key in keys:
        attached.hide(key_of(key))
    Topic.objects.filter(attached_to__in=[key_of(key) for key in keys]).update(title="")  # it was theirs
    own.delete()


@also_erase
def forget_drafts(user: Any) -> None:
    """What nobody but them has read, and who they are wherever they were mentioned."""
    Entry.objects.filter(author=user, published_at=None).delete()
    known, mention = handle(user.pk), re.compile(rf"{re.escape(handle(user.pk))}(?!\d)")
    other = _("somebody who has left")
    for version in EntryVersion.objects.filter(html__contains=known):
        version.html = mention.sub(other, version.html)
        version.save(update_fields=["html"])
    for entry in Entry.objects.filter(html__contains=known):
        raw = [_without(one, mention, other) for one in entry.body.raw_data]
        _make(entry, raw)


def _without(value: Any, mention: re.Pattern[str], other: str) -> Any:
    if isinstance(value, str):
        return mention.sub(other, value)
    if hasattr(value, "items"):
        return {name: _without(said, mention, other) for name, said in value.items()}
    return value


def _make(entry: Entry, raw: list[Any]) -> None:
    """Keeps the blocks and the HTML that is made of them now; search follows where other words are to be read."""
    before = entry.html
    entry.body = body_of(raw)
    entry.html = html_of(raw, EntryPicture.objects.filter(entry=entry.pk).in_bulk())
    entry.rules = markdown.RULES
    entry.save(update_fields=["body", "html", "rules"])
    if entry.state == State.PUBLISHED and to_plain(before) != to_plain(entry.html):
        changed(ENTRY, [str(entry.pk)], hides=True)


@duty("remake_entries", every=timedelta(seconds=60))
def remake() -> None:
    """Makes the HTML of some entries anew where the rules for it have changed since."""
    for entry in Entry.objects.filter(rules__lt=markdown.RULES).order_by("pk")[:BATCH]:
        _make(entry, list(entry.body.raw_data))


@duty("forget_pictures_of_entries", every=timedelta(days=1))
def forget_pictures() -> None:
    """Deletes pictures that no block shows any more, a day after they were sent; and those of entries that moderation took away long ago."""
    before = timezone.now() - timedelta(days=1)
    for entry in Entry.objects.filter(pictures__created_at__lt=before).distinct().iterator(chunk_size=100):
        shown = {one["value"].get("picture") for one in entry.body.raw_data if one["type"] == "picture"}
        for picture in entry.pictures.filter(created_at__lt=before).exclude(pk__in=shown - {None}):
            picture.delete()
    EntryPicture.objects.filter(entry__removed_at__lt=timezone.now() - REMOVED_KEPT).delete()

"""What can be done with an entry, each in one transaction: the change, what search, its comments and people are to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from communities.blog.models import Entry, EntryNaming, EntryPicture, EntryTag, EntryVersion, Series, body_of
from communities.blog.rendering import codes_in, html_of
from communities.blog.terms import ENTRY, State, key_of
from communities.discussion import attached
from communities.discussion.tagging import About, slug_of, tags_named
from communities.discussion.terms import Readers
from communities.spaces.reach import Reach
from communities.spaces.terms import stamped
from portal.foundation import generation
from portal.foundation.files.facts import Extraction
from portal.foundation.files.taking import Taken
from portal.notices import telling
from portal.texts.markdown import RULES
from search.indexing import changed

OFFERED = "entry_offered"  # what happened, for who is told
DECIDED = "entry_decided"


def keep(entry: Entry, blocks: Sequence[Any], about: About, series: str | None) -> None:
    """Keeps an entry with these blocks, as they are stored. What a published one said before can be read from then on."""
    with transaction.atomic():
        before = Entry.objects.select_for_update().filter(pk=entry.pk).first()
        entry.changed_at, entry.rules = timezone.now(), RULES
        entry.body = body_of(list(blocks))
        entry.html = html_of(blocks, EntryPicture.objects.filter(entry=entry.pk).in_bulk() if entry.pk else {})
        _put_into(entry, series, before)
        if before and before.is_published and (before.title, before.html) != (entry.title, entry.html):
            EntryVersion.objects.create(entry=entry, title=before.title, html=before.html)
            entry.edited_at = entry.changed_at
        entry.save()
        _set_about(entry, about)
        if entry.is_published:
            _follow(entry, hides=True)


def _put_into(entry: Entry, title: str | None, before: Entry | None) -> None:
    """Puts it at the end of a series, which is begun where there is none of this title; `None`: as it is."""
    if title is not None:
        found = Series.objects.get_or_create(community=entry.community, title=title)[0] if title else None
        entry.series = found
    if entry.series_id and (before is None or before.series_id != entry.series_id):
        last = Entry.objects.filter(series=entry.series_id).aggregate(last=Max("place"))["last"] or 0
        entry.place = last + 1


def _set_about(entry: Entry, about: About) -> None:
    """Gives it these subjects and tags and no others."""
    entry.concepts.set(about.subjects)
    EntryTag.objects.filter(content_object=entry).exclude(tag__slug__in=map(slug_of, about.tags)).delete()
    EntryTag.objects.bulk_create(
        [EntryTag(content_object=entry, tag=tag) for tag in tags_named(about.tags).values()], ignore_conflicts=True
    )


def add_picture(entry: Entry, taken: Taken, author: Any) -> EntryPicture:
    """Keeps a picture that was taken. The row comes after the file; a file without one is pruned."""
    return EntryPicture.objects.create(
        entry=entry,
        author=author,
        name=taken.name,
        file=taken.file,
        media_type=taken.type.media_type,
        size=taken.size,
        width=taken.width,
        height=taken.height,
        extraction=Extraction.NONE,
    )


def offer(entry: Entry) -> bool:
    """Asks facilitators to publish it. False where it was not in its author's hands any more."""
    with transaction.atomic():
        if not _set(entry, State.OFFERED, entry.is_in_hand, note=""):
            return False
        telling.happened(OFFERED, stamped(entry.pk, entry.changed_at))
    return True


def publish(entry: Entry, by: Any) -> bool:
    """Has it read as far as it reaches, and talked about. False where somebody else was faster."""
    with transaction.atomic():
        first = entry.published_at is None
        if not _set(entry, State.PUBLISHED, not entry.is_published, note=""):
            return False
        if first:
            Entry.objects.filter(pk=entry.pk).update(published_at=entry.changed_at)
            entry.published_at = entry.changed_at
            telling.happened(ENTRY, entry.pk)
        _follow(entry)
        if by is not None and entry.author_id not in (None, by.pk):
            telling.happened(DECIDED, f"{stamped(entry.pk, entry.changed_at)}.{State.PUBLISHED}")
    return True


def hand_back(entry: Entry, note: str) -> bool:
    """Gives what is offered back to its author, who is told why."""
    with transaction.atomic():
        if not _set(entry, State.DRAFT, entry.state == State.OFFERED, note=note):
            return False
        telling.happened(DECIDED, f"{stamped(entry.pk, entry.changed_at)}.{State.DRAFT}")
    return True


def take_back(entry: Entry) -> bool:
    """Its author has it in hand again: from the facilitators, or from its readers."""
    with transaction.atomic():
        was_read = entry.is_published
        state = State.UNPUBLISHED if was_read else State.DRAFT
        if not _set(entry, state, entry.state in (State.OFFERED, State.PUBLISHED), note=""):
            return False
        if was_read:
            _hide(entry)
    return True


def unpublish(entry: Entry, note: str) -> bool:
    """Takes it out of the blog; its author is told why, and can change and offer it again."""
    with transaction.atomic():
        if not _set(entry, State.UNPUBLISHED, entry.is_published, note=note):
            return False
        _hide(entry)
        if entry.author_id:
            telling.happened(DECIDED, f"{stamped(entry.pk, entry.changed_at)}.{State.UNPUBLISHED}")
    return True


def delete(entry: Entry) -> None:
    """It is gone, with its pictures and with what was said of it."""
    with transaction.atomic():
        _hide(entry)
        attached.end(key_of(entry.pk))
        entry.delete()


def remove(entry: Entry, because: str, by: Any) -> None:
    """Takes it away, as moderation decided."""
    with transaction.atomic():
        entry.removed_at, entry.removed_by, entry.removed_because = timezone.now(), by, because[:300]
        entry.changed_at = entry.removed_at
        entry.save(update_fields=["removed_at", "removed_by", "removed_because", "changed_at"])
        _hide(entry)


def restore(entry: Entry) -> None:
    """Brings it back."""
    with transaction.atomic():
        entry.removed_at, entry.removed_by, entry.removed_because = None, None, ""
        entry.changed_at = timezone.now()
        entry.save(update_fields=["removed_at", "removed_by", "removed_because", "changed_at"])
        if entry.is_published:
            _follow(entry)


def move(entry: Entry, up: bool) -> None:
    """Changes places with the entry before or behind it in its series."""
    with transaction.atomic():
        row = list(Entry.objects.select_for_update().filter(series=entry.series_id).order_by("place", "pk"))
        at = row.index(entry)
        to = max(0, at - 1) if up else min(len(row) - 1, at + 1)
        row.insert(to, row.pop(at))
        for place, one in enumerate(row, start=1):
            if one.place != place:
                Entry.objects.filter(pk=one.pk).update(place=place)


def _set(entry: Entry, state: State, may: bool, *, note: str) -> bool:
    """Changes the state, if it is what it was when it was read."""
    now = timezone.now()
    same = Entry.objects.filter(pk=entry.pk, state=entry.state, removed_at=None)
    if not may or not same.update(state=state, note=note, changed_at=now):
        return False
    entry.state, entry.note, entry.changed_at = state, note, now
    return True


def _follow(entry: Entry, *, hides: bool = False) -> None:
    """Search, the records that it shows, and its comments know it as it is now."""
    codes = codes_in(entry.html)
    EntryNaming.objects.filter(entry=entry).exclude(code__in=codes).delete()
    EntryNaming.objects.bulk_create(
        [EntryNaming(entry=entry, code=code) for code in sorted(codes)], ignore_conflicts=True
    )
    if codes:
        generation.rise()  # pages of records that are kept say where they are shown
    changed(ENTRY, [str(entry.pk)], hides=hides)
    readers = Readers.FACILITATORS if entry.reach == Reach.FACILITATORS else Readers.INSIDE
    attached.follow(
        key_of(entry.pk),
        community=entry.community,
        title=entry.title,
        language=entry.language,
        author=entry.author,
        readers=readers,
    )


def _hide(entry: Entry) -> None:
    """Nobody finds it, is told of it or reads what was said of it."""
    changed(ENTRY, [str(entry.pk)], hides=True)
    if entry.namings.exists():
        generation.rise()
    attached.hide(key_of(entry.pk))
    telling.withdraw(ENTRY, [entry.pk])

"""A record's published versions, and what changed between two of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.compare import ForeignObjectComparison, StreamFieldComparison
from wagtail.fields import RichTextField
from wagtail.models import PageLogEntry, Revision

from portal.foundation.audience import PUBLIC, audiences_of
from portal.texts.differences import marked
from practices.articles.comparing import block_changes

SHOWN_ROWS: Final = ("names", "results")
BLOCK_KEY: Final = re.compile(r' data-block-key="[^"]*"')
BLOCK_END: Final = re.compile(r"(</(?:p|li|h\d)>)")


@dataclass(frozen=True)
class Version:
    """A version that readers could see, the newest first."""

    number: int
    revision_id: int
    published_at: datetime


@dataclass(frozen=True)
class Change:
    """One field that differs, as safe HTML with deletions and insertions marked."""

    label: str
    html: Any


def versions(page: Any, user: Any) -> list[Version]:
    """What was published of the page, and when; versions of an audience that the reader isn't part of are left out."""
    entries = PageLogEntry.objects.filter(page_id=page.pk, action="wagtail.publish", revision__isnull=False).order_by(
        "timestamp"
    )
    seen: dict[int, datetime] = {}
    for entry in entries.select_related("revision"):
        if entry.revision.content.get("audience", PUBLIC) in audiences_of(user):
            seen.setdefault(entry.revision_id, entry.timestamp)
    numbered = [Version(number, revision, when) for number, (revision, when) in enumerate(seen.items(), start=1)]
    return numbered[::-1]


def comparison(page: Any, published: Sequence[Version], wanted: str, against: str = "") -> dict[str, Any] | None:
    """What there is between two versions, whichever is named first. Where none is named: what the newest changed against the one before it."""
    if len(published) < 2:
        return None
    by_number = {str(version.number): version for version in published}
    newer = by_number.get(wanted, published[0])
    older = by_number.get(against)
    if older is None or older == newer:
        newer = published[0] if newer == published[-1] else newer
        older = published[published.index(newer) + 1]
    older, newer = sorted((older, newer), key=lambda version: version.number)
    return {"older": older, "newer": newer, "changes": changes(page, older, newer)}


def changes(page: Any, older: Version, newer: Version) -> list[Change]:
    """The fields and the rows of a record in which two versions differ, compared as Wagtail's editor does."""
    before, after = (Revision.objects.get(pk=version.revision_id).as_object() for version in (older, newer))
    return differences(page, before, after)


def differences(page: Any, before: Any, after: Any) -> list[Change]:
    """The same between two versions in memory."""
    before, after = as_read(before), as_read(after)
    panel = page.get_edit_handler().get_bound_panel(instance=page, request=HttpRequest(), form=None)
    compared = [comparison_class(before, after) for comparison_class in panel.get_comparison()]
    found: list[Change] = []
    for one in compared:
        if one.has_changed():
            found += changes_of(one)
    return found


def changes_of(one: Any) -> list[Change]:
    """What changed in one field: as it is, row by row, or block by block."""
    label = str(one.field_label())
    if one.is_child_relation:
        return row_changes(one)
    if isinstance(one, StreamFieldComparison):
        return [Change(f"{label}, {told}", html) for told, html in block_changes(one.val_a, one.val_b)]
    return [change(label, one.htmldiff())]


def as_read(text: Any) -> Any:
    """A version without what no reader sees: the editor's keys of paragraphs. The ends of paragraphs become spaces."""
    for field in text._meta.get_fields():
        if isinstance(field, RichTextField):
            html = BLOCK_KEY.sub("", getattr(text, field.name) or "")
            setattr(text, field.name, BLOCK_END.sub(r" \1", html))
    return text


def change(label: str, html: str) -> Change:
    """A difference with marks that everybody reads."""
    return Change(label, marked(html))


def row_changes(rows: Any) -> list[Change]:
    """What changed in rows such as results. Rows that name other things are only said to have changed: not every reader may see those."""
    label = str(rows.field_label())
    if rows.field.related_name not in SHOWN_ROWS:
        return [Change(label, _("This list has changed."))]
    found = []
    for number, row in enumerate(rows.get_child_comparisons(), start=1):
        fields = [field for field in row.get_field_comparisons() if not isinstance(field, ForeignObjectComparison)]
        if row.is_addition() or row.is_deletion():
            tag = "ins" if row.is_addition() else "del"
            words = " · ".join(str(field.val_a) for field in fields if field.val_a not in (None, ""))
            found.append(Change(f"{label} {number}", format_html(f"<{tag}>{{}}</{tag}>", words)))
        else:
            found += [
                change(f"{label} {number}: {field.field_label()}", field.htmldiff())
                for field in fields
                if field.has_changed()
            ]
    return found

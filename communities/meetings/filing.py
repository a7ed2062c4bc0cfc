"""The minutes of a meeting among the documents of its space: one document, with a version each time they are changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.discussion.references import as_members_read
from communities.documents import actions
from communities.documents.models import Document
from communities.documents.terms import DOCUMENTS, LIMITS
from communities.meetings.models import Meeting
from communities.meetings.texts import of_minutes
from communities.spaces.parts import is_on
from communities.spaces.reach import Reach
from portal.foundation.files.taking import Taken, take
from portal.texts.markdown import to_html


def filed(meeting: Meeting, by: Any) -> None:
    """Keeps published minutes as a document, if the space has documents; for the inside, as they are on the meeting's page.

    Nobody is told of it: they are told of the minutes. A document that was taken away stays away.
    """
    if not is_on(meeting.community, DOCUMENTS):
        return
    try:
        if meeting.document is None:
            meeting.document = actions.add(_document(meeting), _file(meeting), by, tell=False)
        elif meeting.document.removed_at is None:
            actions.add_version(meeting.document, _file(meeting), by, tell=False)
    except actions.AlreadyThereError:
        return  # they say what they said before


def _document(meeting: Meeting) -> Document:
    reach = Reach.FACILITATORS if meeting.reach == Reach.FACILITATORS else Reach.INSIDE
    return Document(community=meeting.community, title=_title(meeting), language=meeting.language, reach=reach)


def _title(meeting: Meeting) -> str:
    with override(meeting.language):
        return (_("Minutes: %(title)s") % {"title": meeting.title})[:200]


def _file(meeting: Meeting) -> Taken:
    """A page of HTML that is read without this site: people by their names, addresses in full."""
    text = as_members_read(meeting.community).in_text(of_minutes(meeting), meeting.community_id)
    html = SafeString(to_html(text).replace('href="/', f'href="{settings.SITE_ADDRESS}/'))  # made harmless by `to_html`
    title = _title(meeting)
    page = format_html(
        '<!doctype html>\n<html lang="{}">\n<head><meta charset="utf-8"><title>{}</title></head>\n<body><h1>{}</h1>\n{}</body>\n</html>\n',
        meeting.language, title, title, html,
    )  # fmt: skip
    return take(ContentFile(page.encode(), name=f"minutes-{meeting.pk}.html"), LIMITS)

"""Documents of a folder as HTML: a template takes ten times as long for fifty of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from communities.documents.models import Document
from communities.spaces.drawing import moments
from communities.spaces.drawing import word as _
from communities.spaces.models import Community
from communities.spaces.parts import named
from communities.spaces.reach import Reach
from communities.spaces.terms import Visibility
from portal.foundation.files.names import kind_and_size
from portal.foundation.templatetags.passerelle import icon


def document_rows(documents: Iterable[Document], space: Community) -> SafeString:
    """The documents of a page, each `with_face`."""
    day, start = moments("DATE_FORMAT"), f"{space.get_absolute_url()}documents/"
    told = space.visibility != Visibility.PUBLIC
    return SafeString("\n".join(_row(one, start, day(one.changed_at), told) for one in documents))  # escaped below


def _row(one: Document, start: str, changed: str, told: bool) -> str:
    face: str = icon("document")
    if one.preview:
        face = (
            f'<img src="{escape(settings.MEDIA_URL)}{escape(one.preview)}" alt="" width="{one.preview_width}" '
            f'height="{one.preview_height}" loading="lazy">'
        )
    language = f' lang="{escape(one.language)}"' if one.language else ""
    who = escape(named(one.version_author)) if one.version_author is not None else _("somebody who has left")
    about = [escape(kind_and_size(one.version_name, one.version_size)), changed, f"<bdi>{who}</bdi>"]
    if one.version_number > 1:
        about.append(escape(gettext("version %(number)s") % {"number": one.version_number}))
    return (
        f'<li><div class="face" aria-hidden="true">{face}</div><div><a href="{start}{one.pk}/"{language} dir="auto">'
        f'{escape(one.title)}</a>{_states(one, told)}<p class="meta">{" · ".join(about)}</p></div></li>'
    )


def _states(one: Document, told: bool) -> str:
    """For whom it is, where that is not what one expects, and whether somebody works on it."""
    states = ""
    if one.reach == Reach.EVERYBODY and told:
        states = f' <span class="state">{_("for everybody")}</span>'
    elif one.reach == Reach.FACILITATORS:
        states = f' <span class="state warn">{icon("lock")}{_("facilitators only")}</span>'
    if one.is_worked_on:
        states += f' <span class="state">{icon("clock")}{_("being worked on")}</span>'
    return states

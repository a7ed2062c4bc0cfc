"""Entries of a list as HTML: a template takes ten times as long for twenty of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString

from communities.blog.models import Entry
from communities.spaces.drawing import moments
from communities.spaces.drawing import word as _
from communities.spaces.models import Community
from communities.spaces.reach import Reach
from communities.spaces.terms import Visibility


def entry_rows(entries: Iterable[Entry], space: Community, *, with_series: bool = True) -> list[SafeString]:
    """What stands in each line of a list: title, summary, who wrote it, when, in which series, and for whom."""
    day, blog = moments("DATE_FORMAT"), f"{space.get_absolute_url()}blog/"
    found = []
    for one in entries:
        language = escape(one.language)
        summary = f'<p lang="{language}" dir="auto">{escape(one.summary)}</p>' if one.summary else ""
        guest = f" {_('(guest)')}" if one.guest else ""
        about = [f"<bdi>{escape(one.by)}</bdi>{guest}"]
        if one.published_at:
            about.append(day(one.published_at))
        if with_series and one.series_title:
            about.append(f'<a href="{blog}series/{one.series_id}/" dir="auto">{escape(one.series_title)}</a>')
        if one.reach == Reach.FACILITATORS:
            about.append(_("facilitators only"))
        elif one.reach == Reach.EVERYBODY and space.visibility == Visibility.FACE:
            about.append(_("on the public face"))
        title = f'<h3><a href="{blog}{one.pk}/" lang="{language}" dir="auto">{escape(one.title)}</a></h3>'
        row = f'{title}\n{summary}\n<p class="meta">{" · ".join(about)}</p>'
        found.append(SafeString(row))  # escaped above
    return found

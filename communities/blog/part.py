"""The blog as a part of a space: its tab, what is new in it, and its copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.blog.models import Entry, EntryPicture
from communities.blog.reading import LISTED
from communities.blog.terms import BLOG, ENTRY, State
from communities.discussion import attached, hosts
from communities.discussion.references import as_members_read
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import OfflinePage, Way, address
from communities.spaces.policies import Standing, see_face
from portal.foundation import generation, prepared
from portal.foundation.prepared import PK, PKS, SINCE
from search.indexing import changed


def declare() -> None:
    """Registers it, and entries as what can be talked about."""
    label = gettext_lazy("Blog")
    parts.register(
        parts.Part(
            BLOG, label, "blog", "article", may_see=see_face, on_the_face=True,
            count=_counted, news=_news, export=_export, pages=_pages, files=_files, space_changed=_space_changed,
        )
    )  # fmt: skip
    hosts.register(hosts.Host(ENTRY, BLOG, label, "blog", "entry"))


def _counted(way: Way) -> Any:
    return Entry.objects.reaching(PK, way.reached)


def _new(way: Way) -> Any:
    new = Entry.objects.reaching(PKS[0], way.reached).filter(published_at__gt=SINCE).exclude(author=PKS[1])
    return new.with_names().only(*LISTED).order_by("-published_at")[: parts.MOST_NEWS]


def _news(standing: Standing, since: datetime) -> Iterator[parts.News]:
    """New entries, and those that people talked about since. Two queries."""
    way, given = Way.of(standing), (standing.community.pk, standing.user.pk)
    blog = address(BLOG, standing.community.slug)
    for entry in prepared.objects(("new entries", way), Entry, lambda: _new(way), pks=given, since=since):
        yield parts.News(entry.published_at or since, entry.title, f"{blog}{entry.pk}/", "article", entry.by)
    yield from attached.news(standing, since, ENTRY)


def _all(community: Community) -> Any:
    """The published entries of a space, also while its blog is switched off: a copy has all that is kept."""
    found = Entry.objects.filter(community=community, state=State.PUBLISHED, removed_at=None)
    return found.with_names().order_by("published_at", "pk")


def _export(community: Community) -> Iterator[Mapping[str, Any]]:
    names = as_members_read(community)
    for entry in _all(community).prefetch_related("tags", "concepts").iterator(chunk_size=200):
        row = {
            "entry": entry.pk, "title": entry.title, "summary": entry.summary, "author": entry.by, "guest_from": entry.guest_from,
            "language": entry.language, "reach": entry.reach, "series": entry.series_title, "place": entry.place if entry.series_id else None,
            "published": entry.published_at, "edited": entry.edited_at, "tags": [tag.name for tag in entry.tags.all()],
            "subjects": [concept.key for concept in entry.concepts.all()], "blocks": list(entry.body.raw_data),
            "html": names.in_html(entry.html, community.pk),
        }  # fmt: skip
        yield {name: value for name, value in row.items() if value}


def _pages(community: Community) -> Iterator[OfflinePage]:
    """The list, then each entry on a page of its own."""
    names = as_members_read(community)
    rows = _all(community).defer("body")
    items = ((entry.pk, entry.title, date_format(localtime(entry.published_at)), entry.by) for entry in rows.iterator())
    listing = format_html_join("\n", '<li><a href="{}.html">{}</a> {} · {}</li>', items)
    yield OfflinePage("index.html", str(_("Blog")), format_html("<ul>{}</ul>", listing))
    for entry in rows.iterator():
        yield OfflinePage(f"{entry.pk}.html", entry.title, _page(entry, names.in_html(entry.html, community.pk)))


def _page(entry: Entry, html: SafeString) -> SafeString:
    when = date_format(localtime(entry.published_at)) if entry.published_at else ""
    return format_html('<p class="by">{} · {}</p>\n<p>{}</p>\n{}', entry.by, when, entry.summary, html)


def _files(community: Community) -> Iterator[str]:
    """Where the pictures of the published entries lie."""
    found = EntryPicture.objects.filter(
        entry__community=community, entry__state=State.PUBLISHED, entry__removed_at=None
    )
    yield from found.values_list("file", flat=True)


def _space_changed(community: Community) -> None:
    """Who may see the space, what it is called, or whether it has a blog: all entries are found accordingly."""
    keys = Entry.objects.filter(community=community, state=State.PUBLISHED).values_list("pk", flat=True)
    if found := [str(pk) for pk in keys]:
        changed(ENTRY, found, hides=True)
        generation.rise()

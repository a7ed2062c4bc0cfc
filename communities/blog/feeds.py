"""The entries of a space that reach everybody, as an Atom feed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from communities.blog.models import Entry
from communities.blog.rendering import for_everybody
from communities.blog.terms import BLOG, IN_FEED
from communities.spaces.models import Community
from communities.spaces.reach import Reach
from communities.texts import plain

STRANGER = AnonymousUser()


class AtomWithContent(Atom1Feed):
    """With the whole HTML of each entry beside its summary (RFC 4287, 4.1.3)."""

    def add_item_elements(self, handler: Any, item: Any) -> None:
        """Adds it."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", str(item["content"]), {"type": "html"})


def for_strangers(space: Community) -> Any:
    """What everybody may read, whoever asks: who is signed in gets no other feed."""
    return Entry.objects.visible_to(STRANGER).filter(community=space, reach=Reach.EVERYBODY)


def space_of(slug: str) -> Community:
    """The space of a feed. Raises Http404 where strangers may not know of it, or it has no blog."""
    found = Community.objects.visible_to(STRANGER).having(BLOG).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def last_changed(_request: HttpRequest, slug: str) -> datetime | None:
    """The last change of what it shows, or showed: that something was taken back is a change, too."""
    space = space_of(slug)
    once_read = Entry.objects.filter(community=space).exclude(published_at=None)
    last: datetime | None = once_read.aggregate(last=Max("changed_at"))["last"]
    return max(last, space.changed_at).replace(microsecond=0) if last else None


def tag(_request: HttpRequest, slug: str) -> str | None:
    """The same to the microsecond, with what is there."""
    space = space_of(slug)
    rows = (
        for_strangers(space).order_by("-published_at", "-pk")[:IN_FEED].values_list("pk", "changed_at", "author__name")
    )
    told = repr((space.changed_at, *rows)).encode()
    return f'"{hashlib.sha256(told).hexdigest()[:24]}"'


class EntriesFeed(Feed[Entry, Community]):
    """`/communities/mentoring/blog/feed/`."""

    feed_type = AtomWithContent

    def get_object(self, request: HttpRequest, slug: str) -> Community:
        """The space."""
        return space_of(slug)

    def title(self, obj: Community) -> str:
        """The space's name."""
        return f"{obj.name}: {_('Blog')}"

    def subtitle(self, obj: Community) -> str:
        """What it is for."""
        return " ".join(plain(obj.purpose).split())[:300]

    def link(self, obj: Community) -> str:
        """The blog's page."""
        return settings.SITE_ADDRESS + reverse("blog", args=[obj.slug])

    def feed_url(self, obj: Community) -> str:
        """Its own."""
        return settings.SITE_ADDRESS + reverse("blog_feed", args=[obj.slug])

    def items(self, obj: Community) -> Any:
        """The latest entries."""
        found = for_strangers(obj).with_names().order_by("-published_at", "-pk").defer("body")[:IN_FEED]
        for entry in found:
            entry.community = obj
            yield entry

    def item_title(self, item: Entry) -> str:
        """Its title."""
        return item.title

    def item_description(self, item: Entry) -> str:
        """Its summary."""
        return item.summary

    def item_link(self, item: Entry) -> str:
        """Its page."""
        return settings.SITE_ADDRESS + item.get_absolute_url()

    def item_guid(self, item: Entry) -> str:
        """A name that stays, wherever the site is."""
        return f"urn:uuid:{item.key}"

    def item_author_name(self, item: Entry) -> str:
        """Whose words they are."""
        return item.by

    def item_pubdate(self, item: Entry) -> Any:
        """When it was published."""
        return item.published_at

    def item_updateddate(self, item: Entry) -> Any:
        """When its words were changed."""
        return item.edited_at or item.published_at

    def item_extra_kwargs(self, item: Entry) -> dict[str, Any]:
        """Its HTML."""
        return {"content": for_everybody(item.html)}


_feed = EntriesFeed()


@require_safe
@condition(etag_func=tag, last_modified_func=last_changed)
def feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Asked again, it costs four small queries and no page."""
    response = _feed(request, slug=slug)
    response["Cache-Control"] = "public, no-cache"
    return response

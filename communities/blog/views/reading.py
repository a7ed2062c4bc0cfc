"""The blog of a space, an entry, its series, what it said before; and what somebody has in hand."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.blog import policies
from communities.blog.drawing import entry_rows
from communities.blog.models import Entry, Series
from communities.blog.reading import author_url, entry_of, entry_page, listed, series_of, subjects_of, tags_of, turning
from communities.blog.rendering import for_reader
from communities.blog.terms import BLOG, ENTRY, PAGE_SIZE, State
from communities.discussion.references import references
from communities.discussion.views.reading import for_readers, number_in, tag_in, talk, topic_of
from communities.spaces import parts
from communities.spaces.parts import Way
from communities.spaces.policies import Standing, belongs, see_face, see_inside
from communities.spaces.standing import Rule, allowed
from communities.spaces.terms import Visibility
from portal.foundation.prepared import PK
from portal.notices import telling
from search.lists import reading_languages


def standing_in(user: Any, slug: str, rule: Rule = see_face) -> Standing:
    """How somebody stands to a space that has a blog. Http404 where there is none, PermissionDenied where the rule says no."""
    return allowed(user, slug, parts.switched_on(BLOG, rule))


def crumbs(standing: Standing, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here; the last one is where one is."""
    space = standing.community
    way = parts.above(space)
    blog = (_("Blog"), f"{space.get_absolute_url()}blog/" if more else "")
    return [*way, blog, *more]


def around(standing: Standing, *more: tuple[str, str]) -> dict[str, Any]:
    """What every page of a blog shows around itself."""
    space = standing.community
    return parts.frame(standing, BLOG) | {
        "crumbs": crumbs(standing, *more),
        "has_feed": space.visibility != Visibility.PRIVATE,
        "is_hidden": space.visibility == Visibility.PRIVATE or space.is_example,
    }


@never_cache
@require_safe
def entries(request: HttpRequest, slug: str) -> HttpResponse:
    """`/communities/mentoring/blog/`: the latest entries that the reader may see; `?tag=` for those with a tag."""
    standing = standing_in(request.user, slug)
    tag = tag_in(request.GET.get("tag", ""))
    context = around(standing)
    count = next((tab.count for tab in context["tabs"] if tab.code == BLOG), 0)
    page = entry_page(standing, request.GET.get("page"), tag, count)
    context |= {
        "page": page, "rows": entry_rows(page.object_list, standing.community),
        "tag": tag, "query": f"tag={quote(tag.slug)}&" if tag else "", "series": series_of(standing),
        "may_write": policies.write(standing), "may_choose": policies.choose(standing), "belongs": belongs(standing),
        "in_hand": Entry.objects.at_work(request.user).filter(community=standing.community).count() if standing.signed_in else 0,
    }  # fmt: skip
    return render(request, "communities/blog/entries.html", context)


@never_cache
@require_safe
def series(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/blog/series/3/`: its entries in their order. Http404 where the reader may see none of them."""
    standing = standing_in(request.user, slug)
    shown = get_object_or_404(Series, community=standing.community, pk=min(key, PK))
    found = listed(standing.community.pk, Way.of(standing)).filter(series=shown).order_by("place", "pk")
    page = Paginator(found, 100).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    context = around(standing, (shown.title, "")) | {
        "one": shown, "page": page, "may_tend": policies.tend(standing),
        "rows": zip(page.object_list, entry_rows(page.object_list, standing.community, with_series=False), strict=True),
    }  # fmt: skip
    return render(request, "communities/blog/series.html", context)


def found_entry(standing: Standing, key: int) -> Entry:
    """An entry that the reader may see. Http404 where there is none; who is not signed in is asked to sign in where members could see it."""
    entry = entry_of(standing, key)
    if entry:
        return entry
    there = Entry.objects.published().filter(community=standing.community, pk=min(key, PK))
    if not standing.signed_in and there.exists():
        raise PermissionDenied
    raise Http404


@never_cache
@require_safe
@for_readers
def entry(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/blog/12/`: an entry with its comments; to who has a hand in it also before it is published."""
    standing = standing_in(request.user, slug)
    shown = found_entry(standing, key)
    if standing.signed_in and shown.is_published:
        telling.read(request.user, [f"{ENTRY}:{shown.pk}"])
    context = comments(request, standing, shown) | around(standing, (str(shown), "")) | facts(request, standing, shown)
    return render(request, "communities/blog/entry.html", context)


def facts(request: HttpRequest, standing: Standing, shown: Entry) -> dict[str, Any]:
    """What a page shows of an entry."""
    space = standing.community
    named = references(request.user, [(space.pk, shown.html)])
    return {
        "entry": shown,
        "html": for_reader(shown.html, named, space.pk, request.user, reading_languages(request)),
        "author_url": author_url(shown, request.user),
        "subjects": subjects_of(shown),
        "tags": tags_of(shown),
        "turning": turning(shown, standing),
        "may": rights(standing, shown),
    }


def rights(standing: Standing, shown: Entry) -> dict[str, bool]:
    """What is offered to the reader beside an entry."""
    if not standing.signed_in:
        return {}
    mine = policies.wrote(standing, shown)
    freely = mine and policies.freely(standing)
    return {
        "edit": policies.edit(standing, shown, freely=freely),
        "publish": policies.publish(standing, shown, freely=freely),
        "offer": policies.offer(standing, shown, freely=freely),
        "hand_back": policies.hand_back(standing, shown),
        "take_back": policies.take_back(standing, shown),
        "unpublish": policies.unpublish(standing, shown),
        "delete": policies.delete(standing, shown),
        "report": policies.report(standing, shown),
    }


def comments(request: HttpRequest, standing: Standing, shown: Entry) -> dict[str, Any]:
    """What was said of a published entry, for who reads the inside. Nothing for others."""
    if not (shown.is_published and shown.topic_pk and see_inside(standing)):
        return {}
    return talk(request, standing, topic_of(standing, shown.topic_pk, number_in(request.GET.get("quote", ""))))


@never_cache
@require_safe
@for_readers
def versions(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/blog/12/versions/`: what a published entry said before it was changed."""
    standing = standing_in(request.user, slug)
    shown = found_entry(standing, key)
    earlier, space = list(shown.versions.all()[:50]), standing.community.pk
    named = references(request.user, ((space, one.html) for one in earlier))
    for one in earlier:
        one.html = named.in_html(one.html, space)
    way = ((str(shown), shown.get_absolute_url()), (_("Earlier versions"), ""))
    context = around(standing, *way) | {"entry": shown, "versions": earlier}
    return render(request, "communities/blog/versions.html", context)


@never_cache
@require_safe
@login_required
def at_work(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/blog/mine/`: one's drafts, and for facilitators what waits to be published."""
    standing = standing_in(request.user, slug, belongs)
    found = Entry.objects.at_work(request.user).filter(community=standing.community).with_names().defer("body", "html")
    page = Paginator(found.order_by("-changed_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    for one in page.object_list:
        one.community = standing.community
    context = around(standing, (_("Drafts"), "")) | {
        "page": page, "may_write": policies.write(standing), "may_tend": policies.tend(standing), "offered": State.OFFERED,
    }  # fmt: skip
    return render(request, "communities/blog/mine.html", context)

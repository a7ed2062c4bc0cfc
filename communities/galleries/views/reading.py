"""The albums of a space, an album, a picture on a page of its own, and what was agreed to."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.galleries import policies
from communities.galleries.drawing import grid
from communities.galleries.forms import WithdrawForm
from communities.galleries.models import Album, Picture
from communities.galleries.reading import covers_of
from communities.galleries.terms import ALBUMS, GALLERIES, PAGE_SIZE
from communities.spaces import parts
from communities.spaces.parts import Way, frame, switched_on
from communities.spaces.policies import Standing, belongs, facilitates, see_face
from communities.spaces.standing import Rule, allowed
from portal.foundation import prepared
from portal.foundation.audience import PUBLIC
from portal.foundation.files import derived
from portal.foundation.files.derived import Size
from portal.foundation.files.showing import picture as shown
from portal.foundation.prepared import NO_ROW, PK, PKS, START, Paged

DRAWN: Final = ("album", "author", "file", "width", "height", "alt", "caption", "consent", "position")  # of a grid


def album_of(user: Any, slug: str, key: int, rule: Rule = see_face) -> tuple[Standing, Album]:
    """An album that this person may see, with how they stand to its space. Http404 and PermissionDenied."""
    standing = allowed(user, slug, switched_on(GALLERIES))
    way, given = Way.of(standing), (standing.community.pk, min(key, PK))
    albums = prepared.objects(("album", way), Album, lambda: _album(way), pks=given)
    if not albums:
        raise Http404
    if not rule(standing):
        raise PermissionDenied
    albums[0].community = standing.community
    return standing, albums[0]


def _album(way: Way) -> QuerySet[Album]:
    found: QuerySet[Album] = Album.objects.reaching(PKS[0], way.reached).filter(pk=PKS[1])
    return found


def pictures_page(standing: Standing, album: Album, number: Any) -> Page[Picture]:
    """A page of an album that somebody sees. Two queries."""
    who = (belongs(standing), facilitates(standing), timezone.localdate())  # consents run out
    given = (album.pk, standing.user.pk or NO_ROW)

    def seen() -> Any:
        return Picture.objects.in_album(PKS[0], PKS[1], belongs=who[0], facilitates=who[1])

    def counted() -> Any:
        return seen().order_by().values("album").annotate(count=Count("*")).values_list("count")

    def on_page() -> Any:
        return seen().with_consent().only(*DRAWN)[START : START + PAGE_SIZE]

    def find(start: int) -> list[Picture]:
        return prepared.objects(("pictures", who), Picture, on_page, pks=given, start=start)

    count = next((count for (count,) in prepared.rows(("number of pictures", who), counted, pks=given)), 0)
    return Paginator(Paged(count, find), PAGE_SIZE).get_page(number)


def picture_of(user: Any, slug: str, key: int, number: int) -> tuple[Standing, Picture]:
    """A picture that this person may see. Http404."""
    standing = allowed(user, slug, switched_on(GALLERIES))
    seen = Picture.objects.visible_to(user).with_consent().select_related("album")
    found = seen.filter(album__community=standing.community, album=min(key, PK), pk=min(number, PK)).first()
    if found is None:
        raise Http404
    found.album.community = standing.community
    return standing, found


def crumbs(standing: Standing, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here."""
    space = standing.community
    here = (_("Galleries"), f"{space.get_absolute_url()}galleries/")
    return [*parts.above(space), here, *more]


@never_cache
@require_safe
def albums(request: HttpRequest, slug: str) -> HttpResponse:
    """`/communities/mentoring/galleries/`: the albums, the newest first."""
    standing = allowed(request.user, slug, switched_on(GALLERIES))
    found = Album.objects.visible_to(request.user).filter(community=standing.community)
    page = Paginator(found, ALBUMS).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    drawn = covers_of(rows, standing.community, Way.of(standing))
    context = frame(standing, GALLERIES) | {
        "page": page, "rows": SafeString("".join(drawn.values())), "may_add": policies.add(standing),
        "is_public": standing.community.audience == PUBLIC,
        "crumbs": [*crumbs(standing)[:-1], (_("Galleries"), "")],
    }  # fmt: skip
    return render(request, "communities/galleries/albums.html", context)


@never_cache
@require_safe
def album(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/galleries/12/`: its pictures, sixty a page."""
    standing, found = album_of(request.user, slug, key)
    page = pictures_page(standing, found, request.GET.get("page"))
    pictures = page.object_list
    url = found.get_absolute_url()
    waiting = [one for one in pictures if one.author_id == request.user.pk and not (one.alt and one.consent)]
    context = frame(standing, GALLERIES) | {
        "album": found, "page": page, "text": SafeString(found.html), "waiting": bool(waiting), "is_public": found.audience == PUBLIC,
        "pictures": grid(pictures, url, found.language, derived.of(str(one.file.name) for one in pictures)),
        "may_add": policies.add(standing), "may_edit": policies.edit_album(standing, found),
        "may_see_consents": policies.moderate(standing) or policies.edit_album(standing, found),
        "crumbs": crumbs(standing, (found.title, "")),
    }  # fmt: skip
    return render(request, "communities/galleries/album.html", context)


@never_cache
@require_safe
def picture(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/galleries/12/34/`: one picture, large, with the ways to those before and after it."""
    standing, found = picture_of(request.user, slug, key, number)
    seen = Picture.objects.visible_to(request.user).filter(album=found.album_id)
    in_order = list(seen.values_list("pk", flat=True))
    if found.pk not in in_order:  # withdrawn in this moment
        raise Http404
    place = in_order.index(found.pk)
    name, size = str(found.file.name), (found.width, found.height)
    sizes = derived.of([name]).get(name, ())
    context = frame(standing, GALLERIES) | {
        "album": found.album, "picture": found, "place": place + 1, "number": len(in_order),
        "drawn": shown(name, found.alt_or_word, size, sizes, sizes="min(100vw, 74rem)", lazy=False),
        "previous": in_order[place - 1] if place else None,
        "next": in_order[place + 1] if place + 1 < len(in_order) else None,
        "album_page": place // PAGE_SIZE + 1, "may_edit": policies.edit(standing, found),
        "may_withdraw": policies.withdraw(standing, found), "may_report": policies.report(standing, found),
        "may_cover": policies.edit_album(standing, found.album),
        "is_public": found.is_shown and not found.for_members and found.album.audience == PUBLIC, "form": WithdrawForm(),
        "crumbs": crumbs(standing, (found.album.title, found.album.get_absolute_url()), (_("Picture"), "")),
    }  # fmt: skip
    return render(request, "communities/galleries/picture.html", context)


@never_cache
@require_safe
@login_required
def consents(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/galleries/12/consents/`: who agreed to what until when, and what was withdrawn and why; for who answers for the pictures."""
    standing, found = album_of(request.user, slug, key)
    all_of_them = policies.moderate(standing)
    if not all_of_them and not policies.add(standing):
        raise PermissionDenied
    pictures = Picture.objects.standing().filter(album=found.pk)
    withdrawn = Picture.objects.filter(album=found.pk).exclude(withdrawn_at=None).order_by("-withdrawn_at")
    if not all_of_them:
        pictures, withdrawn = pictures.filter(author=request.user.pk), withdrawn.filter(author=request.user.pk)
    page = Paginator(pictures.with_consent().prefetch_related("agreements"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    sizes = derived.of(str(one.file.name) for one in rows)
    context = frame(standing, GALLERIES) | {
        "album": found, "page": page, "withdrawn": withdrawn.select_related("withdrawn_by")[:PAGE_SIZE],
        "rows": [(one, small(one, sizes.get(str(one.file.name), ()))) for one in rows],
        "crumbs": crumbs(standing, (found.title, found.get_absolute_url()), (_("Consents"), "")),
    }  # fmt: skip
    return render(request, "communities/galleries/consents.html", context)


def small(one: Picture, sizes: tuple[Size, ...]) -> SafeString:
    """A picture as a sign of itself."""
    return shown(str(one.file.name), one.alt_or_word, (one.width, one.height), sizes, sizes="10rem", widest=320)

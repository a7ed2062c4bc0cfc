"""Albums and pictures are made: words, files, descriptions and consents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.galleries import actions, policies
from communities.galleries.forms import AgreementForm, AlbumForm, DescribeForm, PictureForm
from communities.galleries.models import Album, Picture
from communities.galleries.terms import AT_A_TIME, GALLERIES, LIMITS
from communities.galleries.views.reading import album_of, crumbs, picture_of, small
from communities.spaces.parts import frame, switched_on
from communities.spaces.policies import Standing
from communities.spaces.standing import allowed
from portal.foundation.files import derived
from portal.foundation.files.facts import Consent
from portal.foundation.limits import seconds_to_wait
from portal.foundation.requests import read_or_send


def sent(request: HttpRequest) -> Any:
    """What a form was sent with, also if that is nothing."""
    return request.POST if request.method == "POST" else None


@never_cache
@read_or_send
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/galleries/new/`: begins an album; its pictures come next."""
    standing = allowed(request.user, slug, switched_on(GALLERIES, policies.add))
    begun = Album(community=standing.community, author_id=request.user.pk)
    form = AlbumForm(sent(request), standing=standing, instance=begun)
    if form.is_valid():
        actions.keep_album(form.save(commit=False))
        return redirect("album_upload", slug, begun.pk)
    return _words(request, standing, form, (_("New album"), ""))


@never_cache
@read_or_send
@login_required
def edit(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/galleries/12/edit/`: an album's words, and how far it reaches."""
    standing, album = album_of(request.user, slug, key)
    if not policies.edit_album(standing, album):
        raise PermissionDenied
    form = AlbumForm(sent(request), standing=standing, instance=album)
    if form.is_valid():
        actions.keep_album(form.save(commit=False), hides=True)
        return redirect(album)
    return _words(request, standing, form, (album.title, album.get_absolute_url()), (_("Change"), ""))


def _words(request: HttpRequest, standing: Standing, form: AlbumForm, *way: tuple[str, str]) -> HttpResponse:
    context = frame(standing, GALLERIES) | {"form": form, "album": form.instance, "crumbs": crumbs(standing, *way)}
    return render(request, "communities/galleries/write.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def upload(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/galleries/12/pictures/`: takes several pictures at once; each that is refused is named with the reason, the others are kept."""
    standing, album = album_of(request.user, slug, key, policies.add)
    kept, refused = _taken(request, album) if request.method == "POST" else (0, [])
    if "X-Batch" in request.headers:
        return JsonResponse({"kept": kept, "refused": refused})
    if kept:
        for one in refused:
            messages.error(request, one)
        return redirect("album_describe", slug, key)
    context = frame(standing, GALLERIES) | {
        "album": album, "limits": LIMITS, "refused": refused,
        "crumbs": crumbs(standing, (album.title, album.get_absolute_url()), (_("Add pictures"), "")),
    }  # fmt: skip
    return render(
        request, "communities/galleries/upload.html", context, status=400 if request.method == "POST" else 200
    )


def _taken(request: HttpRequest, album: Album) -> tuple[int, list[str]]:
    """How many pictures were kept, and why others were not."""
    files = request.FILES.getlist("files")
    if not files:
        return 0, [_("Choose one or more pictures first.")]
    if wait := seconds_to_wait(request, "files"):
        return 0, [_("That was fast. Please wait %(seconds)s seconds and send it again.") % {"seconds": wait}]
    kept, refused = 0, []
    for file in files:
        try:
            actions.add(album, file, request.user)
            kept += 1
        except ValidationError as error:
            refused.append(error.messages[0])
    return kept, refused


@never_cache
@read_or_send
@login_required
def describe(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/galleries/12/describe/`: one form for what is to be said of all new pictures; what is complete is shown to others from then on."""
    standing, album = album_of(request.user, slug, key, policies.add)
    waiting = Picture.objects.to_be_described().filter(album=album.pk, author=request.user.pk)
    pictures = list(waiting[:AT_A_TIME])
    if not pictures:
        return redirect(album)
    common = AgreementForm(sent(request))
    forms = [DescribeForm(sent(request), picture=one) for one in pictures]
    if _are_valid(common, forms):
        done = _described(common, forms, request.user)
        return _after(request, album, done, waiting.count())
    sizes = derived.of(str(one.file.name) for one in pictures)
    context = frame(standing, GALLERIES) | {
        "album": album, "common": common, "number": waiting.count(),
        "rows": [(form, small(form.picture, sizes.get(str(form.picture.file.name), ()))) for form in forms],
        "crumbs": crumbs(standing, (album.title, album.get_absolute_url()), (_("Describe them"), "")),
    }  # fmt: skip
    return render(request, "communities/galleries/describe.html", context, status=400 if common.is_bound else 200)


def _are_valid(common: AgreementForm, forms: list[DescribeForm]) -> bool:
    """Whether all of it can be kept; a consent that was given says whose."""
    wrong = [form for form in (common, *forms) if not form.is_valid()]  # each says what is wrong with it
    if wrong:
        return False
    said = {form.cleaned_data["consent"] or common.cleaned_data["consent"] for form in forms}
    return not (Consent.GIVEN in said and common.needs_agreement())


def _described(common: AgreementForm, forms: list[DescribeForm], by: Any) -> int:
    """Keeps what was said; returns how many pictures others see now."""
    done = 0
    with transaction.atomic():
        for form in forms:
            one, said = form.picture, form.cleaned_data
            one.alt, one.caption = said["alt"], said["caption"]
            one.consent = said["consent"] or common.cleaned_data["consent"]
            one.credit, one.licence = common.cleaned_data["credit"], common.cleaned_data["licence"]
            given = one.consent == Consent.GIVEN and not one.agreements.exists()
            actions.describe(one, common.agreement(by) if given else None)
            done += bool(one.alt and one.consent)
    return done


def _after(request: HttpRequest, album: Album, done: int, left: int) -> HttpResponse:
    if done:
        said = ngettext("Others see %(number)s picture now.", "Others see %(number)s pictures now.", done)
        messages.success(request, said % {"number": done})
    if not left:
        return redirect(album)
    said = ngettext(
        "%(number)s picture is seen by nobody else yet: say what it shows, and whether people can be recognised.",
        "%(number)s pictures are seen by nobody else yet: say what they show, and whether people can be recognised.",
        left,
    )
    messages.warning(request, said % {"number": left})
    return redirect("album_describe", album.community.slug, album.pk)


@never_cache
@read_or_send
@login_required
def picture(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/galleries/12/34/edit/`: what is said of one picture, and its consents."""
    standing, found = picture_of(request.user, slug, key, number)
    if not policies.edit(standing, found):
        raise PermissionDenied
    form = PictureForm(sent(request), picture=found)
    if form.is_valid():
        _say(found, form, request.user)
        return redirect(found)
    sizes = derived.of([str(found.file.name)])
    context = frame(standing, GALLERIES) | {
        "album": found.album, "picture": found, "form": form, "drawn": small(found, sizes.get(str(found.file.name), ())),
        "crumbs": crumbs(standing, (found.album.title, found.album.get_absolute_url()), (_("Describe it"), "")),
    }  # fmt: skip
    return render(request, "communities/galleries/edit.html", context, status=400 if form.is_bound else 200)


def _say(found: Picture, form: PictureForm, by: Any) -> None:
    said = form.cleaned_data
    with transaction.atomic():
        for name in ("alt", "caption", "credit", "licence", "consent"):
            setattr(found, name, said[name])
        if said["consent"] == Consent.NOBODY:
            found.agreements.all().delete()
        elif said.get("gone"):
            said["gone"].delete()
        given = said["consent"] == Consent.GIVEN and said["who"]
        actions.describe(found, form.agreement(by) if given else None)


@require_POST
@login_required
def move(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """Puts a picture one place on, or back."""
    standing, found = picture_of(request.user, slug, key, number)
    if not policies.edit_album(standing, found.album):
        raise PermissionDenied
    actions.move(found, later=request.POST.get("to") == "later")
    return redirect(found)


@require_POST
@login_required
def cover(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """Has a picture stand for its album; readers who may not see it see another one."""
    standing, found = picture_of(request.user, slug, key, number)
    if not policies.edit_album(standing, found.album):
        raise PermissionDenied
    Album.objects.filter(pk=found.album_id).update(cover=found)
    messages.success(request, _("It stands for its album now."))
    return redirect(found)

"""Pictures and albums go: withdrawn by who answers for them, or because somebody in a picture asks for it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.galleries import actions, policies
from communities.galleries.forms import DepictedForm, WithdrawForm
from communities.galleries.terms import ALBUM, GALLERIES, PICTURE
from communities.galleries.views.reading import album_of, crumbs, picture_of
from communities.galleries.views.writing import sent
from communities.moderation.actions import report, take_away
from communities.moderation.terms import Why
from communities.spaces.parts import frame
from portal.foundation.limits import seconds_to_wait
from portal.foundation.requests import read_or_send


@require_POST
@login_required
def withdraw(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """Takes a picture away at once, everywhere."""
    standing, found = picture_of(request.user, slug, key, number)
    if not policies.withdraw(standing, found):
        raise PermissionDenied
    form = WithdrawForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else str(WithdrawForm.base_fields["because"].initial)
    if found.author_id == request.user.pk:
        actions.withdraw(found, because, request.user)
    else:
        take_away(PICTURE, found.pk, because, request.user)
    messages.success(request, _("The picture was withdrawn. Nobody sees it any more, here or in search."))
    return redirect(found.album)


@never_cache
@read_or_send
@login_required
def remove(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/galleries/12/remove/`: takes an album away with its pictures."""
    standing, album = album_of(request.user, slug, key)
    if not policies.edit_album(standing, album):
        raise PermissionDenied
    form = WithdrawForm(sent(request), initial={"because": ""})
    if form.is_valid():
        if album.author_id == request.user.pk:
            actions.remove_album(album, form.cleaned_data["because"], request.user)
        else:
            take_away(ALBUM, album.pk, form.cleaned_data["because"], request.user)
        messages.success(request, _("The album was taken away."))
        return redirect("albums", slug)
    context = frame(standing, GALLERIES) | {
        "album": album, "form": form, "crumbs": crumbs(standing, (album.title, album.get_absolute_url()), (_("Remove"), "")),
    }  # fmt: skip
    return render(request, "communities/galleries/remove.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
def depicted(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/galleries/12/34/in-it/`: somebody in a picture asks for it to go; whoever sees it can, without an account too."""
    standing, found = picture_of(request.user, slug, key, number)
    form = DepictedForm(sent(request))
    if form.is_valid():
        if wait := seconds_to_wait(request, "posts"):
            said = _("That was fast. Please wait %(seconds)s seconds and send it again.") % {"seconds": wait}
            form.add_error(None, said)
        else:
            note = "\n".join(filter(None, (_("I am in this picture."), form.cleaned_data["note"])))
            report(PICTURE, found.pk, Why.PERSON, note, request.user if request.user.is_authenticated else None)
            messages.success(request, _("Thank you. Those who tend this community are told at once, and decide."))
            return redirect(found)
    context = frame(standing, GALLERIES) | {
        "album": found.album, "picture": found, "form": form,
        "crumbs": crumbs(standing, (found.album.title, found.album.get_absolute_url()), (_("I am in this picture"), "")),
    }  # fmt: skip
    return render(request, "communities/galleries/depicted.html", context, status=400 if form.is_bound else 200)

"""What becomes of an entry: publishing, offering, handing back, taking back; the order of a series; who publishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.log_actions import log

from communities.blog import actions, policies
from communities.blog.forms import BlogForm, NoteForm
from communities.blog.models import Blog, Entry
from communities.blog.reading import entry_of
from communities.blog.views.reading import around, rights, standing_in
from communities.blog.writing import lacks
from communities.spaces.policies import Standing, belongs
from portal.foundation.requests import read_or_send

CHANGED = gettext_lazy("Somebody else was faster: see what it is now.")


def at_hand(request: HttpRequest, slug: str, key: int) -> tuple[Standing, Entry]:
    """An entry that a member or facilitator may do something with."""
    standing = standing_in(request.user, slug, belongs)
    entry = entry_of(standing, key)
    if entry is None:
        raise Http404
    return standing, entry


def _publish(entry: Entry, user: Any) -> bool:
    return actions.publish(entry, user)


def _offer(entry: Entry, _user: Any) -> bool:
    return actions.offer(entry)


def _take_back(entry: Entry, _user: Any) -> bool:
    return actions.take_back(entry)


ACTS: dict[str, tuple[Callable[[Entry, Any], bool], Any]] = {
    "publish": (_publish, gettext_lazy("It is published.")),
    "offer": (
        _offer,
        gettext_lazy("Thank you. A facilitator reads it and publishes it, or hands it back with a note."),
    ),
    "take_back": (_take_back, gettext_lazy("It is yours again. Nobody else reads it now.")),
}


@require_POST
@login_required
def act(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/blog/12/do/`: what a button beside an entry asks. What was done already is no mistake."""
    standing, entry = at_hand(request, slug, key)
    wanted = request.POST.get("do", "")
    may = rights(standing, entry)
    if wanted == "delete" and may["delete"]:
        actions.delete(entry)
        messages.success(request, _("Your draft is gone."))
        return redirect("blog_mine", slug)
    if wanted not in ACTS or not may[wanted]:
        raise PermissionDenied
    if wanted in ("publish", "offer") and lacks(entry):
        messages.error(request, _("Something is missing yet. Press the button below the entry to see what."))
        return redirect("entry_edit", slug, key) if may["edit"] else redirect(entry)
    done, said = ACTS[wanted]
    if done(entry, request.user):
        messages.success(request, said)
    else:
        messages.warning(request, CHANGED)
    return redirect("entry_edit", slug, key) if wanted == "take_back" else redirect(entry)


@never_cache
@read_or_send
@login_required
def back(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/blog/12/back/`: hands an entry back to its author, offered or published, with a note."""
    standing, entry = at_hand(request, slug, key)
    published = policies.unpublish(standing, entry)
    if not published and not policies.hand_back(standing, entry):
        raise PermissionDenied
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        doing = actions.unpublish if published else actions.hand_back
        if doing(entry, form.cleaned_data["note"]):
            messages.success(request, _("Its author has it again, with your note."))
        else:
            messages.warning(request, CHANGED)
        return redirect("blog_mine", slug)
    heading = _("Take it out of the blog") if published else _("Hand it back")
    way = ((str(entry), entry.get_absolute_url()), (heading, ""))
    context = around(standing, *way) | {"entry": entry, "form": form, "heading": heading}
    return render(request, "communities/blog/back.html", context, status=400 if form.is_bound else 200)


@require_POST
@login_required
def move(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/blog/12/move/`: changes its place in its series."""
    standing, entry = at_hand(request, slug, key)
    if not policies.tend(standing):
        raise PermissionDenied
    if entry.series_id is None:
        raise Http404
    actions.move(entry, up="up" in request.POST)
    return redirect("series", slug, entry.series_id)


@never_cache
@read_or_send
@login_required
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/blog/settings/`: who publishes."""
    standing = standing_in(request.user, slug, policies.choose)
    blog = Blog.objects.filter(community=standing.community).first() or Blog(community=standing.community)
    form = BlogForm(request.POST if request.method == "POST" else None, instance=blog)
    if form.is_valid():
        form.save()
        log(standing.community, "communities.blog", user=request.user, data={"members_publish": blog.members_publish})
        messages.success(request, _("Your changes are saved."))
        return redirect("blog", slug)
    context = around(standing, (_("Settings of the blog"), "")) | {"form": form}
    return render(request, "communities/blog/settings.html", context, status=400 if form.is_bound else 200)

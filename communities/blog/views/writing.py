"""Writing an entry: a new one, and changing one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from communities.blog import actions, policies
from communities.blog.models import Entry
from communities.blog.rendering import for_reader
from communities.blog.terms import State
from communities.blog.views.reading import around, standing_in
from communities.blog.writing import Writing
from communities.discussion.references import references
from communities.spaces.policies import Standing
from portal.foundation.prepared import PK
from portal.foundation.requests import read_or_send
from search.lists import reading_languages


@never_cache
@read_or_send
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/blog/new/`: begins an entry. With the first button that is pressed it is kept as a draft; the same form sent twice is one entry."""
    standing = standing_in(request.user, slug, policies.write)
    author: Any = request.user
    entry = Entry(community=standing.community, author=author, key=_key(request.POST.get("key", "")))
    if request.method == "POST":
        begun = Entry.objects.filter(key=entry.key).select_related("community").first()
        if begun and (begun.author_id != request.user.pk or begun.community_id != entry.community_id):
            entry.key = uuid.uuid4()
        elif begun:
            return redirect(begun) if begun.is_published else written(request, standing, begun)
    return written(request, standing, entry)


def _key(sent: str) -> uuid.UUID:
    try:
        return uuid.UUID(sent)
    except ValueError:
        return uuid.uuid4()


@never_cache
@read_or_send
@login_required
def edit(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/blog/12/edit/`: changes an entry."""
    standing = standing_in(request.user, slug, policies.write)
    found = Entry.objects.filter(community=standing.community, pk=min(key, PK), removed_at=None, author=request.user.pk)
    entry = found.first()
    if entry is None:
        if Entry.objects.visible_to(request.user).filter(community=standing.community, pk=min(key, PK)).exists():
            raise PermissionDenied
        raise Http404
    entry.community = standing.community
    if not policies.edit(standing, entry, freely=policies.freely(standing)):
        messages.warning(request, _("It is published. Take it back to change it; then offer it again."))
        return redirect(entry)
    return written(request, standing, entry)


def written(request: HttpRequest, standing: Standing, entry: Entry) -> HttpResponse:
    """The form, or what comes of it."""
    freely = policies.freely(standing)
    was_published = entry.is_published
    writing = Writing(request, standing, entry)
    if request.method == "POST" and writing.is_fine and not (writing.action or writing.preview is not None):
        return sent(request, standing, entry, freely=freely, was_published=was_published, sends=writing.sends)
    heading = _("Change the entry") if entry.pk else _("New entry")
    way = ((str(entry), entry.get_absolute_url()),) if entry.pk and entry.title else ()
    space = standing.community
    context = around(standing, *way, (heading, "")) | {
        "entry": entry, "writing": writing, "form": writing.form, "body": writing.body, "heading": heading,
        "publishes": policies.publish(standing, entry, freely=freely), "preview": None,
    }  # fmt: skip
    if writing.preview is not None:
        named = references(request.user, [(space.pk, writing.preview)])
        context["preview"] = for_reader(writing.preview, named, space.pk, request.user, reading_languages(request))
    context["refused"] = request.method == "POST" and not writing.is_fine
    return render(request, "communities/blog/edit.html", context, status=400 if context["refused"] else 200)


def sent(
    request: HttpRequest, standing: Standing, entry: Entry, *, freely: bool, was_published: bool, sends: bool
) -> HttpResponse:
    """Where somebody is led whose entry was kept; what was sent is published, or offered to who does."""
    user: Any = request.user
    if not sends:
        messages.success(request, _("Your draft is kept. Nobody else reads it."))
        return redirect("entry_edit", standing.community.slug, entry.pk)
    if was_published:
        messages.success(request, _("Your changes are saved."))
    elif policies.publish(standing, entry, freely=freely):
        actions.publish(entry, user)
        messages.success(request, _("Your entry is published."))
    elif entry.state != State.OFFERED:
        actions.offer(entry)
        messages.success(
            request, _("Thank you. A facilitator reads it and publishes it, or hands it back with a note.")
        )
    else:
        messages.success(request, _("Your changes are saved. It still waits for a facilitator."))
    return redirect(entry)

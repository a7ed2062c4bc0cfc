"""What a steward does: the words of the space, archiving, closing, taking a copy."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.spaces import actions, copying, exporting, policies
from communities.spaces.forms import CloseForm, EditForm
from communities.spaces.policies import Standing
from communities.spaces.standing import allowed
from communities.spaces.views.joining import crumbs
from portal.foundation.limits import seconds_to_wait
from portal.foundation.requests import read_or_send


@never_cache
@read_or_send
@login_required
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """All that the space says of itself, who sees it, how one joins, which parts it has."""
    standing = allowed(request.user, slug, policies.edit_face)
    form = EditForm(request.POST or None, instance=standing.community, user=request.user)
    if form.is_valid():
        form.keep(request.user)
        messages.success(request, _("Your changes are saved."))
        return redirect("community", slug)
    name = form.initial.get("name", "")
    context = {"community": standing.community, "name": name, "form": form, "crumbs": crumbs(standing, _("Edit"))}
    return render(request, "communities/spaces/edit.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Archives, reopens, or closes for good; a copy can be taken before."""
    standing = allowed(request.user, slug, policies.archive)
    space = standing.community
    form = CloseForm(request.POST if "close" in request.POST else None, community=space)
    if request.method == "POST" and "archive" in request.POST:
        actions.archive(space, request.user)
        messages.success(request, _("Your changes are saved."))
        return redirect(space)
    if form.is_valid() and policies.close(standing):
        actions.close(space, request.user)
        messages.success(request, _("The community is closed. Its stewards can still take a copy."))
        return redirect("community_export", slug)
    trail = crumbs(standing, _("Archive or close"))
    context = {"community": space, "form": form, "may_close": policies.close(standing), "crumbs": trail}
    return render(request, "communities/spaces/state.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_safe
@login_required
def export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The page that offers the copy, and with `?format=zip` or `jsonl` the copy itself."""
    standing = allowed(request.user, slug, policies.export)
    form = request.GET.get("format")
    if form in ("zip", "jsonl"):
        if wait := seconds_to_wait(request, "export"):
            return HttpResponse(_("Please wait a minute."), status=429, headers={"Retry-After": str(wait)})
        return copy_of(standing, form)
    context = {"community": standing.community, "crumbs": crumbs(standing, _("Take a copy"))}
    return render(request, "communities/spaces/export.html", context)


def copy_of(standing: Standing, form: str) -> StreamingHttpResponse:
    """The copy, made while it is sent."""
    space = standing.community
    if form == "zip":
        response = StreamingHttpResponse(copying.zipped(space, standing.user), content_type="application/zip")
    else:
        response = StreamingHttpResponse(exporting.lines(space), content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{space.slug}.{form}"'
    return response

"""Folders: making, renaming, moving and deleting them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from communities.documents import actions, policies
from communities.documents.folders import Tree
from communities.documents.forms import FolderForm
from communities.documents.models import Folder
from communities.documents.views.reading import crumbs, folder_crumbs, folder_of, standing_in
from communities.spaces.policies import Standing
from portal.foundation.requests import read_or_send


@never_cache
@read_or_send
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/documents/folder/new/`: a folder, in another one or beside all."""
    standing = standing_in(request, slug, policies.add)
    tree, wanted = Tree(standing), request.GET.get("in", "")
    parent = folder_of(tree, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    folder = Folder(community=standing.community, parent=parent, author=standing.user)
    form = FolderForm(request.POST if request.method == "POST" else None, paths=tree.paths(), instance=folder)
    if form.is_valid() and form.kept():
        return redirect(folder)
    return _page(request, standing, form, folder_crumbs(tree, parent, linked=True), _("New folder"))


@never_cache
@read_or_send
@login_required
def edit(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/documents/folder/3/edit/`: its name and its place; an empty one can be deleted."""
    standing = standing_in(request, slug)
    tree = Tree(standing)
    folder = folder_of(tree, key)
    if not policies.arrange(standing, folder):
        raise PermissionDenied
    way = folder_crumbs(tree, folder, linked=True)
    if request.method == "POST" and "delete" in request.POST:
        return _deleted(request, folder)
    form = FolderForm(request.POST if request.method == "POST" else None, paths=tree.paths(), instance=folder)
    if form.is_valid() and form.kept():
        return redirect(folder)
    return _page(request, standing, form, way, _("Change"))


def _deleted(request: HttpRequest, folder: Folder) -> HttpResponse:
    """Leads to where it stood, or back to it with the reason."""
    name, space, parent = folder.name, folder.community, folder.parent
    if not actions.delete_folder(folder):
        messages.error(
            request, _("The folder is not empty. Move or remove what is in it first; facilitators see all of it.")
        )
        return redirect(folder)
    messages.success(request, _("The folder “%(name)s” is gone.") % {"name": name})
    return redirect(parent) if parent else redirect("documents", space.slug)


def _page(
    request: HttpRequest, standing: Standing, form: FolderForm, way: list[tuple[str, str]], crumb: str
) -> HttpResponse:
    context = {"community": standing.community, "form": form, "heading": crumb, "is_new": form.instance.pk is None}
    context["crumbs"] = crumbs(standing.community, *way, (crumb, ""))
    return render(request, "communities/documents/folder.html", context, status=400 if form.is_bound else 200)

"""Adding documents and versions, changing their words, saying that one works on something, and taking away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.discussion.forms import ReasonForm
from communities.documents import actions, policies
from communities.documents.actions import AlreadyThereError
from communities.documents.folders import Tree
from communities.documents.forms import DocumentForm, VersionForm, WorkForm
from communities.documents.models import Document, DocumentVersion
from communities.documents.taking_in import Came, looked_at, take_in
from communities.documents.terms import DOCUMENT
from communities.documents.views.reading import add_form, crumbs, document_of, folder_of, standing_in
from communities.moderation.actions import take_away
from communities.spaces.policies import Standing
from portal.foundation.requests import read_or_send


@never_cache
@read_or_send
@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/documents/add/`: files become documents. Dropped ones come one by one (`X-Upload`), and are answered in a sentence each."""
    standing = standing_in(request, slug, policies.add)
    tree = Tree(standing)
    wanted = request.GET.get("folder", "")
    folder = folder_of(tree, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    sent = request.method == "POST"
    form = add_form(request.POST if sent else None, standing, tree, folder, request.FILES if sent else None)
    came = take_in(form.cleaned_data["uploads"], form, standing) if form.is_valid() else Came()
    if "X-Upload" in request.headers:
        return JsonResponse({"refused": came.refused or [error for errors in form.errors.values() for error in errors]})
    if came.documents:
        say_what_came(request, came)
        return redirect(place_of(came.documents[0], slug))
    context = {
        "community": standing.community, "form": form, "refused": came.refused,
        "crumbs": crumbs(standing.community, (_("Add documents"), "")),
    }  # fmt: skip
    return render(request, "communities/documents/add.html", context, status=400 if sent else 200)


def place_of(document: Document, slug: str) -> str:
    """The list in which a document stands."""
    return (
        reverse("documents_folder", args=[slug, document.folder_id])
        if document.folder_id
        else reverse("documents", args=[slug])
    )


def say_what_came(request: HttpRequest, came: Came) -> None:
    """How many were kept, and each that was not, with the reason."""
    count = len(came.documents)
    messages.success(
        request, ngettext("%(count)s document was added.", "%(count)s documents were added.", count) % {"count": count}
    )
    for said in came.refused:
        messages.error(request, said)


@never_cache
@read_or_send
@login_required
def edit(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/documents/12/edit/`: its title and words, its folder, and who may see it."""
    standing, document = own(request, slug, key)
    title = document.title
    form = DocumentForm(request.POST or None, standing=standing, paths=Tree(standing).paths(), instance=document)
    if form.is_valid():
        return redirect(form.kept())
    return page(request, standing, document, form, "edit", title=title, crumb=_("Change"))


@never_cache
@read_or_send
@login_required
def version(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/documents/12/version/`: a new version; those before it are kept."""
    standing = standing_in(request, slug, policies.add)
    document = document_of(standing, key)
    sent = request.method == "POST"
    form = VersionForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid() and kept(form, document, standing):
        messages.success(request, _("The new version is there. Those before it stay in the list."))
        return redirect(document)
    return page(request, standing, document, form, "version", crumb=_("New version"))


def kept(form: VersionForm, document: Document, standing: Standing) -> bool:
    """Keeps a version; False where that can't be, and the form says why."""
    said = form.cleaned_data
    try:
        taken = looked_at(said["file"], standing, said["consent"])
        actions.add_version(document, taken, standing.user, note=said["note"], consent=said["consent"])
    except ValidationError as error:
        form.add_error("file", error.messages[0])
    except AlreadyThereError:
        form.add_error("file", _("This is the version that is here already, byte for byte. Nothing was added."))
    return form.is_valid()


@require_POST
@login_required
def work(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Says that one works on a document until a day, or no longer."""
    standing = standing_in(request, slug, policies.add)
    document = document_of(standing, key)
    if "done" in request.POST:
        if request.user.pk != document.worked_on_by_id and not policies.tend(standing):
            raise PermissionDenied
        actions.work_on(document, request.user, None)
        return redirect(document)
    form = WorkForm(request.POST)
    if form.is_valid():
        actions.work_on(document, request.user, form.cleaned_data["until"])
        return redirect(document)
    return page(request, standing, document, form, "work", crumb=_("Working on it"))


@never_cache
@read_or_send
@login_required
def remove(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/documents/12/remove/`: one's own goes for good; that of others with a reason, which can be appealed."""
    standing = standing_in(request, slug, policies.add) if request.method == "POST" else standing_in(request, slug)
    document = document_of(standing, key)
    authors = DocumentVersion.objects.filter(document=document).values_list("author_id", flat=True)
    if not policies.remove(standing, document, authors):
        raise PermissionDenied
    is_own = document.author_id == request.user.pk
    form = None if is_own else ReasonForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        place = place_of(document, slug)
        if form is None:
            actions.delete(document)
        else:
            take_away(DOCUMENT, document.pk, form.cleaned_data["reason"], request.user)
        messages.success(request, _("“%(title)s” is gone.") % {"title": document.title})
        return redirect(place)
    return page(request, standing, document, form, "remove", crumb=_("Remove"))


def own(request: HttpRequest, slug: str, key: int) -> tuple[Standing, Document]:
    """A document whose words the reader may change. Raises PermissionDenied where they may not."""
    standing = standing_in(request, slug)
    document = document_of(standing, key)
    if not policies.edit(standing, document):
        raise PermissionDenied
    return standing, document


def page(
    request: HttpRequest, standing: Standing, document: Document, form: Any, name: str, *, crumb: str, title: str = ""
) -> HttpResponse:
    """A page with one form about a document."""
    way = crumbs(standing.community, (title or document.title, document.get_absolute_url()), (crumb, ""))
    context = {"community": standing.community, "document": document, "form": form, "crumbs": way}
    return render(
        request,
        f"communities/documents/{name}.html",
        context,
        status=400 if form is not None and form.is_bound else 200,
    )

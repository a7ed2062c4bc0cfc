"""The folders of a space, a document, and the pages of one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.discussion.views.reading import number_in, pages_around
from communities.documents import policies
from communities.documents.documents import page_name
from communities.documents.drawing import document_rows
from communities.documents.folders import Tree
from communities.documents.forms import AddForm
from communities.documents.models import Document, DocumentPage, DocumentVersion, Folder
from communities.documents.terms import DOCUMENTS, PAGE_SIZE, VERSION
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.policies import Standing, see_face, see_inside
from communities.spaces.standing import Rule, allowed
from portal.foundation import prepared
from portal.foundation.files.words import MOST_PAGES
from portal.foundation.prepared import NO_ROW, PK, PKS, START, Paged
from portal.notices import telling


def standing_in(request: HttpRequest, slug: str, rule: Rule = see_face) -> Standing:
    """How somebody stands to a space that has documents. Http404 where there are none, PermissionDenied where the rule says no."""
    return allowed(request.user, slug, parts.switched_on(DOCUMENTS, rule))


def document_of(standing: Standing, key: int) -> Document:
    """A document of the space that the reader may see; Http404 where there is none."""
    found = Document.objects.visible_to(standing.user).filter(community=standing.community.pk, pk=min(key, PK))
    document: Document | None = found.with_current().first()
    if document is None or document.current is None:
        raise Http404
    document.community = standing.community
    document.current.document = document
    return document


def folder_of(tree: Tree, key: int) -> Folder:
    """A folder that the reader may know of; Http404 where there is none."""
    folder = tree.find(key)
    if folder is None:
        raise Http404
    return folder


def crumbs(space: Community, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here."""
    part = (_("Documents"), f"{space.get_absolute_url()}documents/" if more else "")
    return [*parts.above(space), part, *more]


def folder_crumbs(tree: Tree, folder: Folder | None, *, linked: bool) -> list[tuple[str, str]]:
    """The folders on the way to something; the last one is the page itself where it is not linked."""
    way = tree.above(folder)
    return [(one.name, one.get_absolute_url() if linked or one != folder else "") for one in way]


@never_cache
@require_safe
def documents(request: HttpRequest, slug: str, key: int | None = None) -> HttpResponse:
    """`/communities/mentoring/documents/` and `…/documents/folder/3/`: what is in a folder."""
    standing = standing_in(request, slug)
    if (
        not see_inside(standing)
        and not Document.objects.visible_to(request.user).filter(community=standing.community).exists()
    ):
        return _nothing_for(request)
    tree = Tree(standing)
    folder = folder_of(tree, key) if key is not None else None
    page = documents_page(standing, folder, tree, request.GET.get("page"))
    may_add = policies.add(standing)
    context = parts.frame(standing, DOCUMENTS) | {
        "folder": folder, "branches": tree.beside(folder.pk if folder else None), "page": page,
        "rows": document_rows(page.object_list, standing.community),
        "may_add": may_add, "may_arrange": folder is not None and policies.arrange(standing, folder),
        "form": (lambda: add_form(None, standing, tree, folder)) if may_add else None,  # asked for only where it is not kept
        "form_key": (standing.community.pk, standing.community.languages, tree.way, tree.paths(), folder and folder.pk),
        "crumbs": crumbs(standing.community, *folder_crumbs(tree, folder, linked=False)),
    }  # fmt: skip
    return render(request, "communities/documents/documents.html", context)


def _nothing_for(request: HttpRequest) -> HttpResponse:
    """Who is not signed in is asked to: a link from a mail leads on from there."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())


def documents_page(standing: Standing, folder: Folder | None, tree: Tree, number: Any) -> Page[Document]:
    """A page of what is in a folder. One query."""
    way = tree.way

    def build() -> Any:
        found = Document.objects.reaching(PKS[0], way.reached).filter(folder=PKS[1] if folder else None)
        return found.exclude(current=None).with_face().order_by("title", "pk")[START : START + PAGE_SIZE]

    def find(start: int) -> list[Document]:
        given = (standing.community.pk, folder.pk if folder else NO_ROW)
        return prepared.objects(("documents", way, folder is None), Document, build, pks=given, start=start)

    return Paginator(Paged(tree.own.get(folder.pk if folder else None, 0), find), PAGE_SIZE).get_page(number)


def add_form(data: Any, standing: Standing, tree: Tree, folder: Folder | None, files: Any = None) -> AddForm:
    """The form that adds documents to a folder."""
    return AddForm(
        data, files, standing=standing, paths=tree.paths(), initial={"folder": folder.pk if folder else None}
    )


@never_cache
@require_safe
def document(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/documents/12/`: a document, what it is, its versions, and who works on it."""
    standing = standing_in(request, slug)
    shown = _seen(request, standing, key)
    if isinstance(shown, HttpResponse):
        return shown
    tree = Tree(standing)
    versions = list(DocumentVersion.objects.filter(document=shown).select_related("author").order_by("-number"))
    if standing.signed_in:
        telling.read(request.user, (f"{VERSION}:{one.pk}" for one in versions))
    folder = tree.find(shown.folder_id) if shown.folder_id else None
    context = parts.frame(standing, DOCUMENTS) | {
        "document": shown, "version": shown.current, "versions": versions, "folder": folder, "most_pages": MOST_PAGES,
        "may_add": policies.add(standing), "may_edit": policies.edit(standing, shown), "today": timezone.localdate(),
        "may_remove": policies.remove(standing, shown, (one.author_id for one in versions)),
        "may_report": policies.report(standing, shown), "sees_reason": policies.sees_reason(standing, shown),
        "has_pages": DocumentPage.objects.filter(version=shown.current_id).exists(),
        "crumbs": crumbs(standing.community, *folder_crumbs(tree, folder, linked=True), (shown.title, "")),
    }  # fmt: skip
    return render(request, "communities/documents/document.html", context)


def _seen(request: HttpRequest, standing: Standing, key: int) -> Document | HttpResponse:
    """The document; strangers are asked to sign in for any, so that they don't learn which there are."""
    try:
        return document_of(standing, key)
    except Http404:
        if standing.signed_in:
            raise
        return redirect_to_login(request.get_full_path())


@never_cache
@require_safe
def read(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/documents/12/read/?page=3`: one page as large as the window, with its words; without JavaScript."""
    standing = standing_in(request, slug)
    shown = _seen(request, standing, key)
    if isinstance(shown, HttpResponse):
        return shown
    version: Any = shown.current
    last = (
        DocumentPage.objects.filter(version=version).order_by("-number").values_list("number", flat=True).first() or 0
    )
    asked = request.GET.get("page", "1")
    if not last:
        return redirect(shown)
    number = number_in(asked)
    if not 1 <= number <= last:
        raise Http404
    page = DocumentPage.objects.filter(version=version, number=number).first()
    context = {
        "community": standing.community, "document": shown, "version": version, "page": page, "number": number, "last": last,
        "page_name": page_name(version.unit, number), "pages": pages_around(number, last),
        "being_drawn": version.is_pdf and not (page and page.picture) and number > version.drawn_to,
        "crumbs": crumbs(standing.community, (shown.title, shown.get_absolute_url()), (page_name(version.unit, number), "")),
    }  # fmt: skip
    return render(request, "communities/documents/read.html", context)

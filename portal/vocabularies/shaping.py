"""The page “Vocabularies” of the desk: all of them, each as a tree in which concepts are moved, and where each concept is used."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from portal.vocabularies import changing, operations, uses
from portal.vocabularies.foreseeing import moving
from portal.vocabularies.models import Concept, ConceptScheme
from portal.vocabularies.snapshot import chosen, vocabulary
from portal.vocabularies.tree import STEPS, Row, rows_of, step

RIGHT: Final = "vocabularies.change_concept"
NAMED: Final = 50  # things of each sort


@require_safe
@permission_required(RIGHT, raise_exception=True)
def vocabularies(request: HttpRequest) -> HttpResponse:
    """`/admin/vocabularies/`: all of them, with how much there is."""
    known, used = vocabulary(fresh=True), uses.totals()
    listed: list[dict[str, Any]] = [
        {
            "code": code, "title": chosen(titles) or code, "count": len(known.by_scheme.get(code, ())),
            "used": sum(used.get(one.id, 0) for one in known.by_scheme.get(code, ())),
            "incomplete": sum(bool(row.missing) for row in rows_of(known, code)),
        }
        for code, titles in known.schemes.items()
    ]  # fmt: skip
    context: dict[str, Any] = {"listed": sorted(listed, key=lambda one: str(one["title"])), **headed(_("Vocabularies"))}
    return render(request, "vocabularies/desk/all.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(RIGHT, raise_exception=True)
def tree(request: HttpRequest, code: str) -> HttpResponse:
    """`/admin/vocabularies/theme/`: one as a tree; a step sends the concept, its place, and where it goes."""
    scheme = get_object_or_404(ConceptScheme, pk=code)
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            moved = move(request, code)
        except changing.RefusedError as error:
            messages.error(request, str(error))
            status = HTTPStatus.CONFLICT
        else:
            return redirect(f"{reverse('vocabulary_tree', args=[code])}#c{moved}")
    known = vocabulary(fresh=True)
    rows = rows_of(known, code, uses.totals())
    retired = [(one, known.current(one)) for one in known.concepts.values() if one.scheme == code and one.replaced_by]
    title = chosen(known.schemes.get(code, {})) or scheme.pk
    context = {"scheme": scheme, "rows": rows, "retired": retired, **headed(title)}
    return render(request, "vocabularies/desk/tree.html", context, status=status)


def move(request: HttpRequest, code: str) -> int:
    """Does what a button or a drop asks for; returns the concept. Raises RefusedError where the tree is not as it was."""
    doing, _colon, place = request.POST.get("do", "").partition(":")
    rows = rows_of(vocabulary(fresh=True), code)
    row = next((one for one in rows if one.value == place), None)
    if doing in STEPS and row:
        target = step(row, doing, rows)
    elif doing == "place" and row:
        target = {name: number_of(request.POST.get(name, "")) for name in ("under", "before")}
    else:
        target = None
    if row is None or target is None:
        raise changing.RefusedError(
            _("It can’t go there from where it is now: the vocabulary may have changed. Look at it again.")
        )
    shown = {one.entry.id for one in rows}
    if any(key is not None and key not in shown for key in target.values()):
        raise changing.RefusedError(_("Both must be of one vocabulary, and in use."))
    concepts = Concept.objects.in_bulk([row.entry.id, row.parent, *target.values()])
    changing.move(
        concepts[row.entry.id],
        under=concepts.get(target["under"]),
        leaving=concepts.get(row.parent),
        before=concepts.get(target["before"]),
        by=request.user,
    )
    return row.entry.id


def number_of(text: str) -> int | None:
    """The key that a form names; None where it is empty. Raises RefusedError for anything else."""
    if text and not (text.isascii() and text.isdigit() and len(text) < 18):
        raise changing.RefusedError(_("There is no such concept."))
    return int(text) if text else None


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(RIGHT, raise_exception=True)
def concept(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/vocabularies/concept/12/`: its words, where it is used, and what can be done with it."""
    found = get_object_or_404(Concept.objects.select_related("scheme", "replaced_by"), pk=pk)
    status = HTTPStatus.OK
    if request.method == "POST":
        operations.may_restructure(request.user)
        try:
            changing.restore(found, request.user)
        except changing.RefusedError as error:
            messages.error(request, str(error))
            status = HTTPStatus.CONFLICT
        else:
            messages.success(request, _("It can be chosen again."))
            return redirect("vocabulary_concept", pk)
    entry = vocabulary(fresh=True).concepts[pk]
    context = {
        "concept": found, "entry": entry, "row": Row(entry, None, 1, None, None, None, None), "carried": moving(found),
        "named": named(found, request.user), "may_restructure": request.user.has_perm(operations.RIGHT),
        **headed(entry.label(), entry.key),
    }  # fmt: skip
    return render(request, "vocabularies/desk/concept.html", context, status=status)


def named(found: Concept, user: Any) -> list[tuple[Any, list[uses.Named], int]]:
    """What carries a concept by name, as far as this person may see it: sort, the first of them, how many more. Two queries each."""
    listed = []
    for use in uses.uses():
        if use.named and (things := use.named(use.holders(found.pk), user)):
            listed.append((use.label, things[:NAMED], max(len(things) - NAMED, 0)))
    return listed


def headed(title: str, subtitle: str = "") -> dict[str, str]:
    """What the desk's pages have at their head."""
    return {"page_title": title, "header_title": title, "page_subtitle": subtitle, "header_icon": "list-ul"}


class VocabulariesMenuItem(MenuItem):
    """For whoever may change concepts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(RIGHT))


def menu_item() -> VocabulariesMenuItem:
    """Its place in the menu."""
    return VocabulariesMenuItem(
        gettext_lazy("Vocabularies"), reverse("vocabularies"), name="vocabularies", icon_name="list-ul", order=205
    )


def urls() -> list[URLPattern]:
    """The addresses at the desk."""
    return [
        path("vocabularies/", vocabularies, name="vocabularies"),
        path("vocabularies/<slug:code>/", tree, name="vocabulary_tree"),
        path("vocabularies/concept/<int:pk>/", concept, name="vocabulary_concept"),
        path("vocabularies/concept/<int:pk>/merge/", operations.merge, name="vocabulary_merge"),
        path("vocabularies/concept/<int:pk>/split/", operations.split, name="vocabulary_split"),
        path("vocabularies/concept/<int:pk>/deprecate/", operations.deprecate, name="vocabulary_deprecate"),
    ]

"""Merging, splitting and deprecating at the desk: a form, then a page that says what would change, then the change."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from portal.texts.storable import storable
from portal.vocabularies import changing, foreseeing, uses
from portal.vocabularies.models import CODE, Concept
from portal.vocabularies.snapshot import vocabulary
from portal.vocabularies.tree import rows_of
from search.engines.base import EngineUnavailableError

RIGHT: Final = "vocabularies.restructure_concept"
LONGEST_REASON: Final = 1_000
NEW: Final = ("first", "second")  # concepts that a split makes at once
NOT_SENT_AGAIN: Final = frozenset({"csrfmiddlewaretoken", "confirm", "edit", "seen"})


def may_restructure(user: Any) -> None:
    """Raises PermissionDenied for whoever may not."""
    if not user.has_perm(RIGHT):
        raise PermissionDenied


class ShapeForm(forms.Form):
    """What all of these forms ask."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For the audit log. Name nobody."),
    )

    def __init__(self, concept: Concept, user: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.concept, self.user = concept, user

    def clean_reason(self) -> str:
        """As every database takes it."""
        return storable(self.cleaned_data["reason"])

    @property
    def others(self) -> list[Concept]:
        """The concepts that this depends on besides its own."""
        return []

    def foreseen(self) -> foreseeing.Foreseen | None:
        """What it would do to search; None where that is nothing."""
        return None

    def perform(self) -> Concept:
        """Does it; returns the concept to look at then. Raises RefusedError."""
        raise NotImplementedError


class IntoForm(ShapeForm):
    """Another concept takes its place."""

    into = forms.CharField(label=gettext_lazy("Into"), widget=forms.Select())
    field_order = ("into", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = rows_of(vocabulary(fresh=True), self.concept.scheme_id)
        listed = [
            (row.entry.id, f"{'– ' * (row.level - 1)}{row.entry.label()}") for row in rows if not row.entry.deprecated
        ]
        select: Any = self.fields["into"].widget
        select.choices = [("", "---------"), *(one for one in listed if one[0] != self.concept.pk)]

    def clean_into(self) -> Concept | None:
        """A concept that it can go into."""
        said = self.cleaned_data["into"]
        if not said:
            return None
        found = Concept.objects.filter(pk=int(said)).first() if re.fullmatch(r"[0-9]{1,17}", said) else None
        if found is None:
            raise forms.ValidationError(_("There is no such concept: choose one of the list."))
        if problems := changing.why_not_merged(self.concept, found):
            raise forms.ValidationError(problems)
        return found

    @property
    def others(self) -> list[Concept]:
        """Where it goes."""
        into = self.cleaned_data.get("into")
        return [into] if into else []

    def foreseen(self) -> foreseeing.Foreseen | None:
        """Its words and what carries it go over."""
        return next((foreseeing.of_merge(self.user, self.concept, into) for into in self.others), None)

    def perform(self) -> Concept:
        for into in self.others:
            return changing.merge(self.concept, into, self.user, self.cleaned_data["reason"])
        changing.deprecate(self.concept, self.user, self.cleaned_data["reason"])
        return self.concept


class DeprecateForm(IntoForm):
    """It is not to be chosen any more; perhaps another one takes its place."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        into = self.fields["into"]
        into.required, into.label = False, _("What takes its place")
        into.help_text = _(
            "With one, all that carries it goes over, as when it is merged. Empty: it stays where it is, and is not offered any more."
        )

    def clean(self) -> dict[str, Any]:
        """Not twice."""
        data: dict[str, Any] = super().clean() or {}
        if self.concept.deprecated_at and not data.get("into"):
            raise forms.ValidationError(_("It is no longer to be chosen already."))
        return data


class SplitForm(ShapeForm):
    """New concepts beside it, and what goes over to each."""

    first_label = forms.CharField(label=gettext_lazy("First new concept, in English"), max_length=255)
    first_code = forms.CharField(
        label=gettext_lazy("Its code"), max_length=60, required=False, validators=[CODE],
        help_text=gettext_lazy("Stands in addresses. Empty: made of the word."),
    )  # fmt: skip
    second_label = forms.CharField(label=gettext_lazy("Second new concept, in English"), max_length=255, required=False)
    second_code = forms.CharField(label=gettext_lazy("Its code"), max_length=60, required=False, validators=[CODE])
    field_order = ("first_label", "first_code", "second_label", "second_code", "reason")

    def clean(self) -> dict[str, Any]:
        """Codes that are not taken, and something that goes over."""
        data: dict[str, Any] = super().clean() or {}
        codes = []
        for name in NEW:
            if label := data.get(f"{name}_label", ""):
                code = data.get(f"{name}_code") or slugify(label).replace("-", "_")[:60]
                data[f"{name}_code"] = code
                if not code:
                    self.add_error(
                        f"{name}_code", _("Give it a code: its word has no letters that can stand in addresses.")
                    )
                elif code in codes or f"{self.concept.scheme_id}:{code}" in vocabulary(fresh=True).by_key:
                    self.add_error(
                        f"{name}_code", _("The code “%(code)s” is taken: choose another one.") % {"code": code}
                    )
                codes.append(code)
            elif self.sent_to(name):
                self.add_error(f"{name}_label", _("Something is to go there: give the new concept a word."))
        if self.concept.deprecated_at:
            raise forms.ValidationError(_("It is no longer to be chosen: take that back first."))
        return data

    def sent_to(self, name: str) -> dict[str, list[int]]:
        """What goes over to one of the new concepts: keys by column, of those that this person was shown."""
        found: dict[str, list[int]] = {}
        for column, _label, things in self.things:
            if keys := [one.key for one in things if self.data.get(f"{column}:{one.key}") == name]:
                found[column] = keys
        return found

    @property
    def things(self) -> Iterator[tuple[str, Any, list[uses.Named]]]:
        """What can be chosen: column, sort, and the things that this person may see."""
        for use in uses.uses():
            if use.named and (things := use.named(use.holders(self.concept.pk), self.user)):
                yield use.column, use.label, things

    def choices(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        """The table of the form: for each thing where it goes."""
        return [
            (
                label,
                [
                    {"thing": one, "name": f"{column}:{one.key}", "to": self.data.get(f"{column}:{one.key}", "")}
                    for one in things
                ],
            )
            for column, label, things in self.things
        ]

    @property
    def parts(self) -> list[changing.Part]:
        """The new concepts."""
        said = self.cleaned_data
        return [
            changing.Part(said[f"{name}_code"], said[f"{name}_label"], self.sent_to(name))
            for name in NEW
            if said.get(f"{name}_label")
        ]

    def foreseen(self) -> foreseeing.Foreseen | None:
        """The new words find what goes over."""
        return foreseeing.of_split(
            self.user, self.concept, {part.label: documents_of(part.keys) for part in self.parts}
        )

    def told(self) -> list[tuple[str, int]]:
        """How much goes over to each."""
        return [(part.label, sum(map(len, part.keys.values()))) for part in self.parts]

    def perform(self) -> Concept:
        return changing.split(self.concept, self.parts, self.user, self.cleaned_data["reason"])[0]


def documents_of(keys: dict[str, Collection[int]] | Any) -> set[str]:
    """The ids of the documents in search of what is chosen: pages, as only these are named."""
    return {f"page:{key}" for of_one in keys.values() for key in of_one}


@require_http_methods(["GET", "HEAD", "POST"])
def operation(
    request: HttpRequest, pk: int, *, form_class: type[ShapeForm], name: str, title: Callable[[], str]
) -> HttpResponse:
    """The form; once it is filled in, what would change; once that is confirmed, the change."""
    may_restructure(request.user)
    concept = get_object_or_404(Concept.objects.select_related("scheme"), pk=pk)
    form = form_class(concept, request.user, request.POST or None, label_suffix="")
    context: dict[str, Any] = {
        "concept": concept,
        "form": form,
        "name": name,
        "page_title": title(),
        "header_icon": "list-ul",
    }
    context |= {
        "header_title": title(),
        "page_subtitle": vocabulary().concepts[pk].label(),
        "carried": foreseeing.moving(concept),
    }
    if not form.is_valid() or "edit" in request.POST:
        return render(
            request,
            "vocabularies/desk/operation.html",
            context,
            status=HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK,
        )
    seen = "|".join(one.changed_at.isoformat() for one in (concept, *form.others))
    status = HTTPStatus.OK
    if "confirm" in request.POST:
        try:
            if request.POST.get("seen") != seen:
                raise changing.RefusedError(
                    _("The vocabulary was changed in between. Look again at what would happen.")
                )
            shown = form.perform()
        except changing.RefusedError as error:
            context["refused"], status = str(error), HTTPStatus.CONFLICT
        else:
            messages.success(request, _("Done. Search follows within seconds."))
            return redirect("vocabulary_concept", shown.pk)
    again = [(key, value) for key, values in request.POST.lists() if key not in NOT_SENT_AGAIN for value in values]
    context |= {"seen": seen, "again": again, **foretold(form)}
    return render(request, "vocabularies/desk/foreseen.html", context, status=status)


def foretold(form: ShapeForm) -> dict[str, Any]:
    """What would change in search, or that nobody can say so now."""
    try:
        foreseen = form.foreseen()
        return (
            {"labels": foreseen.labels, "queries": foreseen.queries, "more": len(foreseen.widened_otherwise)}
            if foreseen
            else {}
        )
    except EngineUnavailableError:
        return {"unavailable": True}


merge = partial(operation, form_class=IntoForm, name="merge", title=lambda: _("Merge into another concept"))
split = partial(operation, form_class=SplitForm, name="split", title=lambda: _("Split"))
deprecate = partial(operation, form_class=DeprecateForm, name="deprecate", title=lambda: _("Deprecate"))

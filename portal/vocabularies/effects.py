"""At the desk: what the labels of a concept find now, and what one more would add, before it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder

from portal.foundation.audience import audiences_of
from portal.vocabularies.models import Concept, ConceptLabel
from portal.vocabularies.widgets import language_select
from search import fallback, registry
from search.analysis import clean
from search.engines.base import Hit, SearchRequest, SearchResults
from search.indexing import pending_hidden
from search.queries import Words, parse
from search.widening import Label, Widening, widenings_of

LOOKED_THROUGH: Final = 200  # results on each side
SHOWN: Final = 10


class LabelForm(forms.Form):
    """A label that is not there yet."""

    text = forms.CharField(label=gettext_lazy("Label"), max_length=255)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.CONTENT_LANGUAGES, widget=language_select()
    )

    def clean_text(self) -> str:
        """Something that can be looked for."""
        text = clean(self.cleaned_data["text"]).strip()
        if not parse(f'"{text}"').name:
            raise forms.ValidationError(_("There is no word in this: write letters or digits."))
        return text


class Effect:
    """What somebody who types a label finds, among what this editor may find, without it and with it."""

    def __init__(self, asked: SearchRequest, concept: Concept, text: str, language: str) -> None:
        self.concept = concept
        self.text = text
        languages = tuple(dict.fromkeys((language, settings.LANGUAGE_CODE)))
        self._asked = replace(asked, text=text, languages=languages, widenings=widenings_of(text, languages))

    @cached_property
    def now(self) -> SearchResults:
        """What is found today."""
        return fallback.search(self._asked)

    @property
    def first(self) -> Sequence[Hit]:
        """The first of it."""
        return self.now.hits[:SHOWN]

    @cached_property
    def added(self) -> list[Hit]:
        """What would be found besides: records that have the concept, and texts that say it in its preferred words."""
        found = {hit.id for hit in self.now.hits}
        hits = {hit.id: hit for hit in (*self._with_concept(), *self._by_other_words()) if hit.id not in found}
        return list(hits.values())

    @property
    def first_added(self) -> list[Hit]:
        """The first of them."""
        return self.added[:SHOWN]

    def _with_concept(self) -> Sequence[Hit]:
        if self.concept.scheme_id not in registry.facets():
            return ()
        filters = {self.concept.scheme_id: (self.concept.code,)}
        return fallback.search(replace(self._asked, text="", widenings=(), filters=filters)).hits

    def _by_other_words(self) -> Sequence[Hit]:
        query = parse(self.text, self._asked.languages)
        preferred = [label for label in self.concept.labels.all() if label.kind == ConceptLabel.Kind.PREFERRED]
        if not isinstance(query.tree, Words):
            return ()
        labels = tuple(Label(label.text, label.language) for label in preferred)
        wider = Widening(self.concept.key, tuple(word.closed for word in query.tree.words), labels)
        return fallback.search(replace(self._asked, widenings=(*self._asked.widenings, wider))).hits


@permission_required("vocabularies.change_concept", raise_exception=True)
def label_effects(request: HttpRequest, pk: int) -> HttpResponse:
    """What each label of a concept finds, and what a new one would add."""
    concept = get_object_or_404(Concept.objects.prefetch_related("labels"), pk=pk)
    asked = question_of(request.user)
    form = LabelForm(request.GET if "text" in request.GET else None)
    effect = Effect(asked, concept, **form.cleaned_data) if form.is_bound and form.is_valid() else None
    labels = [
        (label, Effect(replace(asked, limit=0), concept, label.text, label.language).now.total)
        for label in concept.labels.all()
    ]
    context = {"concept": concept, "form": form, "effect": effect, "labels": labels}
    context["edit_url"] = AdminURLFinder(request.user).get_edit_url(concept)
    return render(request, "vocabularies/label_effects.html", context, status=400 if form.errors else 200)


def question_of(user: Any) -> SearchRequest:
    """Everything that a person may find."""
    return SearchRequest(
        audiences=audiences_of(user), exclude_records=pending_hidden(), now=timezone.now(), limit=LOOKED_THROUGH
    )


def urls() -> list[URLPattern]:
    """Its address at the desk."""
    return [path("concepts/<int:pk>/labels/", label_effects, name="label_effects")]

"""Tells search of the site's own pages: standard pages are found like any record; the front page is where one already is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.first_steps import Step
from portal.foundation.audience import still_live
from portal.site.models import HomePage, StandardPage
from portal.site.standard_pages import filled, filled_text
from practices.records.documents import FACET_SCHEMES, field_text
from search import registry
from search.documents import Card, SearchDocument, Text, plain
from search.indexing import changed


def declare() -> None:
    """Registers the source; the name of its kind stands with those of the records."""
    registry.register(StandardPageSource())
    registry.leave_out(HomePage, because="it is reached from everywhere, and shows what is found elsewhere")
    registry.kind_icon("standard_page", "article")


class StandardPageSource:
    """The texts of the site itself: one document for each language of each page."""

    name = "standard_page"
    models: Sequence[type[Any]] = (StandardPage,)

    def all_keys(self) -> Iterable[str]:
        """Every published page."""
        return map(str, StandardPage.objects.live().order_by("pk").values_list("pk", flat=True).iterator())

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some pages: two queries."""
        ids = [int(key) for key in keys if key.isdigit()]
        pages = StandardPage.objects.filter(still_live(), pk__in=ids)
        for page in pages.select_related("locale").prefetch_related("concepts"):
            yield document(page)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Which of these the person may see, by the database."""
        ids = [int(key) for key in keys if key.isdigit()]
        return {str(pk) for pk in StandardPage.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)}


def document(page: StandardPage) -> SearchDocument:
    """One page as search sees it, with the operator's details filled in."""
    key, language = f"standard_page:{page.pk}", page.content_language
    facets: dict[str, list[str]] = {"language": [language]}
    for concept in page.concepts.all():
        if concept.scheme_id in FACET_SCHEMES:
            facets.setdefault(concept.scheme_id, []).append(concept.code)
    return SearchDocument(
        id=key,
        record=key,
        kind=StandardPage.kind,
        texts=[Text(language, page.title, filled_text(page.summary), plain(filled(field_text(page, "body"))))],
        names=[page.identifier],
        facets=facets,
        audience=page.audience,
        reviewed=page.reviewed_on,
        published=page.first_published_at,
        expires=page.expire_at,
        card=Card(url=page.url or "", language=language),
    )


def first_step() -> Step:
    """Finding something, as something to do first; nobody keeps who reads what, so they say themselves that it is done."""
    why = _("See what was tried elsewhere, with its sources, its age and its doubts.")
    return Step("practice", 50, _("Find a practice that is like your work"), why, "/practices/")


def pages_changed(keys: Collection[int]) -> None:
    """Has search read pages of text again."""
    changed(StandardPageSource.name, map(str, keys))

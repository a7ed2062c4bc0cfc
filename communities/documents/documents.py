"""Documents, as search finds them: a page is a search document, so that what is found is opened where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy, override

from communities.documents.models import Document, DocumentPage
from communities.documents.terms import DOCUMENT, Unit
from communities.texts import plain
from search import registry
from search.documents import Card, SearchDocument, Text
from search.indexing import changed

SUMMARY: Final = 300  # characters
UNITS: Final = {
    Unit.PAGE: gettext_lazy("page %(number)s"),
    Unit.SLIDE: gettext_lazy("slide %(number)s"),
    Unit.PART: gettext_lazy("part %(number)s"),
}


class DocumentSource:
    """Pages of documents; a key is a document's and a page's number: "12.3". The first one is there without a page, too."""

    name = DOCUMENT
    models: Sequence[type[Any]] = (Document,)

    def all_keys(self) -> Iterable[str]:
        """Every page of every document."""
        documents = Document.objects.standing().order_by("pk").values_list("pk", "current")
        for pk, current in documents.iterator():
            yield from keys_of(pk, DocumentPage.objects.filter(version=current).values_list("number", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The search documents of some pages: two queries for any number of them."""
        wanted = places(keys)
        found = Document.objects.standing().filter(pk__in={pk for pk, _page in wanted})
        known: dict[int, Document] = {one.pk: one for one in found.select_related("community", "current")}
        said = said_on(wanted, known)
        for pk, number in wanted:
            if pk in known and ((pk, number) in said or number == 1):
                yield search_document(known[pk], number, said.get((pk, number), ""))

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may see, by the database."""
        wanted = places(keys)
        seen = Document.objects.visible_to(user).filter(pk__in={pk for pk, _page in wanted})
        pks = set(seen.values_list("pk", flat=True))
        return {f"{pk}.{page}" for pk, page in wanted if pk in pks}


def said_on(wanted: Iterable[tuple[int, int]], known: dict[int, Document]) -> dict[tuple[int, int], str]:
    """The words of some pages. One query."""
    versions = {one.current_id: pk for pk, one in known.items() if one.current_id}
    of_version = {pk: version for version, pk in versions.items()}
    on_pages = Q()
    for pk, number in wanted:
        if pk in of_version:
            on_pages |= Q(version=of_version[pk], number=number)
    if not on_pages:
        return {}
    pages = DocumentPage.objects.filter(on_pages).order_by("version", "number")
    return {
        (versions[version], number): text for version, number, text in pages.values_list("version", "number", "text")
    }


def search_document(document: Document, number: int, said: str) -> SearchDocument:
    """One page of a document; its first one also tells what the document is. Names of people don't stand in it."""
    community, version = document.community, document.current
    said = plain(said) if version and version.is_markdown else said
    about = plain(document.description) if number == 1 else ""
    key = f"{DOCUMENT}:{document.pk}.{number}"
    language = document.language or next(iter(community.languages), settings.LANGUAGE_CODE)
    title = document.title
    if number > 1 and version:
        with override(language):
            title = f"{title}, {page_name(version.unit, number)}"
    summary = about or " ".join(said.split())[:SUMMARY]
    names = [version.name] if version and number == 1 else []
    url = document.get_absolute_url() if number == 1 else document.page_url(number)
    belongs: Any = [{"text": community.name, "url": community.get_absolute_url()}]
    return SearchDocument(
        id=key,
        record=key,
        kind=DOCUMENT,
        texts=[Text(language, title, summary[:SUMMARY], f"{about}\n\n{said}".strip())],
        names=names,
        facets={"language": [language], "community": [str(community.pk)]},
        audience=document.audience,
        year_from=document.created_at.year,
        published=document.changed_at,
        card=Card(url=url, language=language, belongs=belongs),
    )


def page_name(unit: str, number: int) -> str:
    """“page 12”."""
    return str(UNITS[Unit(unit)]) % {"number": number}


def keys_of(pk: int, numbers: Iterable[int]) -> list[str]:
    """The keys of a document with these pages."""
    return [f"{pk}.{number}" for number in sorted({1, *numbers})]


def reindex(document: Document, *, hides: bool = False, before: Iterable[int] = ()) -> None:
    """Has search know a document anew, in the current transaction; with the pages that it had `before`. One query."""
    pages = DocumentPage.objects.filter(version=document.current_id).values_list("number", flat=True)
    changed(DOCUMENT, keys_of(document.pk, {*pages, *before}), hides=hides)


def places(keys: Iterable[str]) -> list[tuple[int, int]]:
    """The documents and pages of keys; what is none is left out."""
    parted = (key.partition(".") for key in keys)
    return [
        (int(pk), int(page))
        for pk, _dot, page in parted
        if pk.isascii() and pk.isdigit() and page.isascii() and page.isdigit() and len(pk) < 19 and len(page) < 9
    ]


def declare() -> None:
    """Registers the source, the kind and its symbol."""
    registry.register(DocumentSource())
    registry.kind(DOCUMENT, gettext_lazy("Documents"), icon="document")

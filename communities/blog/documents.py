"""Entries, as search finds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.blog.models import Entry
from communities.blog.terms import ENTRY
from communities.discussion.mentions import without_people
from communities.spaces.documents import numbers
from communities.subjects import subjects
from portal.texts.markdown import to_plain
from search import registry
from search.documents import Card, SearchDocument, Text

SUMMARY: Final = 300  # characters


class EntrySource:
    """Published entries of blogs that are switched on."""

    name = ENTRY
    models: Sequence[type[Any]] = (Entry,)

    def all_keys(self) -> Iterable[str]:
        """Every entry that somebody can find."""
        return map(str, Entry.objects.published().order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some entries: three queries for any number of them."""
        found = Entry.objects.published().filter(pk__in=numbers(keys)).defer("body")
        for entry in found.select_related("community").prefetch_related("concepts", "tags"):
            yield document(entry)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may read, by the database."""
        found = Entry.objects.visible_to(user).filter(pk__in=numbers(keys))
        return {str(pk) for pk in found.values_list("pk", flat=True)}


def document(entry: Entry) -> SearchDocument:
    """An entry as search sees it. Names of people don't stand in it: they may want to be forgotten."""
    with override(entry.language):
        said = to_plain(without_people(entry.html))
    about = subjects(entry.concepts.all())
    if tags := [tag.name for tag in entry.tags.all()]:
        about.labels[entry.language] += tags
    key, community = f"{ENTRY}:{entry.pk}", entry.community
    return SearchDocument(
        id=key,
        record=key,
        kind=ENTRY,
        texts=[Text(entry.language, entry.title, entry.summary or said[:SUMMARY], said)],
        labels=about.labels,
        facets=about.facets | {"language": [entry.language], "community": [str(community.pk)]},
        audience=entry.audience,
        year_from=entry.published_at.year if entry.published_at else None,
        published=entry.published_at,
        card=Card(
            url=entry.get_absolute_url(),
            language=entry.language,
            belongs=[{"text": community.name, "url": community.get_absolute_url()}],
        ),
    )


def declare() -> None:
    """Registers the source, the kind and its symbol."""
    registry.register(EntrySource())
    registry.kind(ENTRY, _("Blog entries"), icon="article")

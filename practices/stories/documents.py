"""Stories, as search finds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.texts.markdown import to_html, to_plain
from portal.vocabularies.snapshot import vocabulary
from practices.stories.actions import SOURCE
from practices.stories.models import Story
from search import registry
from search.documents import Card, SearchDocument, Text

SUMMARY = 300  # characters


class StorySource:
    """Published stories."""

    name = SOURCE
    models: Sequence[type[Any]] = (Story,)

    def all_keys(self) -> Iterable[str]:
        """Every story that somebody may read."""
        return map(str, Story.objects.agreed().order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some stories: two queries for any number of them."""
        found = Story.objects.agreed().filter(pk__in=[int(key) for key in keys if key.isdigit()])
        for one in found.select_related("consent").prefetch_related("themes"):
            yield document(one)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may read, by the database and the clock."""
        found = Story.objects.visible_to(user).filter(pk__in=[int(key) for key in keys if key.isdigit()])
        return {str(pk) for pk in found.values_list("pk", flat=True)}


def document(one: Story) -> SearchDocument:
    """A story as search sees it."""
    known = vocabulary()
    said = to_plain(to_html(f"{one.text}\n\n{one.helped}"))
    facets: dict[str, list[str]] = {"language": [one.language]}
    for theme in one.themes.all():
        if concept := known.concepts.get(theme.pk):
            facets.setdefault(concept.scheme, []).append(concept.code)
    place = known.places.get(one.place_id) if one.place_id else None
    if place and (country := known.country_of(place)):
        facets["country"] = [country.code]
    return SearchDocument(
        id=f"{SOURCE}:{one.pk}",
        record=f"{SOURCE}:{one.pk}",
        kind=SOURCE,
        texts=[Text(one.language, one.title, said[:SUMMARY], said)],
        names=[one.identifier],
        facets=facets,
        audience=one.audience,
        published=one.published_at,
        card=Card(url=one.get_absolute_url(), language=one.language),
    )


def declare() -> None:
    """Registers the source, the kind and its symbol."""
    registry.register(StorySource())
    registry.kind(SOURCE, _("Stories"), icon="person")

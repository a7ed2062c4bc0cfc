"""Plans, as search finds them, for who belongs to their space: by needs, tools and reasons. Drafts, stances and suggestions are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from communities.spaces.documents import numbers
from communities.spaces.terms import READABLE, audience_of
from communities.stewardship.plans.models import PlanVersion
from communities.stewardship.plans.reading import language_of
from communities.stewardship.plans.terms import KIND
from communities.texts import plain
from search import registry
from search.documents import Card, SearchDocument, Text

SUMMARY: Final = 300  # characters


class PlanSource:
    """Versions that members may read."""

    name = KIND
    models: Sequence[type[Any]] = (PlanVersion,)

    def all_keys(self) -> Iterable[str]:
        """Every version that somebody can find."""
        return map(str, PlanVersion.objects.opened().order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some versions: two queries for any number of them."""
        found = PlanVersion.objects.opened().filter(pk__in=numbers(keys)).select_related("community")
        for version in found.prefetch_related("lines"):
            if version.community.state in READABLE:
                yield document(version)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may see, by the database."""
        found = PlanVersion.objects.visible_to(user).filter(pk__in=numbers(keys))
        return {str(pk) for pk in found.values_list("pk", flat=True)}


def document(version: PlanVersion) -> SearchDocument:
    """A version as search sees it."""
    key, community = f"{KIND}:{version.pk}", version.community
    language = language_of(community)
    with override(language):
        title = _("%(plan)s: %(name)s") % {"plan": version, "name": community.name}
        lines = [(line.shown_need, line.shown_tool, plain(line.why)) for line in version.lines.all()]
    summary = " · ".join(need for need, _tool, _why in lines)[:SUMMARY]
    return SearchDocument(
        id=key,
        record=key,
        kind=KIND,
        texts=[Text(language, title, summary, "\n\n".join(words for line in lines for words in line if words))],
        facets={"language": [language], "community": [str(community.pk)]},
        audience=audience_of(community.pk),
        year_from=version.opened_at.year if version.opened_at else None,
        published=version.opened_at,
        card=Card(
            url=version.get_absolute_url(),
            language=language,
            belongs=[{"text": community.name, "url": community.get_absolute_url()}],
        ),
    )


def declare() -> None:
    """Registers the source, the kind and its symbol."""
    registry.register(PlanSource())
    registry.kind(KIND, gettext_lazy("Plans"), icon="tool")

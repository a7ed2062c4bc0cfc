"""Spaces, as search finds them: by name, purpose, rules and charter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from communities.spaces.models import Community
from communities.spaces.terms import READABLE, State
from communities.texts import plain
from search import registry
from search.documents import Card, SearchDocument, Text

KIND: Final = "community"
MINE_LINK: Final = _("Your communities")
NOTES: Final = {State.ARCHIVED: gettext_noop("Archived")}


class CommunitySource:
    """Spaces that are open or archived."""

    name = KIND
    models: Sequence[type[Any]] = (Community,)

    def all_keys(self) -> Iterable[str]:
        """Every space that can be found by somebody."""
        return map(str, Community.objects.filter(state__in=READABLE).order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some spaces: one query."""
        found = Community.objects.filter(state__in=READABLE, pk__in=numbers(keys))
        for community in found.select_related("face"):
            yield document(community)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those whose face this person may see, by the database."""
        found = Community.objects.visible_to(user).filter(pk__in=numbers(keys), state__in=READABLE)
        return {str(pk) for pk in found.values_list("pk", flat=True)}


def document(community: Community) -> SearchDocument:
    """A space as search sees it. What stands on its face is for whoever may see the face."""
    key = f"{KIND}:{community.pk}"
    language = next((code for code in community.languages), settings.LANGUAGE_CODE)
    card = Card(url=community.get_absolute_url(), language=language)
    if note := NOTES.get(State(community.state), ""):
        card["note"] = note
    if community.is_example:
        card["belongs"] = [{"text": str(_("An invented example"))}]
    return SearchDocument(
        id=key,
        record=key,
        kind=KIND,
        texts=[
            Text(
                language,
                community.name,
                plain(community.purpose),
                "\n\n".join(map(plain, (community.charter, community.rules, community.origin, *of_face(community)))),
            )
        ],
        names=[community.identifier],
        facets={"language": community.languages},
        audience=community.audience,
        year_from=community.started_on.year if community.started_on else None,
        published=community.founded_at,
        card=card,
    )


def of_face(community: Community) -> Iterator[str]:
    """The words of its published sections."""
    face = getattr(community, "face", None)
    for section in face.published if face else ():
        yield from filter(None, (section["title"], section["text"]))


def numbers(keys: Iterable[str]) -> list[int]:
    """Keys of rows; what is none is left out."""
    return [int(key) for key in keys if key.isdigit() and len(key) < 19]


def declare() -> None:
    """Registers the source, the kind and its symbol."""
    registry.register(CommunitySource())
    registry.kind(KIND, _("Community"), icon="community")

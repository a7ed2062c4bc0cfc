"""Duties and statements, as search finds them inside the group: of each subject what is in force, else the newest version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from communities.spaces.documents import numbers
from communities.spaces.models import Community
from communities.spaces.policies import spaces_of
from communities.spaces.terms import READABLE, audience_of
from communities.steering import policies
from communities.steering.models import Duty, Statement
from communities.steering.terms import AGREED, DUTY
from search import registry
from search.documents import Card, SearchDocument, Text


class StatementSource:
    """Agreements and strategies."""

    name = AGREED
    models: Sequence[type[Any]] = (Statement,)

    def all_keys(self) -> Iterable[str]:
        """One for each subject of each group."""
        return map(str, Statement.objects.current().order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some statements: one query."""
        found = Statement.objects.current().filter(pk__in=numbers(keys), community__state__in=READABLE)
        for one in found.select_related("community"):
            words = "\n\n".join(text for _label, text in one.texts)
            yield document(f"{AGREED}:{one.pk}", AGREED, one.community, one, str(one), words)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may read, by the database."""
        found = Statement.objects.current().filter(policies.in_force_for(user), pk__in=numbers(keys))
        return {str(pk) for pk in found.values_list("pk", flat=True)}


class DutySource:
    """Duties, without the names of those who have them: they may want to be forgotten."""

    name = DUTY
    models: Sequence[type[Any]] = (Duty,)

    def all_keys(self) -> Iterable[str]:
        """All of them."""
        return map(str, Duty.objects.order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some duties: one query."""
        found = Duty.objects.filter(pk__in=numbers(keys), community__state__in=READABLE).select_related("community")
        for one in found:
            yield document(f"{DUTY}:{one.pk}", DUTY, one.community, one, one.what, one.about)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those of one's own groups, by the database."""
        found = Duty.objects.filter(pk__in=numbers(keys), community__in=spaces_of(user))
        return {str(pk) for pk in found.values_list("pk", flat=True)}


def document(key: str, kind: str, community: Community, one: Any, title: str, words: str) -> SearchDocument:
    """Something of a group, for the group."""
    language = next(iter(community.languages), settings.LANGUAGE_CODE)
    one.community = community
    return SearchDocument(
        id=key,
        record=key,
        kind=kind,
        texts=[Text(language, title, words[:300], words)],
        facets={"language": [language], "community": [str(community.pk)]},
        audience=audience_of(community.pk),
        year_from=one.created_at.year,
        published=one.created_at,
        card=Card(
            url=one.get_absolute_url(),
            language=language,
            belongs=[{"text": community.name, "url": community.get_absolute_url()}],
        ),
    )


def declare() -> None:
    """Registers both sources, the kinds and their symbols."""
    registry.register(StatementSource())
    registry.register(DutySource())
    registry.kind(AGREED, _("Agreements and strategies"), icon="report")
    registry.kind(DUTY, _("Duties"), icon="check")

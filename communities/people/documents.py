"""People who chose to be found, as search finds them: by name, fields, languages, countries, and what they can help with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from communities.people.models import Profile
from communities.spaces.documents import numbers
from communities.subjects import subjects
from search import registry
from search.documents import Badge, Card, SearchDocument, Text

KIND: Final = "person"
PROFILE_LINK: Final = _("Your profile in the directory of people")
VERIFIED: Final = gettext_noop("Verified professional")


class PersonSource:
    """Published profiles."""

    name = KIND
    models: Sequence[type[Any]] = (Profile,)

    def all_keys(self) -> Iterable[str]:
        """Every published profile."""
        published = Profile.objects.findable()
        return map(str, published.order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some people: three queries."""
        published = Profile.objects.findable().filter(pk__in=numbers(keys))
        for profile in published.prefetch_related("fields", "countries"):
            yield document(profile)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may see, by the database."""
        found = Profile.objects.visible_to(user).filter(pk__in=numbers(keys))
        return {str(pk) for pk in found.values_list("pk", flat=True)}


def document(profile: Profile) -> SearchDocument:
    """A person as search sees them: what they wrote, and nothing from their account."""
    key, fields = f"{KIND}:{profile.pk}", subjects(profile.fields.all())
    countries = [place.code for place in profile.countries.all()]
    card = Card(url=profile.get_absolute_url(), language=settings.LANGUAGE_CODE, badges=badges(profile))
    if profile.is_example or profile.organisation:
        example = str(_("An invented example")) if profile.is_example else ""
        card["belongs"] = [{"text": text} for text in (profile.organisation, example) if text]
    return SearchDocument(
        id=key,
        record=key,
        kind=KIND,
        texts=[
            Text(
                settings.LANGUAGE_CODE, profile.name, profile.offers, "\n\n".join((profile.seeks, profile.organisation))
            )
        ],
        labels=fields.labels,
        facets=fields.facets | {"country": countries, "language": profile.languages},
        audience=profile.audience,
        published=profile.created_at,
        card=card,
    )


def badges(profile: Profile) -> list[Badge]:
    """That a profession was verified, and when."""
    if not profile.verified_on:
        return []
    return [Badge(text=VERIFIED, icon="check", when=str(profile.verified_on.year))]


def declare() -> None:
    """Registers the source, the kind and its symbol."""
    registry.register(PersonSource())
    registry.kind(KIND, _("Person"), icon="person")

"""Who may see a thing: one value on every model, one rule for pages, files, lists, search, counts, feeds and mail.

The value is a short text: `public`, `members`, or `group:NAME`. Apps add their own (`community:7`) by registering who
belongs to them with `provides_audiences`, and what editors may choose with `offers_audiences`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from django.contrib.auth.models import AnonymousUser, Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.foundation import prepared
from portal.foundation.prepared import PK

PUBLIC: Final = "public"
MEMBERS: Final = "members"
GROUP_PREFIX: Final = "group:"
EDITORS: Final = f"{GROUP_PREFIX}editors"
STAFF_GROUPS: Final = ("editors", "reviewers", "administrators")

Provider = Callable[[Any], Iterable[str]]
Offer = Callable[[], Iterable[tuple[str, Any]]]
_providers: list[Provider] = []
_offers: list[Offer] = []
M = TypeVar("M", bound=models.Model)


def provides_audiences(provider: Provider) -> Provider:
    """Registers a function from a signed-in user to further audiences they belong to."""
    _providers.append(provider)
    return provider


def offers_audiences(offer: Offer) -> Offer:
    """Registers a function that gives further audiences for editors to choose from: value and label."""
    _offers.append(offer)
    return offer


def forget_audiences(user: Any) -> None:
    """Has them asked again in this request: the person joined something or left it."""
    if hasattr(user, "_audiences"):
        del user._audiences


def bring_groups(user: Any, groups: Mapping[str, bool]) -> None:
    """Gives a person what was read with them, so that it is not asked for once more: the names of all groups, and whether they belong
    to each. For the first time only."""
    user._groups = groups


def is_editor(user: Any) -> bool:
    """Whether a person belongs to the editors."""
    return EDITORS in audiences_of(user)


def audiences_of(user: Any) -> frozenset[str]:
    """Every audience that a person (or an anonymous visitor) belongs to; asked once per user object."""
    if user is None or isinstance(user, AnonymousUser) or not user.is_authenticated:
        return frozenset({PUBLIC})
    known: frozenset[str] | None = getattr(user, "_audiences", None)
    if known is None:
        known = user._audiences = frozenset(
            {PUBLIC, MEMBERS, *(name for provider in _providers for name in provider(user))}
        )
    return known


@provides_audiences
def groups_of(user: Any) -> Iterable[str]:
    """A person's groups; reviewers see what editors see, and an administrator belongs to all of them."""
    groups: Mapping[str, bool] | None = getattr(user, "_groups", None)
    if groups is not None:
        del user._groups
    else:
        groups = {name: bool(own) for name, own in prepared.rows("groups of", _groups, pk=user.pk)}
    names = {name for name, own in groups.items() if own}
    if "reviewers" in names:
        names.add("editors")
    if user.is_superuser or "administrators" in names:
        names |= {*STAFF_GROUPS, *groups}
    return (GROUP_PREFIX + name for name in names)


def _groups() -> models.QuerySet[Any, Any]:
    """The names of all groups, and whether the person `PK` belongs to each."""
    return Group.objects.values_list("name", belonging())


def belonging() -> models.Exists:
    """Whether the person `PK` belongs to a group."""
    return models.Exists(Group.user_set.through.objects.filter(group=models.OuterRef("pk"), user=PK))


def audience_choices() -> list[tuple[str, Any]]:
    """What an editor can choose from."""
    return [
        (PUBLIC, _("Everyone")),
        (MEMBERS, _("Registered members")),
        ("group:editors", _("Editors, reviewers and administrators")),
        ("group:reviewers", _("Reviewers and administrators")),
        ("group:administrators", _("Administrators only")),
    ]


def offered() -> list[tuple[str, Any]]:
    """What apps add to it, asked of them each time: their rows come and go."""
    return [choice for offer in _offers for choice in offer()]


class AudienceField(models.CharField):  # type: ignore[type-arg]
    """The audience of a row; the only truth about who may see it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("verbose_name", _("who may see it"))
        options.setdefault(
            "help_text", _("Restricted records are found and shown only to these people, everywhere on the site.")
        )
        options.setdefault("default", PUBLIC)
        options.update(max_length=60, choices=audience_choices)  # no index: nearly all rows are public
        super().__init__(*args, **options)

    def formfield(self, **options: Any) -> Any:
        """A choice of all audiences, those of other apps too."""
        found: Any = super().formfield(**options)
        found.choices = lambda: [*audience_choices(), *offered()]
        return found

    def validate(self, value: Any, model_instance: Any) -> None:
        """As for any choice. Raises ValidationError for an audience that nobody offers."""
        if value in dict(audience_choices()) or value not in dict(offered()):
            super().validate(value, model_instance)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for key in ("choices", "verbose_name", "help_text", "max_length", "default"):
            options.pop(key, None)
        return name, path, args, options


class AudienceQuerySet(models.QuerySet[M]):
    """A queryset of things with an audience."""

    def visible_to(self, user: Any) -> AudienceQuerySet[M]:
        """Only what this person (or an anonymous visitor) may see."""
        return self.filter(audience__in=audiences_of(user))


def still_live(prefix: str = "", now: datetime | None = None) -> models.Q:
    """Published and not past its expiry: what a page must be to be seen, whoever asks. `prefix` leads to the page, as in `page__`."""
    open_end = models.Q(**{f"{prefix}expire_at__isnull": True}) | models.Q(
        **{f"{prefix}expire_at__gt": now or timezone.now()}
    )
    return models.Q(**{f"{prefix}live": True}) & open_end


def readable(audiences: frozenset[str], prefix: str = "", now: datetime | None = None) -> models.Q:
    """The one rule for reading a page: still live, and of an audience that the reader belongs to."""
    return still_live(prefix, now) & models.Q(**{f"{prefix}audience__in": audiences})

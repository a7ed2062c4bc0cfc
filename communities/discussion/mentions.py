"""Who is mentioned in a text: by a handle that tells nothing, @member-34, which stands wherever the text does.

Somebody types a name, and it becomes the handle when the text is kept; each reader then sees the name that they may know of
(`references`). So a name that was changed is right everywhere, and one that was forgotten is nowhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet, Value
from django.utils.html import escape
from django.utils.translation import gettext as _

from communities.people.models import Profile
from communities.spaces.models import Community, Membership
from communities.spaces.policies import spaces_of
from portal.texts.markdown import HANDLE

MOST: Final = 20  # people that one text can mention
MARK: Final = re.compile(r"<bdi>@member-([1-9][0-9]{0,8})</bdi>")
HANDLES: Final = re.compile(HANDLE)
HANDLE_BEGINS: Final = "@member-"
QUOTATION: Final = re.compile(r"(</?blockquote>)")
TYPED: Final = re.compile(r"(?<![\w@/.-])@(?!member-\d)(\w[\w.,'’&-]*(?: \w[\w.,'’&-]*){0,4})")
END_OF_WORDS: Final = ".,'’&-"
SITE: Final = re.escape(settings.SITE_ADDRESS)
PROFILE: Final = re.compile(rf"(?<!\S){SITE}(?:/[a-z]{{2}})?/people/([0-9]{{1,18}})/(?!\S)")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as one reader may know them."""

    name: str
    profile: int | None = None  # where the reader may see it


def handle(person: int) -> str:
    """What stands for an account in a text."""
    return f"{HANDLE_BEGINS}{person}"


@dataclass(frozen=True, slots=True)
class Known:
    """Whom one reader may know of among some people: those who let themselves be found, and those who belong to a space with them."""

    profiles: Mapping[int, int]  # by person: where the reader may see it
    names: Mapping[tuple[int, int], str]  # by space and person; space 0: everywhere

    @classmethod
    def of(cls, found: Iterable[tuple[int, int, str, int]]) -> Known:
        """Of what `knowable` finds."""
        rows = list(found)
        return cls(
            {person: profile for person, profile, _name, _space in rows if profile},
            {(space, person): name for person, _profile, name, space in rows},
        )

    def somebody(self, space: int, person: int) -> Person | None:
        """A person as the reader knows them in a space: as its members do, else as they chose to be named."""
        name = self.names.get((space, person)) or self.names.get((0, person))
        return Person(name, self.profiles.get(person)) if name else None


def knowable(user: Any, persons: Collection[int], spaces: Collection[int]) -> QuerySet[Any, tuple[int, int, str, int]]:
    """Person, profile, name and space of those of some people whom a reader may know of, who belongs to these spaces."""
    profiles = Profile.objects.visible_to(user).filter(user__in=persons).order_by()
    found: Any = profiles.values_list("user", "pk", "name", Value(0))
    if spaces:
        members = belonging().filter(community__in=spaces, user__in=persons)
        found = found.union(members.values_list("user", Value(0), "user__name", "community"), all=True)
    return found


def belonging() -> QuerySet[Membership]:
    """Members who can be named."""
    return Membership.objects.filter(user__is_active=True).exclude(user__name="")


def people(user: Any, wanted: Iterable[tuple[int, int]], known: Known | None = None) -> dict[tuple[int, int], Person]:
    """Of pairs of a space and somebody mentioned there, those whom a reader may know of. One query, none where they are `known`."""
    pairs = set(wanted)
    if pairs and known is None:
        spaces = {space for space, _person in pairs} & spaces_of(user)
        known = Known.of(knowable(user, {person for _space, person in pairs}, spaces))
    return {pair: person for pair in pairs if known and (person := known.somebody(*pair))}


def members(community: Community) -> dict[tuple[int, int], Person]:
    """Everybody in a space, as they know each other. One query."""
    belong = belonging().filter(community=community)
    return {(community.pk, person): Person(name) for person, name in belong.values_list("user", "user__name")}


def in_html(html: str) -> list[int]:
    """The people that the HTML of a text mentions, each once, in order: the first twenty."""
    if "<bdi>@" not in html:
        return []
    return list(islice(dict.fromkeys(int(match[1]) for match in MARK.finditer(html)), MOST))


def in_text(text: str) -> list[int]:
    """The same of a text as it was written."""
    return list(islice(dict.fromkeys(int(match[1]) for match in HANDLES.finditer(text)), MOST))


def addressed(html: str) -> list[int]:
    """The same without those in quotations: who quotes a mention speaks to nobody."""
    return in_html("".join(_own_words(html)))


def _own_words(html: str) -> Iterator[str]:
    depth = 0
    for part in QUOTATION.split(html):
        if part == "<blockquote>":
            depth += 1
        elif part == "</blockquote>":
            depth -= 1
        elif depth == 0:
            yield part


def settled(text: str, author: Any, community: Community) -> str:
    """A text with a handle in place of each name after an @, and of each address of a profile, of somebody whom its author may know of.

    A name that several people bear stays as it is typed.
    """
    addresses = set(islice((int(match[1]) for match in PROFILE.finditer(text)), MOST))
    if addresses:
        seen = Profile.objects.visible_to(author).filter(pk__in=addresses).values_list("pk", "user")
        owners = dict(seen)
        text = PROFILE.sub(lambda match: handle(owners[int(match[1])]) if int(match[1]) in owners else match[0], text)
    names = {name for match in islice(TYPED.finditer(text), MOST) for name in _beginnings(match[1])}
    if not names:
        return text
    known = _named(names, author, community)
    return TYPED.sub(lambda match: _with_handle(match, known), text)


def _beginnings(words: str) -> Iterator[str]:
    """What of some words may be a name, the longest first."""
    parts = words.split(" ")
    for count in range(len(parts), 0, -1):
        name = " ".join(parts[:count])
        yield name
        if (bare := name.rstrip(END_OF_WORDS)) != name:
            yield bare


def _named(names: set[str], author: Any, community: Community) -> dict[str, int]:
    """Whom the names mean, where that is one person. At most two queries."""
    found: dict[str, set[int]] = defaultdict(set)
    profiles = Profile.objects.visible_to(author).filter(name__in=names).values_list("name", "user")
    members = Membership.objects.none().values_list("user__name", "user")
    if community.pk in spaces_of(author):
        of_space = Membership.objects.filter(community=community, user__name__in=names, user__is_active=True)
        members = of_space.values_list("user__name", "user")
    for name, person in (*profiles, *members):
        found[name].add(person)
    return {name: min(persons) for name, persons in found.items() if len(persons) == 1}


def _with_handle(match: re.Match[str], known: Mapping[str, int]) -> str:
    for name in _beginnings(match[1]):
        if name in known:
            return handle(known[name]) + match[1][len(name) :]
    return match[0]


def to_be_changed(text: str, author: Any, community: Community) -> str:
    """A text for a form: with names in place of those handles that they become again when its author keeps it."""
    known = people(author, ((community.pk, person) for person in in_text(text)))
    if not known:
        return text
    names = {number: person.name for (_space, number), person in known.items()}
    meant = _named(set(names.values()), author, community)
    clear = {number: name for number, name in names.items() if meant.get(name) == number}
    named = HANDLES.sub(lambda match: f"@{clear[int(match[1])]}" if int(match[1]) in clear else match[0], text)
    return named if settled(named, author, community) == text else text  # what follows a name may make it another


def without_handles(text: str) -> str:
    """A text from elsewhere: the handles of another site mean nobody here."""
    return HANDLES.sub(r"member-\1", text)


def with_names(text: str, names: Mapping[int, str]) -> str:
    """A text with the names that are known in place of handles, and a neutral word for the others."""
    return HANDLES.sub(lambda match: f"@{names[int(match[1])]}" if int(match[1]) in names else _("a member"), text)


def nobody_known() -> str:
    """What stands for somebody whom a reader may not know of, or who is gone: no number of an account."""
    return f"<bdi>{escape(_('a member'))}</bdi>"


def without_people(html: str) -> str:
    """The HTML of a text with that word for all whom it mentions: for what everybody reads alike."""
    return MARK.sub(lambda _match: nobody_known(), html) if HANDLE_BEGINS in html else html

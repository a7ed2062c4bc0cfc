"""The kinds of sections that a face can have, and how what stands in them is read: a few queries for each kind, whatever is chosen.

What may be shown is asked of the same querysets as everywhere, with the standing of whoever the face is for: a stranger.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from communities.blog.models import Entry
from communities.blog.reading import LISTED
from communities.blog.terms import BLOG, ENTRY
from communities.discussion.documents import KIND as TOPIC
from communities.discussion.models import Topic
from communities.discussion.terms import FORUM
from communities.documents.models import Document
from communities.documents.terms import DOCUMENT, DOCUMENTS
from communities.faces.terms import MOST_NEWEST
from communities.galleries.models import Album
from communities.galleries.reading import covers_of
from communities.galleries.terms import ALBUM, GALLERIES, PICTURE
from communities.meetings.documents import KIND as MEETING
from communities.meetings.models import Meeting
from communities.meetings.terms import MEETINGS
from communities.people.documents import KIND as PERSON
from communities.people.models import Profile
from communities.polls.models import Poll
from communities.polls.terms import KIND as POLL
from communities.polls.terms import PART as POLLS
from communities.polls.terms import State as PollState
from communities.spaces.documents import KIND as COMMUNITY
from communities.spaces.documents import numbers
from communities.spaces.models import Community
from communities.spaces.parts import Way, is_on
from communities.spaces.reach import Reach
from communities.spaces.standing import standing_of
from communities.texts import plain
from portal.foundation import prepared
from portal.foundation.audience import audiences_of
from portal.foundation.content_language import in_language
from portal.foundation.files.names import kind_and_size
from portal.foundation.kept import Shelf
from portal.foundation.numbers import grouped
from portal.foundation.prepared import NOW, PK, PKS, groups_of
from search import registry
from search.documents import SearchDocument

MOST_KEPT: Final = 500  # sets of cards in a process
RECORDS: Final = ("page", "term", "standard_page")  # sources of the catalogue and of the site's own pages
TEXT: Final = "text"
ModelT = TypeVar("ModelT", bound=Model)


@dataclass(frozen=True, slots=True)
class Card:
    """A thing as a face shows it."""

    thing: str
    title: str
    url: str
    language: str = ""
    summary: str = ""
    facts: str = ""
    when: datetime | None = None  # it came, or was changed
    symbol: str = "document"
    drawn: SafeString = SafeString("")  # noqa: RUF009 – never changed; instead of all else: an album with its picture
    fresh: bool = True  # whether it is shown as one of the newest


@dataclass(frozen=True, slots=True)
class Sight:
    """Who reads, and how they stand to the space."""

    user: Any
    way: Way

    @classmethod
    def of(cls, community: Community, user: Any) -> Sight:
        """That of somebody."""
        return cls(user, Way.of(standing_of(user, community)))


Read = Callable[[Community, Sight, Collection[str], int], list[Card]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of section. `read` is given the space, who reads, the keys of what was chosen and how many of the newest are wanted, and
    gives both, the newest first, as far as that person may see them."""

    code: str
    label: Any
    symbol: str
    sources: Collection[str] = ()  # of search, in which one chooses
    part: str = ""  # of the space, without which there is nothing to show
    read: Read | None = None
    newest: Any = ""  # how choosing the newest is called; empty where that makes no sense
    url_name: str = ""  # where all of them are

    @property
    def in_space(self) -> bool:
        """Whether what it shows stands in the space itself."""
        return bool(self.part)

    def is_there(self, community: Community) -> bool:
        """Whether the space has what it takes."""
        return not self.part or is_on(community, self.part)


def found(
    model: type[ModelT],
    community: Community,
    sight: Sight,
    pks: Collection[int],
    newest: int,
    build: Callable[[int, Sequence[str]], Any],
) -> list[ModelT]:
    """The newest, then those that were chosen beside them, each knowing its space: two queries. `build` is given the space and how far
    things there must reach."""
    reached, name = sight.way.reached, (model, sight.way.reached)
    rows: list[ModelT] = []
    if newest:
        first = lambda: build(PK, reached)[:MOST_NEWEST]  # noqa: E731
        rows = prepared.objects(("newest on a face", name), model, first, pk=community.pk)
    others = sorted(set(pks) - {row.pk for row in rows})
    for start in range(0, len(others), len(PKS) - 1):
        given = (community.pk, *others[start : start + len(PKS) - 1])
        chosen = lambda: build(PKS[0], reached).filter(pk__in=PKS[1:])  # noqa: E731
        rows += prepared.objects(("chosen for a face", name), model, chosen, pks=given)
    for row in rows:
        row.community = community  # type: ignore[attr-defined]
    return rows


def keys(wanted: Iterable[str], source: str) -> list[int]:
    """The rows that keys of a source name, whichever of its pages they mean."""
    return numbers(key.partition(":")[2].partition(".")[0] for key in wanted if key.partition(":")[0] == source)


def entries(community: Community, sight: Sight, wanted: Collection[str], newest: int) -> list[Card]:
    """Entries of the blog."""
    cards = []
    for one in found(Entry, community, sight, keys(wanted, ENTRY), newest, _entries):
        facts = f"{one.by} · {day(one.published_at)}"
        cards.append(
            Card(f"{ENTRY}:{one.pk}", one.title, one.get_absolute_url(), one.language, one.summary, facts, one.published_at, "article")
        )  # fmt: skip
    return cards


def _entries(community: int, reached: Sequence[str]) -> Any:
    return Entry.objects.reaching(community, reached).with_names().only(*LISTED).order_by("-published_at", "-pk")


def documents(community: Community, sight: Sight, wanted: Collection[str], newest: int) -> list[Card]:
    """Shared documents."""
    cards = []
    for one in found(Document, community, sight, keys(wanted, DOCUMENT), newest, _documents):
        kind = kind_and_size(one.version_name, one.version_size)
        facts = " · ".join(filter(None, (kind, day(one.changed_at), one.licence)))
        cards.append(
            Card(f"{DOCUMENT}:{one.pk}.1", one.title, one.get_absolute_url(), one.language, one.description, facts, one.changed_at)
        )  # fmt: skip
    return cards


def _documents(community: int, reached: Sequence[str]) -> Any:
    return (
        Document.objects.reaching(community, reached).exclude(current=None).with_face().order_by("-changed_at", "-pk")
    )


def albums(community: Community, sight: Sight, wanted: Collection[str], newest: int) -> list[Card]:
    """Albums, each with a picture that this person may see; and single pictures, where some were chosen."""
    rows = found(Album, community, sight, keys(wanted, ALBUM), newest, Album.objects.reaching)
    drawn = covers_of(rows, community, sight.way)
    cards = [
        Card(f"{ALBUM}:{one.pk}", one.title, one.get_absolute_url(), one.language, when=one.created_at, symbol=ALBUM, drawn=drawn[one.pk])
        for one in rows
    ]  # fmt: skip
    if pictures := [key for key in wanted if key.startswith(f"{PICTURE}:")]:
        cards += registered(community, sight, pictures, 0)
    return cards


def polls(community: Community, sight: Sight, wanted: Collection[str], newest: int) -> list[Card]:
    """Polls; in those that ask the public, whoever reads the face can vote."""
    cards = []
    for one in found(Poll, community, sight, keys(wanted, POLL), newest, _polls):
        cards.append(
            Card(f"{POLL}:{one.pk}", one.question, one.get_absolute_url(), one.language, facts=of_poll(one), when=one.opened_at, symbol=POLL)
        )  # fmt: skip
    return cards


def _polls(community: int, reached: Sequence[str]) -> Any:
    return Poll.objects.opened().reaching(community, reached).order_by("-opened_at", "-pk")


def of_poll(poll: Poll) -> str:
    """Until when it is open, for whom, and how many voted: members, and others who are counted apart."""
    voters, visitors = poll.voters or 0, poll.public_voters or 0
    voted = ngettext("%(number)s vote", "%(number)s votes", voters) % {"number": grouped(voters)}
    if visitors:
        apart = ngettext("%(number)s visitor", "%(number)s visitors", visitors) % {"number": grouped(visitors)}
        voted = f"{voted} · {apart}"
    if poll.state == PollState.CLOSED:
        return " · ".join((gettext("Closed: see the result"), voted))
    asked = gettext("Open: you can vote, too") if poll.opinion else gettext("Open to members")
    until = gettext("until %(date)s") % {"date": day(poll.closes_at)} if poll.closes_at else ""
    return " · ".join(filter(None, (asked, until, voted)))


def meetings(community: Community, sight: Sight, wanted: Collection[str], newest: int) -> list[Card]:
    """Meetings: those to come, and chosen ones that are over."""
    rows = found(Meeting, community, sight, keys(wanted, MEETING), 0, Meeting.objects.reaching)
    if newest:
        reached, there = sight.way.reached, {one.pk for one in rows}
        ahead = prepared.objects(("next on a face", reached), Meeting, lambda: _ahead(reached), pk=community.pk)
        for one in ahead:
            one.community = community
        rows += [one for one in ahead if one.pk not in there]
    cards = []
    for one in sorted(rows, key=lambda row: (row.starts_at is None, row.starts_at, row.pk)):
        when = " / ".join(line for line, _zone in one.schedule.lines[:1]) if one.schedule else gettext("date poll")
        zone = one.schedule.lines[0][1] if one.schedule else ""
        state = str(one.state_label) if one.is_over or one.state == Meeting.State.CANCELLED else ""
        facts = " · ".join(filter(None, (when, zone, one.place, state)))
        fresh = one.state == Meeting.State.FIXED and not one.is_over
        key, url = f"{MEETING}:{one.pk}", one.get_absolute_url()
        cards.append(Card(key, one.title, url, one.language, "", facts, one.created_at, "event", fresh=fresh))
    return cards


def _ahead(reached: Sequence[str]) -> Any:
    fixed = Meeting.objects.reaching(PK, reached).filter(state=Meeting.State.FIXED, ends_at__gt=NOW)
    return fixed.order_by("starts_at", "pk")[:MOST_NEWEST]


def topics(community: Community, sight: Sight, wanted: Collection[str], newest: int) -> list[Card]:
    """Topics of the forum: where everybody reads the inside. Cases never."""
    if Reach.INSIDE not in sight.way.reached:
        return []
    cards = []
    for one in found(Topic, community, sight, keys(wanted, TOPIC), newest, _topics):
        said = ngettext("%(number)s post", "%(number)s posts", one.last_number) % {"number": grouped(one.last_number)}
        facts = f"{said} · {day(one.last_post_at)}"
        url = one.get_absolute_url()
        cards.append(
            Card(f"{TOPIC}:{one.pk}.1", one.title, url, one.language, facts=facts, when=one.created_at, symbol=TOPIC)
        )
    return cards


def _topics(community: int, _reached: Sequence[str]) -> Any:
    return Topic.objects.of_space(community, cases=False).order_by("-last_post_at", "-pk")


def people(_community: Community, sight: Sight, wanted: Collection[str], _newest: int) -> list[Card]:
    """People who chose to be found by everybody."""
    pks, name = keys(wanted, PERSON), ("people on a face", audiences_of(sight.user))
    build = lambda: Profile.objects.visible_to(sight.user).filter(pk__in=PKS)  # noqa: E731
    seen = [one for group in groups_of(pks) for one in prepared.objects(name, Profile, build, pks=group)]
    return [
        Card(f"{PERSON}:{one.pk}", one.name, one.get_absolute_url(), "", one.offers, one.organisation, one.created_at, PERSON)
        for one in seen
    ]  # fmt: skip


def communities(_community: Community, sight: Sight, wanted: Collection[str], _newest: int) -> list[Card]:
    """Other spaces."""
    seen = Community.objects.visible_to(sight.user).filter(pk__in=keys(wanted, COMMUNITY))
    return [
        Card(f"{COMMUNITY}:{one.pk}", one.name, one.get_absolute_url(), "", plain(one.purpose), when=one.founded_at, symbol=COMMUNITY)
        for one in seen
    ]  # fmt: skip


def records(community: Community, sight: Sight, wanted: Collection[str], _newest: int) -> list[Card]:
    """Records of the catalogue and pages of the site. What strangers see of them is kept until something that readers see changes."""
    if sight.user.is_authenticated:
        return registered(community, sight, wanted, 0)
    place = (frozenset(wanted), get_language())
    leaf = shelf.today()
    known = leaf.find(place)
    if known is None:
        known = registered(community, sight, wanted, 0)
        leaf.keep(place, known)
    return known


shelf: Final[Shelf[list[Card]]] = Shelf(MOST_KEPT)


def registered(_community: Community, sight: Sight, wanted: Collection[str], _newest: int) -> list[Card]:
    """Whatever search knows, by its documents: records of the catalogue, which this room doesn't know. A few queries for each source."""
    by_source: dict[str, list[str]] = {}
    for thing in registry.visible(wanted, sight.user):
        source, _colon, key = thing.partition(":")
        by_source.setdefault(source, []).append(key)
    documents = [one for source, asked in by_source.items() for one in registry.sources()[source].documents(asked)]
    known = [one for one in documents if one.id == one.record]  # not the neutral stub of something restricted
    labels = kind_labels({one.kind for one in known})
    return [card(one, labels) for one in known]


def card(document: SearchDocument, labels: Mapping[str, str]) -> Card:
    """A thing by its document, in the reader's language where it has a text in it."""
    language = get_language() or ""
    text = next((one for one in document.texts if one.language == language), document.texts[0])
    urls = document.card.get("urls", {})
    return Card(
        document.record,
        text.title,
        in_language(urls.get(text.language) or document.card["url"], ""),
        text.language,
        text.summary,
        labels.get(document.kind, ""),
        document.published,
        registry.icon_of(document.kind),
    )


def kind_labels(codes: Collection[str]) -> Mapping[str, str]:
    """Names of kinds, as all lists show them."""
    facet = registry.facets().get("kind")
    return facet.label_of(codes, get_language() or "en") if facet else {}


def day(at: datetime | None) -> str:
    """The day of a moment, as the reader writes it."""
    return _day(localtime(at).date(), get_language()) if at else ""


@lru_cache(maxsize=1_000)
def _day(day: date, _language: str | None) -> str:
    return date_format(day, "DATE_FORMAT")


NEWEST: Final = gettext_lazy("Show the newest by themselves")
KINDS: Final[Mapping[str, Kind]] = {
    one.code: one
    for one in (
        Kind("entries", gettext_lazy("Blog entries"), "article", (ENTRY,), BLOG, entries, NEWEST, "blog"),
        Kind("documents", gettext_lazy("Documents"), "document", (DOCUMENT,), DOCUMENTS, documents, NEWEST, "documents"),
        Kind("albums", gettext_lazy("Albums"), "album", (ALBUM, PICTURE), GALLERIES, albums, NEWEST, "albums"),
        Kind("polls", gettext_lazy("Polls"), "poll", (POLL,), POLLS, polls, NEWEST, "polls"),
        Kind("meetings", gettext_lazy("Meetings"), "event", (MEETING,), MEETINGS, meetings,
             gettext_lazy("Show the next ones by themselves"), "meetings"),
        Kind("topics", gettext_lazy("Topics of the forum"), "topic", (TOPIC,), FORUM, topics, NEWEST, "topics"),
        Kind("people", gettext_lazy("People"), "person", (PERSON,), read=people),
        Kind("records", gettext_lazy("Records and events of the catalogue"), "practice", RECORDS, read=records),
        Kind("communities", gettext_lazy("Other communities"), "community", (COMMUNITY,), read=communities),
        Kind(TEXT, gettext_lazy("Text of your own"), "article"),
    )
}  # fmt: skip

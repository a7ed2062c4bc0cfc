"""What can be told to people. Rooms register it from `ready()`: kinds that people choose for, events, and what they happen in.

An event is something that has happened once, with a row of its own: a post, a request. Its room says whom it concerns, and what each
of them may read of it when they look or are written to: who may see nothing of it any more is told nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal.notices.terms import Often, Outcome


@dataclass(frozen=True)
class Kind:
    """Something that people are told of, and choose how often: a new topic, an answer."""

    code: str
    label: Any  # “a new topic”
    because: Any  # a sentence at the end of a mail: why you get it
    usual: Often = Often.DAILY
    chosen: bool = True  # False: what has to reach somebody, at once, whatever they chose
    in_places: bool = False  # can be chosen for each place
    in_threads: bool = False  # what was chosen for one thread counts
    where: Callable[[Any], Iterable[str]] | None = None  # the only places where it can concern somebody; None: anywhere


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom an event concerns: the code of a kind for each person. `place` and `thread` such as community:7 and topic:12."""

    people: Mapping[int, str]
    place: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What one reader is told of an event, in the language and zone that are active."""

    title: str  # what it is about: a line in a list, the subject of a mail
    url: str  # where to read on, without the site's address
    said: str = ""  # one sentence: “Ben answers:”
    text: str = ""  # the words themselves, plain, with empty lines between paragraphs
    html: str = ""  # the same as harmless HTML
    short: str = ""  # the beginning of the words in one line, for lists and digests; empty: that of `text`
    who: str = ""  # whose words they are, as others may read it
    place: str = ""  # where, as readers know it
    language: str = ""  # of title and text, where it may differ from the reader's
    by_mail: bool = True  # whether it can be answered by mail, where its event can
    message: str = ""  # what mail programs know the words by, such as post.12; the answers to them name it
    answers: Sequence[str] = field(
        default_factory=tuple
    )  # what went before in the thread, by the same names, the first of all first
    in_mail: Story | None = None  # what a mail says instead: mails are kept, and sent on
    calendar: Callable[[], tuple[str, bytes] | None] | None = (
        None  # what a mail about it alone brings to calendars, with its method
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A space or a thread, as its reader knows it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a mail, as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer by mail, and what its writer is to be told of the files that came with it."""

    outcome: Outcome
    about_files: Sequence[str] = ()


Answer = Callable[[Any, str, str, Sequence[SentFile]], Answered]
Stories = Callable[[Any, Sequence[str]], Mapping[str, Story]]


@dataclass(frozen=True)
class Event:
    """One sort of event. Its keys name rows."""

    name: str
    concerned: Callable[[str], Concerned | None]  # None where its row is gone
    stories: Stories  # of a user and keys: those that this person may see now
    answer: Answer | None = None  # what an answer by mail does: of a user, a key, words and files


Named = Callable[[Any, Sequence[int]], Mapping[int, Place]]
Own = Callable[[Any], Iterable[int]]
_kinds: Final[dict[str, Kind]] = {}
_events: Final[dict[str, Event]] = {}
_places: Final[dict[str, tuple[Named, Own | None]]] = {}


def kind(declared: Kind) -> None:
    """Adds a kind; the order of adding is the order of showing."""
    _kinds[declared.code] = declared


def event(declared: Event) -> None:
    """Adds a sort of event."""
    _events[declared.name] = declared


def places(prefix: str, named: Named, own: Own | None = None) -> None:
    """Says how things that can be chosen for are called, where this person may see them, and which ones are this person's own."""
    _places[prefix] = (named, own)


def kinds() -> Mapping[str, Kind]:
    """All of them, by code."""
    return _kinds


def event_of(name: str) -> Event | None:
    """A sort of event by name; None for one that no room knows any more."""
    return _events.get(name)


def own_places(user: Any) -> list[str]:
    """The places that somebody belongs to, such as community:7."""
    return [f"{prefix}:{number}" for prefix, (_named, own) in _places.items() if own for number in own(user)]


def named(user: Any, scopes: Iterable[str]) -> dict[str, Place]:
    """What places and threads are called; those that this person may not see are left out. One query for each sort."""
    wanted: dict[str, list[int]] = {}
    for scope in scopes:
        prefix, _colon, number = scope.partition(":")
        if prefix in _places and number.isdigit():
            wanted.setdefault(prefix, []).append(int(number))
    return {
        f"{prefix}:{number}": place
        for prefix, numbers in wanted.items()
        for number, place in _places[prefix][0](user, numbers).items()
    }


def stories(user: Any, events: Iterable[str]) -> dict[str, Story]:
    """What a person may read now of events such as post:12. The queries depend on the sorts of events, not on their number."""
    keys: dict[str, list[str]] = {}
    for name, _colon, key in (one.partition(":") for one in events):
        keys.setdefault(name, []).append(key)
    found: dict[str, Story] = {}
    for name, wanted in keys.items():
        if declared := _events.get(name):
            found |= {f"{name}:{key}": story for key, story in declared.stories(user, wanted).items()}
    return found


def stories_for_mail(user: Any, events: Iterable[str]) -> dict[str, Story]:
    """The same, as mails may say it."""
    return {event: story.in_mail or story for event, story in stories(user, events).items()}

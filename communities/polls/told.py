"""What people are told of polls: a new one, one that ends soon and that they have not voted in, and the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.polls.keys import KeyChangedError, keys_of
from communities.polls.models import Ballot, Poll
from communities.polls.results import Result
from communities.polls.terms import ENDS, KIND, NEW, PART, RESULT, State
from communities.polls.voting import Voter, ballot_of
from communities.spaces.models import Membership
from communities.spaces.parts import is_on, shown_name
from communities.spaces.reach import Reach
from communities.spaces.terms import FACILITATING, audience_of
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Kind, Story
from portal.texts.markdown import to_plain

Said = Callable[[Any, Poll], str]


def declare() -> None:
    """Registers the kind and the events."""
    registry.kind(
        Kind(
            KIND,
            gettext_lazy("A poll in a community of yours: a new one, its end if you have not voted, its result"),
            gettext_lazy("You get this mail because you belong to this community."),
            in_places=True,
        )
    )
    registry.event(Event(NEW, opened_for, opened))
    registry.event(Event(ENDS, ends_for, ends))
    registry.event(Event(RESULT, result_for, ended))


def told_of(key: str) -> Poll | None:
    """A poll that people are told of; None where it is gone."""
    poll = Poll.objects.opened().filter(pk=key).select_related("community").first()
    return poll if poll and is_on(poll.community, PART) else None


def who_votes(poll: Poll) -> set[int]:
    """Those who may vote."""
    members = Membership.objects.filter(community=poll.community_id)
    if poll.reach == Reach.FACILITATORS:
        members = members.filter(role__in=FACILITATING)
    return set(members.values_list("user_id", flat=True))


def who_voted(poll: Poll) -> set[int]:
    """Those of them who have, as long as the poll is open."""
    if poll.named:
        return set(Ballot.objects.filter(poll=poll).exclude(user=None).values_list("user_id", flat=True))
    try:
        keys = keys_of(poll, who_votes(poll))
    except KeyChangedError:
        return set()
    voted = Ballot.objects.filter(poll=poll, public=False).values_list("key", flat=True)
    return {keys[key] for key in voted if key in keys}


def opened_for(key: str) -> Concerned | None:
    """All who may vote but its author."""
    poll = told_of(key)
    return _concerned(poll, who_votes(poll) - {poll.author_id}) if poll else None


def ends_for(key: str) -> Concerned | None:
    """Those who have not voted yet."""
    poll = told_of(key)
    if poll is None or poll.state != State.OPEN:
        return None
    return _concerned(poll, who_votes(poll) - who_voted(poll))


def result_for(key: str) -> Concerned | None:
    """All who could vote: who did, of an anonymous poll nobody knows any more."""
    poll = told_of(key)
    return _concerned(poll, who_votes(poll)) if poll else None


def _concerned(poll: Poll, people: set[Any]) -> Concerned:
    return Concerned(dict.fromkeys(people, KIND), audience_of(poll.community_id))


def opened(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That it can be voted on, and until when."""
    return _stories(user, keys, _opened)


def ends(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That it ends soon: only as long as it is open and this person has not voted."""
    return _stories(user, keys, _ends)


def ended(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """How it came out."""
    return _stories(user, keys, _ended)


def _opened(_user: Any, poll: Poll) -> str:
    who = shown_name(poll.author) if poll.author else _("somebody who has left")
    if poll.state == State.OPEN and poll.closes_at:
        return _("%(person)s asks, until %(moment)s:") % {"person": who, "moment": _moment(poll.closes_at)}
    return _("%(person)s asks:") % {"person": who}


def _ends(user: Any, poll: Poll) -> str:
    if poll.state != State.OPEN or not poll.closes_at or ballot_of(poll, Voter(user)):
        return ""
    return _("You have not voted yet. The poll ends on %(moment)s.") % {"moment": _moment(poll.closes_at)}


def _ended(_user: Any, poll: Poll) -> str:
    if poll.closed_at is None:
        return ""
    return _("The poll has ended.") + " " + Result(poll, list(poll.options.all())).sentence


def _moment(at: Any) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _stories(user: Any, keys: Sequence[str], said: Said) -> Mapping[str, Story]:
    """Those for which there is something to say. Two queries, and one for each poll that ends soon."""
    found = Poll.objects.visible_to(user).opened().filter(pk__in=[int(key) for key in keys])
    polls = list(found.select_related("community", "author").prefetch_related("options"))
    told = ((poll, said(user, poll)) for poll in polls if is_on(poll.community, PART))
    return {str(poll.pk): _story(poll, sentence) for poll, sentence in told if sentence}


def _story(poll: Poll, said: str) -> Story:
    plain = to_plain(poll.html)
    return Story(
        poll.question,
        poll.get_absolute_url(),
        said,
        plain,
        poll.html,
        who=shown_name(poll.author) if poll.author else "",
        place=poll.community.name,
        language=poll.language,
        by_mail=False,
    )

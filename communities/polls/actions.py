"""What can be done with a poll, each in one transaction: the change, who is told, and what search is to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.polls import keys, voting
from communities.polls.models import Ballot, Option, Poll
from communities.polls.results import runoff_of
from communities.polls.terms import (
    ENDS,
    ENDS_SOON,
    KIND,
    LONGEST_OPTION,
    MOST_OPTIONS,
    NEW,
    RESULT,
    Method,
    State,
)
from communities.spaces.models import Membership
from communities.spaces.reach import Reach
from communities.spaces.terms import FACILITATING
from portal.foundation.duties import duty
from portal.notices import telling
from portal.texts.markdown import to_html
from search.analysis import fold
from search.indexing import changed


def save(poll: Poll, options: Sequence[str]) -> None:
    """Keeps a draft with these options and no others."""
    with transaction.atomic():
        poll.html = to_html(poll.text) if poll.text else ""
        poll.save()
        Option.objects.filter(poll=poll).delete()
        numbered = enumerate(options, start=1)
        Option.objects.bulk_create(
            Option(poll=poll, text=text, folded=folded(text), position=place) for place, text in numbered
        )


def folded(text: str) -> str:
    """By which two options are the same: case, accents and blanks don't count; signs do, so that “C” is not “C++”."""
    return " ".join(fold(text).split())[: LONGEST_OPTION * 3] or text


def open_poll(poll: Poll) -> None:
    """Opens a draft; members are told. What is stated now, how and by name or not, stays as it is."""
    with transaction.atomic():
        now = voting.locked(poll)
        if now.opened_at is not None:
            return
        now.opened_at, now.waits, now.changes = timezone.now(), False, 0
        if now.closes_at and now.closes_at <= now.opened_at:  # it waited longer than that to be looked at
            now.closes_at = None
        keys.give_secret(now)
        now.save()
        changed(KIND, [str(now.pk)])
        telling.happened(NEW, now.pk)


def take_back(poll: Poll) -> bool:
    """Makes an open poll a draft again; False if somebody has voted by now, or added an option."""
    with transaction.atomic():
        now = voting.locked(poll)
        touched = now.voters or now.public_voters or Option.objects.filter(poll=now).exclude(added_by=None).exists()
        if touched or now.state != State.OPEN:
            return False
        now.opened_at, now.secret, now.seal, now.reminded_at = None, "", "", None
        now.save()
        changed(KIND, [str(now.pk)], hides=True)
        _untold(now)
    return True


def close(poll: Poll) -> None:
    """Ends a poll and counts it. Of an anonymous one, and of the public, nothing but the sums is left."""
    with transaction.atomic():
        now = voting.locked(poll)
        if now.opened_at is None or now.closed_at is not None:
            return
        moment = timezone.now()
        now.closed_at = min(moment, now.closes_at or moment)
        now.electorate = electorate(now)
        voting.recount(now)
        if now.method == Method.RANKED:
            now.result = {"members": runoff_of(now).as_json()}
            if now.opinion:
                now.result["public"] = runoff_of(now, public=True).as_json()
        Ballot.objects.filter(poll=now).exclude(key=None).delete()
        now.secret = now.seal = ""
        now.save()
        telling.withdraw(ENDS, [now.pk])
        telling.happened(RESULT, now.pk)


def electorate(poll: Poll) -> int:
    """How many members may vote."""
    members = Membership.objects.filter(community=poll.community_id)
    return (members.filter(role__in=FACILITATING) if poll.reach == Reach.FACILITATORS else members).count()


def suggest(poll: Poll, text: str, by: Any) -> Option | None:
    """Adds an option to an open poll; None where it is there already, or there are enough of them."""
    try:
        with transaction.atomic():
            now = voting.locked(poll)
            count = Option.objects.filter(poll=now).count()
            if now.state != State.OPEN or count >= MOST_OPTIONS:
                return None
            option = Option.objects.create(poll=now, text=text, folded=folded(text), position=count + 1, added_by=by)
            changed(KIND, [str(now.pk)])
            return option
    except IntegrityError:
        return None


def delete(poll: Poll) -> None:
    """Throws a draft away."""
    Poll.objects.filter(pk=poll.pk, opened_at=None).delete()


def remove(poll: Poll, by: Any) -> None:
    """Takes a poll away; why, its author is told by moderation."""
    with transaction.atomic():
        Poll.objects.filter(pk=poll.pk).update(removed_at=timezone.now(), removed_by=by)
        changed(KIND, [str(poll.pk)], hides=True)
        _untold(poll)


def restore(poll: Poll) -> None:
    """Brings a poll back; one that waited to be opened opens."""
    with transaction.atomic():
        Poll.objects.filter(pk=poll.pk).update(removed_at=None, removed_by=None)
        changed(KIND, [str(poll.pk)])
        if poll.waits:
            open_poll(poll)


def _untold(poll: Poll) -> None:
    for event in (NEW, ENDS, RESULT):
        telling.withdraw(event, [poll.pk])


@duty("close_polls", every=timedelta(minutes=1))
def close_polls() -> None:
    """Counts those that have ended: from that moment on nobody could vote any more, whenever this runs."""
    for poll in Poll.objects.exclude(opened_at=None).filter(closed_at=None, closes_at__lte=timezone.now()):
        close(poll)


@duty("remind_of_polls", every=timedelta(minutes=10))
def remind() -> None:
    """Tells those who have not voted that a poll ends soon, once; not of one that was opened only lately."""
    now = timezone.now()
    ending = Poll.objects.under_way().filter(
        reminded_at=None, closes_at__lt=now + ENDS_SOON, opened_at__lt=now - ENDS_SOON / 2
    )
    for poll in ending:
        with transaction.atomic():
            if Poll.objects.filter(pk=poll.pk, reminded_at=None).update(reminded_at=now):
                telling.happened(ENDS, poll.pk)

"""Polls, as moderation sees them: reported ones, those that were taken away, and those of somebody new, which wait to be opened."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from communities.moderation import actions as moderation
from communities.moderation.things import Kind, Thing, register
from communities.polls import actions
from communities.polls.models import Poll
from communities.polls.terms import KIND


def declare() -> None:
    """Registers them."""
    register(Kind(KIND, _("poll"), _find, _seen_by, _take_away, _bring_back))


def hold(poll: Poll, because: str) -> None:
    """Keeps a draft as it is until somebody who tends the space lets it open."""
    with transaction.atomic():
        if Poll.objects.filter(pk=poll.pk, opened_at=None, waits=False).update(waits=True):
            moderation.hold(KIND, poll.pk, because)


def _find(keys: Collection[int]) -> dict[int, Thing]:
    found = Poll.objects.filter(pk__in=keys).select_related("community", "author").prefetch_related("options")
    return {poll.pk: _thing(poll) for poll in found}


def _thing(poll: Poll) -> Thing:
    options = "\n".join(f"– {option.text}" for option in poll.options.all())
    words = "\n\n".join(filter(None, (poll.question, poll.text, options)))
    where = "" if poll.opened_at is None else poll.get_absolute_url()
    return Thing(poll.question, words, where, poll.author, poll.community)


def _seen_by(key: int, user: Any) -> bool:
    return bool(Poll.objects.visible_to(user).opened().filter(pk=key).exists())


def _take_away(key: int, _because: str, by: Any) -> None:
    for poll in Poll.objects.standing().filter(pk=key):
        actions.remove(poll, by)


def _bring_back(key: int, _by: Any) -> None:
    for poll in Poll.objects.filter(pk=key):
        actions.restore(poll)

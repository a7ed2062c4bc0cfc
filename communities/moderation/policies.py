"""Who may do what with a case. Which cases somebody sees at all is `CaseQuerySet.decided_by`."""

from __future__ import annotations

from typing import Any

from communities.moderation.models import Case
from communities.moderation.things import Thing
from communities.spaces.policies import Standing, facilitates, is_administrator
from communities.spaces.standing import standing_of


def moderate(standing: Standing) -> bool:
    """See the queue of a space: facilitators, stewards and administrators."""
    return facilitates(standing)


def take_away(user: Any, thing: Thing) -> bool:
    """Take away what nobody has reported: who would decide about it if somebody had."""
    return moderate(standing_of(user, thing.community)) if thing.community else is_administrator(user)


def settle(user: Any, case: Case) -> bool:
    """Decide about what is one's own to decide about: nobody judges their own words."""
    return case.settled_at is None and case.author_id != user.pk


def answer(user: Any, case: Case) -> bool:
    """Decide an appeal: somebody else than who decided before."""
    return case.is_open_appeal and user.pk not in (case.author_id, case.settled_by_id)

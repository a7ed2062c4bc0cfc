"""Who may do what with a case. Which cases somebody sees at all is `CaseQuerySet.decided_by`."""

from __future__ import annotations

from typing import Any

from communities.moderation.models import Case
from communities.spaces.policies import Standing
from communities.spaces.terms import FACILITATING


def moderate(standing: Standing) -> bool:
    """See the queue of a space: facilitators, stewards and administrators."""
    return standing.role in FACILITATING or standing.administrator


def settle(user: Any, case: Case) -> bool:
    """Decide about what is one's own to decide about: nobody judges their own words."""
    return case.settled_at is None and case.author_id != user.pk


def answer(user: Any, case: Case) -> bool:
    """Decide an appeal: somebody else than who decided before."""
    return case.is_open_appeal and user.pk not in (case.author_id, case.settled_by_id)

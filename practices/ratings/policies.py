"""Who may do what with a rating: two people make one, a third decides about an appeal."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from practices.contributions.models import Contribution
from practices.contributions.terms import State as Sent
from practices.ratings.models import Rating, RatingAppeal
from practices.ratings.terms import DESK_RIGHT, Capacity, State
from practices.relations.models import Relation, RelationType
from practices.representing.models import Representation


def rate(user: Any) -> bool:
    """Propose, second and decide: editors, reviewers, administrators."""
    return bool(user.has_perm(DESK_RIGHT))


def can_be_rated(work: Any) -> bool:
    """A published original of a kind with badges."""
    return bool(work.has_badges and work.live and not work.is_translation)


def second(user: Any, rating: Rating) -> bool:
    """Agree or decline: never who proposed it."""
    return rate(user) and rating.state == State.PROPOSED and rating.proposed_by_id != user.pk


def settle(user: Any, appeal: RatingAppeal) -> bool:
    """Decide about an appeal: neither of the two editors, nor who appealed."""
    return rate(user) and appeal.is_waiting and user.pk not in {*appeal.rating.raters, appeal.by_id}


def appeal(user: Any, rating: Rating) -> bool:
    """Whoever is signed in; the two editors propose another rating instead."""
    return bool(user.is_authenticated and rating.state == State.AGREED and user.pk not in rating.raters)


def speaking_for(work: Any) -> Any:
    """Who speaks for an organisation that the record names, or that names it."""
    links = Relation.objects.filter(Q(page=work.pk) | Q(target=work.pk)).exclude(type=RelationType.NOT_THE_SAME_AS)
    ends = Q(record__in=links.values("page")) | Q(record__in=links.values("target"))
    return Representation.objects.verified().filter(ends)


def contributing_to(work: Any) -> Any:
    """What was taken up of somebody with an account."""
    return Contribution.objects.filter(record=work.pk, state=Sent.ACCEPTED, person__isnull=False)


def capacity_of(user: Any, work: Any) -> Capacity:
    """As what somebody appeals. At most two queries."""
    if speaking_for(work).filter(user=user.pk).exists():
        return Capacity.ORGANISATION
    return Capacity.CONTRIBUTOR if contributing_to(work).filter(person=user.pk).exists() else Capacity.MEMBER

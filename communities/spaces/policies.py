"""Who may do what in a space: one rule for each action, and all of them here.

Two rules are asked of the database (`faces`, `insides`); all others are asked of a `Standing`, how somebody stands to one space.
Whoever may not even see a face gets 404 everywhere. Administrators answer for the site: they may do what stewards may, and only they
found a space.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from communities.spaces.terms import (
    AUDIENCE_PREFIX,
    FACILITATING,
    FACILITATORS_PREFIX,
    READABLE,
    STAND_IN_PREFIX,
    Joining,
    Role,
    State,
    Visibility,
)
from portal.foundation.audience import audiences_of

if TYPE_CHECKING:
    from communities.spaces.models import Ban, Community, Membership

ADMINISTRATORS: Final = "group:administrators"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to a space."""

    community: Community
    user: Any
    membership: Membership | None
    banned: bool
    administrator: bool
    has_domain: bool = False  # a confirmed address in one of the space's domains

    @property
    def role(self) -> str:
        """Their role; empty for who doesn't belong to it."""
        return self.membership.role if self.membership else ""

    @property
    def signed_in(self) -> bool:
        """Whether it is somebody with an account."""
        return bool(self.user.is_authenticated)

    @property
    def stands_in(self) -> bool:
        """Whether they do the work of its stewards today."""
        return self.community.pk in stood_in_by(self.user)

    @property
    def tends(self) -> bool:
        """Whether they answer for the space: its stewards, who stands in for them, administrators."""
        return self.role == Role.STEWARD or self.administrator or self.stands_in

    @property
    def takes_part(self) -> bool:
        """Whether they speak there as one of its people; administrators see it, too, but take part only where they belong to it."""
        return self.membership is not None or self.stands_in


def is_administrator(user: Any) -> bool:
    """Whether somebody answers for the site."""
    return ADMINISTRATORS in audiences_of(user)


def spaces_of(user: Any) -> frozenset[int]:
    """The spaces whose inside is this person's, by the one list of audiences."""
    return _spaces_among(audiences_of(user), AUDIENCE_PREFIX)


def facilitated_by(user: Any) -> frozenset[int]:
    """The spaces that this person facilitates or tends; all of them for who answers for the site."""
    return _spaces_among(audiences_of(user), FACILITATORS_PREFIX)


def stood_in_by(user: Any) -> frozenset[int]:
    """The spaces in which this person stands in for the stewards today."""
    return _spaces_among(audiences_of(user), STAND_IN_PREFIX)


@lru_cache(maxsize=1_000)
def _spaces_among(audiences: frozenset[str], prefix: str) -> frozenset[int]:
    return frozenset(int(name.removeprefix(prefix)) for name in audiences if name.startswith(prefix))


# -- Asked of the database --


def faces(user: Any) -> Q:
    """May see the face: everybody, unless it is private, proposed or closed; then those who belong to it or proposed it."""
    if not user or not user.is_authenticated:
        return Q(state__in=READABLE) & ~Q(visibility=Visibility.PRIVATE)
    return faces_for(user.pk, spaces_of(user))


def faces_for(person: int, spaces: Collection[int]) -> Q:
    """May see the face, for somebody with an account who belongs to these spaces."""
    return faces(None) | Q(pk__in=spaces) | Q(state=State.PROPOSED, proposed_by=person)


def insides(user: Any) -> Q:
    """May see the inside: members, and everybody where the space is public."""
    return Q(state__in=READABLE, visibility=Visibility.PUBLIC) | Q(pk__in=spaces_of(user))


# -- Asked of a standing --


def see_face(standing: Standing) -> bool:
    """For views that need no more: their space was looked for among those that may be seen."""
    return True


def see_inside(standing: Standing) -> bool:
    """The same rule as `insides`."""
    community = standing.community
    everybody = community.state in READABLE and community.visibility == Visibility.PUBLIC
    return everybody or community.pk in spaces_of(standing.user)


def belongs(standing: Standing) -> bool:
    """Belongs to it: for what is only for those who do, even where all else is public."""
    return standing.community.pk in spaces_of(standing.user)


def facilitates(standing: Standing) -> bool:
    """Facilitators, stewards and administrators: those who keep the space in order."""
    return standing.role in FACILITATING or standing.tends


def contribute(standing: Standing) -> bool:
    """Put something into a part of the space: whoever belongs to it, while it is alive."""
    return standing.community.state == State.ACTIVE and belongs(standing)


def moderate(standing: Standing) -> bool:
    """Change or take away what others put into a part of the space, while it is not closed."""
    return facilitates(standing) and standing.community.state in READABLE


def see_people(standing: Standing) -> bool:
    """Who belongs to a space is for those who do."""
    return belongs(standing)


def join(standing: Standing) -> bool:
    """Get in at once."""
    if not _could_join(standing):
        return False
    joining = standing.community.joining
    return joining == Joining.OPEN or (joining == Joining.DOMAIN and standing.has_domain)


def request(standing: Standing) -> bool:
    """Ask to be let in; with an address elsewhere also where a domain lets in."""
    community = standing.community
    asks = community.joining == Joining.REQUEST or (community.joining == Joining.DOMAIN and not standing.has_domain)
    return asks and _could_join(standing)


def use_invitation(standing: Standing) -> bool:
    """Get in by an invitation, however others get in."""
    return _could_join(standing)


def leave(standing: Standing) -> bool:
    """Whoever belongs to it; that somebody must be left to tend it is seen to by `actions.leave`."""
    return standing.membership is not None


def invite(standing: Standing) -> bool:
    """Facilitators and stewards, while the space is alive."""
    return standing.community.state == State.ACTIVE and facilitates(standing)


def accept(standing: Standing) -> bool:
    """Say yes or no to who asks to join: as for inviting."""
    return invite(standing)


def edit_face(standing: Standing) -> bool:
    """What everybody reads of the space, its showcase, and which parts are switched on."""
    return standing.tends and standing.community.state in READABLE


def manage_people(standing: Standing) -> bool:
    """Give and take roles."""
    return standing.tends and standing.community.state in READABLE


def ban(standing: Standing) -> bool:
    """Put somebody out; of a steward only an administrator may decide, see `may_be_banned_by`."""
    return manage_people(standing)


def may_be_banned_by(standing: Standing, membership: Membership) -> bool:
    """Nobody bans themselves, and stewards don't ban each other."""
    if membership.user_id == standing.user.pk or not ban(standing):
        return False
    return membership.role != Role.STEWARD or standing.administrator


def decide_appeal(standing: Standing, appealed: Ban) -> bool:
    """Somebody other than who banned."""
    return (
        ban(standing) and appealed.is_open_appeal and standing.user.pk not in (appealed.banned_by_id, appealed.user_id)
    )


def archive(standing: Standing) -> bool:
    """Make it one to be read only, and take that back."""
    return standing.tends and standing.community.state in READABLE


def close(standing: Standing) -> bool:
    """End it for good: not in the place of somebody who is back soon."""
    answers = standing.role == Role.STEWARD or standing.administrator
    return answers and standing.community.state in READABLE


def export(standing: Standing) -> bool:
    """Take a copy of the space, also after it was closed."""
    return standing.tends and standing.community.state != State.PROPOSED


def _could_join(standing: Standing) -> bool:
    alive = standing.community.state == State.ACTIVE
    return alive and standing.signed_in and standing.membership is None and not standing.banned

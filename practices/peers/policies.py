"""Who may do what with a peer review at the desk. Whoever was invited is let in by their link alone (`links.py`)."""

from __future__ import annotations

from typing import Any

from portal.foundation.audience import PUBLIC
from practices.peers.models import PeerInvitation, PeerReview
from practices.peers.terms import DESK_RIGHT, Answer
from practices.peers.terms import NEEDED as NEEDED_REVIEWS


def tend(user: Any) -> bool:
    """Open reviews, invite, and follow them: editors, reviewers, administrators."""
    return bool(user.has_perm(DESK_RIGHT))


def can_be_reviewed(work: Any) -> bool:
    """A published original of a kind with badges that everybody may read: reviewers need no account."""
    return bool(work.has_badges and work.live and work.audience == PUBLIC and not work.is_translation)


def knows(user: Any, invitation: PeerInvitation) -> bool:
    """See who was invited: of who is protected, only the editor that invited them."""
    return tend(user) and (not invitation.is_protected or invitation.invited_by_id == user.pk)


def decide(user: Any, review: PeerReview) -> bool:
    """Decide: not who answered for the practice, and not before enough reviews are in."""
    return tend(user) and review.is_open and review.replied_by_id != user.pk and handed_in(review) >= NEEDED_REVIEWS


def handed_in(review: PeerReview) -> int:
    """How many reviews are in."""
    return sum(one.answer == Answer.HANDED_IN and one.reviews for one in review.invitations.all())

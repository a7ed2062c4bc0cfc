"""The words and numbers of the workflow: stages, letters to people without an account, and how long each thing holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

# Stages: the names of their tasks in the database, and how they are called.
CHECK: Final = "check"
APPROVAL: Final = "approval"
LABELS: Final = {CHECK: _("The check by editors"), APPROVAL: _("The approval by reviewers")}
USUAL_DAYS: Final = 7  # until a stage is due
MOST_DAYS: Final = 365

# Kinds of what is told, and of letters.
WAITING: Final = "review_waiting"
HANDED: Final = "review_handed"
OVERDUE: Final = "review_overdue"
ENDED: Final = "review_ended"
LETTER: Final = "review_invitation"

# Actions in the history of a page, and in the audit log.
CLAIMED: Final = "passerelle.review.claim"
GIVEN_BACK: Final = "passerelle.review.give_back"
HANDED_OVER: Final = "passerelle.review.hand_over"
DUE_MOVED: Final = "passerelle.review.due"
INVITED: Final = "passerelle.review.invite"
REVOKED: Final = "passerelle.review.revoke"
LOGGED: Final = {
    CLAIMED: _("Taken for review"),
    GIVEN_BACK: _("Review given back"),
    HANDED_OVER: _("Review handed over"),
    DUE_MOVED: _("Another day set for a review"),
    INVITED: _("Somebody without an account invited to review"),
    REVOKED: _("Invitation to review taken back"),
}

LONGEST_REASON: Final = 2_000  # characters, as in the audit log
LINK_DAYS: Final = (3, 7, 14)  # how long a link can be made to work
MOST_INVITATIONS: Final = 5  # that are open in one stage
KEPT: Final = timedelta(days=365)  # name and address of who was invited, after the link has ended

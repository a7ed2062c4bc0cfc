"""Reviews as their readers see them: criteria, scores, reasons, how each reviewer wants to be named; never who it is."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from portal.texts.markdown import to_html
from practices.peers.models import PeerInvitation, PeerReview
from practices.peers.terms import REVIEWING, Answer


def published(work: Any) -> list[dict[str, Any]]:
    """Every decided review of a record, the newest first. Two queries."""
    done = PeerInvitation.objects.filter(answer=Answer.HANDED_IN, role__in=REVIEWING)
    found = PeerReview.objects.decided().filter(record=work.pk).prefetch_related(Prefetch("invitations", queryset=done))
    return [
        {
            "review": one,
            "assessments": [assessment(said) for said in one.invitations.all()],
            "reply": to_html(one.reply) if one.reply else "",
            "is_older": bool(one.version and work.live_revision_id != one.version),
        }
        for one in found
    ]


def handed_in(review: PeerReview) -> list[dict[str, Any]]:
    """What is in, as it will be published. One query."""
    return [assessment(one) for one in review.invitations.filter(answer=Answer.HANDED_IN, role__in=REVIEWING)]


def assessment(one: PeerInvitation) -> dict[str, Any]:
    """One reviewer's part."""
    return {
        "who": one.shown_as,
        "said": one,
        "judgements": one.judgements,
        "html": to_html(one.text),
        "conflict": one.stated_conflict,
    }

"""What is kept of peer reviews, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.foundation.erasure import erase, export
from practices.models import PeerIdentity, PeerInvitation, PeerReview, Record
from practices.peers import actions
from practices.peers.upkeep import forget
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Make = Callable[..., Any]


def decided(review: PeerReview) -> None:
    actions.decide(review, make_user("editors"), given=True, reason="Fine.", summary="Fine.")


def test_a_year_after_the_decision_nobody_knows_who_it_was(review: PeerReview, hand_in: Make, invite: Make) -> None:
    hand_in("field", "a@example.org", named="yes", named_as="Rosa", note="Between us.")
    hand_in("lived", "b@example.org")
    invite("field", "c@example.org")
    decided(review)
    forget()
    assert PeerIdentity.objects.count() == 3
    PeerReview.objects.update(decided_at=timezone.now() - timedelta(days=366))
    forget()
    assert not PeerIdentity.objects.exists()
    assert list(PeerInvitation.objects.values_list("answer", "note")) == [("handed_in", ""), ("handed_in", "")]  # fmt: skip
    assert PeerInvitation.objects.filter(named_as="Rosa").exists()


def test_what_was_called_off_goes_as_a_whole(review: PeerReview, invite: Make, editor: Any) -> None:
    invite()
    actions.call_off(review, editor, "Nobody answers.")
    forget()
    assert PeerReview.objects.exists()
    PeerReview.objects.update(decided_at=timezone.now() - timedelta(days=366))
    forget()
    assert not PeerReview.objects.exists()


def test_a_reviewer_with_an_account_takes_their_name_along(review: PeerReview, hand_in: Make) -> None:
    rosa = make_user(email="rosa@example.org")
    hand_in("field", "Rosa@example.org", named="yes", named_as="Rosa Sample", note="Between us.")
    hand_in("method", "b@example.org")
    decided(review)
    own = export(rosa)["practices.peer_reviews"]
    assert own[0]["note"] == "Between us."
    assert own[0]["review__code"] == review.code
    assert "Rosa Sample" in Record.objects.get(pk=review.record_id).peer_review_by
    erase(rosa)
    assert "Rosa" not in Record.objects.get(pk=review.record_id).peer_review_by
    assert not PeerIdentity.objects.filter(email__iexact="rosa@example.org").exists()
    assert "Rosa" not in str(list(PeerInvitation.objects.values()))


def test_an_editor_who_leaves_is_named_nowhere(review: PeerReview, hand_in: Make, editor: Any) -> None:
    hand_in("lived", "b@example.org")
    erase(editor)
    review.refresh_from_db()
    assert review.opened_by is None
    assert PeerInvitation.objects.get().invited_by is None

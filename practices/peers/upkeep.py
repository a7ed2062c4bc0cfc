"""Forgets in time who took part, and what becomes of it when somebody deletes an account with the address that was invited."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.foundation.duties import duty
from portal.foundation.erasure import also_erase
from practices.peers.actions import set_badge
from practices.peers.models import PeerIdentity, PeerInvitation, PeerReview
from practices.peers.terms import KEPT, Answer, Named, State


@duty("forget_peers", every=timedelta(days=1))
def forget() -> None:
    """A year after the end: names, addresses, payment and what was not handed in go; what was called off goes as a whole."""
    over = PeerReview.objects.filter(decided_at__lt=timezone.now() - KEPT)
    over.filter(state=State.CALLED_OFF).delete()
    PeerInvitation.objects.filter(review__in=over).exclude(answer=Answer.HANDED_IN).delete()
    PeerIdentity.objects.filter(invitation__review__in=over).delete()
    PeerInvitation.objects.filter(review__in=over).exclude(note="").update(note="")


@also_erase
def forget_reviewer(user: Any) -> None:
    """What they handed in stays as that of a role; the rest goes, and who they are in any case."""
    own = PeerInvitation.objects.filter(identity__email__iexact=user.email)
    keys = list(own.values_list("pk", flat=True))
    PeerIdentity.objects.filter(invitation__in=keys).delete()
    mine = PeerInvitation.objects.filter(pk__in=keys)
    mine.exclude(answer=Answer.HANDED_IN).delete()
    mine.update(named=Named.NO, named_as="", note="", conflict_is="")
    for record in set(mine.values_list("review__record", flat=True)):
        set_badge(record)  # it may name them

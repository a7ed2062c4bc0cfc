"""What can be done about commitments, each in one transaction."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.commitments.models import Commitment, Proposal
from communities.commitments.terms import DUE, MOST_OPEN, MOST_PROPOSED
from communities.spaces.actions import locked
from communities.spaces.models import Community
from portal.notices import telling


def take_up(commitment: Commitment) -> Commitment:
    """Keeps a new one. Raises ValidationError where the same is taken up already, or very many are."""
    with transaction.atomic():
        others = _others(commitment, _("You have taken this up already. It stands above, with its day."))
        if others.count() >= MOST_OPEN:
            raise ValidationError(
                _("You have taken up a lot. Tick some of it, or give it up, before you take up more.")
            )
        commitment.save()
    return commitment


def _others(commitment: Commitment, twice: str) -> QuerySet[Commitment]:
    """What else the same person has open there; nobody adds to it until the transaction ends.

    Raises ValidationError, saying `twice`, where one of it is the same.
    """
    locked(commitment.membership.community)
    others = Commitment.objects.open().filter(membership=commitment.membership).exclude(pk=commitment.pk)
    if others.filter(lesson=commitment.lesson, words=commitment.words).exists():
        raise ValidationError(twice)
    return others


def change(commitment: Commitment) -> None:
    """Keeps other words, another day, or who sees it. Raises ValidationError where the same is taken up already."""
    with transaction.atomic():
        _others(commitment, _("You have taken up the same already."))
        before = Commitment.objects.get(pk=commitment.pk)
        if before.due_on != commitment.due_on:
            telling.withdraw(DUE, [key_of(before)])
        commitment.save(update_fields=["words", "due_on", "shown"])


def tick(commitment: Commitment) -> None:
    """Its owner says that it is done."""
    with transaction.atomic():
        Commitment.objects.filter(pk=commitment.pk, done_at=None).update(done_at=timezone.now())


def untick(commitment: Commitment) -> None:
    """Its owner says that it is not done yet. Raises ValidationError where they have taken it up again meanwhile."""
    with transaction.atomic():
        _others(commitment, _("You have taken this up again meanwhile. Tick that one when it is done."))
        Commitment.objects.filter(pk=commitment.pk).update(done_at=None)


def give_up(commitment: Commitment) -> None:
    """It is gone, as if it had never been; nobody is told."""
    with transaction.atomic():
        telling.withdraw(DUE, [key_of(commitment)])
        commitment.delete()


def key_of(commitment: Commitment) -> str:
    """What happens to a commitment on its day."""
    return f"{commitment.pk}.{commitment.due_on:%Y%m%d}"


def propose(community: Community, words: str) -> None:
    """Adds to what stewards propose. Raises ValidationError for what stands there, and beyond a short list."""
    with transaction.atomic():
        locked(community)
        there = Proposal.objects.filter(community=community)
        if there.filter(words=words).exists():
            raise ValidationError(_("This is proposed already."))
        if there.count() >= MOST_PROPOSED:
            raise ValidationError(_("Nobody reads a long list: take something out before you propose more."))
        Proposal.objects.create(community=community, words=words)

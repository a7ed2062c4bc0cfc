"""Names in archives and their owners: found by the addresses that somebody has confirmed, put under their account, or taken away."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet

from communities.archives.models import UnclaimedName, address_hash
from communities.discussion.attachments import Attachment
from communities.discussion.leaving import take_out
from communities.discussion.models import Post, Topic


def names_of(user: Any) -> QuerySet[UnclaimedName]:
    """The names whose address this person has confirmed, and that nobody has claimed."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    found = UnclaimedName.objects.filter(address_hash__in=map(address_hash, addresses), claimed_by=None)
    return found.select_related("community").order_by("community__name", "pk")


@transaction.atomic
def claim(name: UnclaimedName, user: Any) -> int:
    """Puts what was said under somebody's account, and what moves in later; returns how many posts."""
    UnclaimedName.objects.filter(pk=name.pk).update(claimed_by=user)
    Attachment.objects.filter(post__unclaimed=name).update(author=user)
    Topic.objects.filter(unclaimed=name).update(author=user, unclaimed=None)
    return Post.objects.filter(unclaimed=name).update(author=user, unclaimed=None)


@transaction.atomic
def forget(name: UnclaimedName) -> None:
    """Takes a name away, out of quotations too; what was said stays."""
    take_out(name.name, Q(unclaimed=name))
    name.delete()

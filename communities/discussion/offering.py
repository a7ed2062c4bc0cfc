"""Accepted answers for the catalogue: asked for by whoever asked or tends the space, given by who wrote them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from communities.discussion.asked import OFFERED
from communities.discussion.mentions import without_people
from communities.discussion.models import Offer, Post
from portal.foundation import drafting
from portal.notices import telling


def offer(post: Post, by: Any) -> Offer:
    """Asks the author, unless they were asked before; whoever offers their own answer is asked on the spot."""
    with transaction.atomic():
        found, new = Offer.objects.get_or_create(post=post, defaults={"asked_by": by})
        if new and post.author_id != by.pk:
            telling.happened(OFFERED, found.pk)
    return found


def agree(found: Offer, credit: str) -> bool:
    """Makes the draft. False where that was decided before."""
    post = found.post
    with transaction.atomic():
        if not Offer.objects.filter(pk=found.pk, decided_at=None).update(decided_at=timezone.now()):
            return False
        where = settings.SITE_ADDRESS + post.get_absolute_url()
        said = drafting.Offered(post.topic.title, without_people(post.html), post.topic.language, credit, where)
        found.code = drafting.begin(said, post.author)
        found.save(update_fields=["code"])
    return True


def refuse(found: Offer) -> bool:
    """Keeps the no, so that nobody asks again. False where that was decided before."""
    return bool(Offer.objects.filter(pk=found.pk, decided_at=None).update(decided_at=timezone.now()))

"""Who sees which topics and posts: those of the spaces whose inside they may see."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, Value, When
from django.db.models.functions import Coalesce, Greatest

from communities.spaces.models import Community
from communities.spaces.policies import insides


def written_by() -> Coalesce:
    """The name of who wrote something, of an account or as an archive has it; NULL for somebody who has left."""
    return Coalesce("author__name", "unclaimed__name")


class TopicQuerySet(models.QuerySet[Any]):
    """Topics by who may see them."""

    def visible_to(self, user: Any) -> TopicQuerySet:
        """Those of the spaces whose inside this person may see."""
        return self.filter(community__in=Community.objects.filter(insides(user)))

    def with_unread(self, user: int | None) -> TopicQuerySet:
        """Each with `unread`, the number of posts that came after the last one read; all of them where nothing was read yet.

        What came with an archive and was said before somebody joined is not new to them.
        """
        own = FilteredRelation("readings", condition=Q(readings__user=user))
        mine = FilteredRelation("community__memberships", condition=Q(community__memberships__user=user))
        new_to_them = When(mine__joined_at__lt=F("imported_until"), then=Value(0))
        number = models.PositiveIntegerField()
        old = Case(new_to_them, default=F("imported_number"), output_field=number)
        told = Greatest(Coalesce(F("own__number"), Value(0), output_field=number), old)
        return self.alias(own=own, mine=mine).annotate(unread=F("last_number") - told)

    def with_names(self) -> TopicQuerySet:
        """Each with `author_name`, and `answer_number`, the number of the post that was accepted as answer."""
        return self.annotate(author_name=written_by(), answer_number=F("accepted__number"))


class PostQuerySet(models.QuerySet[Any]):
    """Posts by who may see them."""

    def standing(self) -> PostQuerySet:
        """Those that were not removed: what search, mails, feeds, counts and copies may have."""
        return self.filter(removed_at=None)

    def visible_to(self, user: Any) -> PostQuerySet:
        """Those that stand in a topic that this person may see."""
        return self.standing().filter(topic__community__in=Community.objects.filter(insides(user)))

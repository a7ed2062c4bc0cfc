"""Who sees which topics and posts: those of the spaces whose inside they may see."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce

from communities.spaces.models import Community
from communities.spaces.policies import insides


class TopicQuerySet(models.QuerySet[Any]):
    """Topics by who may see them."""

    def visible_to(self, user: Any) -> TopicQuerySet:
        """Those of the spaces whose inside this person may see."""
        return self.filter(community__in=Community.objects.filter(insides(user)))

    def with_unread(self, user: int | None) -> TopicQuerySet:
        """Each with `unread`, the number of posts that came after the last one read; all of them where nothing was read yet."""
        own = FilteredRelation("readings", condition=Q(readings__user=user))
        return self.alias(own=own).annotate(unread=F("last_number") - Coalesce(F("own__number"), 0))

    def with_names(self) -> TopicQuerySet:
        """Each with `author_name`, and `answer_number`, the number of the post that was accepted as answer."""
        return self.annotate(author_name=F("author__name"), answer_number=F("accepted__number"))


class PostQuerySet(models.QuerySet[Any]):
    """Posts by who may see them."""

    def standing(self) -> PostQuerySet:
        """Those that were not removed: what search, mails, feeds, counts and copies may have."""
        return self.filter(removed_at=None)

    def visible_to(self, user: Any) -> PostQuerySet:
        """Those that stand in a topic that this person may see."""
        return self.standing().filter(topic__community__in=Community.objects.filter(insides(user)))

"""Who reads which entries: published ones as far as they reach, others while somebody works on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from communities.blog.terms import BLOG, IN_HAND, State, key_of
from communities.spaces.models import Community
from communities.spaces.policies import facilitated_by, spaces_of
from communities.spaces.reach import ReachQuerySet


class EntryQuerySet(ReachQuerySet):
    """Entries by who asks."""

    def published(self) -> EntryQuerySet:
        """Those that stand in blogs that are switched on."""
        on = Community.objects.having(BLOG)
        return self.filter(state=State.PUBLISHED, removed_at=None, community__in=on.values("pk"))

    def reaching(self, community: int, reached: Sequence[str]) -> EntryQuerySet:
        """The published ones of a space that has a blog that reach so far."""
        return super().reaching(community, reached).filter(state=State.PUBLISHED, removed_at=None)  # type: ignore[return-value]

    def visible_to(self, user: Any) -> EntryQuerySet:
        """Those that this person may read: published ones that reach them."""
        return super().visible_to(user).published()  # type: ignore[attr-defined]

    def at_work(self, user: Any) -> EntryQuerySet:
        """Those that are not published and that this person has a hand in: their own, and what is offered, or was taken back, where they
        facilitate. What moderation took away is not among them."""
        own = Q(author=user.pk, community__in=spaces_of(user))
        offered = Q(state__in=(State.OFFERED, State.UNPUBLISHED), community__in=facilitated_by(user))
        return self.filter(own | offered, removed_at=None).exclude(state=State.PUBLISHED)

    def with_names(self) -> EntryQuerySet:
        """Each with `author_name`, and what of its series pages show."""
        return self.annotate(author_name=F("author__name"), series_title=F("series__title"))

    def with_surroundings(self) -> EntryQuerySet:
        """Each with what its page asks for only where it is there: `is_tagged`, `has_subjects`, `was_changed`, and `topic_pk`."""
        topics = apps.get_model("communities", "Topic").objects
        key = Concat(Value(key_of("")), Cast(OuterRef("pk"), models.CharField()))
        versions = apps.get_model("communities", "EntryVersion").objects
        return self.annotate(
            is_tagged=Exists(self.model.tags.through.objects.filter(content_object=OuterRef("pk"))),
            has_subjects=Exists(self.model.concepts.through.objects.filter(entry=OuterRef("pk"))),
            was_changed=Exists(versions.filter(entry=OuterRef("pk"))),
            topic_pk=Subquery(topics.filter(attached_to=key).values("pk")[:1]),
        )

    def in_hand(self) -> EntryQuerySet:
        """Those that their authors work on."""
        return self.filter(state__in=IN_HAND)

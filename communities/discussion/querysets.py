"""Who sees which topics and posts: those of the spaces whose inside they may see."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

from communities.discussion.terms import Kind, thread_of
from communities.spaces.models import Community
from communities.spaces.policies import insides, spaces_of
from portal.notices.models import Choice, Notice


def written_by() -> Coalesce:
    """The name of who wrote something, of an account or as an archive has it; NULL for somebody who has left."""
    return Coalesce("author__name", "unclaimed__name")


class TopicQuerySet(models.QuerySet[Any]):
    """Topics by who may see them."""

    def visible_to(self, user: Any) -> TopicQuerySet:
        """Those of the spaces whose inside this person may see; cases only among members."""
        seen = Q(community__in=Community.objects.filter(insides(user)))
        return self.filter(seen & (~Q(kind=Kind.CASE) | Q(community__in=spaces_of(user))))

    def of_space(self, community: int, *, cases: bool) -> TopicQuerySet:
        """Those of one space; with `cases` for somebody who belongs to it."""
        found = self.filter(community=community)
        return found if cases else found.exclude(kind=Kind.CASE)

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
        """Each with `author_name`, `answer_number`, the number of the post that was accepted as answer, and whether it `is_tagged`."""
        named = self.annotate(author_name=written_by(), answer_number=F("accepted__number"))
        return named.annotate(is_tagged=Exists(self.model.tags.through.objects.filter(content_object=OuterRef("pk"))))

    def with_following(self, user: int | None) -> TopicQuerySet:
        """Each with `follows` (what its reader chose about it, if anything), `takes_part` (they wrote in it), `told` (they have
        notices about it that they have not read), and `drafted` (they began to answer)."""
        thread = Concat(Value(thread_of("")), Cast(OuterRef("pk"), models.CharField()))
        drafts = apps.get_model("communities", "Draft").objects.filter(user=user, place=thread)
        posts = apps.get_model("communities", "Post").objects.standing()
        roles = apps.get_model("communities", "Pseudonym").objects.all()
        return self.annotate(
            follows=Subquery(Choice.objects.filter(user=user, scope=thread).values("often")[:1]),
            takes_part=Exists(posts.filter(topic=OuterRef("pk"), author=user))
            | Exists(roles.filter(topic=OuterRef("pk"), user=user)),
            drafted=Exists(drafts),
            told=Exists(Notice.objects.filter(user=user, thread=thread, read_at=None)),
        )


class PostQuerySet(models.QuerySet[Any]):
    """Posts by who may see them."""

    def standing(self) -> PostQuerySet:
        """Those that were not removed: what search, mails, feeds, counts and copies may have."""
        return self.filter(removed_at=None)

    def visible_to(self, user: Any) -> PostQuerySet:
        """Those that stand in a topic that this person may see."""
        return self.standing().filter(topic__in=apps.get_model("communities", "Topic").objects.visible_to(user))

    def said_in(self, community: Community) -> PostQuerySet:
        """Those that stand in a space, with who said them: for copies of it."""
        found = self.standing().filter(topic__community=community)
        return found.select_related("topic", "author", "pseudonym", "unclaimed")

    def said_by(self, user: Any) -> PostQuerySet:
        """What somebody said, also under a role."""
        return self.filter(Q(author=user) | Q(pseudonym__user=user))

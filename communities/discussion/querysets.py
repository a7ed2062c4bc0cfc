"""Who sees which topics and posts: those of the spaces whose inside they may see."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

from communities.discussion.terms import Kind, Readers, thread_of
from communities.spaces.models import Community
from communities.spaces.parts import Way
from communities.spaces.policies import facilitated_by, insides, spaces_of
from portal.foundation.hanging import hanging
from portal.notices.models import Choice, Notice


def written_by() -> Coalesce:
    """The name of who wrote something, of an account or as an archive has it; NULL for somebody who has left."""
    return Coalesce("author__name", "unclaimed__name")


class TopicQuerySet(models.QuerySet[Any]):
    """Topics by who may see them."""

    def visible_to(self, user: Any) -> TopicQuerySet:
        """Those of the spaces whose inside this person may see; cases only among members, what hangs on a thing as its readers may."""
        seen = Q(community__in=Community.objects.filter(insides(user)))
        read = Q(readers=Readers.INSIDE) | Q(readers=Readers.MEMBERS, community__in=spaces_of(user))
        if facilitated := facilitated_by(user):
            read |= Q(readers=Readers.FACILITATORS, community__in=facilitated)
        return self.filter(seen & read & (~Q(kind=Kind.CASE) | Q(community__in=spaces_of(user))))

    def of_space(self, community: int, *, cases: bool) -> TopicQuerySet:
        """Those of the forum of one space; with `cases` for somebody who belongs to it."""
        found = self.filter(community=community, attached_to="")
        return found if cases else found.exclude(kind=Kind.CASE)

    def hanging_in(self, community: int, way: Way) -> TopicQuerySet:
        """Those of one space that hang on things, as `visible_to` finds them there for somebody who stands to it in this way."""
        read = (*way.reached, *((Readers.MEMBERS,) if way.belongs else ()))
        readers = [one for one in Readers.values if one in read]
        return self.filter(community=community, readers__in=readers).exclude(attached_to="")

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
        """Each with `author_name`, `answer_number`, the number of the post that was accepted as answer, and its tags."""
        tags = self.model.tags.through.objects.filter(content_object=OuterRef("pk"))
        return self.annotate(
            author_name=written_by(),
            answer_number=F("accepted__number"),
            tagged_json=hanging(tags, "tag__name", "tag__slug"),
        )

    def with_following(self, user: int | None) -> TopicQuerySet:
        """Each with `follows` (what its reader chose about it, if anything), `wrote` (whether they did), `own_role` (under which they
        spoke in a case), the events of it that they were told of and have not read, and `drafted` (they began to answer)."""
        thread = Concat(Value(thread_of("")), Cast(OuterRef("pk"), models.CharField()))
        drafts = apps.get_model("communities", "Draft").objects.filter(user=user, place=thread)
        posts = apps.get_model("communities", "Post").objects.standing()
        roles = apps.get_model("communities", "Pseudonym").objects.all()
        return self.annotate(
            follows=Subquery(Choice.objects.filter(user=user, scope=thread).values("often")[:1]),
            wrote=Exists(posts.filter(topic=OuterRef("pk"), author=user)),
            own_role=Subquery(roles.filter(topic=OuterRef("pk"), user=user).values("name")[:1]),
            drafted=Exists(drafts),
            told_json=hanging(Notice.objects.filter(user=user, thread=thread, read_at=None), "event"),
        )

    def with_surroundings(self) -> TopicQuerySet:
        """Each with what stands above its posts: its subjects, and what was done to it."""
        subjects = self.model.concepts.through.objects.filter(topic=OuterRef("pk"))
        events = apps.get_model("communities", "TopicEvent").objects.filter(topic=OuterRef("pk"))
        return self.annotate(
            subjects_json=hanging(subjects, "concept"),
            events_json=hanging(events, "at", "pk", "done", "note", "by__name"),
        )

    def with_words_of(self, number: int) -> TopicQuerySet:
        """Each with `quoted`, the Markdown of its post of this number, if that stands."""
        wanted = Value(number, models.BigIntegerField())  # as a plain number it could be more than the column can hold
        posts = apps.get_model("communities", "Post").objects.standing().filter(topic=OuterRef("pk"), number=wanted)
        return self.annotate(quoted=Subquery(posts.values("text")[:1]))


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

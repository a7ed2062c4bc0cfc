"""Topics and posts: one engine for forums now, for comments on blog entries and for whatever else is discussed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from communities.discussion import hosts
from communities.discussion.querysets import PostQuerySet, TopicQuerySet
from communities.discussion.terms import FORUM, PAGE_SIZE, Done, Kind, Reacted, Readers
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import shown_name
from communities.spaces.terms import audience_of, facilitators_of
from portal.foundation.erasure import Fate, declare
from portal.foundation.hanging import listed
from portal.notices.terms import Often
from portal.vocabularies.models import Concept


class Topic(models.Model):
    """What is talked about in a space. Whoever may see the inside of the space sees it; a case, only members."""

    Kind = Kind

    community = models.ForeignKey(Community, models.CASCADE, related_name="topics")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DISCUSSION)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5)
    about = models.CharField(_("about the record"), max_length=20, blank=True, db_index=True)  # its identifier
    concepts = models.ManyToManyField(Concept, blank=True, related_name="+", verbose_name=_("subjects"))
    tags = TaggableManager(_("tags"), through="communities.TopicTag", blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    unclaimed = models.ForeignKey("communities.UnclaimedName", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    last_post_at = models.DateTimeField(default=timezone.now)
    last_number = models.PositiveIntegerField(default=0)  # posts are numbered from 1; those removed keep theirs
    pinned = models.BooleanField(default=False)
    attached_to = models.CharField(max_length=40, blank=True, editable=False)  # the key of a thing that it hangs on
    readers = models.CharField(max_length=12, choices=Readers, default=Readers.INSIDE, editable=False)  # of such a one
    closed_at = models.DateTimeField(null=True)
    accepted = models.ForeignKey("communities.Post", models.SET_NULL, null=True, related_name="+")
    archive_key = models.UUIDField(null=True, unique=True, editable=False)  # of a topic from an archive
    imported_number = models.PositiveIntegerField(default=0, editable=False)  # up to which post it came with an archive
    imported_until = models.DateTimeField(null=True, editable=False)  # when the latest of those was written

    objects = TopicQuerySet.as_manager()
    unread: int  # by `with_unread`
    author_name: str | None  # by `with_names`
    answer_number: int | None
    tagged_json: Any
    follows: str | None  # these by `with_following`
    wrote: bool
    own_role: str | None
    told_json: Any
    drafted: bool
    subjects_json: Any  # these by `with_surroundings`
    events_json: Any
    quoted: str | None  # by `with_words_of`

    class Meta:
        ordering = ["-pinned", "-last_post_at", "-pk"]
        indexes = [
            models.Index(
                fields=["community", "-pinned", "-last_post_at", "-id", "kind", "attached_to"], name="topics_in_order"
            ),
            models.Index(fields=["community", "-last_post_at"], name="topics_last_talked_about"),
            models.Index(fields=["community", "kind", "attached_to"], name="topics_counted"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["attached_to"], condition=~models.Q(attached_to=""), name="one_topic_for_a_thing"
            )
        ]
        verbose_name = _("topic")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its first page; one that hangs on a thing is led on from there to the thing's page."""
        return f"{forum_of(self.community.slug)}{self.pk}/"

    @property
    def read_at(self) -> str:
        """Where it is read: its own page, or that of the thing that it hangs on."""
        return (self.attached_to and hosts.url_of(self.attached_to, self.community.slug)) or self.get_absolute_url()

    def page_url(self, number: int) -> str:
        """The address of a post: the page it stands on, and its place there."""
        page = page_of(number)
        return f"{self.read_at}{f'?page={page}' if page > 1 else ''}#post-{number}"

    @property
    def is_on(self) -> bool:
        """Whether its space has the part that it stands in: the forum, or that of the thing that it hangs on."""
        host = hosts.host_of(self.attached_to)
        part = FORUM if not self.attached_to else host.part if host else ""
        return parts.is_on(self.community, part)

    @property
    def is_protected(self) -> bool:
        """Whether people speak under a role in it, and nobody but members reads it."""
        return self.kind == Kind.CASE

    @property
    def audience(self) -> str:
        """Who may see it; what nobody may read is in no index."""
        if self.readers in (Readers.FACILITATORS, Readers.NOBODY):
            return facilitators_of(self.community_id)
        only_members = self.is_protected or self.readers == Readers.MEMBERS
        return audience_of(self.community_id) if only_members else self.community.inside

    @property
    def is_followed(self) -> bool:
        """Whether its reader is told of answers: since they chose so, or wrote in it and did not choose otherwise."""
        return self.wrote or self.own_role is not None if self.follows is None else self.follows != Often.NONE

    @property
    def shown_tags(self) -> list[tuple[str, str]]:
        """Name and slug of each of its tags, by `with_names`."""
        return sorted(((name, slug) for name, slug in listed(self.tagged_json)), key=lambda tag: tag[0].casefold())

    @property
    def last_page(self) -> int:
        """The number of its last page."""
        return page_of(max(self.last_number, 1))


@lru_cache(maxsize=1_000)
def forum_of(slug: str) -> str:
    """Where the topics of a space stand: pages with twenty of them need it as often."""
    return reverse("topics", args=[slug])


def page_of(number: int) -> int:
    """The page of a topic that a post stands on: pages hold numbers, so a link stays right whatever is removed."""
    return (number - 1) // PAGE_SIZE + 1


def made_by_rules() -> models.SmallIntegerField[Any, Any]:
    """By which `portal.texts.markdown.RULES` the HTML was made; empty: before they were counted.

    Without default and bounds SQLite adds the column without writing or reading the table.
    """
    return models.SmallIntegerField(null=True, editable=False, db_index=True)


class Pseudonym(models.Model):
    """The role under which somebody speaks in a protected case, such as “a prison teacher, IT”.

    It stands in the author's place, so that no page, mail, copy or interface that names authors can name this one.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="pseudonyms")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=90)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "user"], name="one_pseudonym_in_a_case"),
            models.UniqueConstraint(fields=["topic", "name"], name="pseudonyms_differ"),
        ]
        verbose_name = _("role in a protected case")

    def __str__(self) -> str:
        return self.name


class Disclosure(models.Model):
    """A steward asked whose words stand under a role, and why. It stays as long as the case does."""

    pseudonym = models.ForeignKey(Pseudonym, models.CASCADE, related_name="disclosures")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    because = models.TextField(_("reason"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("disclosure of who somebody is")

    def __str__(self) -> str:
        return f"{self.pseudonym_id}, {self.at:%Y-%m-%d}"


class Post(models.Model):
    """What somebody said: the Markdown that they wrote, and the HTML that was made of it then."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    unclaimed = models.ForeignKey("communities.UnclaimedName", models.SET_NULL, null=True, related_name="+")
    pseudonym = models.ForeignKey(
        Pseudonym, models.SET_NULL, null=True, related_name="posts"
    )  # then there is no author
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    rules = made_by_rules()
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    removed_because = models.CharField(_("reason"), max_length=300, blank=True)
    moved_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")  # of a trace: what stood here
    archive_key = models.UUIDField(null=True, unique=True, editable=False)  # of a post from an archive
    likes = models.PositiveIntegerField(default=0, editable=False)  # what an archive counted

    objects = PostQuerySet.as_manager()
    author_name: str | None  # by `reading.page_of_posts`
    answered: int | None
    offered_at: Any
    offer_decided_at: Any
    offer_code: str | None
    moved_topic: int | None
    moved_number: int | None
    role_name: str
    role_of: int | None
    files_json: Any
    reactions_json: Any

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="numbered_once")]
        indexes = [models.Index(fields=["topic", "author"], name="who_wrote_in_a_topic")]
        verbose_name = _("post")

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number}"

    def get_absolute_url(self) -> str:
        """Where it stands."""
        return self.topic.page_url(self.number)

    @property
    def writer_id(self) -> int | None:
        """The key of whose words they are, also under a role: for rules, never to be shown."""
        return self.pseudonym.user_id if self.pseudonym else self.author_id

    @property
    def writer(self) -> Any:
        """Whose words they are, also under a role: for rules, never to be shown."""
        return self.pseudonym.user if self.pseudonym else self.author


def name_of(said: Topic | Post) -> str:
    """The name of who wrote something: of an account, of a role, or as an archive has it."""
    if isinstance(said, Post) and said.pseudonym:
        return said.pseudonym.name
    if said.author:
        return shown_name(said.author)
    return shown_name(said.unclaimed) if said.unclaimed else ""


class Tag(TagBase):
    """A free word for topics. Tags of spaces are not those of the catalogue: editors are not offered what members call things."""

    class Meta:
        verbose_name = _("tag")


class TopicTag(ItemBase):
    """A topic bears a tag."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="items")
    content_object = models.ForeignKey(Topic, models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="tagged_once")]
        verbose_name = _("tag of a topic")


class PostVersion(models.Model):
    """What a post said before it was changed."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    text = models.TextField()
    html = models.TextField()
    rules = made_by_rules()
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-until", "-pk"]
        verbose_name = _("earlier version")

    def __str__(self) -> str:
        return f"{self.post_id}, {self.until:%Y-%m-%d}"


class Naming(models.Model):
    """A post names a citable thing by its identifier: the thing's page shows where it is discussed."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="namings")
    code = models.CharField(max_length=12, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "code"], name="named_once")]
        verbose_name = _("naming")

    def __str__(self) -> str:
        return self.code


class Reaction(models.Model):
    """Somebody thanks, agrees, or has tried it too: each once."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Reacted)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user", "kind"], name="reacted_once")]
        verbose_name = _("reaction")

    def __str__(self) -> str:
        return self.kind


class Reading(models.Model):
    """How far somebody has read."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "user"], name="read_once")]
        verbose_name = _("reading")

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number}"


class TopicEvent(models.Model):
    """The trace of what was done to a topic, shown below its title."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="events")
    done = models.CharField(max_length=10, choices=Done)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event")

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.done}"


class Offer(models.Model):
    """An accepted answer is offered to the catalogue; it becomes a draft there once its author agrees."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="offer")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=20, blank=True)  # the draft's identifier; empty where the answer was no

    class Meta:
        verbose_name = _("offer to the catalogue")

    def __str__(self) -> str:
        return f"{self.post_id}: {self.code}"


class Waiting(models.Model):
    """What somebody wrote, until a facilitator has looked at it: an answer, or a topic with its first post.

    It stands apart from posts, so that no page, search, feed, mail, count, copy or interface can have it.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")  # None: it begins one
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, blank=True)
    about = models.CharField(max_length=20, blank=True)
    subjects = models.JSONField(default=list)  # keys of concepts
    tags = models.JSONField(default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.CharField(max_length=80, blank=True)  # under which they speak, in a case
    text = models.TextField()
    reply_to = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("waiting post")

    def __str__(self) -> str:
        return self.title or f"{self.topic_id}"


SAID = _("What you said in communities stays, so that the others' answers keep their sense, but without your name.")
UNDER_A_ROLE = _("What you said under a role in a protected case stays; nobody can find out any more that it was you.")
DONE = _("What you did for a discussion stays, without your name.")


def _declare(column: str, fate: Fate, because: Any, *export: str) -> None:
    declare(f"communities.{column}", fate, because=because, export=export)


_declare("Offer.asked_by", Fate.DETACH, DONE, "post__topic__title", "asked_at")
_declare(
    "Waiting.author", Fate.DELETE, _("What you wrote and nobody has looked at yet."), "title", "text", "created_at"
)
_declare("Topic.author", Fate.DETACH, SAID, "title", "created_at")
_declare("Post.author", Fate.DETACH, SAID, "topic__title", "text", "created_at", "edited_at", "removed_at")
_declare("Pseudonym.user", Fate.DETACH, UNDER_A_ROLE, "topic__title", "name", "posts__text", "posts__created_at")
_declare("Disclosure.by", Fate.DETACH, DONE, "pseudonym__topic__title", "because", "at")
_declare("Post.removed_by", Fate.DETACH, DONE, "removed_at", "removed_because")
_declare("Reaction.user", Fate.DELETE, _("Your reactions to posts."), "post__topic__title", "kind", "created_at")
_declare("Reading.user", Fate.DELETE, _("How far you have read discussions."), "topic__title", "number")
_declare("TopicEvent.by", Fate.DETACH, DONE, "topic__title", "done", "at")

"""What the page of a topic and the list of topics show, in a number of queries that doesn't grow with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.discussion import mentions, policies
from communities.discussion.attachments import Attachment
from communities.discussion.mentions import Person
from communities.discussion.models import Post, Pseudonym, Reaction, Tag, Topic, TopicTag
from communities.discussion.querysets import written_by
from communities.discussion.references import of_posts
from communities.discussion.terms import PAGE_SIZE, Reacted
from communities.people.models import Profile
from communities.spaces.policies import Standing, belongs
from communities.subjects import entries
from portal.foundation import prepared
from portal.foundation.audience import audiences_of
from portal.foundation.prepared import NO_ROW, PK, PKS, START
from portal.vocabularies.snapshot import ConceptEntry
from search.cards import ResultCard, cards_by_identifier

RULES: Final = {
    rule.__name__: rule
    for rule in (
        policies.edit,
        policies.undo,
        policies.remove,
        policies.react,
        policies.report,
        policies.offer,
        policies.split,
        policies.disclose,
    )
}
LINKED: Final = re.compile(r'href="/id/([A-Z]{2}-[0-9]{4,6})')  # a record that is named, in HTML
NOTHING: Final = dict.fromkeys(RULES, False)
WAYS: Final = tuple((kind.value, kind.label) for kind in Reacted)


@dataclass(frozen=True, slots=True)
class File:
    """A picture or a file of a post."""

    url: str
    name: str
    size: int  # bytes
    width: int  # pixels; 0 for what is no picture
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Reactions:
    """How many reacted in one way, and whether the reader did."""

    kind: str
    label: Any
    count: int
    mine: bool


@dataclass(slots=True)
class Shown:
    """A post with what stands around it."""

    post: Post
    name: str
    profile_url: str
    answered: int  # the number of the post that it answers; 0 for none
    accepted: bool
    reactions: Sequence[Reactions]
    html: str = ""  # with what it refers to as the reader may know it
    named: Sequence[ResultCard] = field(default_factory=list)  # the records that it names
    files: Sequence[File] = field(default_factory=list)
    may: dict[str, bool] = field(default_factory=dict)


def page_of_posts(topic: Topic, page: int, standing: Standing, languages: Sequence[str]) -> list[Shown]:
    """The posts of one page: those removed too, as the place where they stood. At most six queries, and two for what they mention."""
    first = (page - 1) * PAGE_SIZE + 1
    posts = prepared.objects("posts of a page", Post, _posts, pks=(topic.pk, first, first + PAGE_SIZE - 1))
    roles = Pseudonym.objects.in_bulk({post.pseudonym_id for post in posts if post.pseudonym_id})
    for post in posts:
        post.topic, post.pseudonym = topic, roles.get(post.pseudonym_id)
    mentioned = {person for post in posts for person in mentions.in_html(post.html)}
    profiles = profiles_of(mentioned | {post.author_id for post in posts if post.author_id}, standing.user)
    reactions = reactions_to(posts, standing.user)
    named = records_named(posts, standing.user, languages)
    files = files_of(posts)
    referred = of_posts(standing.user, posts, profiles)
    return [
        Shown(
            post,
            name=author_name(post),
            profile_url=profile_url(profiles[post.author_id].profile) if post.author_id in profiles else "",
            answered=post.answered or 0,
            accepted=topic.accepted_id == post.pk,
            reactions=reactions.get(post.pk, ()),
            html=referred.in_html(post.html, topic.community_id),
            named=named.get(post.pk, ()),
            files=files.get(post.pk, ()),
            may=rights(standing, post),
        )
        for post in posts
    ]


def _posts() -> QuerySet[Post]:
    """Those of a topic from one number to another, with the names of their authors; nobody reads the Markdown here."""
    chosen = Post.objects.filter(topic=PKS[0], number__range=(PKS[1], PKS[2])).defer("text")
    return chosen.annotate(
        author_name=written_by(),
        answered=F("reply_to__number"),
        offered_at=F("offer__asked_at"),
        offer_decided_at=F("offer__decided_at"),
        offer_code=F("offer__code"),
        moved_topic=F("moved_to__topic"),
        moved_number=F("moved_to__number"),
        has_files=Exists(Attachment.objects.filter(post=OuterRef("pk"))),
    )


def files_of(posts: Sequence[Post]) -> dict[int, list[File]]:
    """The files of the posts that stand. One query, and none where there are no files."""
    keys = [post.pk for post in posts if post.has_files and post.removed_at is None]
    found: dict[int, list[File]] = {}
    for post, path, *facts in prepared.in_groups("files of posts", _files, keys):
        found.setdefault(post, []).append(File(f"{settings.MEDIA_URL}{path}", *facts))
    return found


def _files() -> QuerySet[Attachment, Any]:
    chosen = Attachment.objects.filter(post__in=PKS).order_by("pk")
    return chosen.values_list("post", "file", "name", "size", "width", "height", "alt")


def author_name(post: Post) -> str:
    """What others may read of who wrote a post; empty for somebody who has left."""
    if post.pseudonym:
        return post.pseudonym.name
    return "" if post.author_name is None else post.author_name or str(_("somebody without a name"))


def rights(standing: Standing, post: Post) -> dict[str, bool]:
    """What is offered to the reader below a post; nothing to who is not signed in."""
    return {name: rule(standing, post) for name, rule in RULES.items()} if standing.signed_in else NOTHING


def profiles_of(people: Collection[int], user: Any) -> dict[int, Person]:
    """Those whose profile this reader may see. One query."""

    def seen() -> QuerySet[Profile, tuple[int, int, str]]:
        return Profile.objects.visible_to(user).filter(user__in=PKS).order_by().values_list("user", "pk", "name")

    found = prepared.in_groups(("profiles", audiences_of(user)), seen, [*people])
    return {person: Person(name, pk) for person, pk, name in found}


@lru_cache(maxsize=10_000)
def profile_url(pk: int | None) -> str:
    """The page of a profile."""
    return reverse("person", args=[pk])


def reactions_to(posts: Sequence[Post], user: Any) -> dict[int, list[Reactions]]:
    """All ways to react, for each post, with their counts, before them the likes that an archive counted. One query."""
    keys = [post.pk for post in posts]
    found = prepared.rows("reactions", _reactions, pks=keys, pk=user.pk or NO_ROW)
    counts = {(post, kind): (count, mine) for post, kind, count, mine in found}
    return {
        post.pk: [
            *([Reactions("", _("Likes"), post.likes, mine=False)] if post.likes else ()),
            *(
                Reactions(kind, label, count, mine=bool(mine))
                for kind, label in WAYS
                for count, mine in [counts.get((post.pk, kind), (0, 0))]
            ),
        ]
        for post in posts
    }


def _reactions() -> QuerySet[Reaction, Any]:
    kinds = Reaction.objects.filter(post__in=PKS).values_list("post", "kind")
    return kinds.annotate(count=Count("pk"), mine=Count("pk", filter=Q(user=PK)))


def records_named(posts: Sequence[Post], user: Any, languages: Sequence[str]) -> dict[int, list[ResultCard]]:
    """What the posts name by identifier and this reader may know of, in the order of each post's words. Two queries, none where
    nothing is named."""
    codes = {post.pk: set(LINKED.findall(post.html)) for post in posts if "/id/" in post.html}
    if not (named := set().union(*codes.values())):
        return {}
    cards = cards_by_identifier(named, user, languages)
    return {post.pk: in_order(post.html, codes[post.pk], cards) for post in posts if post.pk in codes}


def in_order(html: str, codes: Iterable[str], cards: Mapping[str, ResultCard]) -> list[ResultCard]:
    """The cards of what a text names, in the order of its words."""
    return [cards[code] for code in sorted(codes, key=lambda code: html.find(f"/id/{code}")) if code in cards]


def topic_page(standing: Standing, number: Any, tag: Tag | None, count: int | None) -> Page[int]:
    """The keys of the topics on one page of a space's list, of those with a tag where one is given; `count`: how many there are, if known.

    At most two queries of the index alone: the last page costs what the first does.
    """
    space, cases = standing.community.pk, belongs(standing)
    keys = Topic.objects.of_space(space, cases=cases).values_list("pk", flat=True)
    if tag:
        return Paginator(keys.filter(tagged__tag=tag), PAGE_SIZE).get_page(number)
    return Paginator(_Keys(space, cases, keys.count() if count is None else count), PAGE_SIZE).get_page(number)


@dataclass(frozen=True, slots=True)
class _Keys(Sequence[int]):
    """The keys of a space's topics, as far as pages of them are asked for."""

    community: int
    cases: bool
    count_of_all: int

    def __len__(self) -> int:
        return self.count_of_all

    def __getitem__(self, page: Any) -> Any:
        name, given = ("keys of topics", self.cases), {"pk": self.community, "start": page.start}
        found = prepared.rows(name, lambda: _keys(cases=self.cases), **given)
        return [pk for (pk,) in found]


def _keys(*, cases: bool) -> QuerySet[Topic, Any]:
    return Topic.objects.of_space(PK, cases=cases).values_list("pk")[START : START + PAGE_SIZE]


def rows_of(standing: Standing, keys: Sequence[int]) -> list[Topic]:
    """At most twenty topics, in this order, each with `unread` for the reader its author's name and `shown_tags`. At most two queries."""
    given = (standing.user.pk or NO_ROW, *keys)
    found = {topic.pk: topic for topic in prepared.objects("rows of topics", Topic, _rows, pks=given)}
    for topic in found.values():
        topic.community = standing.community
        topic.shown_tags = []
    for topic_pk, name, slug in prepared.in_groups(
        "tags of topics", _tags, [pk for pk, topic in found.items() if topic.is_tagged]
    ):
        found[topic_pk].shown_tags.append((name, slug))
    return [found[key] for key in keys if key in found]


def tags_of(topic: Topic) -> list[tuple[str, str]]:
    """The tags of a topic, each with its slug. One query."""
    return [(name, slug) for _topic, name, slug in prepared.in_groups("tags of topics", _tags, [topic.pk])]


def subjects_of(topic: Topic) -> list[ConceptEntry]:
    """What a topic is about, in the words of the catalogue. One query."""
    return entries(key for (key,) in prepared.rows("subjects of a topic", _subjects, pk=topic.pk))


def _subjects() -> QuerySet[Any, Any]:
    return Topic.concepts.through.objects.filter(topic=PK).values_list("concept")


def _tags() -> QuerySet[TopicTag, Any]:
    found = TopicTag.objects.filter(content_object__in=PKS).order_by("tag__name")
    return found.values_list("content_object", "tag__name", "tag__slug")


def _rows() -> QuerySet[Topic]:
    return Topic.objects.filter(pk__in=PKS[1 : PAGE_SIZE + 1]).order_by().with_names().with_unread(PKS[0])

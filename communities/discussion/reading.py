"""What the page of a topic and the list of topics show, in a number of queries that doesn't grow with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Case, F, OuterRef, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.discussion import mentions, policies
from communities.discussion.attachments import Attachment
from communities.discussion.mentions import Known
from communities.discussion.models import Post, Pseudonym, Reaction, Tag, Topic
from communities.discussion.querysets import written_by
from communities.discussion.references import References, of_posts
from communities.discussion.terms import PAGE_SIZE, Done, Reacted
from communities.spaces.policies import Standing, belongs
from communities.subjects import entries
from portal.foundation import prepared
from portal.foundation.audience import audiences_of
from portal.foundation.hanging import hanging, listed, moment
from portal.foundation.prepared import NO_ROW, PK, PKS, START, Paged, groups_of
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

    key: int
    url: str
    name: str
    size: int  # bytes
    width: int  # pixels; 0 for what is no picture
    height: int
    alt: str
    removed_at: str | None  # then only that there was one is told


@dataclass(frozen=True, slots=True)
class Happened:
    """What was done to a topic, and by whom; empty for somebody who has left."""

    done: Done
    at: datetime
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class Reactions:
    """How many reacted in one way, and whether the reader did."""

    kind: str
    label: Any
    count: int
    mine: bool


UNUSED: Final = tuple(Reactions(kind, label, 0, mine=False) for kind, label in WAYS)


@dataclass(slots=True)
class Shown:
    """A post with what stands around it."""

    post: Post
    name: str
    profile_url: str
    answered: int  # the number of the post that it answers; 0 for none
    accepted: bool
    reactions: Sequence[Reactions]
    referred: References  # what the posts of its page refer to, as the reader may know it
    html: str = ""  # with that
    named: Sequence[ResultCard] = field(default_factory=list)  # the records that it names
    files: Sequence[File] = field(default_factory=list)
    may: dict[str, bool] = field(default_factory=dict)


def page_of_posts(topic: Topic, page: int, standing: Standing, languages: Sequence[str]) -> list[Shown]:
    """The posts of one page: those removed too, as the place where they stood. At most four queries."""
    first = (page - 1) * PAGE_SIZE + 1
    given = (topic.pk, first, first + PAGE_SIZE - 1)
    posts = prepared.objects("posts of a page", Post, _posts, pks=given, pk=standing.user.pk or NO_ROW)
    for post in posts:
        post.topic, post.pseudonym = topic, role_of(post)
    known = people_of(posts, standing)
    named = records_named(posts, standing.user, languages)
    referred = of_posts(standing.user, posts, known)
    return [
        Shown(
            post,
            name=author_name(post),
            profile_url=profile_url(known.profiles.get(post.author_id or 0)),
            answered=post.answered or 0,
            accepted=topic.accepted_id == post.pk,
            reactions=reactions_to(post),
            referred=referred,
            html=referred.in_html(post.html, topic.community_id),
            named=named.get(post.pk, ()),
            files=files_of(post),
            may=rights(standing, post),
        )
        for post in posts
    ]


def _posts() -> QuerySet[Post]:
    """Those of a topic from one number to another, with who wrote them, their files and reactions; nobody reads the Markdown here."""
    chosen = Post.objects.filter(topic=PKS[0], number__range=(PKS[1], PKS[2])).defer("text")
    files = Attachment.objects.filter(post=OuterRef("pk"), post__removed_at=None)
    reactions = Reaction.objects.filter(post=OuterRef("pk"))
    mine = Case(When(user=PK, then=1), default=0)
    return chosen.annotate(
        author_name=written_by(),
        role_name=F("pseudonym__name"),
        role_of=F("pseudonym__user"),
        answered=F("reply_to__number"),
        offered_at=F("offer__asked_at"),
        offer_decided_at=F("offer__decided_at"),
        offer_code=F("offer__code"),
        moved_topic=F("moved_to__topic"),
        moved_number=F("moved_to__number"),
        files_json=hanging(files, "pk", "file", "name", "size", "width", "height", "alt", "removed_at"),
        reactions_json=hanging(reactions, "kind", mine),
    )[:PAGE_SIZE]  # without it PostgreSQL expects many more in a long topic, and has other processes help


def role_of(post: Post) -> Pseudonym | None:
    """The role that a post stands under, if any."""
    if post.pseudonym_id is None:
        return None
    return Pseudonym(pk=post.pseudonym_id, topic_id=post.topic_id, user_id=post.role_of, name=post.role_name)


def files_of(post: Post) -> list[File]:
    """The files of a post that stands, as they were added."""
    return [File(key, f"{settings.MEDIA_URL}{path}", *facts) for key, path, *facts in sorted(listed(post.files_json))]


def author_name(post: Post) -> str:
    """What others may read of who wrote a post; empty for somebody who has left."""
    if post.pseudonym:
        return post.pseudonym.name
    return "" if post.author_name is None else post.author_name or str(_("somebody without a name"))


def rights(standing: Standing, post: Post) -> dict[str, bool]:
    """What is offered to the reader below a post; nothing to who is not signed in."""
    return {name: rule(standing, post) for name, rule in RULES.items()} if standing.signed_in else NOTHING


def people_of(posts: Sequence[Post], standing: Standing) -> Known:
    """Whom the reader may know of among those who wrote posts of one space and are mentioned there. One query for fifty of them."""
    mentioned = {person for post in posts for person in mentions.in_html(post.html)}
    people = mentioned | {post.author_id for post in posts if post.author_id}
    spaces = [PK] if mentioned and belongs(standing) else []
    name = ("people of posts", audiences_of(standing.user), bool(spaces))

    def knowable() -> QuerySet[Any, Any]:
        return mentions.knowable(standing.user, PKS, spaces)

    groups = (prepared.rows(name, knowable, pks=group, pk=standing.community.pk) for group in groups_of([*people]))
    return Known.of(row for group in groups for row in group)


@lru_cache(maxsize=10_000)
def profile_url(pk: int | None) -> str:
    """The page of a profile; empty where the reader may not see any."""
    return reverse("person", args=[pk]) if pk else ""


def reactions_to(post: Post) -> list[Reactions]:
    """All ways to react to a post, with their counts, before them the likes that an archive counted."""
    given = listed(post.reactions_json)
    likes = [Reactions("", _("Likes"), post.likes, mine=False)] if post.likes else []
    if not given:
        return [*likes, *UNUSED]
    return [
        *likes,
        *(
            Reactions(kind, label, len(mine), mine=any(mine))
            for kind, label in WAYS
            for mine in [[own for way, own in given if way == kind]]
        ),
    ]


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
    found = Paged(keys.count() if count is None else count, lambda start: _found_keys(space, start, cases=cases))
    return Paginator(found, PAGE_SIZE).get_page(number)


def _found_keys(space: int, start: int, *, cases: bool) -> list[int]:
    found = prepared.rows(("keys of topics", cases), lambda: _keys(cases=cases), pk=space, start=start)
    return [pk for (pk,) in found]


def _keys(*, cases: bool) -> QuerySet[Topic, Any]:
    return Topic.objects.of_space(PK, cases=cases).values_list("pk")[START : START + PAGE_SIZE]


def rows_of(standing: Standing, keys: Sequence[int]) -> list[Topic]:
    """At most twenty topics, in this order, each with `unread` for the reader, its author's name and its tags. One query."""
    given = (standing.user.pk or NO_ROW, *keys)
    found = {topic.pk: topic for topic in prepared.objects("rows of topics", Topic, _rows, pks=given)}
    for topic in found.values():
        topic.community = standing.community
    return [found[key] for key in keys if key in found]


def _rows() -> QuerySet[Topic]:
    return Topic.objects.filter(pk__in=PKS[1 : PAGE_SIZE + 1]).order_by().with_names().with_unread(PKS[0])


def subjects_of(topic: Topic) -> list[ConceptEntry]:
    """What a topic is about, in the words of the catalogue."""
    return entries(key for (key,) in listed(topic.subjects_json))


def events_of(topic: Topic) -> list[Happened]:
    """What was done to a topic, in order."""
    found = [(moment(at), key, Done(done), note, name) for at, key, done, note, name in listed(topic.events_json)]
    return [Happened(done, at, note, name or "") for at, _key, done, note, name in sorted(found)]

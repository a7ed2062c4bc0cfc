"""Moves an archive into a space: in batches that are there wholly or not at all, so that whoever is interrupted begins again and goes on.

What is there already is known by its key and left as it is: the same file a second time changes nothing. Nobody is told by mail, and
what was said before somebody joined is not new to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from communities.archives.files import bring_files
from communities.archives.models import UnclaimedName, address_hash
from communities.archives.reading import Report, digest, one_line
from communities.archives.rendering import Renderers
from communities.archives.scratch import MISSING, Placed, Scratch
from communities.discussion.actions import codes_in
from communities.discussion.documents import KIND, key_of
from communities.discussion.mentions import without_handles
from communities.discussion.models import Naming, Post, Topic
from communities.discussion.tagging import add_subjects, add_tags
from communities.discussion.terms import Kind
from communities.discussion.texts import html_of
from communities.languages import CODES
from communities.spaces.actions import locked
from communities.spaces.models import Community
from portal.foundation import generation
from portal.foundation.audience import PUBLIC
from portal.texts.markdown import LONGEST, RULES
from portal.vocabularies.snapshot import vocabulary
from search.indexing import changed

BATCH: Final = 500  # posts of one transaction
LONGEST_TITLE: Final = 200
UNTITLED: Final = "(no title)"
COUNTED: Final = ["last_number", "last_post_at", "imported_number", "imported_until"]
Progress = Callable[[int], None]
Author = tuple[str, str]  # name and hash of the address; of who has an address the name is left out


@dataclass(slots=True)
class Outcome:
    """What an import did."""

    posts: int = 0
    topics: int = 0
    known: int = 0  # posts that were there already
    files: int = 0


@dataclass(frozen=True, slots=True)
class Coming:
    """A post on its way in, with the keys that it and its topic are known by."""

    placed: Placed
    key: UUID
    topic: UUID
    title: str
    answers: UUID | None


def bring_in(
    scratch: Scratch,
    community: Community,
    report: Report,
    *,
    language: str = "",
    files: Path | None = None,
    progress: Progress = lambda _done: None,
) -> Outcome:
    """Keeps everything that the archive holds and the space does not; `progress` is told how many posts were gone through.

    `files`: the folder that paths of files lead from; else it is the one that the archive lies in.
    """
    outcome, done = Outcome(), 0
    speaks = language or next(iter(community.languages), settings.LANGUAGE_CODE)
    coming = _coming(scratch, community, report)
    with Renderers() as renderers:
        for batch, htmls in _with_html(coming, renderers):
            with transaction.atomic():
                locked(community)
                _keep(batch, htmls, community, speaks, report, outcome)
            brought = ((one.key, one.placed.said.place, one.placed.said.files) for one in batch)
            outcome.files += bring_files(brought, community, files, report)
            done += len(batch)
            progress(done)
    if outcome.posts or outcome.files:
        told = {"posts": outcome.posts, "topics": outcome.topics, "files": outcome.files}
        log(community, "communities.import", data=told)
    return outcome


def _coming(scratch: Scratch, community: Community, report: Report) -> Iterator[Coming]:
    """All posts, topic after topic."""
    space = str(community.pk)
    for topic in scratch.topics():
        title, key, is_case = "", None, scratch.is_case(topic)
        for placed in scratch.posts(topic, report):
            if is_case:  # nobody agreed to what the archive's names, or what stands for them, would tell here
                report.skip(placed.said.place, "it belongs to a protected case; those don’t move in with an archive")
                continue
            title = title or placed.said.title or UNTITLED
            key = key or UUID(digest(space, "topic", topic, title))
            answers = UUID(digest(space, placed.answers)) if placed.answers else None
            yield Coming(placed, UUID(digest(space, placed.identity)), key, title, answers)


def _with_html(coming: Iterator[Coming], renderers: Renderers) -> Iterator[tuple[list[Coming], dict[UUID, str]]]:
    """Batches, each with the HTML of those posts that are not there yet, by their keys; while one is kept, that of the next is made."""
    before: tuple[list[Coming], Callable[[], dict[UUID, str]]] | None = None
    while batch := list(islice(coming, BATCH)):
        begun = batch, _begin_html(batch, renderers)
        if before:
            yield before[0], before[1]()
        before = begun
    if before:
        yield before[0], before[1]()


def _begin_html(batch: Sequence[Coming], renderers: Renderers) -> Callable[[], dict[UUID, str]]:
    there = set(Post.objects.filter(archive_key__in={one.key for one in batch}).values_list("archive_key", flat=True))
    texts = {one.key: without_handles(one.placed.said.text) for one in batch if one.key not in there}
    made = renderers.begin([*texts.values()])
    return lambda: dict(zip(texts, made(), strict=True))


def _keep(
    batch: Sequence[Coming],
    htmls: Mapping[UUID, str],
    community: Community,
    language: str,
    report: Report,
    outcome: Outcome,
) -> None:
    """Keeps those posts of a batch that are not there yet, and what follows from them."""
    wanted = {key for one in batch for key in (one.key, one.answers) if key}
    there = Post.objects.filter(archive_key__in=wanted).only("archive_key", "topic")
    known: dict[Any, Post] = {post.archive_key: post for post in there}
    fresh = [one for one in batch if one.key not in known]
    homes = {one.topic: known[one.key].topic_id for one in batch if one.key in known}
    topics = _topics(fresh, homes)
    new = [topics.setdefault(one.topic, _topic(one, community, language, report)) for one in _first(fresh, topics)]
    coming = [one for one in fresh if _stays(topics[one.topic], one, community, report)]
    authors = _authors([one.placed for one in coming], community)
    posts = {one.key: _post(one, htmls, topics[one.topic], authors, report) for one in coming}
    Topic.objects.bulk_create(new)
    Post.objects.bulk_create(posts.values())
    _answer([(posts[one.key], one) for one in coming if one.answers], known | posts, report)
    grown = {posts[one.key].topic for one in coming}.difference(new)
    Topic.objects.bulk_update(grown, COUNTED, batch_size=100)
    _follow([(one, posts[one.key]) for one in coming], community)
    outcome.known += len(batch) - len(fresh)
    outcome.posts += len(posts)
    outcome.topics += len(new)


def _topics(fresh: Sequence[Coming], homes: Mapping[UUID, int]) -> dict[UUID, Topic]:
    """Those topics of posts that are there already, by their keys; known by their posts, too: a title may have changed since."""
    keys = {one.topic for one in fresh}
    by_post = Topic.objects.select_for_update().in_bulk({pk for key, pk in homes.items() if key in keys})
    found = {key: by_post[pk] for key, pk in homes.items() if key in keys}
    by_key = Topic.objects.select_for_update().filter(archive_key__in=keys - found.keys())
    return found | {topic.archive_key: topic for topic in by_key}


def _first(fresh: Sequence[Coming], topics: Mapping[UUID, Topic]) -> Iterable[Coming]:
    """The first post of each topic that is not there yet."""
    return reversed({one.topic: one for one in reversed(fresh) if one.topic not in topics}.values())


def _stays(topic: Topic, one: Coming, community: Community, report: Report) -> bool:
    """Whether a post's topic is still in this space: one that was moved takes nothing more, for its readers are others."""
    here = topic.community_id == community.pk
    if not here:
        report.skip(one.placed.said.place, "its topic was moved into another space")
    return here


def _topic(one: Coming, community: Community, language: str, report: Report) -> Topic:
    """A new topic, begun by its first post."""
    said, created = one.placed.said, one.placed.created or timezone.now()
    if len(one.title) > LONGEST_TITLE:
        report.note(said.place, f"the title is cut after {LONGEST_TITLE} characters: {one.title}")
    speaks = said.language if said.language in CODES else language
    return Topic(
        community=community, archive_key=one.topic, title=one_line(one.title, LONGEST_TITLE), language=speaks,
        kind=said.kind if said.kind in Kind else Kind.DISCUSSION, created_at=created, last_post_at=created,
    )  # fmt: skip


def _authors(placed: Sequence[Placed], community: Community) -> dict[Author, UnclaimedName]:
    """Who wrote the posts: a name for each address, and for each name without one. Two queries, three where some are new."""
    wanted = {_author(one): one.said.name for one in reversed(placed)}
    names = UnclaimedName.objects.filter(community=community)

    def known() -> dict[Author, UnclaimedName]:
        by_address = names.filter(address_hash__in=[address for _name, address in wanted if address])
        by_name = names.filter(address_hash="", name__in=[name for name, address in wanted if not address])
        return {("" if one.address_hash else one.name, one.address_hash): one for one in (*by_address, *by_name)}

    found = known()
    if missing := wanted.keys() - found.keys():
        UnclaimedName.objects.bulk_create(
            UnclaimedName(community=community, name=wanted[author], address_hash=author[1])
            for author in sorted(missing)
        )
        found = known()
    return found


def _author(placed: Placed) -> Author:
    hashed = address_hash(placed.said.address)
    return ("" if hashed else placed.said.name, hashed)


def _post(
    one: Coming, htmls: Mapping[UUID, str], topic: Topic, authors: dict[Author, UnclaimedName], report: Report
) -> Post:
    """A post with the next number of its topic, whose counters go along."""
    said, created, author = one.placed.said, one.placed.created or timezone.now(), authors[_author(one.placed)]
    if len(said.text) > LONGEST:
        report.note(said.place, f"a long post, of {len(said.text):,} characters; it is kept whole")
    if topic.imported_number == topic.last_number:  # what people said since stays unread until they read it
        topic.imported_number += 1
    topic.last_number += 1
    topic.last_post_at = max(topic.last_post_at, created)
    topic.imported_until = max(topic.imported_until or created, created)
    if topic.last_number == 1:
        topic.author_id, topic.unclaimed = author.claimed_by_id, None if author.claimed_by_id else author
    text = without_handles(said.text)
    return Post(
        topic=topic, number=topic.last_number, author_id=author.claimed_by_id, unclaimed=None if author.claimed_by_id else author,
        text=text, html=htmls.get(one.key) or html_of(text), rules=RULES, created_at=created, archive_key=one.key, likes=said.likes,
    )  # fmt: skip


def _answer(answers: Sequence[tuple[Post, Coming]], by_key: Mapping[Any, Post], report: Report) -> None:
    """Says which post answers which; both stand in one topic."""
    for post, one in answers:
        answered = by_key.get(one.answers)
        if answered and answered.topic_id == post.topic_id:
            post.reply_to = answered
        else:
            report.note(one.placed.said.place, MISSING.format(one.placed.said.answers[:80]))
    Post.objects.bulk_update([post for post, _one in answers if post.reply_to], ["reply_to"], batch_size=100)


def _follow(kept: Sequence[tuple[Coming, Post]], community: Community) -> None:
    """What else is to be known of the posts: tags, subjects, the records that they name, and search."""
    tags: dict[Topic, list[str]] = {}
    subjects: dict[Topic, list[int]] = {}
    concepts = vocabulary().by_key
    for one, post in kept:
        if one.placed.said.tags:
            tags.setdefault(post.topic, []).extend(one.placed.said.tags)
        if about := [concepts[key].id for key in one.placed.said.subjects if key in concepts]:
            subjects.setdefault(post.topic, []).extend(about)
    if tags:
        add_tags(tags)
    if subjects:
        add_subjects(subjects)
    namings = [Naming(post=post, code=code) for _one, post in kept for code in sorted(codes_in(post.text))]
    Naming.objects.bulk_create(namings, ignore_conflicts=True)
    changed(KIND, [key_of(post) for _one, post in kept])
    if namings and community.inside == PUBLIC:
        generation.rise()  # records say where they are talked about

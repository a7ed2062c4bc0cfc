"""Discussions, as search finds them: a page of a topic is a document, so that every post is found where it stands, by its files, too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import Q, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.discussion.attachments import AttachmentWords
from communities.discussion.mentions import without_people
from communities.discussion.models import Post, Topic, page_of
from communities.discussion.terms import PAGE_SIZE, Readers
from communities.subjects import subjects
from portal.texts.markdown import to_plain
from search import registry
from search.documents import Card, SearchDocument, Text

KIND: Final = "topic"
SUMMARY: Final = 300  # characters


class TopicSource:
    """Pages of topics; a key is a topic's and a page's number: "12.1"."""

    name = KIND
    models: Sequence[type[Any]] = (Topic,)

    def all_keys(self) -> Iterable[str]:
        """Every page of every topic."""
        for topic in Topic.objects.order_by("pk").only("pk", "last_number").iterator():
            yield from (f"{topic.pk}.{page}" for page in range(1, topic.last_page + 1))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some pages: five queries for any number of them."""
        wanted = places(keys)
        topics = Topic.objects.select_related("community").prefetch_related("concepts", "tags")
        known = {topic.pk: topic for topic in topics.filter(pk__in={pk for pk, _page in wanted})}
        said, files = said_on(wanted), in_files_on(wanted)
        for pk, page in wanted:
            if pk in known and is_findable(known[pk]) and (posts := said.get((pk, page))):
                yield document(known[pk], page, posts, files.get((pk, page), ()))

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may see, by the database."""
        wanted = places(keys)
        seen = set(Topic.objects.visible_to(user).filter(pk__in={pk for pk, _ in wanted}).values_list("pk", flat=True))
        return {f"{pk}.{page}" for pk, page in wanted if pk in seen}


def is_findable(topic: Topic) -> bool:
    """Whether somebody may find it: its part of the space is on, and what it hangs on can be read."""
    return topic.is_on and topic.readers != Readers.NOBODY


def said_on(pages: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
    """The HTML of the standing posts of some pages. One query."""
    posts = Post.objects.standing().filter(on_pages(pages)).order_by("topic", "number")
    return by_page(posts.values_list("topic", "number", "html"))


def in_files_on(pages: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
    """Names and words of the files of the standing posts of some pages; of no protected case, and none that was taken away. One query."""
    posts = Post.objects.standing().filter(on_pages(pages)).exclude(topic__kind=Topic.Kind.CASE)
    files = AttachmentWords.objects.filter(attachment__removed_at=None, attachment__post__in=posts)
    found = files.annotate(said=Concat("attachment__name", Value("\n"), "text", output_field=TextField())).order_by(
        "attachment"
    )
    return by_page(found.values_list("attachment__post__topic", "attachment__post__number", "said"))


def on_pages(pages: Iterable[tuple[int, int]]) -> Q:
    """The posts of some pages of topics."""
    wanted = Q(pk=None)
    for pk, page in pages:
        first = (page - 1) * PAGE_SIZE + 1
        wanted |= Q(topic=pk, number__range=(first, first + PAGE_SIZE - 1))
    return wanted


def by_page(rows: Iterable[tuple[int, int, str]]) -> dict[tuple[int, int], list[str]]:
    """Texts of posts, given with topic and number, as they stand on pages."""
    found: dict[tuple[int, int], list[str]] = {}
    for pk, number, text in rows:
        found.setdefault((pk, page_of(number)), []).append(text)
    return found


def document(topic: Topic, page: int, posts: Sequence[str], files: Sequence[str] = ()) -> SearchDocument:
    """One page of a topic, by the HTML of its posts and the words of their files, as far as a document takes them. Names of people don't
    stand in it: they may want to be forgotten."""
    with override(topic.language):
        said = [to_plain(without_people(html)) for html in posts]
    about = subjects(topic.concepts.all())
    if tags := [tag.name for tag in topic.tags.all()]:
        about.labels[topic.language] += tags
    key = f"{KIND}:{topic.pk}.{page}"
    community = topic.community
    url = topic.read_at + (f"?page={page}" if page > 1 else "")
    card = Card(
        url=url, language=topic.language, belongs=[{"text": community.name, "url": community.get_absolute_url()}]
    )
    return SearchDocument(
        id=key,
        record=key,
        kind=KIND,
        texts=[Text(topic.language, topic.title, said[0][:SUMMARY], "\n\n".join((*said, *files)))],
        labels=about.labels,
        facets=about.facets | {"language": [topic.language], "community": [str(community.pk)]},
        audience=topic.audience,
        year_from=topic.created_at.year,
        published=topic.last_post_at,
        card=card,
    )


def key_of(post: Post) -> str:
    """The page that a post stands on."""
    return f"{post.topic_id}.{page_of(post.number)}"


def places(keys: Iterable[str]) -> list[tuple[int, int]]:
    """The topics and pages of keys; what is none is left out."""
    parted = (key.partition(".") for key in keys)
    return [
        (int(topic), int(page))
        for topic, _dot, page in parted
        if topic.isascii()
        and topic.isdigit()
        and page.isascii()
        and page.isdigit()
        and len(topic) < 19
        and len(page) < 9
    ]


def declare() -> None:
    """Registers the source, the kind and its symbol."""
    registry.register(TopicSource())
    registry.kind(KIND, _("Discussions"), icon="topic")

"""Discussions, as search finds them: a page of a topic is a document, so that every post is found where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from communities.discussion.mentions import without_people
from communities.discussion.models import Post, Topic, page_of
from communities.discussion.terms import PAGE_SIZE
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
        """The documents of some pages: four queries for any number of them."""
        wanted = places(keys)
        topics = Topic.objects.select_related("community").prefetch_related("concepts", "tags")
        known = {topic.pk: topic for topic in topics.filter(pk__in={pk for pk, _page in wanted})}
        said = said_on(wanted)
        for pk, page in wanted:
            if pk in known and (posts := said.get((pk, page))):
                yield document(known[pk], page, posts)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may see, by the database."""
        wanted = places(keys)
        seen = set(Topic.objects.visible_to(user).filter(pk__in={pk for pk, _ in wanted}).values_list("pk", flat=True))
        return {f"{pk}.{page}" for pk, page in wanted if pk in seen}


def said_on(pages: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
    """The HTML of the standing posts of some pages. One query."""
    on_pages = Q()
    for pk, page in pages:
        first = (page - 1) * PAGE_SIZE + 1
        on_pages |= Q(topic=pk, number__range=(first, first + PAGE_SIZE - 1))
    found: dict[tuple[int, int], list[str]] = {}
    if on_pages:
        posts = Post.objects.standing().filter(on_pages).order_by("topic", "number")
        for pk, number, html in posts.values_list("topic", "number", "html"):
            found.setdefault((pk, page_of(number)), []).append(html)
    return found


def document(topic: Topic, page: int, posts: Sequence[str]) -> SearchDocument:
    """One page of a topic, by the HTML of its posts. Names of people don't stand in it: they may want to be forgotten."""
    with override(topic.language):
        said = [to_plain(without_people(html)) for html in posts]
    about = subjects(topic.concepts.all())
    if tags := [tag.name for tag in topic.tags.all()]:
        about.labels[topic.language] += tags
    key = f"{KIND}:{topic.pk}.{page}"
    community = topic.community
    url = topic.get_absolute_url() + (f"?page={page}" if page > 1 else "")
    card = Card(
        url=url, language=topic.language, belongs=[{"text": community.name, "url": community.get_absolute_url()}]
    )
    return SearchDocument(
        id=key,
        record=key,
        kind=KIND,
        texts=[Text(topic.language, topic.title, said[0][:SUMMARY], "\n\n".join(said))],
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

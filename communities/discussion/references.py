"""What texts refer to, as one reader may know it: people by their names and topics by their titles, at the moment of reading.

Of people whom somebody may not know of, a neutral word stands there; the address of a topic that they may not see stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from communities.discussion import mentions
from communities.discussion.mentions import HANDLE_BEGINS, MARK, SITE, Known, Person
from communities.discussion.models import Post, Topic
from communities.spaces.models import Community

TOPIC: Final = re.compile(
    rf'<a href="(?P<address>{SITE}(?:/[a-z]{{2}})?/communities/[\w-]+/forum/(?P<topic>[0-9]{{1,18}})/(?:unread/|post/(?P<post>[0-9]{{1,9}})/)?'
    r'(?:\?page=[0-9]+)?(?:#post-(?P<place>[0-9]{1,9}))?)"[^>]*>(?P=address)</a>'
)


@dataclass(frozen=True, slots=True)
class References:
    """What one reader may know of what some texts refer to."""

    people: Mapping[tuple[int, int], Person]
    topics: Mapping[int, Topic]

    def in_html(self, html: str, space: int) -> SafeString:
        """The HTML of a text of a space, with names and titles."""
        if HANDLE_BEGINS in html:
            html = MARK.sub(lambda match: self._person(match, space), html)
        if self.topics:
            html = TOPIC.sub(self._topic, html)
        return SafeString(html)  # made safe when it was written; what is put in is escaped

    def in_text(self, text: str, space: int) -> str:
        """The same for the words as they were written."""
        names = {person: known.name for (where, person), known in self.people.items() if where == space}
        return mentions.with_names(text, names) if HANDLE_BEGINS in text else text

    def _person(self, match: re.Match[str], space: int) -> str:
        person = self.people.get((space, int(match[1])))
        if person is None:
            return mentions.nobody_known()
        name = f"<bdi>{escape(person.name)}</bdi>"
        return (
            f'<a href="{reverse("person", args=[person.profile])}">@{name}</a>'
            if person.profile
            else f"<strong>@{name}</strong>"
        )

    def _topic(self, match: re.Match[str]) -> str:
        topic = self.topics.get(int(match["topic"]))
        if topic is None:
            return match[0]
        number = int(match["post"] or match["place"] or 0)
        url = topic.get_absolute_url() + (f"post/{number}/" if number else "")
        after = f" #{number}" if number else ""
        return (
            f'<a href="{url}"><span lang="{escape(topic.language)}" dir="auto">{escape(topic.title)}</span>{after}</a>'
        )


def references(user: Any, texts: Iterable[tuple[int, str]], known: Known | None = None) -> References:
    """What the HTML of texts, each with the space that it stands in, refers to. At most two queries, none where there is nothing.

    `known`: of everybody who is mentioned, where they were asked for already.
    """
    wanted, topics = set(), set()
    for space, html in texts:
        wanted |= {(space, person) for person in mentions.in_html(html)}
        if "/forum/" in html:
            topics |= {int(match["topic"]) for match in TOPIC.finditer(html)}
    found = Topic.objects.visible_to(user).filter(pk__in=topics).select_related("community") if topics else ()
    return References(mentions.people(user, wanted, known), {topic.pk: topic for topic in found if topic.is_on})


def as_read(user: Any, texts: Sequence[tuple[int, str]]) -> list[str]:
    """Texts as they were written, each with the space that it stands in, with the names that a reader may know. At most one query."""
    people = mentions.people(user, ((space, person) for space, text in texts for person in mentions.in_text(text)))
    return [References(people, {}).in_text(text, space) for space, text in texts]


def as_members_read(community: Community) -> References:
    """The people of a space, for copies of it. One query."""
    return References(mentions.members(community), {})


def of_posts(user: Any, posts: Iterable[Post], known: Known | None = None) -> References:
    """What some posts refer to; `known` as for `references`."""
    return references(user, ((post.topic.community_id, post.html) for post in posts), known)

"""What the page of a topic shows, in a number of queries that doesn't grow with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from communities.discussion import policies
from communities.discussion.models import Naming, Post, Reaction, Topic
from communities.discussion.terms import PAGE_SIZE, Reacted
from communities.people.models import Profile
from communities.spaces.parts import shown_name
from communities.spaces.policies import Standing
from portal.foundation.pages import BasePage
from search import registry


@dataclass(frozen=True, slots=True)
class Named:
    """A record that a post names, as far as this reader may know of it."""

    code: str
    title: str


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
    accepted: bool
    reactions: Sequence[Reactions]
    named: Sequence[Named] = field(default_factory=list)
    may: dict[str, bool] = field(default_factory=dict)


def page_of_posts(topic: Topic, page: int, standing: Standing) -> list[Shown]:
    """The posts of one page: those removed too, as the place where they stood. Five queries."""
    first = (page - 1) * PAGE_SIZE + 1
    chosen = Post.objects.filter(topic=topic, number__range=(first, first + PAGE_SIZE - 1))
    posts = list(chosen.select_related("author", "reply_to"))
    for post in posts:
        post.topic = topic
    profiles = profiles_of({post.author_id for post in posts}, standing.user)
    reactions = reactions_to(posts, standing.user)
    named = records_named(posts, standing.user)
    return [
        Shown(
            post,
            name=shown_name(post.author) if post.author else "",
            profile_url=profiles.get(post.author_id, ""),
            accepted=topic.accepted_id == post.pk,
            reactions=reactions.get(post.pk, ()),
            named=named.get(post.pk, ()),
            may=rights(standing, post),
        )
        for post in posts
    ]


def rights(standing: Standing, post: Post) -> dict[str, bool]:
    """What is offered to the reader below a post."""
    rules = (policies.edit, policies.undo, policies.remove, policies.react)
    return {rule.__name__: rule(standing, post) for rule in rules}


def profiles_of(people: Any, user: Any) -> dict[int | None, str]:
    """The addresses of their profiles, of those whose profile this reader may see."""
    found = Profile.objects.visible_to(user).filter(user__in=[person for person in people if person])
    return {profile.user_id: profile.get_absolute_url() for profile in found}


def reactions_to(posts: Sequence[Post], user: Any) -> dict[int, list[Reactions]]:
    """All ways to react, for each post, with their counts. One query."""
    counted: dict[int, dict[str, tuple[int, int]]] = {}
    rows = (
        Reaction.objects.filter(post__in=posts)
        .values_list("post", "kind")
        .annotate(count=Count("pk"), mine=Count("pk", filter=Q(user=user.pk)))
    )
    for post, kind, count, mine in rows:
        counted.setdefault(post, {})[kind] = (count, mine)
    return {
        post.pk: [
            Reactions(kind.value, kind.label, count, bool(mine))
            for kind in Reacted
            for count, mine in [counted.get(post.pk, {}).get(kind.value, (0, 0))]
        ]
        for post in posts
    }


def records_named(posts: Sequence[Post], user: Any) -> dict[int, list[Named]]:
    """What the posts name by identifier, where it is a page of the catalogue that this reader may see: by the rule of search. Three queries."""
    namings = list(Naming.objects.filter(post__in=posts).values_list("post", "code"))
    if not namings:
        return {}
    pages = BasePage.objects.filter(identifier__in={code for _post, code in namings}).order_by("-pk")
    originals = {page.identifier: page for page in pages}  # the first text of a work
    seen = registry.visible((f"page:{page.pk}" for page in originals.values()), user)
    titles = {code: page.title for code, page in originals.items() if f"page:{page.pk}" in seen}
    found: dict[int, list[Named]] = {}
    for post, code in namings:
        if code in titles:
            found.setdefault(post, []).append(Named(code, titles[code]))
    return found

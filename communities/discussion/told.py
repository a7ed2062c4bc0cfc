"""What people are told of discussions: new topics in their spaces, answers in topics that they take part in or follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.discussion import by_mail
from communities.discussion.models import Post, Reading, Topic, name_of
from communities.discussion.terms import FORUM, thread_of
from communities.spaces.models import Ban, Membership
from communities.spaces.terms import audience_of
from portal.accounts.models import User
from portal.notices import registry
from portal.notices.choices import followers
from portal.notices.registry import Concerned, Event, Kind, Place, Story
from portal.notices.terms import EXCERPT, Often
from portal.texts.markdown import to_plain

POST: Final = "post"
ANSWER: Final = "answer"
NEW_TOPIC: Final = "topic"


def declare() -> None:
    """Registers kinds, topics as what can be followed, and the event."""
    registry.kind(
        Kind(
            ANSWER,
            gettext_lazy("An answer in a topic that you take part in or follow"),
            gettext_lazy("You get this mail because you take part in this topic or follow it."),
            in_places=True,
            in_threads=True,
        )
    )
    registry.kind(
        Kind(
            NEW_TOPIC,
            gettext_lazy("A new topic in a community of yours"),
            gettext_lazy("You get this mail because you belong to this community."),
            in_places=True,
        )
    )
    registry.places("topic", topics)
    registry.event(Event(POST, concerned, stories, by_mail.answer))


def topics(user: Any, numbers: Sequence[int]) -> Mapping[int, Place]:
    """Topics that this person may see."""
    found = Topic.objects.visible_to(user).filter(pk__in=numbers).select_related("community")
    return {topic.pk: Place(topic.title, topic.get_absolute_url()) for topic in found}


def concerned(key: str) -> Concerned | None:
    """All members for a first post; for any other who takes part or follows. Not its author, nor who has read it by now."""
    post = Post.objects.standing().filter(pk=key).select_related("topic__community").first()
    if post is None or FORUM not in post.topic.community.parts:
        return None
    topic = post.topic
    begins = post.number == 1
    readers = members(topic) if begins else seeing(post, taking_part(topic))
    people = dict.fromkeys(readers, NEW_TOPIC if begins else ANSWER)
    read = Reading.objects.filter(topic=topic, number__gte=post.number).values_list("user_id", flat=True)
    banned = Ban.objects.in_force().filter(community=topic.community_id).values_list("user_id", flat=True)
    for user in {post.author_id, *read, *banned}:
        people.pop(user, None)
    return Concerned(people, audience_of(topic.community_id), thread_of(topic.pk))


def members(topic: Topic) -> set[int]:
    """Who belongs to the space of a topic."""
    return set(Membership.objects.filter(community=topic.community_id).values_list("user_id", flat=True))


def taking_part(topic: Topic) -> set[int]:
    """Who wrote in a topic or follows it, and did not turn away from it."""
    wrote = topic.posts.standing().exclude(author=None).order_by().values_list("author_id", flat=True).distinct()
    chosen = followers(thread_of(topic.pk))
    away = {user for user, often in chosen.items() if often == Often.NONE}
    return ({*wrote} | chosen.keys()) - away


def seeing(post: Post, people: set[int]) -> Iterable[int]:
    """Those who may see a post: members do; of the few others each is asked about."""
    belong = members(post.topic)
    yield from people & belong
    for user in User.objects.filter(pk__in=people - belong):
        if Post.objects.visible_to(user).filter(pk=post.pk).exists():
            yield user.pk


def stories(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """The posts that this person may see now. Two queries."""
    found = Post.objects.visible_to(user).filter(pk__in=keys).select_related("topic__community", "author", "unclaimed")
    posts = [post for post in found if FORUM in post.topic.community.parts]
    first = Post.objects.filter(topic__in={post.topic_id for post in posts}, number=1).values_list("topic", "pk")
    begun = dict(first)
    return {str(post.pk): story(post, begun.get(post.topic_id)) for post in posts}


def story(post: Post, first: int | None) -> Story:
    """A post, as a mail or a list tells it."""
    topic, who = post.topic, name_of(post) or _("somebody who has left")
    said = _("%(person)s begins a topic:") if post.number == 1 else _("%(person)s answers:")
    before = dict.fromkeys([first, post.reply_to_id]) if post.number > 1 else {}
    return Story(
        topic.title,
        reverse("post", args=[topic.community.slug, topic.pk, post.number]),
        said % {"person": who},
        post.text,
        post.html,
        short=" ".join(to_plain(post.html).split())[: EXCERPT + 1],
        who=who,
        place=topic.community.name,
        language=topic.language,
        message=f"{POST}.{post.pk}",
        answers=[f"{POST}.{pk}" for pk in before if pk and pk != post.pk],
    )

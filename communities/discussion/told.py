"""What people are told of discussions: new topics in their spaces, answers in topics that they take part in or follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.discussion import by_mail, mentions
from communities.discussion.models import Post, Reading, Topic, name_of
from communities.discussion.pseudonyms import a_case_in
from communities.discussion.references import References, of_posts
from communities.discussion.terms import ACCEPTED, MENTION, POST, Readers, thread_of
from communities.spaces.models import Ban, Membership
from communities.spaces.terms import audience_of
from portal.accounts.models import User
from portal.notices import registry
from portal.notices.choices import followers
from portal.notices.registry import Concerned, Event, Kind, Place, Story
from portal.notices.terms import EXCERPT, Often
from portal.texts.markdown import to_plain

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
    registry.kind(
        Kind(
            MENTION,
            gettext_lazy("Somebody mentions you"),
            gettext_lazy("You get this mail because somebody mentions you."),
            in_places=True,
        )
    )
    registry.places("topic", topics)
    registry.event(Event(POST, concerned, stories, by_mail.answer))
    registry.event(Event(ACCEPTED, concerned_as_author, stories_of_accepted, by_mail.answer))
    registry.event(Event(MENTION, concerned_by_name, stories_of_mentions, by_mail.answer))


def topics(user: Any, numbers: Sequence[int]) -> Mapping[int, Place]:
    """Topics that this person may see."""
    found = Topic.objects.visible_to(user).filter(pk__in=numbers).select_related("community")
    return {topic.pk: Place(topic.title, topic.get_absolute_url()) for topic in found}


def concerned(key: str) -> Concerned | None:
    """All members for a first post; for any other, and below a thing for all, who takes part or follows. Not its author, nor who has read
    it by now, nor who is told that it mentions them."""
    post = told_of(key)
    if post is None:
        return None
    topic = post.topic
    begins = post.number == 1 and not topic.attached_to
    readers = members(topic) if begins else seeing(post, taking_part(topic))
    people = dict.fromkeys(readers, NEW_TOPIC if begins else ANSWER)
    read = Reading.objects.filter(topic=topic, number__gte=post.number).values_list("user_id", flat=True)
    untold = {post.writer_id, *read, *banned_from(topic), *told_by_name(post)}
    people = {person: kind for person, kind in people.items() if person not in untold}
    return Concerned(people, audience_of(topic.community_id), thread_of(topic.pk))


def concerned_by_name(key: str) -> Concerned | None:
    """Whom a post mentions."""
    post = told_of(key)
    if post is None:
        return None
    people = dict.fromkeys(told_by_name(post), MENTION)
    return Concerned(people, audience_of(post.topic.community_id), thread_of(post.topic_id))


def concerned_as_author(key: str) -> Concerned | None:
    """Who wrote an answer that was accepted."""
    post = told_of(key)
    if post is None or post.author_id is None or post.topic.accepted_id != post.pk:
        return None
    return Concerned({post.author_id: ANSWER}, audience_of(post.topic.community_id), thread_of(post.topic_id))


def told_of(key: str) -> Post | None:
    """A post that people are told of; None where it is gone."""
    post = (
        Post.objects.standing().filter(pk=key).select_related("topic__community", "author", "pseudonym__user").first()
    )
    return post if post and post.topic.is_on else None


def told_by_name(post: Post) -> set[int]:
    """Those whom a post mentions: whom its author may know of, and who may see it."""
    space = post.topic.community_id
    mentioned = mentions.addressed(post.html)
    if post.writer is None or not mentioned:
        return set()
    known = {person for _space, person in mentions.people(post.writer, ((space, person) for person in mentioned))}
    return {*seeing(post, known)} - {post.writer_id, *banned_from(post.topic)}


def banned_from(topic: Topic) -> set[int | None]:
    """Who was put out of the space of a topic."""
    return set(Ban.objects.in_force().filter(community=topic.community_id).values_list("user_id", flat=True))


def members(topic: Topic) -> set[int]:
    """Who belongs to the space of a topic."""
    return set(Membership.objects.filter(community=topic.community_id).values_list("user_id", flat=True))


def taking_part(topic: Topic) -> set[int]:
    """Who wrote in a topic, or the thing that it hangs on, or follows it, and did not turn away from it."""
    wrote = topic.posts.standing().exclude(author=None).order_by().values_list("author_id", flat=True).distinct()
    spoke = topic.pseudonyms.exclude(user=None).values_list("user_id", flat=True)
    chosen = followers(thread_of(topic.pk))
    away = {user for user, often in chosen.items() if often == Often.NONE}
    of_thing = {topic.author_id} - {None} if topic.attached_to else set()
    return ({*wrote, *spoke, *of_thing} | chosen.keys()) - away


def seeing(post: Post, people: set[int]) -> Iterable[int]:
    """Those who may see a post: members do; of the few others each is asked about."""
    belong = members(post.topic) if post.topic.readers in (Readers.INSIDE, Readers.MEMBERS) else set()
    yield from people & belong
    for user in User.objects.filter(pk__in=people - belong):
        if Post.objects.visible_to(user).filter(pk=post.pk).exists():
            yield user.pk


def stories(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """The posts that this person may see now. Two queries, and at most three for what they mention."""
    found = Post.objects.visible_to(user).filter(pk__in=keys)
    found = found.select_related("topic__community", "author", "pseudonym", "unclaimed")
    posts = [post for post in found if post.topic.is_on]
    first = Post.objects.filter(topic__in={post.topic_id for post in posts}, number=1).values_list("topic", "pk")
    begun = dict(first)
    mentioned = of_posts(user, posts)
    return {str(post.pk): story(post, begun.get(post.topic_id), mentioned) for post in posts}


def stories_of_mentions(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """The same for posts that mention this person, as long as they do."""
    still = {str(post.pk) for post in Post.objects.filter(pk__in=keys) if user.pk in mentions.addressed(post.html)}
    return {key: mentioning(story) for key, story in stories(user, [key for key in keys if key in still]).items()}


def mentioning(story: Story) -> Story:
    """A story as whom it mentions is told it."""
    mail = story.in_mail and replace(story.in_mail, said=_("Somebody mentions you there. Read it on the site."))
    return replace(story, said=_("%(person)s mentions you:") % {"person": story.who}, in_mail=mail)


def stories_of_accepted(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """The same for this person's answers, as long as they are accepted."""
    still = Post.objects.filter(pk__in=keys, author=user, topic__accepted=F("pk")).values_list("pk", flat=True)
    said = _("Your answer was accepted:")
    return {key: replace(story, said=said) for key, story in stories(user, [*map(str, still)]).items()}


def story(post: Post, first: int | None, mentioned: References) -> Story:
    """A post, as a mail or a list tells it."""
    before = dict.fromkeys([first, post.reply_to_id]) if post.number > 1 else {}
    answers = [f"{POST}.{pk}" for pk in before if pk and pk != post.pk]
    if post.topic.is_protected:
        return _protected(post, answers)
    html = mentioned.in_html(post.html, post.topic.community_id)
    topic, who = post.topic, name_of(post) or _("somebody who has left")
    said = _("%(person)s begins a topic:") if post.number == 1 and not topic.attached_to else _("%(person)s answers:")
    return Story(
        topic.title,
        reverse("post", args=[topic.community.slug, topic.pk, post.number]),
        said % {"person": who},
        mentioned.in_text(post.text, topic.community_id),
        html,
        short=" ".join(to_plain(html).split())[: EXCERPT + 1],
        who=who,
        place=topic.community.name,
        language=topic.language,
        message=f"{POST}.{post.pk}",
        answers=answers,
    )


def _protected(post: Post, answers: Sequence[str]) -> Story:
    """That there is something. Its words stay on the page of the case; a mail has neither its title nor a role either."""
    topic = post.topic
    shown = Story(
        topic.title,
        reverse("post", args=[topic.community.slug, topic.pk, post.number]),
        _("Something new stands in a protected case. It is only read, and answered, on the site."),
        who=name_of(post) or _("somebody who has left"),
        place=topic.community.name,
        language=topic.language,
        by_mail=False,
        message=f"{POST}.{post.pk}",
        answers=answers,
    )
    return replace(shown, in_mail=replace(shown, title=a_case_in(topic.community.name), who="", language=""))

"""Who may do what in a discussion: one rule for each action. Who may read is `spaces.policies.see_inside`."""

from __future__ import annotations

from django.utils import timezone

from communities.discussion import checks
from communities.discussion.models import Post, Topic
from communities.discussion.terms import UNDO, Readers
from communities.spaces.policies import Standing, belongs, facilitates
from communities.spaces.terms import FACILITATING, Role, State


def read(standing: Standing, topic: Topic) -> bool:
    """Read a topic, for who sees the inside of its space: the same rule as `TopicQuerySet.visible_to`, where the topic's part is on."""
    if not topic.is_on or (topic.is_protected and not belongs(standing)):
        return False
    if topic.readers == Readers.MEMBERS:
        return belongs(standing)
    return topic.readers == Readers.INSIDE or (topic.readers == Readers.FACILITATORS and facilitates(standing))


def write(standing: Standing) -> bool:
    """Begin topics and answer: whoever belongs to a space that is alive, sponsors too."""
    return standing.takes_part and standing.community.state == State.ACTIVE


def announce(standing: Standing) -> bool:
    """Begin an announcement: who tends the space."""
    return write(standing) and (standing.role in FACILITATING or standing.stands_in)


def protect(standing: Standing) -> bool:
    """Begin a protected case: as any other topic, once there is a check that speaks before."""
    return write(standing) and checks.are_there()


def moderate(standing: Standing) -> bool:
    """Pin, close, rename and move topics, remove posts."""
    return standing.community.state == State.ACTIVE and facilitates(standing)


def answer(standing: Standing, topic: Topic) -> bool:
    """Write into a topic; into a case only where a check speaks before."""
    is_open = topic.closed_at is None or moderate(standing)
    return write(standing) and is_open and (not topic.is_protected or checks.are_there())


def react(standing: Standing, post: Post) -> bool:
    """Thank and the like; not for one's own words."""
    return write(standing) and post.removed_at is None and post.writer_id != standing.user.pk


def edit(standing: Standing, post: Post) -> bool:
    """Change what one wrote oneself; what others wrote is theirs."""
    return post.removed_at is None and post.writer_id == standing.user.pk and answer(standing, post.topic)


def undo(standing: Standing, post: Post) -> bool:
    """Take a post back without a trace: its author, for some minutes, as long as nobody has answered."""
    fresh = timezone.now() - post.created_at < UNDO
    return edit(standing, post) and fresh and post.number == post.topic.last_number


def remove(standing: Standing, post: Post) -> bool:
    """Take a post's words away; that there was one stays to be seen."""
    return post.removed_at is None and (edit(standing, post) or moderate(standing))


def tag(standing: Standing, topic: Topic) -> bool:
    """Say under which words a topic is found: who began it, and who tends the space."""
    mine = write(standing) and topic.author_id == standing.user.pk
    return not topic.attached_to and (moderate(standing) or mine)


def accept(standing: Standing, topic: Topic) -> bool:
    """Say which post answers a question: who asked, and who tends the space."""
    asked = topic.author_id == standing.user.pk and standing.role != Role.SPONSOR and write(standing)
    return topic.kind == Topic.Kind.QUESTION and (asked or moderate(standing))


def rearrange(standing: Standing, topic: Topic) -> bool:
    """Move a topic, and merge it: who tends the space. A case stays whole and where it is, as its people were promised; what is said of
    a thing stays with it."""
    return moderate(standing) and not topic.is_protected and not topic.attached_to


def split(standing: Standing, post: Post) -> bool:
    """Begin a new topic with a post that is not the first."""
    return post.removed_at is None and post.number > 1 and rearrange(standing, post.topic)


def disclose(standing: Standing, post: Post) -> bool:
    """Ask whose words stand under a role: stewards, who say why."""
    spoken = post.pseudonym is not None and post.pseudonym.user_id not in (None, standing.user.pk)
    return spoken and standing.tends


def offer(standing: Standing, post: Post) -> bool:
    """Offer an accepted answer to the catalogue: who may accept it, and who wrote it. An author who has left can't be asked."""
    accepted = post.removed_at is None and post.author_id is not None and post.topic.accepted_id == post.pk
    return accepted and (accept(standing, post.topic) or (write(standing) and post.author_id == standing.user.pk))


def report(standing: Standing, post: Post) -> bool:
    """Say that somebody should look at it: everybody with an account, but for what is their own."""
    return standing.signed_in and post.removed_at is None and post.writer_id != standing.user.pk

"""Who may do what in a blog. Who may read is `EntryQuerySet.visible_to` and `at_work`."""

from __future__ import annotations

from communities.blog.models import Blog, Entry
from communities.blog.terms import State
from communities.discussion.trust import Level, level_of
from communities.spaces.policies import Standing, contribute, edit_face, facilitates, moderate
from communities.spaces.terms import State as SpaceState


def freely(standing: Standing) -> bool:
    """Whether this member publishes without being asked by anybody: where the space chose so, but for who is new everywhere, as with posts."""
    chosen = Blog.objects.filter(community=standing.community.pk, members_publish=True).exists()
    return chosen and (facilitates(standing) or level_of(standing.user) > Level.NEW)


def write(standing: Standing) -> bool:
    """Begin an entry: whoever belongs to a space that is alive."""
    return contribute(standing)


def tend(standing: Standing) -> bool:
    """Publish what is offered, hand it back, and order series: facilitators of a space that is alive."""
    return standing.community.state == SpaceState.ACTIVE and moderate(standing)


def choose(standing: Standing) -> bool:
    """Say who publishes."""
    return edit_face(standing)


def wrote(standing: Standing, entry: Entry) -> bool:
    """Is its author, and still belongs to the space."""
    return standing.signed_in and entry.author_id == standing.user.pk and write(standing)


def publish(standing: Standing, entry: Entry, *, freely: bool) -> bool:
    """Have it read: facilitators what is their own or offered to them; where members publish (`freely`), its author."""
    if entry.is_published:
        return False
    if tend(standing):
        return wrote(standing, entry) or entry.state in (State.OFFERED, State.UNPUBLISHED)
    return freely and wrote(standing, entry)


def edit(standing: Standing, entry: Entry, *, freely: bool) -> bool:
    """Change it: its author. Where facilitators publish, others take a published entry back before: what is read was read by them."""
    return wrote(standing, entry) and (not entry.is_published or freely or tend(standing))


def offer(standing: Standing, entry: Entry, *, freely: bool) -> bool:
    """Ask facilitators to publish it: its author, who may not do so."""
    return wrote(standing, entry) and entry.is_in_hand and not publish(standing, entry, freely=freely)


def hand_back(standing: Standing, entry: Entry) -> bool:
    """Give what is offered back to its author, with a note."""
    return tend(standing) and entry.state == State.OFFERED


def take_back(standing: Standing, entry: Entry) -> bool:
    """Have it in one's own hands again: its author."""
    return wrote(standing, entry) and entry.state in (State.OFFERED, State.PUBLISHED)


def unpublish(standing: Standing, entry: Entry) -> bool:
    """Take somebody else's entry out of the blog, with a note; its author can change it and offer it again."""
    return tend(standing) and entry.is_published and not wrote(standing, entry)


def delete(standing: Standing, entry: Entry) -> bool:
    """Throw it away: its author, if nobody could read it yet. What was published may have been talked about: that is others'."""
    return wrote(standing, entry) and entry.is_in_hand and entry.published_at is None


def report(standing: Standing, entry: Entry) -> bool:
    """Say that somebody should look at it."""
    return standing.signed_in and entry.is_published and entry.author_id != standing.user.pk

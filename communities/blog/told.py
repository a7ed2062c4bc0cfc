"""What people are told of a blog: a new entry, one that waits to be published, and its author, what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.blog.actions import DECIDED, OFFERED
from communities.blog.models import Entry
from communities.blog.terms import BLOG, ENTRY, State
from communities.commonroom.people import facilitating, reading
from communities.discussion import mentions
from communities.discussion.references import references
from communities.discussion.terms import MENTION
from communities.spaces.models import Ban
from communities.spaces.parts import is_on
from communities.spaces.terms import audience_of
from communities.spaces.told import STANDING, row_of, tended_places, told
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Kind, Story
from portal.notices.terms import EXCERPT, Often
from portal.texts.markdown import to_plain

SAID: Final = {
    State.PUBLISHED: gettext_lazy("Your entry is published."),
    State.DRAFT: gettext_lazy("Your entry is yours again, to be changed. Whoever read it writes:"),
    State.UNPUBLISHED: gettext_lazy(
        "Your entry was taken out of the blog. You can change it and offer it again. The reason:"
    ),
}


def declare() -> None:
    """Registers kinds and events."""
    registry.kind(
        Kind(
            ENTRY,
            gettext_lazy("A new entry in the blog of a community of yours"),
            gettext_lazy("You get this mail because you belong to this community."),
            in_places=True,
        )
    )
    registry.kind(
        Kind(
            OFFERED,
            gettext_lazy("A blog entry waits to be published in a community that you tend"),
            gettext_lazy("You get this mail because you tend this community."),
            Often.NOW,
            in_places=True,
            where=tended_places,
        )
    )
    registry.event(Event(ENTRY, readers_of, entries))
    registry.event(Event(OFFERED, facilitators_of, offered))
    registry.event(Event(DECIDED, author_of, decided))


def readers_of(key: str) -> Concerned | None:
    """Who belongs to the space and may read it, but its author and who was put out."""
    entry = Entry.objects.published().filter(pk=key).select_related("author").first()
    if entry is None:
        return None
    banned = Ban.objects.in_force().filter(community=entry.community_id).values_list("user_id", flat=True)
    people = reading(entry.community_id, entry.reach) - {entry.author_id, *banned}
    kinds = dict.fromkeys(people, ENTRY) | dict.fromkeys(people & mentioned_in(entry), MENTION)
    return Concerned(kinds, audience_of(entry.community_id))


def mentioned_in(entry: Entry) -> set[int]:
    """Those whom it mentions, of whom its author may know."""
    named = mentions.addressed(entry.html)
    if entry.author is None or not named:
        return set()
    return {person for _space, person in mentions.people(entry.author, ((entry.community_id, one) for one in named))}


def entries(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """The entries that this person may read now."""
    found = Entry.objects.visible_to(user).filter(pk__in=keys).select_related("community", "author").defer("body")
    rows = list(found)
    named = references(user, ((entry.community_id, entry.html) for entry in rows))

    def tell(entry: Entry) -> Story:
        html, addressed = named.in_html(entry.html, entry.community_id), mentions.addressed(entry.html)
        text = to_plain(html)
        return Story(
            entry.title,
            entry.get_absolute_url(),
            (_("%(person)s mentions you in the blog:") if user.pk in addressed else _("%(person)s in the blog:"))
            % {"person": entry.by},
            "\n\n".join(text.splitlines()),
            html,
            short=(entry.summary or " ".join(text.split()))[: EXCERPT + 1],
            who=entry.by,
            place=entry.community.name,
            language=entry.language,
        )

    return told(keys, rows, tell)


def facilitators_of(key: str) -> Concerned | None:
    """Who may publish it, as long as it waits; not its author."""
    entry = (
        Entry.objects.filter(pk=row_of(key), state=State.OFFERED, removed_at=None).select_related("community").first()
    )
    if entry is None or not is_on(entry.community, BLOG):
        return None
    people = sorted(facilitating(entry.community_id) - {entry.author_id})
    return Concerned(dict.fromkeys(people, OFFERED), audience_of(entry.community_id))


def offered(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That it waits; its words are read on the site."""
    waiting = Entry.objects.at_work(user).filter(pk__in=map(row_of, keys), state=State.OFFERED)
    found = waiting.select_related("community", "author").defer("body")
    return told(
        keys,
        found,
        lambda entry: Story(
            _("An entry waits to be published in “%(name)s”") % {"name": entry.community.name},
            entry.get_absolute_url(),
            _("%(person)s offers “%(title)s”. Read it, publish it, or hand it back with a note.")
            % {"person": entry.member, "title": entry.title},
            place=entry.community.name,
        ),
    )


def author_of(key: str) -> Concerned | None:
    """Whose entry it is."""
    entry = Entry.objects.filter(pk=row_of(key)).first()
    if entry is None or entry.author_id is None:
        return None
    return Concerned({entry.author_id: STANDING}, audience_of(entry.community_id))


def decided(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What was decided, as long as it is so; the key ends with the state."""
    found = Entry.objects.filter(pk__in=map(row_of, keys), author=user, removed_at=None)
    rows = {entry.pk: entry for entry in found.select_related("community").defer("body")}
    so = [key for key in keys if (entry := rows.get(row_of(key))) and key.endswith(f".{entry.state}")]
    return told(
        so,
        rows.values(),
        lambda entry: Story(
            _("Your entry “%(title)s”") % {"title": entry.title},
            entry.get_absolute_url(),
            str(SAID[State(entry.state)]),
            entry.note,
            place=entry.community.name,
        ),
    )

"""Meetings, as search finds them: by title, words and agenda, and by published minutes where who sees the meeting may read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from communities.discussion.mentions import without_people
from communities.meetings.models import Meeting
from communities.meetings.terms import MEETINGS
from communities.spaces.documents import numbers
from communities.spaces.parts import is_on
from communities.spaces.reach import Reach
from portal.texts.markdown import to_html, to_plain
from search import registry
from search.documents import Card, SearchDocument, Text
from search.indexing import changed

KIND: Final = "meeting"
SUMMARY: Final = 300  # characters


class MeetingSource:
    """Meetings of spaces that have the part switched on."""

    name = KIND
    models: Sequence[type[Any]] = (Meeting,)

    def all_keys(self) -> Iterable[str]:
        """Every meeting."""
        return map(str, Meeting.objects.order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some meetings: three queries for any number of them."""
        found = Meeting.objects.filter(pk__in=numbers(keys), removed_at=None).select_related("community")
        for meeting in found.prefetch_related("agenda", "outcomes"):
            if is_on(meeting.community, MEETINGS):
                yield document(meeting)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may see, by the database."""
        found = Meeting.objects.visible_to(user).filter(pk__in=numbers(keys)).values_list("pk", "community__parts")
        return {str(pk) for pk, parts in found if MEETINGS in parts}


def document(meeting: Meeting) -> SearchDocument:
    """A meeting as search sees it, without the names of people and the video link."""
    key, community = f"{KIND}:{meeting.pk}", meeting.community
    about = said(meeting.about)
    more = [about, *(item.title for item in meeting.agenda.all()), meeting.place]
    if meeting.minutes_published_at and meeting.reach != Reach.EVERYBODY:
        more += [said(meeting.minutes), *(outcome.what for outcome in meeting.outcomes.all())]
    card = Card(
        url=meeting.get_absolute_url(),
        language=meeting.language,
        belongs=[{"text": community.name, "url": community.get_absolute_url()}],
    )
    return SearchDocument(
        id=key,
        record=key,
        kind=KIND,
        texts=[Text(meeting.language, meeting.title, about[:SUMMARY], "\n\n".join(filter(None, more)))],
        facets={"language": [meeting.language], "community": [str(community.pk)]},
        audience=meeting.audience,
        year_from=(meeting.starts_at or meeting.created_at).year,
        published=meeting.changed_at,
        card=card,
    )


def said(text: str) -> str:
    """The plain words of Markdown. Names of people don't stand in them: they may want to be forgotten."""
    return to_plain(without_people(to_html(text))) if text else ""


def reindex(meeting: Meeting, *, hides: bool = False) -> None:
    """Search is to know of a change, in the current transaction."""
    changed(KIND, [str(meeting.pk)], hides=hides)


def declare() -> None:
    """Registers the source, the kind and its symbol."""
    registry.register(MeetingSource())
    registry.kind(KIND, _("Meetings"), icon="event")

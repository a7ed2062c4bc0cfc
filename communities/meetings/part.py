"""Meetings as a part of a space: its tab, what is new in it, and its copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.meetings.documents import reindex
from communities.meetings.models import Meeting, Outcome
from communities.meetings.terms import MEETINGS, OutcomeKind, State
from communities.meetings.texts import of_minutes
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import Way
from communities.spaces.policies import Standing, see_face
from portal.foundation import prepared
from portal.foundation.prepared import PK, SINCE
from portal.texts.markdown import to_html


def declare() -> None:
    """Registers it; stewards switch it on."""
    parts.register(
        parts.Part(
            MEETINGS, gettext_lazy("Meetings"), "meetings", "event", see_face,
            on_the_face=True, count=_counted, news=_news, export=_export, pages=_pages, duties=_duties, space_changed=_space_changed,
        )
    )  # fmt: skip


def _counted(way: Way) -> Any:
    return Meeting.objects.reaching(PK, way.reached)


def _changed(way: Way) -> Any:
    found = Meeting.objects.reaching(PK, way.reached).filter(changed_at__gt=SINCE)
    return found.order_by("-changed_at")[: parts.MOST_NEWS]


def _duties(community: Community) -> Iterator[parts.Duty]:
    """What the minutes say that somebody does, and whose day has not come yet."""
    found = Outcome.objects.filter(meeting__community=community, meeting__removed_at=None, kind=OutcomeKind.DUTY)
    open_still = found.exclude(until__lt=timezone.localdate()).exclude(meeting__minutes_published_at=None)
    yield from (parts.Duty(one.what, one.who, one.until) for one in open_still)


def _news(standing: Standing, since: datetime) -> Iterator[parts.News]:
    """Meetings at which something changed since."""
    way = Way.of(standing)
    name, pk = ("changed meetings", way), standing.community.pk
    for meeting in prepared.objects(name, Meeting, lambda: _changed(way), pk=pk, since=since):
        meeting.community = standing.community
        yield parts.News(
            meeting.changed_at, meeting.title, meeting.get_absolute_url(), "event", str(meeting.state_label)
        )


def _standing(community: Community) -> Any:
    found = Meeting.objects.filter(community=community, removed_at=None).select_related("community", "author")
    return found.prefetch_related("agenda", "outcomes", "times").order_by("pk")


def _export(community: Community) -> Iterator[Mapping[str, Any]]:
    """Each meeting with its agenda, its poll and what came of it; of answers the numbers."""
    columns = (
        *("title", "language", "about", "reach", "state", "starts_at", "ends_at", "length", "zone", "place", "video"),
        *("cancelled_because", "minutes", "minutes_published_at", "topic_id"),
    )
    for meeting in _standing(community):
        yield {
            **{name: getattr(meeting, name) for name in columns},
            "author": parts.shown_name(meeting.author) if meeting.author else "",
            "agenda": [{"title": one.title, "minutes": one.minutes, "lead": one.lead} for one in meeting.agenda.all()],
            "outcomes": [
                {"kind": one.kind, "what": one.what, "who": one.who, "until": one.until}
                for one in meeting.outcomes.all()
            ],
            "times": [str(one.starts_at) for one in meeting.times.all()],
            "attendance": dict(
                meeting.attendances.exclude(says="").values("says").annotate(n=Count("pk")).values_list("says", "n")
            ),
            "came": meeting.attendances.filter(came=True).count() + meeting.others_came,
        }


def _pages(community: Community) -> Iterator[parts.OfflinePage]:
    """The list of meetings, then each on a page of its own."""
    meetings = list(_standing(community))
    rows = ((one.pk, one.title, _when(one), one.state_label) for one in meetings)
    lines = format_html_join("", '<li><a href="{}.html">{}</a> · {} · {}</li>', rows)
    yield parts.OfflinePage("index.html", str(_("Meetings")), format_html("<ul>{}</ul>", lines))
    for meeting in meetings:
        yield parts.OfflinePage(f"{meeting.pk}.html", meeting.title, _page(meeting))


def _when(meeting: Meeting) -> str:
    return " / ".join(f"{at} ({zone})" for at, zone in meeting.schedule.lines) if meeting.schedule else ""


def _page(meeting: Meeting) -> SafeString:
    agenda = format_html_join(
        "", "<li>{} ({}′) {}</li>", ((one.title, one.minutes, one.lead) for one in meeting.agenda.all())
    )
    facts = " · ".join(
        filter(None, (str(meeting.state_label), _when(meeting), meeting.place, meeting.cancelled_because))
    )
    minutes = to_html(of_minutes(meeting)) if meeting.minutes_published_at and meeting.state != State.CANCELLED else ""
    return format_html("<p>{}</p>{}<ol>{}</ol>{}", SafeString(escape(facts)), to_html(meeting.about), agenda, minutes)


def _space_changed(community: Community) -> None:
    """Who may see the space, what it is called, or whether it has the part: all of its meetings are found accordingly."""
    for meeting in Meeting.objects.filter(community=community).only("pk"):
        reindex(meeting, hides=True)

"""Texts that are made of a meeting: a beginning for its minutes, and the minutes as a file and a post."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.meetings.models import Meeting
from communities.meetings.terms import OutcomeKind


def beginning(meeting: Meeting) -> str:
    """What the minutes begin with: the agenda, with room below each item."""
    with override(meeting.language):
        items = [f"## {number}. {item.title}\n\n" for number, item in enumerate(meeting.agenda.all(), start=1)]
        return "\n".join(items) if items else f"## {_('What we talked about')}\n\n"


def of_minutes(meeting: Meeting) -> str:
    """The minutes with when it was, what was decided and who does what, as Markdown."""
    with override(meeting.language):
        return "\n\n".join(part.strip() for part in _parts(meeting) if part.strip()) + "\n"


def _parts(meeting: Meeting) -> Iterator[str]:
    if meeting.schedule:
        when, zone = meeting.schedule.lines[0]
        yield f"{when} ({zone})" if zone else when
    yield f"[{_('The meeting')}: {_without_brackets(meeting.title)}]({meeting.get_absolute_url()})"
    yield meeting.minutes
    outcomes = list(meeting.outcomes.all())
    for kind, heading in ((OutcomeKind.DECISION, _("Decisions")), (OutcomeKind.DUTY, _("To do"))):
        if lines := [_line(one.what, one.who, one.until) for one in outcomes if one.kind == kind]:
            yield f"## {heading}\n\n" + "\n".join(lines)


def _line(what: str, who: str, until: object) -> str:
    more = [who, _("until %(date)s") % {"date": date_format(until, "DATE_FORMAT")} if until else ""]  # type: ignore[arg-type]
    said = ", ".join(filter(None, more))
    return f"- {what} ({said})" if said else f"- {what}"


def _without_brackets(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")

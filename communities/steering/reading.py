"""What pages of steering groups show, put together with a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from communities.spaces.models import Community
from communities.spaces.parts import shown_name
from communities.spaces.terms import READABLE, Kind
from communities.steering.models import Duty, Statement
from communities.steering.terms import Subject
from portal.foundation import prepared
from portal.foundation.prepared import PK
from portal.texts.differences import words


def duties(community: Community) -> dict[str, list[tuple[Duty, str]]]:
    """Those to be done, and those that were, each with the name of who does it. One query."""
    found = [
        (one, shown_name(one.who) if one.who else "")
        for one in Duty.objects.filter(community=community).select_related("who")
    ]
    finished = sorted((row for row in found if row[0].done_at), key=lambda row: str(row[0].done_at), reverse=True)
    return {"to_do": [row for row in found if not row[0].done_at], "done": finished[:100]}


def subjects(community: Community) -> list[dict[str, Any]]:
    """Agreement and strategy: what is in force, and all versions, the newest first. One query."""
    found = list(Statement.objects.filter(community=community).select_related("author"))
    for one in found:
        one.community = community
    return [
        {
            "code": subject.value, "label": subject.label,
            "in_force": next((one for one in found if one.subject == subject and one.in_force), None),
            "versions": [(one, by(one)) for one in found if one.subject == subject],
        }
        for subject in Subject
    ]  # fmt: skip


def by(statement: Statement) -> str:
    """Who wrote it."""
    return shown_name(statement.author) if statement.author else ""


def chosen(versions: Sequence[Statement], written: str, found: Statement) -> Statement | None:
    """The version that one is compared with: the one that was asked for, else the one before it."""
    numbers = {one.number: one for one in versions if one.number != found.number}
    wanted = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else found.number - 1
    return numbers.get(wanted)


def differences(before: Statement, after: Statement) -> list[tuple[Any, SafeString]]:
    """Each section that changed, word by word."""
    both = zip(before.texts, after.texts, strict=True)
    return [(label, words(old, new)) for (_label, old), (label, new) in both if old != new]


def steering_of(community: Community) -> list[Community]:
    """The groups that steer a community, by name. One query, compiled once."""

    def build() -> Any:
        return Community.objects.filter(steers=PK, kind=Kind.STEERING, state__in=READABLE).order_by("name", "pk")

    return prepared.objects("steering groups", Community, build, pk=community.pk)


def in_force(group: Community) -> list[Statement]:
    """What is in force of a group."""
    found = (
        Statement.objects.filter(community=group, in_force=True).order_by("subject").select_related("meeting", "poll")
    )
    return list(found)

"""Plans as a piece of the stewardship part: what is talked about, what is new, and the lines of the copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.discussion import attached, hosts
from communities.discussion.models import Topic
from communities.spaces.models import Community
from communities.spaces.parts import Duty, News, shown_name
from communities.spaces.policies import Standing
from communities.stewardship.plans.models import PlanLine, PlanVersion
from communities.stewardship.plans.reading import in_force, switched
from communities.stewardship.plans.terms import KIND, State, key_of
from communities.stewardship.terms import PART
from search.indexing import changed


def declare() -> None:
    """Registers plans as what can be talked about."""
    hosts.register(hosts.Host(KIND, PART, gettext_lazy("Stewardship"), "stewardship", "plan"))


def news(standing: Standing, since: datetime) -> Iterator[News]:
    """Reviews that began, plans that were decided, and what is said of them. One query, and one where something is said."""
    key = Concat(Value(key_of("")), Cast(OuterRef("pk"), CharField()))
    talk = Topic.objects.filter(attached_to=key, last_post_at__gt=since, last_number__gt=0)
    plans = PlanVersion.objects.visible_to(standing.user).filter(community=standing.community)
    moved_on = Q(opened_at__gt=since) | Q(decided_at__gt=since)
    found = list(plans.annotate(talked=Exists(talk)).filter(moved_on | Q(talked=True)))
    for version in found:
        version.community = standing.community
        url = version.get_absolute_url()
        if version.decided_at and version.decided_at > since:
            yield News(version.decided_at, str(version), url, "tool", _("the plan is decided"))
        elif version.opened_at > since:
            yield News(version.opened_at, str(version), url, "tool", _("the plan is to be reviewed"))
    if any(version.talked for version in found):
        yield from attached.news(standing, since, KIND)


def duties(community: Community) -> Iterator[Duty]:
    """What is to be reviewed, decided, and looked at again."""
    for version in PlanVersion.objects.filter(community=community).in_hand().opened():
        if version.state == State.REVIEW:
            yield Duty(
                _("Review of the plan: answer members, and weigh what they suggest"), until=version.closes_at.date()
            )
        else:
            yield Duty(_("Decide about the plan, line by line"))
    for line in in_force(community):
        if line.review_on:
            yield Duty(
                _("Ask whether it still serves: %(line)s") % {"line": line.shown_need}, line.keeper, line.review_on
            )


def export(community: Community) -> Iterator[Mapping[str, Any]]:
    """All versions with what was said and decided, the stewards' draft too; and what was switched because of them."""
    versions = PlanVersion.objects.filter(community=community).order_by("number")
    everything = ("lines__stances__user", "lines__suggestions__author", "lines__decided_by")
    for version in versions.prefetch_related(*everything):
        yield {
            "plan": version.number, "state": str(version.state), "started": version.started_at, "review_opened": version.opened_at,
            "review_ends": version.ended_at, "decided": version.decided_at, "lines": [_line(line, version) for line in version.lines.all()],
        }  # fmt: skip
    for one in switched(community):
        line = {"plan": one.line.version.number, "line": str(one.line.thread)} if one.line else {}
        yield {"switched": str(one.label), "on": one.on, "when": one.when, "by": one.who} | line


def _line(line: PlanLine, version: PlanVersion) -> dict[str, Any]:
    row: dict[str, Any] = {
        "line": str(line.thread), "orientation": line.orientation, "need": line.need, "part": line.part, "tool": line.tool, "why": line.why,
        "keeper": line.keeper, "cost": line.cost, "review_on": line.review_on, "decision": line.decision, "reason": line.reason,
        "decided_by": shown_name(line.decided_by) if line.decided_by else "",
    }  # fmt: skip
    if version.state not in (State.DRAFT, State.REVIEW):
        row["stances"] = [
            {"name": shown_name(one.user) if one.user else "", "says": one.says, "reason": one.shown_reason}
            for one in line.stances.all()
        ]
    row["suggestions"] = [
        {
            "field": one.field, "before": one.before, "text": one.text, "author": shown_name(one.author) if one.author else "",
            "taken": one.taken, "reason": one.reason,
        }
        for one in line.suggestions.all()
        if one.removed_at is None
    ]  # fmt: skip
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def space_changed(community: Community) -> None:
    """Who may see the space, or what it is called."""
    if keys := list(PlanVersion.objects.opened().filter(community=community).values_list("pk", flat=True)):
        changed(KIND, map(str, keys), hides=True)

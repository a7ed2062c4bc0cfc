"""Whom an invented steering group steers, its duties, and its agreement and strategy in versions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from communities.spaces.models import Community
from communities.steering import actions
from communities.steering.models import Duty, Statement


def load(community: Community, row: Mapping[str, Any], people: Mapping[str, Any]) -> None:
    """Days are counted from today."""
    today = timezone.localdate()
    community.steers.set(Community.objects.filter(slug__in=row["steers"]))
    for one in row["duties"]:
        due_on, by = today + timedelta(days=one["in_days"]), people[one["by"]]
        words = {name: one[name] for name in ("work", "what", "about") if name in one}
        duty = Duty(community=community, who=people.get(one.get("who", "")), due_on=due_on, **words)
        actions.keep(duty, by)
        if one.get("done"):
            actions.done(duty, by)
    for one in row["statements"]:
        words = {name: one[name] for name in ("subject", "sections", "note")}
        base = actions.newest(community, one["subject"])
        kept = actions.write(Statement(community=community, **words), base, people[one["by"]])
        if "adopted_days_ago" in one:
            actions.adopt(kept, today - timedelta(days=one["adopted_days_ago"]), people[one["by"]])

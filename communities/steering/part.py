"""What a steering group has that no other space has: its tab, what is new in it, and its copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import shown_name
from communities.spaces.policies import Standing
from communities.spaces.terms import Kind
from communities.steering import policies
from communities.steering.models import Duty, Statement
from communities.steering.terms import AGREED, DUTY, PART
from communities.texts import shown
from portal.foundation.prepared import PK
from search.indexing import changed


def declare() -> None:
    """Registers it."""
    parts.register(
        parts.Part(
            PART, gettext_lazy("Steering"), "steering", "network", may_see=policies.read, only_in=Kind.STEERING,
            count=_count, news=_news, export=_export, pages=_pages, space_changed=_space_changed,
        )
    )  # fmt: skip


def _count(_way: parts.Way) -> QuerySet[Duty, Any]:
    return Duty.objects.filter(community=PK, done_at=None)


def _news(standing: Standing, since: datetime) -> Iterator[parts.News]:
    for one in Statement.objects.filter(community=standing.community, created_at__gt=since)[: parts.MOST_NEWS]:
        one.community = standing.community
        yield parts.News(one.created_at, str(one), one.get_absolute_url(), "report", str(_("a new version")))
    for duty in Duty.objects.filter(community=standing.community, created_at__gt=since)[: parts.MOST_NEWS]:
        duty.community = standing.community
        yield parts.News(duty.created_at, duty.what, duty.get_absolute_url(), "check", str(_("a new duty")))


def _export(community: Community) -> Iterator[Mapping[str, Any]]:
    """What it steers, who does what, and all versions."""
    if community.kind != Kind.STEERING:
        return
    yield {"steers": [one.identifier for one in community.steers.order_by("pk")]}
    for duty in Duty.objects.filter(community=community).select_related("who"):
        yield {
            "duty": duty.what, "kind": duty.work, "about": duty.about, "who": shown_name(duty.who) if duty.who else "",
            "due": duty.due_on, "done": duty.done_at,
        }  # fmt: skip
    for one in Statement.objects.filter(community=community).select_related("author").order_by("subject", "number"):
        yield {
            "subject": one.subject, "version": one.number, "sections": one.sections, "note": one.note,
            "author": shown_name(one.author) if one.author else "", "written": one.created_at, "adopted": one.adopted_on,
            "in_force": one.in_force, "meeting": one.meeting_id, "poll": one.poll_id,
        }  # fmt: skip


def _pages(community: Community) -> Iterator[parts.OfflinePage]:
    """One page: duties, and what is in force or was written last."""
    duties = Duty.objects.filter(community=community).select_related("who")
    rows = ((one.what, shown_name(one.who) if one.who else "", one.due_on or "", one.done_at or "") for one in duties)
    table = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", rows)
    words = format_html_join(
        "", "<h2>{}</h2>{}", ((str(one), said(one)) for one in Statement.objects.current().filter(community=community))
    )
    heads = format_html(
        "<tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr>", _("What"), _("Who"), _("Until"), _("Done")
    )
    html = format_html("<table><thead>{}</thead><tbody>{}</tbody></table>{}", heads, table, words)
    yield parts.OfflinePage("index.html", str(_("Steering")), html)


def said(one: Statement) -> SafeString:
    """The sections of a statement."""
    return format_html_join("", "<h3>{}</h3>{}", ((label, shown(text)) for label, text in one.texts if text))


def _space_changed(community: Community) -> None:
    """Who may see the space, or what it is called."""
    for kind, model in ((DUTY, Duty), (AGREED, Statement)):
        keys = model.objects.filter(community=community).values_list("pk", flat=True)
        changed(kind, map(str, keys), hides=True)

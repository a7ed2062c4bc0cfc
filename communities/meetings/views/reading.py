"""The meetings of a space, and one of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.discussion.references import references
from communities.discussion.views.reading import for_readers
from communities.meetings import policies
from communities.meetings.models import Meeting
from communities.meetings.reading import Poll, months, poll_of, who_comes
from communities.meetings.terms import MEETINGS, PAGE_SIZE, State
from communities.spaces import parts
from communities.spaces.policies import Standing, see_face
from communities.spaces.standing import Rule, allowed
from portal.texts.markdown import to_html


def inside(user: Any, slug: str, rule: Rule = see_face) -> Standing:
    """How somebody stands to a space that has meetings. Http404 where it has not, PermissionDenied where the rule says no."""
    return allowed(user, slug, parts.switched_on(MEETINGS, rule))


def meeting_of(standing: Standing, key: int) -> Meeting:
    """A meeting of the space that the reader may see; Http404 where there is none."""
    found: Any = Meeting.objects.visible_to(standing.user).filter(community=standing.community)
    meeting: Meeting = get_object_or_404(found, pk=min(key, 2**63 - 1))
    meeting.community = standing.community
    return meeting


def found(request: HttpRequest, slug: str, key: int, rule: Any = None) -> tuple[Standing, Meeting]:
    """The meeting of an address, and how the reader stands to its space; PermissionDenied where the rule about it says no."""
    standing = inside(request.user, slug)
    meeting = meeting_of(standing, key)
    if rule and not rule(standing, meeting):
        raise PermissionDenied
    return standing, meeting


def crumbs(standing: Standing, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here."""
    space = standing.community
    here = (_("Meetings"), f"{space.get_absolute_url()}meetings/" if more else "")
    return [*parts.above(space), here, *more]


def framed(standing: Standing, *more: tuple[str, str], **context: Any) -> dict[str, Any]:
    """What a page of this part shows, with the frame of its space."""
    return {**parts.frame(standing, MEETINGS), "crumbs": crumbs(standing, *more), **context}


@never_cache
@require_safe
@for_readers
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """`/communities/mentoring/meetings/`: those to come by month; with `?past=1` those that were."""
    standing = inside(request.user, slug)
    past = request.GET.get("past") == "1"
    of_space: Any = Meeting.objects.visible_to(request.user).filter(community=standing.community)
    pages = Paginator(of_space.past() if past else of_space.to_come(), PAGE_SIZE)
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 7 and 1 <= int(number) <= pages.num_pages):
        raise Http404
    page = pages.page(int(number))
    context = framed(
        standing, page=page, months=months(_with_space(page.object_list, standing)), past=past,
        query="past=1&" if past else "", may_plan=policies.plan(standing),
    )  # fmt: skip
    return render(request, "communities/meetings/meetings.html", context)


def _with_space(meetings: Iterable[Meeting], standing: Standing) -> list[Meeting]:
    found = list(meetings)
    for meeting in found:
        meeting.community = standing.community
    return found


@never_cache
@require_safe
@for_readers
def meeting(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`/communities/mentoring/meetings/12/`: all of it, as far as the reader may see it."""
    standing, shown = found(request, slug, key)
    return render(request, "communities/meetings/meeting.html", page_context(standing, shown))


def page_context(standing: Standing, meeting: Meeting, **more: Any) -> dict[str, Any]:
    """What the page of a meeting shows. The number of queries depends on neither times nor people."""
    names = policies.see_names(standing)
    poll: Poll | None = poll_of(meeting, standing, names=names) if meeting.state == State.PLANNING else None
    agenda = list(meeting.agenda.all())
    recorded = policies.see_minutes(standing, meeting)
    about, minutes = to_html(meeting.about), to_html(meeting.minutes) if recorded else ""
    named = references(standing.user, [(meeting.community_id, about), (meeting.community_id, minutes)])
    may = {
        rule: getattr(policies, rule)(standing, meeting)
        for rule in ("tend", "edit", "vote", "attend", "take_minutes", "see_video", "report")
    }
    total = sum(item.minutes for item in agenda)
    return framed(
        standing, (meeting.title, ""), meeting=meeting, poll=poll, agenda=agenda, may=may, total=total,
        too_long=total - meeting.length if total > meeting.length else 0,
        comes=who_comes(meeting, standing, names=names), about=named.in_html(about, meeting.community_id),
        minutes=named.in_html(minutes, meeting.community_id) if recorded else "",
        outcomes=list(meeting.outcomes.all()) if recorded else [], sees_names=names,
        **more,
    )  # fmt: skip

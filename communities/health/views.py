"""How a space is doing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.health import policies
from communities.health.drawing import columns
from communities.health.reading import Compared, Health, Members, Waits
from communities.languages import choices
from communities.spaces import parts
from communities.spaces.standing import allowed
from communities.stewardship.terms import PART
from communities.stewardship.views.workspace import crumbs
from portal.foundation.numbers import grouped

Bars = list[tuple[str, int]]


@never_cache
@require_safe
@login_required
def health(request: HttpRequest, slug: str) -> HttpResponse:
    """Counts, times and shares, with pictures and tables."""
    standing = allowed(request.user, slug, policies.read)
    found = Health.of(standing.community)
    context = parts.frame(standing, PART) | {
        "health": found,
        "chart": columns(found.weeks),
        "waits": [
            (_("A question"), _quarters(found.answers)),
            (_("The first post of somebody new"), _quarters(found.first_answers)),
        ],
        "members": list(_members(found.members)),
        "languages": _languages(found.languages),
        "most": max((posts for _code, posts in found.languages), default=0),
        "crumbs": crumbs(standing, _("How we are doing")),
    }
    return render(request, "communities/health/health.html", context)


def _quarters(compared: Compared) -> list[tuple[str, str, Waits]]:
    """Both quarters, with the time until half had an answer, in words."""
    named = ((_("the last 13 weeks"), compared.now), (_("the 13 weeks before"), compared.before))
    return [(label, "" if waits.median is None else lasting(waits.median), waits) for label, waits in named]


def lasting(days: float) -> str:
    """How long something took, in words; of more than two days only the days."""
    hours = round(days * 24)
    if hours < 1:
        return _("less than an hour")
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": grouped(hours)}
    return ngettext("%(count)s day", "%(count)s days", round(days)) % {"count": grouped(round(days))}


def _members(found: Members) -> Iterator[tuple[str, int | None]]:
    yield _("wrote something"), found.wrote
    yield _("were here and only read"), found.read
    yield _("were not here"), found.away


def _languages(found: Iterable[tuple[str, int]]) -> Bars:
    names = dict(choices())
    return [(str(names.get(code, code)) if code else _("others"), posts) for code, posts in found]

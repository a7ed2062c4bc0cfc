"""A version of the plan with what is said of it, one of its lines, and what changed since the version before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.discussion.models import Topic
from communities.discussion.views.reading import number_in, talk, topic_of
from communities.spaces import parts
from communities.spaces.policies import Standing
from communities.spaces.standing import allowed
from communities.stewardship import policies as stewardship
from communities.stewardship.plans import policies
from communities.stewardship.plans.comparing import changes
from communities.stewardship.plans.forms import DecideForm, DeclineForm
from communities.stewardship.plans.models import PlanLine, PlanVersion, Suggestion
from communities.stewardship.plans.proposing import last_closed
from communities.stewardship.plans.reading import answered, rows_of, stances_of, suggestions_of
from communities.stewardship.plans.terms import DECIDED, ENDED, NAMES_PAGE, REVIEW, State, key_of
from communities.stewardship.terms import PART
from portal.foundation.prepared import PK
from portal.notices import telling

RULES = (policies.write, policies.answer, policies.close, policies.weigh, policies.decide)


def version_of(request: HttpRequest, slug: str, key: int) -> tuple[Standing, PlanVersion]:
    """A version that the reader may see, with how they stand to its space. Http404 where there is none for them."""
    standing = allowed(request.user, slug, stewardship.read)
    version: PlanVersion = get_object_or_404(PlanVersion, community=standing.community, pk=min(key, PK))
    version.community = standing.community
    if not policies.see(standing, version):
        raise Http404
    return standing, version


def line_of(version: PlanVersion, thread: UUID) -> PlanLine:
    """A line of it. Http404 where there is none."""
    line: PlanLine = get_object_or_404(version.lines.select_related("decided_by"), thread=thread)
    line.version = version
    return line


def crumbs(standing: Standing, version: PlanVersion, *more: str) -> list[tuple[str, str]]:
    """The trail to a version, and to what is below it."""
    space = standing.community
    trail = parts.above(space)
    workspace = (_("Stewardship"), reverse("stewardship", args=[space.slug]))
    return [*trail, workspace, (str(version), version.get_absolute_url() if more else ""), *((one, "") for one in more)]


def around(standing: Standing, version: PlanVersion, *more: str) -> dict[str, Any]:
    """What every page of a plan shows around itself."""
    may = {rule.__name__: rule(standing, version) for rule in RULES}
    return parts.frame(standing, PART) | {
        "version": version,
        "state": version.state,
        "may": may,
        "crumbs": crumbs(standing, version, *more),
    }


@never_cache
@require_safe
@login_required
def plan(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/stewardship/plan/3/`: its lines with what members say of them, and the comments."""
    standing, version = version_of(request, slug, key)
    said = comments(request, standing, version) if version.state != State.DRAFT else {}
    telling.read(request.user, (f"{event}:{version.pk}" for event in (REVIEW, ENDED, DECIDED)))
    rows = rows_of(version, request.user)
    before = PlanVersion.objects.filter(community=standing.community, number__lt=version.number).first()
    context = (
        said
        | around(standing, version)
        | {
            "rows": rows,
            "answered": answered(version),
            "own_count": sum(row.own is not None for row in rows),
            "undecided": sum(not row.line.decision for row in rows),
            "members": standing.community.memberships.count(),
            "before": before,
            "profile": last_closed(standing.community) if version.state == State.DRAFT else None,
        }
    )
    return render(request, "communities/stewardship/plans/plan.html", context)


def comments(request: HttpRequest, standing: Standing, version: PlanVersion) -> dict[str, Any]:
    """What was said of a version that is no draft."""
    topic = Topic.objects.filter(attached_to=key_of(version.pk)).values_list("pk", flat=True).first()
    if topic is None:
        return {}
    return talk(request, standing, topic_of(standing, topic, number_in(request.GET.get("quote", ""))))


@never_cache
@require_safe
@login_required
def line(request: HttpRequest, slug: str, key: int, thread: UUID) -> HttpResponse:
    """`…/plan/3/lines/…/`: one line with stances by name, suggestions, and its decision."""
    standing, version = version_of(request, slug, key)
    return shown(request, standing, line_of(version, thread))


def shown(
    request: HttpRequest, standing: Standing, line: PlanLine, status: int = 200,
    *, deciding: DecideForm | None = None, declining: DeclineForm | None = None, declined: Suggestion | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a line; `deciding` or `declining` where what was sent has errors, the latter with which suggestion it is about."""
    version = line.version
    page = Paginator(stances_of(line), NAMES_PAGE).get_page(request.GET.get("page"))
    row = next(one for one in rows_of(version, request.user) if one.line.pk == line.pk)
    context = around(standing, version, line.shown_need) | {
        "row": row,
        "line": line,
        "page": page,
        "suggestions": suggestions_of(line),
        "declining": declining,
        "declined": declined,
        "decline": DeclineForm(),
        "deciding": deciding or DecideForm(line=line),
    }
    return render(request, "communities/stewardship/plans/line.html", context, status=status)


@never_cache
@require_safe
@login_required
def changed(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/plan/3/changes/`: word by word what differs from the version before."""
    standing, version = version_of(request, slug, key)
    before = PlanVersion.objects.filter(community=standing.community, number__lt=version.number).first()
    if before is None:
        raise Http404
    before.community = standing.community
    found = changes(version, before)
    context = around(standing, version, _("What changed")) | {
        "before": before,
        "changes": [one for one in found if one.kind != "same" or one.moved],
        "same": sum(one.kind == "same" and not one.moved for one in found),
    }
    return render(request, "communities/stewardship/plans/changes.html", context)

"""The workspace: what the community says that it needs, and what can be done next."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.commitments.models import Commitment
from communities.health.policies import read as see_health
from communities.spaces import parts
from communities.spaces.policies import Standing
from communities.spaces.standing import allowed
from communities.stewardship import policies
from communities.stewardship.handing_over import pack
from communities.stewardship.models import NeedsAnswer, NeedsProfile
from communities.stewardship.plans.reading import on_workspace
from communities.stewardship.terms import PART
from communities.tending.views import shown_to
from portal.foundation.limits import seconds_to_wait


def crumbs(standing: Standing, here: str) -> list[tuple[str, str]]:
    """The trail to a page of the workspace."""
    space = standing.community
    workspace = (_("Stewardship"), reverse("stewardship", args=[space.slug]))
    trail = parts.above(space)
    return [*trail, workspace, (here, "")]


@never_cache
@require_safe
@login_required
def workspace(request: HttpRequest, slug: str) -> HttpResponse:
    """The last round with its state, and what can be done next."""
    standing = allowed(request.user, slug, policies.read)
    profile = NeedsProfile.objects.filter(community=standing.community).first()
    answered = profile is not None and NeedsAnswer.objects.filter(profile=profile, user=standing.user).exists()
    context = parts.frame(standing, PART) | {
        "profile": profile,
        "answered": answered,
        "plan": on_workspace(standing.community, drafts=standing.tends),
        "answers": profile.answers.count() if profile else 0,
        "five": shown_to(standing),
        "own_commitments": Commitment.objects.open().filter(membership=standing.membership).count(),
        "may": {
            "answer": policies.answer(standing),
            "lead": policies.lead(standing),
            "hand_over": policies.hand_over(standing),
            "see_health": see_health(standing),
        },
        "crumbs": crumbs(standing, "")[:-1],
    }
    return render(request, "communities/stewardship/workspace.html", context)


@never_cache
@require_safe
@login_required
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/stewardship/hand-over.pdf`: what the next steward has to know, made when it is asked for."""
    standing = allowed(request.user, slug, policies.hand_over)
    if wait := seconds_to_wait(request, "export"):
        return HttpResponse(_("Please wait a minute."), status=429, headers={"Retry-After": str(wait)})
    answer = HttpResponse(pack(standing.community, request.user), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-hand-over.pdf"'
    return answer

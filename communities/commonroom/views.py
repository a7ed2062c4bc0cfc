"""The common room: who needs what, whose term ends, what nobody tends, and who stands in for whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities.commonroom import actions, policies, reading
from communities.commonroom.forms import AcceptForm, StandInForm
from communities.commonroom.models import Sharing, StandIn
from communities.commonroom.terms import PART
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.policies import Standing, is_administrator
from communities.spaces.standing import allowed
from communities.stewardship.models import NeedsProfile
from communities.stewardship.plans.reading import in_force
from communities.stewardship.results import drawing, results
from portal.foundation.prepared import PK
from portal.foundation.requests import read_or_send


@never_cache
@read_or_send
@login_required
def door(request: HttpRequest) -> HttpResponse:
    """`/communities/stewards/`: leads in; as long as there is no room, administrators open it. 404 to who is no steward."""
    if room := actions.room():
        return redirect("common_room", inside(request, room.slug).community.slug)
    may_open = is_administrator(request.user)
    if not may_open and not policies.own(request.user).exists():
        raise Http404
    if may_open and request.method == "POST":
        return redirect("common_room", actions.open_room(request.user).slug)
    trail = [(_("Home"), "/"), (_("Communities"), "/communities/"), (_("Stewards’ common room"), "")]
    return render(request, "communities/commonroom/door.html", {"may_open": may_open, "crumbs": trail})


def inside(request: HttpRequest, slug: str) -> Standing:
    """How somebody stands to the room. Http404 for who is no steward, and where the space is another one."""
    standing = allowed(request.user, slug, lambda _standing: True)
    if not policies.enter(standing):
        raise Http404
    return standing


@never_cache
@read_or_send
@login_required
def common_room(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/common-room/`: all of it on one page, with the form by which one asks or offers."""
    standing = inside(request, slug)
    own = policies.own(request.user)
    form = StandInForm(request.POST or None, own=own)
    if form.is_valid():
        try:
            actions.ask(form.save(commit=False), request.user)
            messages.success(request, _("Other stewards see it now."))
            return redirect("common_room", slug)
        except ValidationError as error:
            form.add_error(None, error)
    shared = set(Sharing.objects.filter(community__in=own).values_list("community", flat=True))
    context = parts.frame(standing, PART) | {
        "form": form, "own": [(one, one.pk in shared) for one in own], "sharing": reading.sharing(),
        "ending": reading.ending(request.user), "untended": reading.untended(request.user), "accept": AcceptForm(own=own),
        **reading.stand_ins(request.user), "crumbs": crumbs(standing),
    }  # fmt: skip
    return render(request, "communities/commonroom/room.html", context, status=400 if form.is_bound else 200)


def crumbs(standing: Standing, *here: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here."""
    space = standing.community
    trail = parts.above(space)
    return [*trail, *(here or [(_("Common room"), "")])]


@never_cache
@require_POST
@login_required
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a community of one's own to the stewards of others, or no longer."""
    inside(request, slug)
    key = request.POST.get("community", "")
    community = get_object_or_404(policies.own(request.user), pk=int(key) if key.isdigit() and len(key) < 19 else 0)
    shared = "share" in request.POST
    actions.share(community, request.user, shared=shared)
    messages.success(
        request, _("Other stewards can read it now.") if shared else _("Other stewards can’t read it any more.")
    )
    return redirect("common_room", slug)


@never_cache
@require_POST
@login_required
def agree(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Takes up what somebody asked, or what somebody offered for a community of one's own."""
    inside(request, slug)
    one = get_object_or_404(StandIn, pk=min(key, PK))
    community: Any = None
    if one.community_id is None:
        form = AcceptForm(request.POST, own=policies.own(request.user))
        if not form.is_valid():
            raise PermissionDenied
        community = form.cleaned_data["community"]
    try:
        actions.agree(one.pk, request.user, community)
        messages.success(request, _("Agreed. The other side is told; it begins and ends by itself."))
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect("common_room", slug)


@never_cache
@require_POST
@login_required
def end(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Takes back what is open, or ends what was agreed."""
    inside(request, slug)
    one = get_object_or_404(StandIn, pk=min(key, PK))
    if not policies.end(request.user, one, set(policies.own(request.user).values_list("pk", flat=True))):
        raise PermissionDenied
    actions.end(one, request.user)
    messages.success(request, _("It has ended.") if one.agreed_at else _("It is taken back."))
    return redirect("common_room", slug)


@never_cache
@require_safe
@login_required
def needs(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/common-room/12/`: what another community needs and plans, as it shows it to stewards."""
    standing = inside(request, slug)
    shown: Community = get_object_or_404(reading.spaces().exclude(sharing=None), pk=min(key, PK))
    profile = NeedsProfile.objects.filter(community=shown).first()
    found = results(profile) if profile else None
    trail = crumbs(standing, (_("Common room"), reverse("common_room", args=[slug])), (shown.name, ""))
    context = parts.frame(standing, PART) | {
        "shown": shown,
        "stewards": reading.stewards_of([shown]).get(shown.pk, []),
        "results": found,
        "drawing": drawing(found) if found else None,
        "lines": in_force(shown),
        "crumbs": trail,
    }
    return render(request, "communities/commonroom/needs.html", context)

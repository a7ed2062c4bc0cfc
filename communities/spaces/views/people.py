"""Who belongs to a space: the list, roles, bans and appeals."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.commonroom import reading as common_room
from communities.people.models import Profile
from communities.spaces import actions, parts, policies
from communities.spaces.forms import AppealForm, DecisionForm, ReasonForm, RoleForm
from communities.spaces.models import Ban, Membership
from communities.spaces.policies import Standing
from communities.spaces.standing import allowed
from communities.spaces.views.faces import rights
from communities.spaces.views.joining import crumbs
from portal.foundation.requests import read_or_send

AT_ONCE: Final = 60


@never_cache
@require_safe
@login_required
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody in a space, by role and time; whoever has published a profile is linked to it."""
    standing = allowed(request.user, slug, policies.see_people)
    found = Membership.objects.filter(community=standing.community).in_order()
    chosen = Paginator(found, AT_ONCE).get_page(request.GET.get("page"))
    profiles = Profile.objects.visible_to(request.user).filter(user__in=[one.user_id for one in chosen])
    known = {profile.user_id: profile for profile in profiles}
    context = {
        "community": standing.community,
        "page": chosen,
        "rows": [(one, parts.shown_name(one.user), known.get(one.user_id)) for one in chosen],
        "stand_ins": common_room.here(standing.community),
        "may": rights(standing),
        "standing": standing,
        "tabs": parts.tabs(standing),
        "crumbs": crumbs(standing, _("People")),
    }
    return render(request, "communities/spaces/people.html", context)


def member(standing: Standing, key: int) -> Membership:
    """A membership of the space; Http404 where it is none."""
    found = Membership.objects.filter(community=standing.community).select_related("user", "community")
    return get_object_or_404(found, pk=key)


@never_cache
@read_or_send
@login_required
def role(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """What somebody does in the space, their term, and what they hand over."""
    standing = allowed(request.user, slug, policies.manage_people)
    membership = member(standing, key)
    form = RoleForm(request.POST or None, instance=membership)
    if form.is_valid():
        try:
            actions.set_role(membership, request.user)
            messages.success(request, _("Your changes are saved."))
            return redirect("community_people", slug)
        except ValidationError as error:
            form.add_error(None, error.message)
    context = {
        "community": standing.community,
        "form": form,
        "membership": membership,
        "name": parts.shown_name(membership.user),
        "may_ban": policies.may_be_banned_by(standing, membership),
        "crumbs": crumbs(standing, _("Role")),
    }
    return render(request, "communities/spaces/role.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def ban(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Puts somebody out, with a reason."""
    standing = allowed(request.user, slug, policies.ban)
    membership = member(standing, key)
    if not policies.may_be_banned_by(standing, membership):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.put_out(membership, form.cleaned_data["reason"], request.user)
            messages.success(request, _("They can’t take part any more, and are told why."))
            return redirect("community_bans", slug)
        except ValidationError as error:
            form.add_error(None, error.message)
    name = parts.shown_name(membership.user)
    context = {"community": standing.community, "form": form, "name": name, "crumbs": crumbs(standing, _("Ban"))}
    return render(request, "communities/spaces/ban.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def bans(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was put out and why; appeals, to be decided by somebody else."""
    standing = allowed(request.user, slug, policies.ban)
    found = (
        Ban.objects.in_force().filter(community=standing.community).select_related("user", "banned_by", "decided_by")
    )
    rows = [told(standing, one) for one in found[:100]]
    context = {"community": standing.community, "rows": rows, "crumbs": crumbs(standing, _("Bans"))}
    return render(request, "communities/spaces/bans.html", context)


def told(standing: Standing, banned: Ban) -> dict[str, Any]:
    """A ban, with names as others may read them."""
    return {
        "ban": banned,
        "name": parts.shown_name(banned.user),
        "by": parts.shown_name(banned.banned_by) if banned.banned_by else _("somebody who has left"),
        "may_decide": policies.decide_appeal(standing, banned),
    }


@never_cache
@read_or_send
@login_required
def decision(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Decides an appeal; nobody decides about a ban of their own."""
    standing = allowed(request.user, slug, policies.ban)
    found = Ban.objects.in_force().filter(community=standing.community).select_related("user", "banned_by", "community")
    banned = get_object_or_404(found, pk=key)
    if not policies.decide_appeal(standing, banned):
        raise PermissionDenied
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        actions.decide(banned, form.cleaned_data["lift"] == "lift", form.cleaned_data["decision"], request.user)
        messages.success(request, _("They are told what you decided."))
        return redirect("community_bans", slug)
    context = {
        "community": standing.community,
        "form": form,
        **told(standing, banned),
        "crumbs": crumbs(standing, _("Appeal")),
    }
    return render(request, "communities/spaces/decision.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def appeal(request: HttpRequest, slug: str) -> HttpResponse:
    """Where somebody who was put out reads why, and says why that is wrong; also of a space that they could not know of now."""
    user: Any = request.user
    banned = Ban.objects.in_force().filter(community__slug=slug, user=user).select_related("community").first()
    if banned is None:
        raise Http404
    form = AppealForm(request.POST or None)
    if form.is_valid() and banned.appealed_at is None:
        actions.appeal(banned, form.cleaned_data["text"])
        messages.success(request, _("Your appeal is with those who decide it. You get an answer by mail."))
        return redirect("community_appeal", slug)
    context = {"ban": banned, "community": banned.community, "form": form}
    return render(request, "communities/spaces/appeal.html", context, status=400 if form.is_bound else 200)

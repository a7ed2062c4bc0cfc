"""The list of spaces, one's own, proposing one, and the page of a space: its face, and below it the inside for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.commonroom import reading as common_room
from communities.faces import reading as face_reading
from communities.faces.models import Section
from communities.languages import names
from communities.spaces import actions, parts, policies
from communities.spaces.documents import KIND
from communities.spaces.forms import ProposalForm
from communities.spaces.models import Ban, Community, JoinRequest, Membership
from communities.spaces.policies import Standing
from communities.spaces.standing import allowed
from communities.spaces.terms import Role, State
from communities.spaces.views.joining import waiting_of
from communities.steering import reading as steering
from communities.texts import plain
from portal.foundation import prepared
from portal.foundation.prepared import PK
from portal.foundation.requests import read_or_send
from search.lists import result_list

VISIT: Final = timedelta(minutes=30)  # so long after the last page a new visit begins
FIRST_NEWS: Final = timedelta(days=7)  # what is told to somebody who was never here
MOST_PROPOSALS: Final = 3  # of one person, waiting


@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    """`/communities/`: every space that the reader may know of; the one search."""
    listing = result_list(request, presets={"kind": (KIND,)}, facets_left_out=("kind",))
    context = {
        "listing": listing,
        "mine": spaces_of(request.user),
        "crumbs": [(_("Home"), "/"), (_("Communities"), "")],
    }
    return render(request, "communities/spaces/communities.html", context, status=listing.status)


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """`/communities/mine/`: where one belongs, what one asked and proposed."""
    user: Any = request.user
    context = {
        "mine": spaces_of(user),
        "asked": JoinRequest.objects.filter(user=user).select_related("community"),
        "proposed": Community.objects.filter(proposed_by=user, state=State.PROPOSED),
        "bans": Ban.objects.in_force().filter(user=user).select_related("community"),
        "crumbs": [(_("Home"), "/"), (_("Communities"), "/communities/"), (_("Your communities"), "")],
    }
    return render(request, "communities/spaces/mine.html", context)


def spaces_of(user: Any) -> Any:
    """The memberships of a person in spaces that are alive, by name."""
    if not user.is_authenticated:
        return Membership.objects.none()
    belongs = Membership.objects.filter(user=user).exclude(
        community__state=State.CLOSED, role__in=[Role.MEMBER, Role.SPONSOR, Role.FACILITATOR]
    )
    return belongs.select_related("community").order_by("community__name")


@never_cache
@read_or_send
@login_required
def propose(request: HttpRequest) -> HttpResponse:
    """`/communities/propose/`: whoever has an account can propose a space."""
    waiting = Community.objects.filter(proposed_by=request.user.pk, state=State.PROPOSED).count()
    if waiting >= MOST_PROPOSALS:
        messages.warning(request, _("Your proposals are still waiting for an answer. Please let us answer them first."))
        return redirect("communities_mine")
    form = ProposalForm(request.POST or None, user=request.user)
    if form.is_valid():
        actions.propose(form.save(commit=False), request.user)
        messages.success(request, _("Thank you. An administrator will read it and write to you."))
        return redirect("communities_mine")
    crumbs = [(_("Home"), "/"), (_("Communities"), "/communities/"), (_("Propose a community"), "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "communities/spaces/propose.html", context, status=400 if form.is_bound else 200)


@require_safe
def community(request: HttpRequest, slug: str) -> HttpResponse:
    """`/communities/mentoring/`: the face; for its own people what is new since their last visit, and the face at `?face`."""
    try:
        standing = allowed(request.user, slug, policies.see_face)
    except Http404:
        return tombstone(request, slug)
    news_first = standing.takes_part and standing.community.state != State.PROPOSED and "face" not in request.GET
    context = page(standing, [] if news_first else None) | inside(standing) | {"news_first": news_first}
    response = render(request, "communities/spaces/community.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


@never_cache
@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """`/communities/mentoring/search/?q=housing`: all that this reader may see in a space; the one search."""
    standing = allowed(request.user, slug, policies.see_face)
    listing = result_list(request, presets={"community": (str(standing.community.pk),)}, sort="newest")
    crumbs = [*parts.above(standing.community), (_("Search"), "")]
    context = parts.frame(standing, "search") | {"listing": listing, "crumbs": crumbs}
    return render(request, "communities/spaces/search.html", context, status=listing.status)


def tombstone(request: HttpRequest, slug: str) -> HttpResponse:
    """410 for a closed space of which strangers knew, asked for where this reader finds none. Raises Http404 where there was none."""
    found = Community.objects.filter(slug=slug, state=State.CLOSED).exclude(founded_at=None)
    gone = get_object_or_404(found.exclude(visibility=Community.Visibility.PRIVATE))
    context = {"identifier": gone.identifier, "title": gone.name, "withdrawn_on": gone.closed_at, "hide_finder": True}
    return render(request, "410.html", context, status=410)


def page(standing: Standing, sections: Iterable[Section] | None = None) -> dict[str, Any]:
    """What the face shows, with its published sections where no others are given."""
    space, numbers = standing.community, parts.counts(standing)
    if sections is None:
        sections = face_reading.face_of(space).shown
    tended = prepared.objects("who tends", Membership, _tended, pk=space.pk)
    people = [(membership, parts.named(membership.name)) for membership in tended]
    return {
        "community": space,
        "standing": standing,
        "description": " ".join(plain(space.purpose).split())[:200],
        "members": numbers[parts.PEOPLE],
        "stewards": [(one, name) for one, name in people if one.role == Role.STEWARD],
        "sponsors": [name for one, name in people if one.role == Role.SPONSOR],
        "languages": names(space.languages),
        "tabs": parts.tabs(standing, numbers),
        "sections": face_reading.shown(space, standing.user, sections),
        "may": rights(standing),
        "asked": waiting_of(standing),
        "crumbs": [(_("Home"), "/"), (_("Communities"), "/communities/"), (space.name, "")],
        **lineage(space, standing.user),
    }


def _tended() -> QuerySet[Membership]:
    found = Membership.objects.filter(community=PK, role__in=[Role.STEWARD, Role.SPONSOR], user__is_active=True)
    return found.in_order().select_related(None).annotate(name=F("user__name"))


def lineage(space: Community, user: Any) -> dict[str, Any]:
    """Where a space comes from and what became of it, as far as this reader may know of the others. One query."""
    ids = [one for one in (space.grew_out_of_id, space.merged_into_id) if one]
    known = {one.pk: one for one in Community.objects.visible_to(user).filter(pk__in=ids)} if ids else {}
    return {"grew_out_of": known.get(space.grew_out_of_id), "merged_into": known.get(space.merged_into_id)}


def rights(standing: Standing) -> dict[str, bool]:
    """What a page offers to its reader."""
    rules = (
        policies.see_inside, policies.see_people, policies.join, policies.request, policies.leave, policies.invite, policies.accept,
        policies.edit_face, policies.manage_people, policies.ban, policies.archive, policies.close, policies.export,
    )  # fmt: skip
    return {rule.__name__: rule(standing) for rule in rules}


def inside(standing: Standing) -> dict[str, Any]:
    """What happened inside since the last visit, and who else looks after it; nothing for who may not see it."""
    if not policies.see_inside(standing):
        return {}
    since = last_visit(standing.membership)
    return {
        "since": since,
        "news": parts.news(standing, since or timezone.now() - FIRST_NEWS) if standing.takes_part else [],
        "waiting": waiting(standing.community) if policies.accept(standing) else 0,
        "stand_ins": common_room.here(standing.community) if policies.belongs(standing) else [],
        "steered_by": steering.steering_of(standing.community) if policies.belongs(standing) else [],
    }


def waiting(space: Community) -> int:
    """How many ask to be let in."""
    return JoinRequest.objects.filter(community=space, declined_at=None).count()


def last_visit(membership: Membership | None) -> Any:
    """When a member's visit before this one was, None where this is the first; notes that they are here. A visit lasts while somebody
    turns pages."""
    if membership is None:
        return None
    now = timezone.now()
    if membership.visited_at is None or now - membership.visited_at > VISIT:
        membership.visited_before = membership.visited_at
    if membership.visited_at is None or now - membership.visited_at > timedelta(minutes=1):
        visit = {"visited_at": now, "visited_before": membership.visited_before}
        Membership.objects.filter(pk=membership.pk).update(**visit)  # no signal: it changes nothing that others see
    return membership.visited_before

"""What members of a space have taken up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.commitments import actions, policies
from communities.commitments.forms import ChangeForm, ProposalForm, TakeUpForm
from communities.commitments.lessons import LESSONS
from communities.commitments.models import Commitment, Proposal
from communities.commitments.terms import SHOWN_AFTERWARDS
from communities.spaces import parts
from communities.spaces.policies import Standing
from communities.spaces.standing import allowed
from communities.stewardship.terms import PART
from communities.stewardship.views.workspace import crumbs
from portal.foundation.requests import read_or_send

PAGE: int = 50
MOST_LISTED: int = 100


@never_cache
@read_or_send
@login_required
def commitments(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own, those of others that one may see, and the form by which something is taken up."""
    standing = allowed(request.user, slug, policies.take_up if request.method == "POST" else policies.read)
    form = None
    if policies.take_up(standing) and standing.membership:
        form = TakeUpForm(request.POST or None, membership=standing.membership)
        if form.is_valid() and taken_up(request, form):
            return redirect("commitments", slug)
    context = (
        parts.frame(standing, PART)
        | listed(request, standing)
        | {
            "form": form,
            "lessons": LESSONS.values(),
            "may": {"propose": policies.propose(standing)},
            "crumbs": crumbs(standing, _("Commitments")),
        }
    )
    status = 400 if form and form.is_bound else 200
    return render(request, "communities/commitments/commitments.html", context, status=status)


def taken_up(request: HttpRequest, form: TakeUpForm) -> bool:
    """Keeps what somebody takes up; says beside the form why it can't be kept."""
    try:
        kept = actions.take_up(form.save(commit=False))
    except ValidationError as error:
        form.add_error("what", error)
        return False
    text = _("You have taken it up: “%(words)s”. Whatever comes of it is yours to say.")
    messages.success(request, text % {"words": kept.said})
    return True


def listed(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """One's own and the others', those that are open first."""
    seen = Commitment.objects.visible_to(standing.user).of_space(standing.community)
    lately = timezone.now() - SHOWN_AFTERWARDS
    own, others = seen.filter(membership__user=standing.user), seen.exclude(membership__user=standing.user)
    return {
        "own": own.open(),
        "own_done": own.done()[:MOST_LISTED],
        "page": Paginator(others.open(), PAGE).get_page(request.GET.get("page")),
        "others_done": others.done().filter(done_at__gt=lately)[:MOST_LISTED],
    }


def own_commitment(request: HttpRequest, slug: str, key: int) -> Commitment:
    """One's own. Http404 for everybody else, also for who may see it."""
    standing = allowed(request.user, slug, policies.take_up)
    own = Commitment.objects.select_related("membership").filter(membership=standing.membership)
    found: Commitment = get_object_or_404(own, pk=key)
    found.membership.community = standing.community
    return found


@never_cache
@require_POST
@login_required
def act(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Ticks it, takes that back, or gives it up."""
    commitment = own_commitment(request, slug, key)
    try:
        if "done" in request.POST:
            actions.tick(commitment)
            messages.success(request, _("Done: “%(words)s”.") % {"words": commitment.said})
        elif "undone" in request.POST:
            actions.untick(commitment)
        elif "give_up" in request.POST:
            actions.give_up(commitment)
            messages.success(request, _("It is gone, and nobody is told. You can take it up again at any time."))
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect("commitments", slug)


@never_cache
@read_or_send
@login_required
def change(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Another day, other words, or who sees it."""
    commitment = own_commitment(request, slug, key)
    if commitment.done_at:
        return redirect("commitments", slug)
    form = ChangeForm(request.POST or None, instance=commitment)
    if form.is_valid():
        try:
            actions.change(form.save(commit=False))
            messages.success(request, _("Your changes are saved."))
            return redirect("commitments", slug)
        except ValidationError as error:
            form.add_error(None, error)
    space = commitment.membership.community
    standing = Standing(space, request.user, commitment.membership, banned=False, administrator=False)
    context = {"community": space, "form": form, "commitment": commitment, "crumbs": crumbs(standing, _("Commitments"))}
    return render(request, "communities/commitments/change.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """What stewards propose: a short list, added to and taken out of one by one."""
    standing = allowed(request.user, slug, policies.propose)
    space = standing.community
    if "remove" in request.POST:
        key = request.POST["remove"]
        Proposal.objects.filter(community=space, pk=int(key) if key.isdecimal() and len(key) < 19 else 0).delete()
        return redirect("commitment_proposals", slug)
    form = ProposalForm(request.POST or None, instance=Proposal(community=space))
    if form.is_valid():
        try:
            actions.propose(space, form.cleaned_data["words"])
            return redirect("commitment_proposals", slug)
        except ValidationError as error:
            form.add_error("words", error)
    context = {
        "community": space,
        "form": form,
        "proposals": Proposal.objects.filter(community=space),
        "lessons": LESSONS.values(),
        "crumbs": crumbs(standing, _("What you propose")),
    }
    return render(request, "communities/commitments/proposals.html", context, status=400 if form.is_bound else 200)

"""Getting in and out: joining, asking, invitations, leaving."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from communities.spaces import actions, parts, policies
from communities.spaces.forms import AnswerForm, InviteForm, NoteForm
from communities.spaces.mails import invitation_of
from communities.spaces.models import Invitation, JoinRequest
from communities.spaces.policies import Standing
from communities.spaces.standing import allowed, standing_of
from portal.foundation.limits import seconds_to_wait
from portal.foundation.requests import read_or_send


def crumbs(standing: Standing, here: str) -> list[tuple[str, str]]:
    """The trail to a page inside a space."""
    space = standing.community
    return [*parts.above(space), (here, "")]


def waiting_of(standing: Standing) -> JoinRequest | None:
    """The request of somebody who may ask to join, until it is answered."""
    if not policies.request(standing):
        return None
    return JoinRequest.objects.filter(community=standing.community, user=standing.user, declined_at=None).first()


@never_cache
@read_or_send
@login_required
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Joins at once, or asks: the page shows the rules first."""
    standing = allowed(
        request.user, slug, lambda who: policies.join(who) or policies.request(who) or bool(who.membership)
    )
    if standing.membership:
        return redirect(standing.community)
    at_once = policies.join(standing)
    asked = waiting_of(standing)
    if "take_back" in request.POST:
        if asked:
            asked.delete()
        messages.success(request, _("Your request is taken back."))
        return redirect(standing.community)
    form = NoteForm(request.POST or None, initial={"note": asked.note if asked else ""})
    if request.method == "POST" and at_once:
        actions.join(standing.community, request.user)
        messages.success(request, _("Welcome. You are a member now."))
        return redirect(standing.community)
    if request.method == "POST" and form.is_valid():
        actions.ask_to_join(standing.community, request.user, form.cleaned_data["note"])
        messages.success(request, _("Your request is with the community. You get an answer by mail."))
        return redirect(standing.community)
    context = {
        "community": standing.community,
        "form": form,
        "at_once": at_once,
        "asked": asked,
        "crumbs": crumbs(standing, _("Join")),
    }
    return render(request, "communities/spaces/join.html", context, status=400 if request.method == "POST" else 200)


@never_cache
@read_or_send
@login_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks once, then ends the membership."""
    standing = allowed(request.user, slug, policies.leave)
    only = standing.membership is not None and actions.is_only_steward(standing.membership)
    if request.method == "POST" and standing.membership and not only:
        try:
            actions.leave(standing.membership)
        except ValidationError as error:  # somebody else left in this very moment
            messages.error(request, error.message)
            return redirect("community_leave", slug)
        messages.success(request, _("You have left “%(name)s”.") % {"name": standing.community.name})
        return redirect("communities_mine")
    context = {"community": standing.community, "only_steward": only, "crumbs": crumbs(standing, _("Leave"))}
    return render(request, "communities/spaces/leave.html", context, status=409 if request.method == "POST" else 200)


@never_cache
@read_or_send
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of a letter leads: says what it is an invitation to; the person whose address it was sent to can accept."""
    sent = invitation_of(token)
    if sent is None:
        return render(request, "communities/spaces/invitation_gone.html", status=410)
    user: Any = request.user
    standing = standing_of(user, sent.community)
    if standing.membership:
        return redirect(sent.community)
    is_theirs = (
        user.is_authenticated
        and EmailAddress.objects.filter(user=user, verified=True, email__iexact=sent.email).exists()
    )
    may = is_theirs and policies.use_invitation(standing)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        actions.join(sent.community, user)
        sent.delete()
        messages.success(request, _("Welcome. You are a member now."))
        return redirect(sent.community)
    context = {"community": sent.community, "is_theirs": is_theirs, "may_accept": may, "next": request.path}
    return render(request, "communities/spaces/invitation.html", context)


@never_cache
@read_or_send
@login_required
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    """Who asks to be let in, each with the answer to be given."""
    standing = allowed(request.user, slug, policies.accept)
    waiting = JoinRequest.objects.filter(community=standing.community, declined_at=None).select_related("user")
    rows = [(asked, AnswerForm(prefix=str(asked.pk))) for asked in waiting[:100]]
    if request.method == "POST":
        asked = get_object_or_404(waiting, pk=number(request.POST.get("request", "")))
        form = AnswerForm(request.POST, prefix=str(asked.pk))
        if form.is_valid():
            answer(request, asked, form)
            return redirect("community_requests", slug)
        rows = [(one, form if one.pk == asked.pk else empty) for one, empty in rows]
    context = {"community": standing.community, "rows": rows, "crumbs": crumbs(standing, _("Requests"))}
    return render(request, "communities/spaces/requests.html", context, status=400 if request.method == "POST" else 200)


def answer(request: HttpRequest, asked: JoinRequest, form: AnswerForm) -> None:
    """Does what was answered, and says so."""
    if form.cleaned_data["yes"] == "no":
        actions.turn_down(asked, form.cleaned_data["answer"], request.user)
        messages.success(request, _("They are told that the answer is no."))
        return
    try:
        actions.accept(asked, request.user)
        messages.success(request, _("They are a member now."))
    except ValidationError as error:
        messages.error(request, error.message)


@never_cache
@read_or_send
@login_required
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Writes to people; shows which letters are out, each of which can be taken back."""
    standing = allowed(request.user, slug, policies.invite)
    sent = Invitation.objects.filter(community=standing.community)
    if request.method == "POST" and "withdraw" in request.POST:
        sent.filter(pk=number(request.POST["withdraw"])).delete()
        messages.success(request, _("The invitation is taken back: its link leads nowhere now."))
        return redirect("community_invite", slug)
    form = InviteForm(request.POST or None)
    if form.is_valid() and seconds_to_wait(request, "invite"):
        form.add_error(None, _("That were many letters in a short time. Wait a minute, then send these."))
    if form.is_valid():
        for email in form.cleaned_data["emails"]:
            actions.invite(standing.community, email, request.user)
        count = len(form.cleaned_data["emails"])
        messages.success(request, ngettext("%d letter is on its way.", "%d letters are on their way.", count) % count)
        return redirect("community_invite", slug)
    context = {
        "community": standing.community,
        "form": form,
        "sent": sent[:200],
        "crumbs": crumbs(standing, _("Invite")),
    }
    return render(request, "communities/spaces/invite.html", context, status=400 if form.is_bound else 200)


def number(written: str) -> int:
    """A key out of a form; Http404 for what is none."""
    if not (written.isascii() and written.isdigit() and len(written) < 19):
        raise Http404
    return int(written)

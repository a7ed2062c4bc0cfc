"""Writing a draft: starting a version, its lines, what is taken over from the needs profile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.spaces.policies import Standing
from communities.spaces.standing import allowed
from communities.stewardship import policies as stewardship
from communities.stewardship.plans import actions, comparing, policies
from communities.stewardship.plans.forms import LineForm, TakeOverForm
from communities.stewardship.plans.models import PlanLine, PlanVersion
from communities.stewardship.plans.proposing import last_closed, proposals
from communities.stewardship.plans.views.reading import around, line_of, version_of
from portal.foundation.prepared import PK
from portal.foundation.requests import read_or_send
from portal.texts import differences


def draft_of(request: HttpRequest, slug: str, key: int) -> tuple[Standing, PlanVersion]:
    """A version that the reader may write. PermissionDenied where they don't tend the space."""
    standing, version = version_of(request, slug, key)
    if not stewardship.lead(standing):
        raise PermissionDenied
    return standing, version


@never_cache
@require_POST
@login_required
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/stewardship/plan/`: begins a version; where one is in hand, it leads there."""
    standing = allowed(request.user, slug, stewardship.lead)
    version = actions.start(standing.community, request.user)
    if version.number == 1 and policies.write(standing, version) and last_closed(standing.community):
        return redirect("plan_needs", slug, version.pk)
    return redirect(version)


@never_cache
@require_POST
@login_required
def discard(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/plan/3/discard/`: throws a draft away; what is gone already is gone."""
    standing = allowed(request.user, slug, stewardship.lead)
    version = PlanVersion.objects.filter(community=standing.community, pk=min(key, PK)).first()
    try:
        if version:
            version.community = standing.community
            actions.discard(version, request.user)
            messages.success(request, _("The draft is thrown away."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("stewardship", slug)


@never_cache
@read_or_send
@login_required
def needs(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/plan/3/needs/`: what the last needs profile proposes, to be taken over as lines."""
    standing, version = draft_of(request, slug, key)
    profile = last_closed(standing.community)
    if profile is None:
        raise Http404
    if not policies.write(standing, version):
        return too_late(request, version)
    proposed = proposals(version, profile)
    form = TakeOverForm(request.POST or None, proposals=proposed)
    if form.is_valid():
        version.profile = profile
        number = actions.take_over(version, [one.as_line(version) for one in form.chosen], request.user)
        if number:
            messages.success(request, _("Taken over. Change the words as you like."))
        return redirect(version)
    context = around(standing, version, _("From the needs profile"))
    context |= {"form": form, "proposals": proposed, "profile": profile}
    return render(request, "communities/stewardship/plans/needs.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def new_line(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/plan/3/new/`: a further line."""
    standing, version = draft_of(request, slug, key)
    return edited(request, standing, version, PlanLine(version=version))


@never_cache
@read_or_send
@login_required
def edit_line(request: HttpRequest, slug: str, key: int, thread: UUID) -> HttpResponse:
    """`…/plan/3/lines/…/edit/`: its words. What was written to a line that somebody took out meanwhile is not lost."""
    standing, version = draft_of(request, slug, key)
    line = version.lines.filter(thread=thread).first()
    if line is None and request.method != "POST":
        raise Http404
    return edited(request, standing, version, line or PlanLine(version=version, thread=thread))


def edited(request: HttpRequest, standing: Standing, version: PlanVersion, line: PlanLine) -> HttpResponse:
    """The form of a line, and what becomes of it."""
    form = LineForm(request.POST or None, instance=line)
    status, now = (400 if form.is_bound else 200), None
    if form.is_valid():
        line.version, (line.thread, seen) = version, form.known
        try:
            actions.save_line(line, seen, request.user)
            messages.success(request, _("The line is saved."))
            return redirect(version)
        except actions.ChangedError:
            status, now = 409, version.lines.filter(thread=line.thread).first()
            form.again(now.revision if now else 0)
            form.add_error(
                None, _("Somebody else changed this line meanwhile. Nothing of yours is lost: compare, and save again.")
            )
        except ValidationError as error:
            status = 409
            form.add_error(None, error)
    context = around(standing, version, _("Line") if line.pk else _("New line"))
    context |= {"form": form, "line": line, "conflict": status == 409, "differs": conflict(now, form) if now else []}
    return render(request, "communities/stewardship/plans/edit.html", context, status=status)


def conflict(now: PlanLine, form: LineForm) -> list[tuple[Any, Any]]:
    """What somebody else saved, against what was written here."""
    mine = form.instance
    pairs = ((name, comparing.words_of(now, name), comparing.words_of(mine, name)) for name in comparing.COMPARED)
    return [(comparing.label_of(name), differences.words(was, is_now)) for name, was, is_now in pairs if was != is_now]


@never_cache
@require_POST
@login_required
def act(request: HttpRequest, slug: str, key: int, thread: UUID) -> HttpResponse:
    """`…/plan/3/lines/…/act/`: up, down, or out."""
    _standing, version = draft_of(request, slug, key)
    do = request.POST.get("do")
    if do == "remove" and not version.lines.filter(thread=thread).exists():
        return redirect(version)  # sent twice
    line = line_of(version, thread)
    try:
        if do == "remove":
            actions.remove(line, request.user)
            messages.success(request, _("The line is taken out."))
        elif do in ("up", "down"):
            at = request.POST.get("at", "")
            actions.move(line, -1 if do == "up" else 1, int(at) if at.isascii() and at.isdigit() and len(at) < 6 else 0)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(f"{version.get_absolute_url()}#line-{line.pk}")


def too_late(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """Says that a version is no draft any more."""
    messages.error(request, _("This version is no draft any more: members review it, or it is decided."))
    return redirect(version)

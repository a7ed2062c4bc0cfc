"""The review of a version: opening and ending it, how members see its lines, suggestions, decisions, and switching parts by them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.spaces.policies import Standing
from communities.stewardship import policies as stewardship
from communities.stewardship.plans import actions, policies, saying
from communities.stewardship.plans.forms import DecideForm, DeclineForm, ReviewForm, StanceForm, SuggestForm, said_in
from communities.stewardship.plans.models import Suggestion
from communities.stewardship.plans.reading import rows_of
from communities.stewardship.plans.terms import Decision, Field, State
from communities.stewardship.plans.views.reading import around, line_of, shown, version_of
from communities.stewardship.plans.views.writing import draft_of, too_late
from portal.foundation.prepared import PK
from portal.foundation.requests import read_or_send

TWO_WEEKS = timedelta(days=14)


@never_cache
@read_or_send
@login_required
def review(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/plan/3/review/`: asks the members."""
    standing, version = draft_of(request, slug, key)
    if not policies.write(standing, version):
        return redirect(version) if request.method == "POST" else too_late(request, version)
    form = ReviewForm(request.POST or None, initial={"closes_at": timezone.localtime() + TWO_WEEKS})
    if form.is_valid():
        try:
            actions.open_review(version, form.cleaned_data["closes_at"], request.user)
            messages.success(request, _("Members are asked now, and told of it."))
            return redirect(version)
        except ValidationError as error:
            form.add_error(None, error)
    context = around(standing, version, _("Ask the members")) | {"form": form, "lines": version.lines.count()}
    return render(request, "communities/stewardship/plans/review.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_POST
@login_required
def close(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/plan/3/close/`: ends the review now."""
    standing, version = version_of(request, slug, key)
    if not stewardship.lead(standing):
        raise PermissionDenied
    if policies.close(standing, version):
        actions.close_review(version, request.user)
        messages.success(request, _("The review has ended. Decide about each line now."))
    return redirect(version)


@never_cache
@read_or_send
@login_required
def answer(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/plan/3/answer/`: how a member sees each line; all on one page."""
    standing, version = version_of(request, slug, key)
    in_review = policies.answer(standing, version)
    if not in_review and (standing.membership is None or version.state == State.DRAFT):
        raise PermissionDenied
    if not in_review and request.method != "POST":
        return redirect(version)
    rows = rows_of(version, request.user)
    forms = [StanceForm(request.POST or None, line=row.line, own=row.own) for row in rows]
    status, problem = (400 if request.method == "POST" else 200), ""
    if request.method == "POST" and not [form for form in forms if not form.is_valid()]:
        try:
            saying.say(version, request.user, said_in(forms))
            messages.success(request, _("Thank you. You can change it until the review ends."))
            return redirect(version)
        except ValidationError as error:
            status, problem = 409, error.messages[0]
    context = around(standing, version, _("How you see it"))
    context |= {"pairs": list(zip(rows, forms, strict=True)), "problem": problem, "wrong": status == 400}
    return render(request, "communities/stewardship/plans/answer.html", context, status=status)


@never_cache
@read_or_send
@login_required
def suggest(request: HttpRequest, slug: str, key: int, thread: UUID, field: str) -> HttpResponse:
    """`…/lines/…/suggest/why/`: other words for a field of a line."""
    standing, version = version_of(request, slug, key)
    line = line_of(version, thread)
    if field not in Field:
        raise Http404
    if not policies.answer(standing, version) and (request.method != "POST" or standing.membership is None):
        raise PermissionDenied
    form, status = SuggestForm(request.POST or None, line=line, field=Field(field)), 400 if request.POST else 200
    if form.is_valid():
        try:
            saying.suggest(line, Field(field), form.cleaned_data["text"], request.user)
            messages.success(request, _("Thank you. The stewards are told; you are told what they say."))
            return redirect(line)
        except ValidationError as error:
            status = 409
            form.add_error(None, error)
    context = around(standing, version, _("Other words")) | {
        "form": form, "line": line, "field": Field(field), "fields": Field, "stands": getattr(line, field),
    }  # fmt: skip
    return render(request, "communities/stewardship/plans/suggest.html", context, status=status)


@never_cache
@require_POST
@login_required
def suggestion(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/plan/3/suggestions/12/`: takes it over, declines it, or takes back one's own."""
    standing, version = version_of(request, slug, key)
    rows = Suggestion.objects.filter(line__version=version).select_related("line")
    found: Suggestion = get_object_or_404(rows, pk=min(number, PK))
    found.line.version = version
    do = request.POST.get("do")
    if do == "withdraw" and found.author_id == standing.user.pk:
        saying.withdraw(found)
        messages.success(request, _("Your suggestion is taken back."))
        return redirect(found.line)
    if not stewardship.lead(standing):
        raise PermissionDenied
    return weighed(request, standing, found, do)


def weighed(request: HttpRequest, standing: Standing, found: Suggestion, do: str | None) -> HttpResponse:
    """What a steward makes of a suggestion."""
    form = DeclineForm(request.POST)
    seen = request.POST.get("seen", "")
    if do == "decline" and not form.is_valid():
        return shown(
            request, standing, line_of(found.line.version, found.line.thread), 400, declining=form, declined=found
        )
    try:
        if do == "take":
            saying.take(found, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0, request.user)
            messages.success(request, _("It is the text now. Whoever suggested it is told."))
        elif do == "decline":
            saying.decline(found, form.cleaned_data["reason"], request.user)
            messages.success(request, _("Declined. Whoever suggested it is told why."))
    except actions.ChangedError:
        messages.error(request, _("The line has other words now. Look at what differs, and take it over again."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(found.line)


@never_cache
@require_POST
@login_required
def decide(request: HttpRequest, slug: str, key: int, thread: UUID) -> HttpResponse:
    """`…/lines/…/decide/`: approves or declines a line."""
    standing, version = version_of(request, slug, key)
    line = line_of(version, thread)
    if not stewardship.lead(standing):
        raise PermissionDenied
    form, status = DecideForm(request.POST, line=line), 400
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.decide(line, Decision(data["decision"]), data["reason"], data["seen"], request.user)
            messages.success(request, _("The decision is kept, and members read it."))
            return redirect(line)
        except actions.ChangedError:
            status = 409
            form.add_error(None, _("The line has other words now than those that you read. Read it again, and decide."))
        except ValidationError as error:
            form.add_error("reason", error)
    return shown(request, standing, line, status, deciding=form)


@never_cache
@require_POST
@login_required
def switch(request: HttpRequest, slug: str, key: int, thread: UUID) -> HttpResponse:
    """`…/lines/…/switch/`: switches the part of an approved line on or off."""
    standing, version = version_of(request, slug, key)
    line = line_of(version, thread)
    if not stewardship.lead(standing):
        raise PermissionDenied
    on = request.POST.get("do") == "on"
    if not actions.switch(line, on, request.user):
        messages.error(request, _("This line is not approved, or a newer version of the plan has replaced it."))
    elif on:
        messages.success(request, _("It is switched on: members find it among the tabs above."))
    else:
        messages.success(
            request, _("It is switched off. What is in it is kept, and seen by nobody until it is switched on again.")
        )
    return redirect(line)

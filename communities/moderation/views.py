"""Reporting a thing, the queue and the log, one case, and one's own: what was decided about what one wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.discussion.references import as_read
from communities.moderation import actions, policies
from communities.moderation.forms import AnswerForm, AppealForm, ReportForm, SettleForm, StatementForm
from communities.moderation.models import Case
from communities.moderation.terms import Outcome, Why
from communities.moderation.things import Thing, seen, with_things
from communities.spaces import parts
from communities.spaces.policies import is_administrator
from communities.spaces.standing import allowed
from portal.foundation.limits import seconds_to_wait
from portal.foundation.prepared import PK
from portal.foundation.requests import read_or_send
from portal.texts.identity_risk import Assessment, assess

PAGE_SIZE = 20


@never_cache
@read_or_send
@login_required
def report(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """`/communities/report/post/12/`: says that something should be looked at. Http404 for what the reader can't see."""
    thing = seen_by(request.user, kind, key)
    form = ReportForm(sent(request))
    if form.is_valid() and may_report(request, form):
        actions.report(kind, key, Why(form.cleaned_data["why"]), form.cleaned_data["note"], request.user)
        messages.success(request, _("Thank you. Somebody looks at it; who reported it stays between you and them."))
        return redirect(thing.url)
    context = {"thing": thing, "form": form, "crumbs": [(_("Home"), "/"), (thing.title, thing.url), (_("Report"), "")]}
    return render(request, "communities/moderation/report.html", context, status=400 if form.is_bound else 200)


def seen_by(user: Any, kind: str, key: int) -> Thing:
    """A thing of somebody else that this person sees. Http404 where there is none."""
    thing = seen(kind, key, user)
    if thing is None:
        raise Http404
    return thing


@never_cache
@read_or_send
@login_required
def take_away(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """`/communities/moderation/take-away/file/12/`: for who decides about a thing that nobody had to report, or that waits."""
    thing = seen_by(request.user, kind, key)
    if not policies.take_away(request.user, thing):
        raise PermissionDenied
    form = StatementForm(sent(request))
    if form.is_valid():
        actions.take_away(kind, key, form.cleaned_data["statement"], request.user)
        messages.success(request, _("It was taken away. Its author is told why, and how to appeal."))
        return redirect(thing.url)
    context = {"thing": thing, "form": form}
    context["crumbs"] = [(_("Home"), "/"), (thing.title, thing.url), (_("Take away"), "")]
    return render(request, "communities/moderation/take_away.html", context, status=400 if form.is_bound else 200)


def sent(request: HttpRequest) -> Any:
    """What a form was sent with, also if that is nothing."""
    return request.POST if request.method == "POST" else None


def may_report(request: HttpRequest, form: ReportForm) -> bool:
    """Whether somebody reports no faster than people do; else the form says when to send it again."""
    if wait := seconds_to_wait(request, "reports"):
        form.add_error(None, _("That was fast. Please wait %(seconds)s seconds and send it again.") % {"seconds": wait})
    return not wait


@never_cache
@require_safe
@login_required
def queue(request: HttpRequest, slug: str = "") -> HttpResponse:
    """`/communities/mentoring/moderation/` for who tends a space, `/communities/moderation/` for administrators: what waits, and the log."""
    standing = allowed(request.user, slug, policies.moderate) if slug else None
    if standing is None and not is_administrator(request.user):
        raise PermissionDenied
    found = Case.objects.decided_by(request.user).select_related("community", "settled_by")
    if standing:
        found = found.filter(community=standing.community)
    log = Paginator(found.settled(), PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "waiting": found.waiting().prefetch_related("flags")[:PAGE_SIZE], "waiting_count": found.waiting().count(),
        "log": log, "crumbs": [(_("Home"), "/"), (_("Communities"), "/communities/"), (_("Moderation"), "")],
    }  # fmt: skip
    if standing:
        space = standing.community
        context |= {"community": space, "standing": standing, "tabs": parts.tabs(standing)}
        context["crumbs"].insert(2, (space.name, space.get_absolute_url()))
    return render(request, "communities/moderation/queue.html", context)


@never_cache
@read_or_send
@login_required
def case(request: HttpRequest, key: int) -> HttpResponse:
    """`/communities/moderation/12/`: one case; to be settled, or its appeal to be answered."""
    found = Case.objects.decided_by(request.user).select_related("community", "settled_by", "author", "answered_by")
    shown: Case = get_object_or_404(found, pk=min(key, PK))
    [(_case, thing)] = shown_to(request.user, [shown])
    risk = risk_of(shown, thing)
    form = form_of(request, shown, is_recognisable=bool(risk and risk.is_blocked))
    if form and form.is_valid():
        if not decided(shown, form, request.user):
            messages.error(request, _("Somebody else has decided it meanwhile."))
        return redirect("moderation_case", shown.pk)
    context = {
        "case": shown, "thing": thing, "risk": risk, "flags": shown.flags.all(), "form": form,
        "queue_url": queue_url(shown), "crumbs": [(_("Home"), "/"), (_("Moderation"), queue_url(shown)), (_("Case"), "")],
    }  # fmt: skip
    bad = form is not None and form.is_bound
    return render(request, "communities/moderation/case.html", context, status=400 if bad else 200)


def shown_to(user: Any, cases: Iterable[Case]) -> list[tuple[Case, Thing | None]]:
    """Each case with what it is about, as this reader may know who is mentioned there. A query for each kind, and one for the names."""
    rows = with_things(cases)
    texts = as_read(user, [(case.community_id or 0, thing.text if thing else "") for case, thing in rows])
    return [(case, thing and replace(thing, text=text)) for (case, thing), text in zip(rows, texts, strict=True)]


def risk_of(shown: Case, thing: Thing | None) -> Assessment | None:
    """By what somebody could be recognised in what waits for a protected case."""
    if thing is None or not thing.under or shown.settled_at or not shown.held:
        return None
    found = assess(f"{thing.title}\n\n{thing.text}")
    return found if found.is_advised else None


def form_of(request: HttpRequest, shown: Case, *, is_recognisable: bool = False) -> SettleForm | AnswerForm | None:
    """What this reader can decide about it now. Raises PermissionDenied where they send what they can't."""
    if policies.settle(request.user, shown):
        return SettleForm(sent(request), is_recognisable=is_recognisable)
    if policies.answer(request.user, shown):
        return AnswerForm(sent(request))
    if request.method == "POST":
        raise PermissionDenied
    return None


def decided(shown: Case, form: SettleForm | AnswerForm, by: Any) -> bool:
    """Carries the decision out; False where somebody else was faster."""
    outcome = Outcome(form.cleaned_data["outcome"])
    if isinstance(form, SettleForm):
        return actions.settle(shown, outcome, form.cleaned_data["statement"], by)
    return actions.answer(shown, outcome, form.cleaned_data["answer"], by)


def queue_url(shown: Case) -> str:
    """Where it stands with others."""
    return reverse("moderation_of", args=[shown.community.slug]) if shown.community else reverse("moderation")


@never_cache
@read_or_send
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """`/account/decisions/`: what was decided about what one wrote and what waits; appeals."""
    cases = Case.objects.told_to(request.user).select_related("community")
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    form = AppealForm(sent(request))
    wanted = next((one for one in page if str(one.pk) == request.POST.get("case", "")), None)
    if form.is_valid() and wanted and wanted.may_be_appealed:
        actions.appeal(wanted, form.cleaned_data["text"])
        messages.success(request, _("Your appeal is with those who decide it. You get an answer by mail."))
        return redirect("moderation_own")
    context = {"rows": shown_to(request.user, page), "page": page, "form": form, "wanted": wanted}
    return render(request, "communities/moderation/own.html", context, status=400 if form.is_bound else 200)

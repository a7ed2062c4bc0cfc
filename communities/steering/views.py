"""A steering group's duties, its agreement and its strategy; and what of these the people of steered communities read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities.spaces import parts
from communities.spaces import policies as spaces
from communities.spaces.models import Community
from communities.spaces.policies import Standing
from communities.spaces.standing import Rule, allowed
from communities.spaces.terms import Kind
from communities.steering import actions, policies, reading
from communities.steering.forms import AdoptForm, DutyForm, StatementForm
from communities.steering.models import Duty, Statement
from communities.steering.terms import PART, Subject
from portal.foundation.prepared import PK
from portal.foundation.requests import read_or_send


def group(request: HttpRequest, slug: str, rule: Rule = policies.read) -> Standing:
    """How somebody stands to a steering group. Http404 where the space is none, PermissionDenied where they may not."""
    standing = allowed(request.user, slug, spaces.see_face)
    if standing.community.kind != Kind.STEERING:
        raise Http404
    if not rule(standing):
        raise PermissionDenied
    return standing


def rights(standing: Standing) -> dict[str, bool]:
    """What a page offers to its reader."""
    return {"write": policies.write(standing), "decide": policies.decide(standing)}


def crumbs(standing: Standing, *here: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here."""
    space = standing.community
    trail = parts.above(space)
    return [*trail, (_("Steering"), reverse("steering", args=[space.slug]) if here else ""), *here]


@never_cache
@require_safe
@login_required
def steering(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/steering/`: what is to be done by whom, what is in force, and what the group steers."""
    standing = group(request, slug)
    context = parts.frame(standing, PART) | {
        **reading.duties(standing.community), "subjects": reading.subjects(standing.community), "may": rights(standing),
        "steers": standing.community.steers.visible_to(request.user).order_by("name"), "crumbs": crumbs(standing),
    }  # fmt: skip
    return render(request, "communities/steering/steering.html", context)


@never_cache
@read_or_send
@login_required
def duty(request: HttpRequest, slug: str, key: int | None = None) -> HttpResponse:
    """A new duty, or one that is changed or deleted."""
    standing = group(request, slug, policies.write)
    found = duty_of(standing, key) if key is not None else Duty(community=standing.community)
    if "delete" in request.POST and found.pk and policies.decide(standing):
        actions.delete(found)
        messages.success(request, _("The duty is deleted."))
        return redirect("steering", slug)
    form = DutyForm(request.POST or None, instance=found, community=standing.community)
    if form.is_valid():
        try:
            actions.keep(form.save(commit=False), request.user)
            messages.success(request, _("Your changes are saved."))
            return redirect("steering", slug)
        except ValidationError as error:
            form.add_error(None, error)
    title = _("Change a duty") if found.pk else _("New duty")
    context = {
        "community": standing.community, "form": form, "duty": found, "title": title, "may": rights(standing),
        "crumbs": crumbs(standing, (title, "")),
    }  # fmt: skip
    return render(request, "communities/steering/duty.html", context, status=400 if form.is_bound else 200)


def duty_of(standing: Standing, key: int) -> Duty:
    """A duty of the group. Http404 where there is none."""
    found: Duty = get_object_or_404(Duty, community=standing.community, pk=min(key, PK))
    found.community = standing.community
    return found


@never_cache
@require_POST
@login_required
def done(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Says that a duty is done, or that it is not."""
    standing = group(request, slug, policies.write)
    actions.done(duty_of(standing, key), request.user, is_done="undo" not in request.POST)
    return redirect("steering", slug)


def statement_of(standing: Standing, subject: str, number: int) -> Statement:
    """A version. Http404 where there is none."""
    found: Statement = get_object_or_404(
        Statement.objects.select_related("author", "meeting", "poll"),
        community=standing.community, subject=subject, number=min(number, 2_147_483_647),
    )  # fmt: skip
    found.community = standing.community
    return found


@never_cache
@read_or_send
@login_required
def statement(request: HttpRequest, slug: str, subject: str, number: int) -> HttpResponse:
    """`…/steering/agreement/3/`: a version, what it changed against any other, and by whom it is adopted."""
    standing = group(request, slug)
    found = statement_of(standing, subject, number)
    form = AdoptForm(request.POST or None, statement=found)
    if request.method == "POST" and not policies.decide(standing):
        raise PermissionDenied
    if form.is_valid():
        said = form.cleaned_data
        actions.adopt(found, said["adopted_on"], request.user, meeting=said["meeting"], poll=said["poll"])
        messages.success(request, _("It is in force now. The group is told."))
        return redirect(found)
    others = list(Statement.objects.filter(community=standing.community, subject=subject).select_related("author"))
    other = reading.chosen(others, request.GET.get("with", ""), found)
    context = parts.frame(standing, PART) | {
        "statement": found, "versions": others, "other": other, "form": form, "may": rights(standing),
        "differences": reading.differences(other, found) if other else [], "by": reading.by(found),
        "crumbs": crumbs(standing, (str(found), "")),
    }  # fmt: skip
    return render(request, "communities/steering/statement.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def write(request: HttpRequest, slug: str, subject: str) -> HttpResponse:
    """A new version, beginning with the words of the last one. What was written meanwhile by others is said, and nothing lost."""
    standing = group(request, slug, policies.write)
    space = standing.community
    last = Statement.objects.filter(community=space, subject=subject).first()
    number = last.number if last else 0
    form = StatementForm(
        request.POST or None, subject=subject, initial={"base": number, **(last.sections if last else {})}
    )
    if form.is_valid():
        made = Statement(community=space, subject=subject, sections=form.sections, note=form.cleaned_data["note"])
        try:
            return redirect(actions.write(made, form.cleaned_data["base"], request.user))
        except ValidationError as error:
            form.add_error(None, error)
            form.data = {**form.data.dict(), "base": str(number)}  # type: ignore[attr-defined]  # it can be sent again, on top of that one
    title = str(Subject(subject).label)
    context = {
        "community": space, "form": form, "last": last, "title": title, "crumbs": crumbs(standing, (title, "")),
        "last_url": reverse("statement", args=[slug, subject, number]),
    }  # fmt: skip
    return render(request, "communities/steering/write.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_safe
@login_required
def steered(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/steered/`: what is in force of the groups that steer a community, for its people. 404 where there is none."""
    standing = allowed(request.user, slug, spaces.belongs)
    found = reading.steering_of(standing.community)
    if not found:
        raise Http404
    known = set(
        Community.objects.visible_to(request.user).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True)
    )
    context = parts.frame(standing, "") | {
        "groups": [(one, one.pk in known, reading.in_force(one)) for one in found],
        "crumbs": [*crumbs(standing)[:-1], (_("Steering"), "")],
    }  # fmt: skip
    return render(request, "communities/steering/steered.html", context)

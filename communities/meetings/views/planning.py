"""Calling a meeting, changing it, its agenda and its poll; fixing its date, and cancelling it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.discussion.mentions import to_be_changed
from communities.meetings import actions, policies
from communities.meetings.forms import AgendaFormSet, MeetingForm, ReasonForm, TimesForm, numbered, sent
from communities.meetings.models import Meeting
from communities.meetings.terms import State
from communities.meetings.views.reading import found, framed, inside
from portal.foundation.requests import read_or_send


@never_cache
@read_or_send
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/meetings/new/`: a meeting with a date, or one for which a date is looked for; its times are asked next."""
    standing = inside(request.user, slug, policies.plan)
    meeting = Meeting(community=standing.community)
    form = MeetingForm(sent(request), instance=meeting, standing=standing)
    if form.is_valid():
        actions.call(form.save(commit=False), request.user)
        return redirect(
            meeting if meeting.starts_at else "meeting_times", *(() if meeting.starts_at else (slug, meeting.pk))
        )
    context = framed(standing, (_("New meeting"), ""), form=form)
    return render(request, "communities/meetings/new.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def edit(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """What it is about, when and where it is."""
    standing, meeting = found(request, slug, key, policies.edit)
    title = meeting.title
    initial = {"about": to_be_changed(meeting.about, request.user, standing.community)}
    form = MeetingForm(sent(request), instance=meeting, standing=standing, initial=initial)
    if form.is_valid() and _done(form, lambda: actions.change(form.save(commit=False), request.user)):
        messages.success(request, _("Your changes are saved."))
        return redirect(meeting)
    context = framed(standing, (title, meeting.get_absolute_url()), (_("Edit"), ""), meeting=meeting, form=form)
    return render(request, "communities/meetings/edit.html", context, status=400 if form.is_bound else 200)


def _done(form: Any, act: Any) -> bool:
    """Whether an action went through; else the form says why not."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@never_cache
@read_or_send
@login_required
def agenda(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """What is talked about, in which order, how long, and who leads."""
    standing, meeting = found(request, slug, key, policies.edit)
    rows = numbered(AgendaFormSet(sent(request), instance=meeting))
    if rows.is_valid():
        with transaction.atomic():
            rows.save()
            actions.agenda_changed(meeting)
        messages.success(request, _("Your changes are saved."))
        return redirect("meeting_agenda", slug, key) if "more" in request.POST else redirect(meeting)
    context = framed(
        standing, (meeting.title, meeting.get_absolute_url()), (_("Agenda"), ""), meeting=meeting, rows=rows
    )
    return render(request, "communities/meetings/agenda.html", context, status=400 if rows.is_bound else 200)


@never_cache
@read_or_send
@login_required
def times(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """The times that people are asked about; some are added or one is taken out."""
    standing, meeting = found(request, slug, key, policies.edit)
    if meeting.state != State.PLANNING:
        messages.error(request, _("The date of this meeting is fixed."))
        return redirect(meeting)
    if gone := request.POST.get("remove", ""):
        meeting.times.filter(pk=gone if gone.isascii() and gone.isdigit() and len(gone) < 19 else 0).delete()
        return redirect("meeting_times", slug, key)
    form = TimesForm(sent(request), meeting=meeting)
    if form.is_valid() and _done(form, lambda: actions.propose(meeting, form.times)):
        return redirect("meeting_times", slug, key) if "more" in request.POST else redirect(meeting)
    proposed = list(meeting.times.all())
    for time in proposed:
        time.meeting = meeting
    context = framed(
        standing,
        (meeting.title, meeting.get_absolute_url()),
        (_("Times"), ""),
        meeting=meeting,
        form=form,
        proposed=proposed,
    )
    return render(request, "communities/meetings/times.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_POST
@login_required
def fix(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """One of the proposed times is the date."""
    _standing, meeting = found(request, slug, key, policies.edit)
    chosen = request.POST.get("time", "")
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else 0
    time = get_object_or_404(meeting.times.all(), pk=number)
    try:
        actions.fix(meeting, time.starts_at)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The date is fixed. Everybody who may see the meeting is told."))
    return redirect(meeting)


@never_cache
@read_or_send
@login_required
def cancel(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """It does not take place: says so to everybody who may see it."""
    standing, meeting = found(request, slug, key, policies.edit)
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.cancel(meeting, form.cleaned_data["because"])
        messages.success(request, _("The meeting is cancelled. Everybody who may see it is told."))
        return redirect(meeting)
    context = framed(
        standing, (meeting.title, meeting.get_absolute_url()), (_("Cancel"), ""), meeting=meeting, form=form
    )
    return render(
        request, "communities/meetings/cancel.html", context, status=400 if form.is_bound and form.errors else 200
    )

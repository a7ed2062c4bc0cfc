"""Saying which times suit, and whether one comes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.meetings import actions, policies
from communities.meetings.terms import Comes, Suits
from communities.meetings.views.reading import found, page_context

PREFIX = "time-"


@never_cache
@require_POST
@login_required
def answers(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """What somebody says of each proposed time; what they say nothing of stays as it was."""
    standing, meeting = found(request, slug, key, policies.vote)
    said = {}
    for name, says in request.POST.items():
        number = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and number.isascii() and number.isdigit() and len(number) < 19 and says in Suits:
            said[int(number)] = str(says)
    known = set(meeting.times.values_list("pk", flat=True))
    if not said or not said.keys() <= known:
        problem = _("Say of at least one time whether it suits you. If a time is missing, it was taken out meanwhile.")
        context = page_context(standing, meeting, problem=problem)
        return render(request, "communities/meetings/meeting.html", context, status=400)
    try:
        actions.answer_times(meeting, request.user, said)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Your answers are saved. You can change them until the date is fixed."))
    return redirect(meeting)


@never_cache
@require_POST
@login_required
def attend(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Whether somebody comes; they can change it until the meeting begins."""
    standing, meeting = found(request, slug, key, policies.attend)
    says = request.POST.get("says", "")
    if says not in Comes:
        context = page_context(standing, meeting, problem=_("Say yes, maybe or no."))
        return render(request, "communities/meetings/meeting.html", context, status=400)
    actions.attend(meeting, request.user, says)
    messages.success(request, _("Your answer is saved. You can change it until the meeting begins."))
    return redirect(meeting)

"""After it began: who came, and the minutes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.discussion.mentions import to_be_changed
from communities.discussion.references import as_read
from communities.meetings import actions, policies, texts
from communities.meetings.forms import CameForm, MinutesForm, OutcomeFormSet, sent
from communities.meetings.models import Meeting
from communities.meetings.terms import MOST_TICKED
from communities.meetings.views.reading import found, framed
from communities.spaces.models import Membership
from communities.spaces.parts import named
from portal.foundation.requests import read_or_send


def asked_about(meeting: Meeting) -> list[tuple[int, str]]:
    """Those who answered first, then other members, as many as a page bears. Two queries."""
    answered = list(meeting.attendances.order_by("says", "user__name").values_list("user", "user__name")[:MOST_TICKED])
    known = {user for user, _name in answered}
    members = Membership.objects.filter(community=meeting.community_id).exclude(user__in=known)
    others = members.order_by("user__name").values_list("user", "user__name")[: MOST_TICKED - len(answered)]
    return [(user, named(name)) for user, name in (*answered, *others)]


@never_cache
@read_or_send
@login_required
def came(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Ticks who was there."""
    standing, meeting = found(request, slug, key, policies.take_minutes)
    choices = asked_about(meeting)
    there = list(meeting.attendances.filter(came=True).values_list("user", flat=True))
    form = CameForm(sent(request), choices=choices, initial={"people": there, "others": meeting.others_came})
    if form.is_valid():
        people = {int(one) for one in form.cleaned_data["people"]}
        actions.came(meeting, people, {user for user, _name in choices}, form.cleaned_data["others"])
        messages.success(request, _("Your changes are saved."))
        return redirect(meeting)
    context = framed(
        standing, (meeting.title, meeting.get_absolute_url()), (_("Who came"), ""), meeting=meeting, form=form
    )
    return render(request, "communities/meetings/came.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def minutes(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Writes the minutes, with decisions and duties; a draft until they are published."""
    standing, meeting = found(request, slug, key, policies.take_minutes)
    initial = to_be_changed(meeting.minutes, request.user, meeting.community) or texts.beginning(meeting)
    form = MinutesForm(sent(request), initial={"text": initial})
    rows = OutcomeFormSet(sent(request), instance=meeting)
    if form.is_valid() and rows.is_valid():
        publish = "publish" in request.POST
        with transaction.atomic():
            rows.save()
            actions.keep_minutes(meeting, form.cleaned_data["text"], request.user, publish=publish)
        said = _("The minutes are published.") if publish else _("The minutes are saved.")
        messages.success(request, said)
        return redirect("meeting_minutes", slug, key) if "more" in request.POST else redirect(meeting)
    crumb = (meeting.title, meeting.get_absolute_url())
    context = framed(standing, crumb, (_("Minutes"), ""), meeting=meeting, form=form, rows=rows)
    return render(request, "communities/meetings/minutes.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_safe
def minutes_file(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/minutes.md`: the minutes as a file."""
    standing, meeting = found(request, slug, key)
    if not policies.see_minutes(standing, meeting):
        raise Http404
    [text] = as_read(request.user, [(meeting.community_id, texts.of_minutes(meeting))])
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="minutes-{meeting.pk}.md"'
    return response

"""What calendar programs read: one meeting, those that everybody may see, and a private address for each member."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.meetings import actions, calendars, policies
from communities.meetings.terms import MEETINGS
from communities.meetings.views.reading import found, framed, inside
from communities.spaces.models import Community
from communities.spaces.parts import is_on
from communities.spaces.policies import belongs
from portal.foundation.calendars.serving import as_file
from portal.foundation.requests import read_or_send


@never_cache
@require_safe
def one(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/12/meeting.ics`: for who wants to have it in their calendar."""
    standing, meeting = found(request, slug, key)
    if meeting.schedule is None:
        raise Http404
    entry = calendars.entry_of(meeting, meeting.schedule, with_video=policies.see_video(standing, meeting))
    return as_file([entry], f"meeting-{meeting.pk}", language=meeting.language)


@never_cache
@require_safe
def public(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/meetings/calendar.ics`: what everybody may see, whoever asks."""
    stranger = AnonymousUser()
    standing = inside(stranger, slug)
    entries = calendars.entries(standing.community, stranger)
    return as_file(entries, f"{slug}-meetings", title=calendars.title_of(standing.community))


@never_cache
@require_safe
def private(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """`…/meetings/calendar/….ics`: what the owner of the address may see now. Who left or was put out has no meetings of members."""
    owner = _owner(slug, token)
    if owner is None:
        raise Http404
    standing = inside(owner, slug)
    entries = calendars.entries(standing.community, owner)
    return as_file(entries, f"{slug}-meetings", title=calendars.title_of(standing.community))


def _owner(slug: str, token: str) -> object:
    community = Community.objects.filter(slug=slug).first()
    return calendars.owner_of(community, token) if community and is_on(community, MEETINGS) else None


@never_cache
@read_or_send
@login_required
def subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    """How a calendar program is given the meetings, and the address of one's own; a new one on request."""
    standing = inside(request.user, slug, belongs)
    if request.method == "POST":
        actions.renew_address(standing.community, request.user)
        messages.success(request, _("This is your new address. The one before leads nowhere now."))
        return redirect("meetings_subscribe", slug)
    address = calendars.address_of(standing.community, request.user)
    everybody = request.build_absolute_uri(reverse("meetings_calendar", args=[slug]))
    context = framed(
        standing,
        (_("In your calendar"), ""),
        address=address,
        webcal=f"webcal://{address.partition('://')[2]}",
        everybody=everybody,
    )
    return render(request, "communities/meetings/subscribe.html", context)

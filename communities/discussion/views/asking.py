"""Asking somebody from the directory: in a thread where others profit from the answer, never by a mailbox."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.discussion.mentions import handle, settled
from communities.discussion.terms import FORUM
from communities.people.models import Profile
from communities.spaces.models import Community, Membership
from communities.spaces.terms import State, Visibility
from portal.foundation.prepared import PK

LONGEST_TITLE: Final = 200


@never_cache
@require_safe
@login_required
def ask(request: HttpRequest, key: int) -> HttpResponse:
    """`/people/12/ask/`: the reader's spaces in which this person can read a question."""
    profile = get_object_or_404(Profile.objects.visible_to(request.user), pk=min(key, PK))
    if profile.user_id == request.user.pk:
        raise Http404
    crumbs = [(_("Home"), "/"), (_("People"), "/people/"), (profile.name, profile.get_absolute_url()), (_("Ask"), "")]
    context = {"profile": profile, "spaces": read_by_both(request.user, profile.user_id), "crumbs": crumbs}
    return render(request, "communities/people/ask.html", context)


def read_by_both(user: Any, other: int) -> list[Community]:
    """The living spaces of somebody that another person belongs to, too, or that everybody may read. One query."""
    theirs = Community.objects.filter(memberships__user=other).values("pk")
    own = Community.objects.filter(state=State.ACTIVE, memberships__user=user)
    found = own.filter(Q(pk__in=theirs) | Q(visibility=Visibility.PUBLIC)).order_by("name")
    return [space for space in found if FORUM in space.parts]


def opening(request: HttpRequest, words: dict[str, str], space: Community) -> dict[str, str]:
    """What stands in the form of a new topic from the start: the draft, else a title (`?title=`), and before it whom the topic is for, if it
    doesn't say so already: `?ask=12`, the number of their profile, or `?welcome=7`, that of their membership of the space."""
    person: tuple[int, str] | None = None
    if key := _number(request.GET.get("ask", "")):
        person = Profile.objects.visible_to(request.user).filter(pk=key).values_list("user", "name").first()
    elif key := _number(request.GET.get("welcome", "")):
        person = Membership.objects.filter(community=space, pk=key).values_list("user", "user__name").first()
    text, title = words.get("text", ""), words.get("title") or request.GET.get("title", "")[:LONGEST_TITLE]
    if person and (called := _called(*person, request.user, space)) not in text:
        words = words | {"text": f"{called}\n\n{text}"}
    return words | {"title": title} if title else words


def _called(person: int, name: str, author: Any, space: Community) -> str:
    """How somebody is addressed in a form: by the name that becomes their handle, by the handle where it would not."""
    said = f"@{name}"
    return said if settled(said, author, space) == handle(person) else handle(person)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0

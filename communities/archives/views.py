"""The page on which people find what they wrote before, elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from communities.archives.claiming import claim, forget, names_of
from communities.archives.models import UnclaimedName
from communities.discussion.models import Post
from communities.spaces.models import Community
from portal.foundation.numbers import grouped
from portal.foundation.requests import read_or_send


@never_cache
@read_or_send
@login_required
def claims(request: HttpRequest) -> HttpResponse:
    """`/communities/claim/`: the names in archives that are the reader's, by their confirmed addresses: to claim, or to take away."""
    found = names_of(request.user)
    if request.method == "POST":
        key = request.POST.get("name", "")
        name = get_object_or_404(found, pk=int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0)
        decide(request, name)
        return redirect("claims")
    known = set(Community.objects.visible_to(request.user).values_list("pk", flat=True))
    by_name = Post.objects.filter(unclaimed__in=found).values_list("unclaimed").annotate(count=Count("pk"))
    counts = dict(by_name.order_by())
    rows = [(name, counts.get(name.pk, 0), name.community_id in known) for name in found]
    crumbs = [(_("Home"), "/"), (_("Communities"), "/communities/"), (_("What you wrote before"), "")]
    return render(request, "communities/archives/claims.html", {"rows": rows, "crumbs": crumbs})


def decide(request: HttpRequest, name: UnclaimedName) -> None:
    """Does what was chosen, and says so."""
    if "forget" in request.POST:
        forget(name)
        messages.success(request, _("The name is taken away."))
        return
    count = claim(name, request.user)
    said = ngettext("%(count)s post bears your name now.", "%(count)s posts bear your name now.", count)
    messages.success(request, said % {"count": grouped(count)})

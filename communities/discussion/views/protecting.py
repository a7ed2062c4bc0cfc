"""Who speaks under a role in a protected case: told to stewards, who say why they have to know."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from communities.discussion import policies, pseudonyms
from communities.discussion.forms import DiscloseForm
from communities.discussion.models import Disclosure
from communities.discussion.views.reading import crumbs
from communities.discussion.views.writing import own
from portal.foundation.requests import read_or_send


@never_cache
@read_or_send
@login_required
def who(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/post/34/who/`: asks for the reason, notes it, tells the person, and only then says the name: on this one page, to be asked
    for anew each time."""
    standing, post = own(request, slug, key, number, policies.disclose)
    form = DiscloseForm(request.POST if request.method == "POST" else None)
    disclosed = None
    if form.is_valid() and post.pseudonym:
        disclosed = pseudonyms.disclose(post.pseudonym, form.cleaned_data["because"], request.user)
    before = Disclosure.objects.filter(pseudonym__topic__community=standing.community)
    context = {
        "community": standing.community, "topic": post.topic, "post": post, "form": form, "disclosed": disclosed,
        "log": before.select_related("pseudonym__topic", "by")[:pseudonyms.SHOWN],
        "crumbs": crumbs(standing, (post.topic.title, post.get_absolute_url()), (_("Who is this?"), "")),
    }  # fmt: skip
    bad = form.is_bound and disclosed is None
    return render(request, "communities/discussion/who.html", context, status=400 if bad else 200)

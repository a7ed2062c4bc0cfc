"""An accepted answer becomes a draft of the catalogue, if its author agrees."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.discussion import offering, policies
from communities.discussion.forms import CreditForm
from communities.discussion.models import Offer, Post
from communities.discussion.references import of_posts
from communities.discussion.views.reading import inside, topic_of
from portal.foundation.prepared import PK
from portal.foundation.requests import read_or_send


@require_POST
@login_required
def offer(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """Offers the accepted answer; its author is asked, at once if it is the reader."""
    standing = inside(request.user, slug)
    topic = topic_of(standing, key)
    post = get_object_or_404(Post.objects.standing(), topic=topic, number=number)
    post.topic = topic
    if not policies.offer(standing, post):
        raise PermissionDenied
    offered = offering.offer(post, request.user)
    if post.author_id == request.user.pk:
        return redirect("offer", offered.pk)
    messages.success(request, _("Its author is asked. Once they agree, it is a draft that editors work on."))
    return redirect(post)


@never_cache
@read_or_send
@login_required
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """`/communities/offers/12/`: its author says yes, and how they are named, or no."""
    own = Offer.objects.filter(post__author=request.user.pk, post__removed_at=None)
    found: Offer = get_object_or_404(own.select_related("post__topic__community", "post__author"), pk=min(key, PK))
    user: Any = request.user
    form = CreditForm(request.POST if request.method == "POST" else None, initial={"credit": user.name})
    if form.is_valid() and not found.decided_at:
        if "refuse" in request.POST:
            offering.refuse(found)
            messages.success(request, _("It stays where it is. Nobody asks again."))
        elif offering.agree(found, form.cleaned_data["credit"]):
            messages.success(request, _("Thank you. Editors work on it before it is published."))
        return redirect(found.post)
    said = of_posts(user, [found.post]).in_html(found.post.html, found.post.topic.community_id)
    context = {"said": said, "offer": found, "post": found.post, "topic": found.post.topic, "form": form}
    bad = form.is_bound and not form.is_valid()
    return render(request, "communities/discussion/offer.html", context, status=400 if bad else 200)

"""Following from a page, and the list of what one follows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.foundation.requests import read_or_send
from practices.following import actions
from practices.following.forms import FollowForm
from practices.following.models import LONGEST_QUERY, MOST_LISTS, Following
from practices.records.models import Record
from practices.records.views import page_of, query_of
from search.lists import result_list


@never_cache
@read_or_send
@login_required
def record(request: HttpRequest, identifier: str) -> HttpResponse:
    """`/follow/PR-0001/`: asks, then follows or no longer does."""
    page = page_of(identifier, request.user)
    if not isinstance(page, Record):
        raise Http404
    work = page.original
    mine = Following.objects.filter(user=request.user.pk, code=work.identifier)
    if request.method == "POST":
        if "end" in request.POST:
            mine.delete()
            messages.success(request, _("You no longer follow this record."))
        else:
            actions.follow_record(request.user, work)
            messages.success(request, _("You follow this record. What changes comes with your digest."))
        return redirect(page.url)
    context = {"label": page.title, "language": page.content_language, "url": page.url, "follows": mine.exists()}
    return render(request, "practices/following/follow.html", context)


@never_cache
@read_or_send
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """`/follow/?q=…&country=AT`: the same for a list, under a name that one chooses."""
    listing = result_list(request)
    query = listing.whole_query if query_of(request) else ""
    where = reverse("search") + query
    if not query or len(query) > LONGEST_QUERY:
        messages.error(
            request, _("This list is too wide or too long to be followed: choose a word, a country or a theme.")
        )
        return redirect(where)
    form = FollowForm(request.POST or None, initial={"label": named(listing)}, label_suffix="")
    if form.is_valid():
        if Following.objects.filter(user=request.user.pk).exclude(query="").count() >= MOST_LISTS:
            form.add_error(
                None, _("You follow %(most)s lists, which is the limit. End one of them first.") % {"most": MOST_LISTS}
            )
        else:
            actions.follow_list(request.user, query, form.cleaned_data["label"])
            messages.success(request, _("You follow this list. What is new in it comes with your digest."))
            return redirect("following")
    context = {"label": named(listing), "url": where, "form": form, "action": request.get_full_path()}
    return render(request, "practices/following/follow.html", context, status=400 if form.errors else 200)


def named(listing: Any) -> str:
    """What a list is called: its words and what it is narrowed to."""
    chips = (str(label) for label, _address in listing.chips)
    return ", ".join(filter(None, (listing.parameters.text, *chips)))[:255] or _("All records")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """`/account/following/`: all that one follows, each with its end."""
    followed = Following.objects.filter(user=request.user.pk)
    if request.method == "POST":
        key = request.POST.get("end", "")
        if key.isdecimal() and followed.filter(pk=key).delete()[0]:
            messages.success(request, _("You no longer follow it."))
        return redirect("following")
    rows = list(followed)
    seen = Record.objects.visible_to(request.user).filter(pk__in=[one.record_id for one in rows if one.record_id])
    titles = dict(seen.values_list("pk", "title"))
    shown = [
        {"following": one, "title": titles.get(one.record_id, "") if one.code else one.label, "url": address(one)}
        for one in rows
    ]
    crumbs = [(_("Home"), "/"), (_("Your account"), "/account/"), (_("What you follow"), "")]
    return render(request, "practices/following/mine.html", {"rows": shown, "crumbs": crumbs})


def address(one: Following) -> str:
    """Where it is read."""
    return reverse("by_identifier", args=[one.code]) if one.code else f"{reverse('search')}{one.query}"

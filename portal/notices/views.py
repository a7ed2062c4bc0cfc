"""What is new for somebody, which mail they get, and ending mail by a link in it."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.foundation.requests import read_or_send
from portal.notices import registry, stopping
from portal.notices.forms import SettingsForm
from portal.notices.models import Notice
from portal.notices.replies import addresses

AT_ONCE: Final = 20
LONGEST_NUMBER: Final = 18  # digits


@never_cache
@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """`/notices/`: what is new and not read yet; with `?all=1` what was read, too. What may not be seen any more is forgotten."""
    everything = "all" in request.GET
    found = Notice.objects.filter(user=request.user.pk, **({} if everything else {"read_at": None}))
    page = Paginator(found, AT_ONCE).get_page(request.GET.get("page"))
    stories = registry.stories(request.user, (notice.event for notice in page))
    rows = [(notice, stories[notice.event]) for notice in page if notice.event in stories]
    if len(rows) < len(page):
        Notice.objects.filter(pk__in=[notice.pk for notice in page if notice.event not in stories]).delete()
    context = {"page": page, "rows": rows, "everything": everything, "newest": page[0].pk if rows else 0}
    return render(request, "notices/notices.html", context)


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    """Notes one notice as read (`notice`), or all up to the newest that was shown (`newest`): what came since stays unread."""
    unread = Notice.objects.filter(user=request.user.pk, read_at=None)
    number = {name: number_in(request.POST.get(name, "")) for name in ("notice", "newest")}
    chosen = unread.filter(pk=number["notice"]) if number["notice"] else unread.filter(pk__lte=number["newest"])
    chosen.update(read_at=timezone.now())
    return redirect("notices")


def number_in(text: str) -> int:
    """The number that a form gives; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


@never_cache
@read_or_send
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """`/notices/settings/`: how often mail comes, for each kind, space and topic."""
    form = SettingsForm(request.POST or None, user=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your changes are saved."))
        return redirect("notice_settings")
    context = {"form": form, "takes_answers": bool(django_settings.REPLY_ADDRESS)}
    return render(request, "notices/settings.html", context, status=400 if form.is_bound else 200)


@require_POST
@login_required
def revoke(request: HttpRequest) -> HttpResponse:
    """Makes all addresses invalid by which somebody could answer mails: where one fell into wrong hands."""
    addresses.revoke(request.user)
    messages.success(
        request, _("The addresses in the mails you got so far take no answers any more. Those in new mails do.")
    )
    return redirect("notice_settings")


@csrf_exempt  # the link is the proof, and mail programs send the form themselves (RFC 8058)
@never_cache
@read_or_send
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """`/notices/stop/…/`: says what will come no more, and asks; a POST ends it, from the page or from a mail program."""
    wanted = stopping.of_token(token)
    if wanted is None:
        raise Http404
    if request.method == "POST":
        wanted.carry_out()
    kind = registry.kinds().get(wanted.kind)
    context: dict[str, Any] = {
        "done": request.method == "POST",
        "digests": wanted.kind == stopping.DIGESTS,
        "kind": kind.label if kind else "",
    }
    return render(request, "notices/stop.html", context)

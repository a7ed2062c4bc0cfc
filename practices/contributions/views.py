"""Writing to the editors, confirming an address, and reading what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.foundation.content_language import language_of_address
from portal.foundation.limits import seconds_to_wait
from portal.foundation.requests import read_or_send
from portal.texts.markdown import to_html
from practices.contributions import actions, links
from practices.contributions.drawing import drawn
from practices.contributions.forms import FORMS, ContributionForm, RemarkForm
from practices.contributions.models import Contribution
from practices.contributions.terms import MOST_UNCONFIRMED, Kind, State
from practices.contributions.writing import Writing
from practices.records.models import Record
from practices.records.views import page_of

SCRIPT = "X-Draft"  # the header by which the form's script is known: it wants the list of files, not a page


@never_cache
@read_or_send
def write(request: HttpRequest, kind: str, identifier: str = "") -> HttpResponse:
    """`/contribute/correction/PR-0001/`, `/contribute/problem/PR-0001/`, `/contribute/practice/`: the form; its preview; sending it."""
    page, writing = place_of(request, kind, identifier)
    form = form_of(request, writing, page)
    status, preview = 200, None
    if request.method == "POST":
        writing.keep(form.typed(request.POST), request.FILES.getlist("files"))
        status = 400
        if form.is_valid() and not writing.errors:
            if "preview" in request.POST:
                status, preview = 200, previewed(form)
            elif may_send(form, request):
                actions.send(form, writing, language_of(request, page))
                return redirect("contribution_sent" if request.user.is_authenticated else "contribution_to_confirm")
            else:
                status = 429
    return shown(request, form, writing, page, preview, status)


@never_cache
@require_POST
def keep(request: HttpRequest, kind: str, identifier: str = "") -> HttpResponse:
    """`…/draft/`: keeps what is being written, or throws it away; leads back to the form, or answers its script with the list of files."""
    page, writing = place_of(request, kind, identifier)
    form = form_of(request, writing, page)
    files = request.FILES.getlist("files")
    if wait := seconds_to_wait(request, "files" if files else "drafts"):
        writing.errors.append(_("That was fast. Please wait %(seconds)s seconds and try again.") % {"seconds": wait})
    elif "discard" in request.POST:
        writing.discard()
    else:
        writing.keep(form.typed(request.POST), files, without=request.POST.get("detach", ""))
    if SCRIPT in request.headers:
        context = {"writing": writing, "draft_url": request.path}
        return render(request, "practices/contributions/files.html", context, status=400 if writing.errors else 200)
    if request.user.is_authenticated:
        for error in writing.errors:
            messages.error(request, error)
        return redirect(request.path.removesuffix("draft/"))
    form = form_of(request, writing, page, sent="discard" not in request.POST)
    form.errors.clear()  # nothing was sent yet
    return shown(request, form, writing, page, None, 400 if writing.errors else 200)


def place_of(request: HttpRequest, kind: str, identifier: str) -> tuple[Any, Writing]:
    """The record that it is about, if this person may see it, and what they have begun. Http404."""
    page = page_of(identifier, request.user) if identifier else None
    if page is not None and not isinstance(page, Record):
        raise Http404
    return page, Writing(request, Kind(kind), page)


def form_of(request: HttpRequest, writing: Writing, page: Any, *, sent: bool = True) -> ContributionForm:
    """The form, with what was sent or what was begun."""
    data = request.POST if request.method == "POST" and sent else None
    initial = writing.words or ({"credited_as": request.user.name} if request.user.is_authenticated else {})
    return FORMS[writing.kind](data, user=request.user, page=page, initial=initial)


def may_send(form: ContributionForm, request: HttpRequest) -> bool:
    """False, with the error in the form, where too much came from one place, or waits to be confirmed by one address."""
    said = ""
    if not ratelimit.consume(request, action="contribution"):
        said = _("Many messages came from your network within the last hour. Try again later, or write to %(email)s.")
    elif email := form.cleaned_data.get("email", ""):
        lately = timezone.now() - timedelta(days=1)
        waiting = Contribution.objects.filter(email__iexact=email, state=State.UNCONFIRMED, sent_at__gt=lately)
        if waiting.count() >= MOST_UNCONFIRMED:
            said = _(
                "Several letters to this address wait for an answer. Look for them, also among what is taken for advertising."
            )
    if said:
        form.add_error(None, said % {"email": settings.OPERATOR["email"]})
    return not said


def language_of(request: HttpRequest, page: Any) -> str:
    """The language of the record's text, or of the address."""
    return page.content_language if page else language_of_address(request.path) or settings.LANGUAGE_CODE


def previewed(form: ContributionForm) -> list[dict[str, Any]]:
    """What the editors will see."""
    if form.kind == Kind.CORRECTION:
        return [{"label": one.label, "diff": one.html} for one in form.differences]  # type: ignore[attr-defined]
    return [{"label": form.fields[name].label, "html": to_html(said)} for name, said in form.words.items() if said]


def shown(
    request: HttpRequest, form: ContributionForm, writing: Writing, page: Any, preview: Any, status: int
) -> HttpResponse:
    """The page with the form."""
    path = request.path.removesuffix("draft/")
    last = (page.title, page.url) if page else (_("Contribute"), "/contribute/")
    context = {
        "form": form,
        "writing": writing,
        "page": page,
        "preview": preview,
        "opened_field": request.GET.get("field", ""),
        "form_url": path,
        "draft_url": f"{path}draft/",
        "crumbs": [(_("Home"), "/"), last, (form.heading, "")],
    }
    return render(request, f"practices/contributions/{writing.kind}.html", context, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Thanks somebody with an account."""
    return render(request, "practices/contributions/sent.html", {"confirmed": True})


@require_safe
def to_confirm(request: HttpRequest) -> HttpResponse:
    """Tells somebody without an account to look into their mail."""
    return render(request, "practices/contributions/sent.html", {"confirmed": False})


@never_cache
@read_or_send
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter: asks, for programs follow links too, then hands it to the editors; or deletes it."""
    found = links.unconfirmed(token)
    if found is None:
        return render(request, "practices/contributions/no_link.html", status=410)
    if request.method == "POST":
        if "delete" in request.POST:
            found.delete()
            messages.success(request, _("It is deleted, and the address with it."))
            return redirect("/")
        actions.confirm(found.pk)
        found.refresh_from_db()
        return redirect(links.to_thread(found))
    return render(request, "practices/contributions/confirm.html", {"contribution": found})


@never_cache
@read_or_send
def thread(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody without an account reads and answers."""
    found = links.of_thread(token)
    if found is None:
        return render(request, "practices/contributions/no_link.html", status=410)
    return talk(request, found)


@never_cache
@read_or_send
@login_required
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for somebody with an account."""
    mine = Contribution.objects.sent_by(request.user).select_related("record")
    return talk(request, get_object_or_404(mine, pk=pk))


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """`/account/contributions/`: all that somebody sent, and what became of each."""
    found = Contribution.objects.sent_by(request.user).order_by("-sent_at", "-pk")[:200]
    crumbs = [(_("Home"), "/"), (_("Your account"), "/account/"), (_("Your contributions"), "")]
    return render(request, "practices/contributions/mine.html", {"contributions": found, "crumbs": crumbs})


def talk(request: HttpRequest, found: Contribution) -> HttpResponse:
    """A contribution for its sender, and their answer."""
    form = RemarkForm(request.POST or None, label_suffix="")
    status = 400 if form.is_bound else 200
    if form.is_valid():
        if ratelimit.consume(request, action="contribution"):
            actions.say(found, form.cleaned_data["text"], request.user, from_desk=False)
            messages.success(request, _("Your answer is on its way to the editors."))
            return redirect(request.path)
        form.add_error(None, _("Many messages came from your network within the last hour. Try again later."))
        status = 429
    crumbs = [(_("Home"), "/"), (_("Your contribution"), "")]
    if found.person_id:
        crumbs[1:1] = [(_("Your account"), "/account/"), (_("Your contributions"), reverse("own_contributions"))]
    context = {"form": form, "crumbs": crumbs, **drawn(found, request.user)}
    return render(request, "practices/contributions/thread.html", context, status=status)

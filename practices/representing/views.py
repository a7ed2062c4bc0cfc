"""Claiming an organisation's record from its page, and the page of the account on which one speaks for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.foundation.limits import seconds_to_wait
from portal.foundation.refusals import NotNowError
from portal.foundation.requests import read_or_send
from portal.texts.storable import storable
from practices.records.views import page_of
from practices.representing import actions, links
from practices.representing.forms import ClaimForm, EndedForm, ReasonForm
from practices.representing.models import LifeSign, Representation
from practices.representing.terms import KINDS, Alive, State


@never_cache
@read_or_send
@login_required
def claim(request: HttpRequest, identifier: str) -> HttpResponse:
    """`/claim/OR-0001/`: says that one speaks for it."""
    page = page_of(identifier, request.user)
    if getattr(page, "kind", "") not in KINDS:
        raise Http404
    work, user = page.original, request.user
    mine = Representation.objects.filter(user=user.pk, code=work.identifier)
    if request.method == "GET" and mine.exclude(state__in=(State.DECLINED, State.ENDED)).exists():
        return redirect("own_organisations")
    form = ClaimForm(request.POST or None, label_suffix="")
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            made = actions.claim(work, user, storable(form.cleaned_data["why"]), form.cleaned_data["email"])
        except NotNowError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said_of(made))
            return redirect("own_organisations")
    crumbs = [(_("Home"), "/"), (page.title, page.url), (_("Is this your organisation?"), "")]
    return render(
        request, "practices/representing/claim.html", {"form": form, "page": page, "crumbs": crumbs}, status=status
    )


def said_of(made: Representation) -> str:
    """What happens next."""
    if made.state == State.UNPROVEN:
        return _("Look into the mail of your work address: the link there proves it.")
    return _("Thank you. An editor verifies it, and you hear what was decided.")


@never_cache
@read_or_send
@login_required
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter: asks, for programs follow links too, then hands it to the editors."""
    found = links.unproven(token, request.user)
    if found is None:
        return render(request, "practices/representing/no_link.html", status=410)
    if request.method == "POST":
        actions.confirm(found)
        messages.success(request, _("Your address is confirmed. An editor decides, and you hear what was decided."))
        return redirect("own_organisations")
    return render(request, "practices/representing/confirm.html", {"representation": found})


@never_cache
@read_or_send
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """`/account/organisations/`: what one speaks for, and the answers of the year."""
    forms: dict[str, Any] = {
        "ended": EndedForm(sent(request, "ended")),
        "give_up": ReasonForm(sent(request, "give_up")),
    }
    mine = Representation.objects.filter(user=request.user.pk).select_related("record")
    status = 200
    if request.method == "POST":
        found = get_object_or_404(mine, pk=request.POST["of"] if request.POST.get("of", "").isdecimal() else 0)
        try:
            if where := answered(request, found, forms):
                return redirect(*where)
        except NotNowError as error:
            messages.error(request, str(error))
            return redirect("own_organisations")
        status = 400
    latest = {one.code: one for one in LifeSign.objects.filter(code__in=mine.values("code")).order_by("at", "pk")}
    context = {
        "representations": [{"one": one, "sign": latest.get(one.code)} for one in mine[:100]],
        "forms": forms,
        "of": request.POST.get("of", ""),
        "crumbs": [(_("Home"), "/"), (_("Your account"), "/account/"), (_("Your organisations"), "")],
    }
    return render(request, "practices/representing/own.html", context, status=status)


def sent(request: HttpRequest, button: str) -> Any:
    """What was sent with a button; None for another one."""
    return request.POST if request.method == "POST" and button in request.POST else None


def answered(request: HttpRequest, found: Representation, forms: dict[str, Any]) -> tuple[str, ...]:
    """Carries out what was asked, and says where it leads; empty where a form has to be shown again. Raises NotNowError."""
    if wait := seconds_to_wait(request, "drafts"):
        raise NotNowError(_("That was fast. Please wait %(seconds)s seconds and try again.") % {"seconds": wait})
    if "as_described" in request.POST:
        actions.answer(found, Alive.AS_DESCRIBED)
        messages.success(request, _("Thank you. Its page says so, and we ask again in a year."))
    elif "changed" in request.POST:
        actions.answer(found, Alive.CHANGED)
        messages.success(request, _("Thank you. Say here what has changed."))
        return ("suggest_correction", found.code)
    elif forms["ended"].is_bound:
        if not forms["ended"].is_valid() or not forms["ended"].cleaned_data["ended"]:
            return ()
        actions.answer(found, Alive.ENDED, forms["ended"].cleaned_data["ended"])
        messages.success(request, _("Thank you. Its page says so, and an editor looks at the record."))
    elif not forms["give_up"].is_valid():
        return ()
    else:
        actions.end(found, request.user, storable(forms["give_up"].cleaned_data["reason"]))
        messages.success(request, _("You no longer speak for it."))
    return ("own_organisations",)

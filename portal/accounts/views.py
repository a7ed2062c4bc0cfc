"""A person's own pages: their account, a copy of their data, and leaving."""

from __future__ import annotations

from http import HTTPStatus
from tempfile import TemporaryFile
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from portal.accounts import first_steps, leaving, own_data, unsent
from portal.accounts.forms import AccountForm, LeaveForm
from portal.accounts.groups import is_last_administrator
from portal.accounts.own_pages import own_pages
from portal.foundation import erasure
from portal.foundation.audit.recording import record
from portal.foundation.limits import seconds_to_wait
from portal.foundation.requests import read_or_send


@never_cache
@read_or_send
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone, and the ways to everything else."""
    form = AccountForm(request.POST or None, instance=request.user)  # type: ignore[arg-type]
    if form.is_valid():
        form.save()
        first_steps.tell(request.user, first_steps.ACCOUNT, True)
        messages.success(request, _("Your changes are saved."))
        return redirect("account")
    has_desk = request.user.has_perm("wagtailadmin.access_admin")
    context = {"form": form, "has_desk": has_desk, "own_pages": own_pages()}
    context["first_steps_open"] = first_steps.are_open(request.user)
    return render(request, "accounts/account.html", context, status=400 if form.errors else 200)


@never_cache
@read_or_send
@login_required
def first_steps_page(request: HttpRequest) -> HttpResponse:
    """`/account/first-steps/`: what somebody who is new could do; says what is done, and can be put away."""
    if request.method == "POST":
        if "put_away" in request.POST:
            first_steps.put_away(request.user)
            messages.success(request, _("Put away. You find the first steps in your account."))
            return redirect("/")
        for done in ("done", "open"):
            first_steps.tell(request.user, request.POST.get(done, ""), done == "done")
        return redirect("first_steps")
    steps = first_steps.of(request.user)
    context = {
        "steps": steps,
        "done": sum(one.done for one in steps),
        "may_put_away": first_steps.are_open(request.user),
    }
    return render(request, "accounts/first_steps.html", context)


@never_cache
@read_or_send
@login_required
def unsent_page(request: HttpRequest) -> HttpResponse:
    """`/account/unsent/`: what was sent while nobody was signed in, to be looked at and sent now: 307 makes the browser send the same there."""
    form = unsent.kept(request)
    if form is None:
        messages.info(request, _("Nothing waits to be sent."))
        return redirect("account")
    if request.method == "POST":
        del request.session[unsent.KEY]
        return HttpResponse(status=HTTPStatus.TEMPORARY_REDIRECT, headers={"Location": form["path"]})
    return render(request, "accounts/unsent.html", {"unsent": form, "texts": unsent.texts(form)})


@never_cache
@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponseBase:
    """All that is the person's own, as a file."""
    if wait := seconds_to_wait(request, "export"):
        return HttpResponse(_("Please wait a minute."), status=429, headers={"Retry-After": str(wait)})
    record("accounts.data_taken", request.user, by=request.user)  # type: ignore[arg-type]
    file = TemporaryFile()  # noqa: SIM115  # closed, and gone with that, once it is sent
    own_data.write(request.user, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="passerelle-my-data.zip", content_type="application/zip")


@never_cache
@sensitive_post_parameters()
@read_or_send
@login_required
def leave(request: HttpRequest) -> HttpResponse:
    """Says what becomes of everything; has the account ended, in some days, once the password was given."""
    user: Any = request.user
    blocked = is_last_administrator(user)
    form = LeaveForm(request.POST or None, user=user)
    if form.is_bound and not ratelimit.consume(request, action="reauthenticate", user=user):
        return ratelimit.respond_429(request)
    if form.is_valid() and not blocked:
        leaving.ask(user, with_words=form.cleaned_data["with_words"])
        logout(request)
        return redirect("account_left")
    context = {"form": form, "fates": erasure.explained(), "blocked": blocked, "days": settings.LEAVING_DAYS}
    return render(request, "accounts/leave.html", context, status=400 if form.is_bound else 200)


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Says that the account is gone, or when it will be."""
    return render(request, "accounts/left.html", {"days": settings.LEAVING_DAYS})


@never_cache
def desk_log_in(request: HttpRequest) -> HttpResponse:
    """The editing desk's door: to the one log-in page of the site; 403 for an account without a place at the desk."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return redirect_to_login(wanted)
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return redirect(wanted)

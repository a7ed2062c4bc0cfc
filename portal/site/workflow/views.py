"""Deciding without an account: the draft behind a link from a letter, once."""

from __future__ import annotations

import re
from typing import Any, Final

from csp.constants import SELF
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page

from portal.foundation.limits import limited
from portal.foundation.refusals import NotNowError
from portal.foundation.requests import read_or_send
from portal.site.workflow import actions, links
from portal.site.workflow.forms import InvitedForm
from portal.site.workflow.models import ReviewInvitation, version_of
from portal.site.workflow.showing import changed, changed_since

TOO_OFTEN: Final = _("These pages were asked for very often. Please wait a minute.")
LINK: Final = re.compile(rb"<a (?=[^>]*href=\"(?:/|https?:))")
ANSWERS: Final = ("approve", "reject")


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a draft is found by search engines."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@never_cache
@limited("approvals", TOO_OFTEN)
@read_or_send
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """`/review/…/`: the draft as readers will see it, what changed, and the decision."""
    invitation = links.invitation_of(token)
    if invitation is None or not invitation.is_open:
        return closed(request, invitation)
    form = InvitedForm(request.POST if request.method == "POST" else None)
    seen = version_of(Page.objects.get(pk=invitation.state.page_id))
    if form.is_bound and form.data.get("do") in ANSWERS and form.is_valid():
        return decided(request, invitation, form, token)
    outdated = invitation.version != seen
    return page_of(request, invitation, form, token, 400 if form.is_bound else 409 if outdated else 200)


def decided(request: HttpRequest, invitation: ReviewInvitation, form: InvitedForm, token: str) -> HttpResponse:
    """Takes a decision; where the draft is another one by now, shows that with what was typed."""
    data = form.cleaned_data
    try:
        actions.answer(invitation, approved=form.approves, name=data["name"], said=data["said"], seen=data["seen"])
    except NotNowError as error:
        fresh = links.invitation_of(token)
        if fresh is None or not fresh.is_open:
            return closed(request, fresh)
        form.add_error(None, str(error))
        return page_of(request, fresh, form, token, 409)
    except ValidationError:
        lacks = _(
            "The editors still have to add something to it: until then it can’t be approved. Ask for changes, or come back."
        )
        form.add_error(None, str(lacks))
        return page_of(request, invitation, form, token, 409)
    return redirect("review_thanks")


def page_of(
    request: HttpRequest, invitation: ReviewInvitation, form: InvitedForm, token: str, status: int
) -> HttpResponse:
    """The page with the form, which names the version that is shown beside it."""
    page = Page.objects.get(pk=invitation.state.page_id).specific
    draft = page.get_latest_revision_as_object()
    seen = version_of(page)
    form.fields["seen"].initial = seen
    if form.is_bound:
        form.data = {**request.POST.dict(), "seen": seen}
    context = {
        "invitation": invitation,
        "form": form,
        "draft": draft,
        "token": token,
        "outdated": invitation.version != seen,
        "since": changed_since(page, invitation.revision),
        "changes": changed(page),
    }
    response = render(request, "site/workflow/invited.html", context, status=status)
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return private(response)


def closed(request: HttpRequest, invitation: ReviewInvitation | None) -> HttpResponse:
    """Why the link works no more, to who has a whole one."""
    return private(render(request, "site/workflow/closed.html", {"invitation": invitation}, status=410))


@never_cache
@limited("approvals", TOO_OFTEN)
@require_safe
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """`/review/…/draft/`: the draft alone, for the frame and for a window of its own; its links open in another one."""
    invitation = links.invitation_of(token)
    if invitation is None or not invitation.is_open:
        return closed(request, invitation)
    page: Any = Page.objects.get(pk=invitation.state.page_id).specific.get_latest_revision_as_object()
    request.is_preview = True  # type: ignore[attr-defined]
    response = page.serve_preview(request, "")
    if hasattr(response, "render"):
        response.render()
    response.content = LINK.sub(b'<a target="_blank" rel="noopener" ', response.content)
    return private(response)


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """`/review/thank-you/`."""
    return private(render(request, "site/workflow/thanks.html"))

"""What was decided, for everybody; and the page behind the link of an invitation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.foundation.limits import seconds_to_wait
from portal.foundation.refusals import NotNowError
from portal.foundation.requests import read_or_send
from portal.texts.storable import storable
from practices.peers import actions, links
from practices.peers.forms import ConflictForm, ReplyForm, ReviewForm, initial_of
from practices.peers.models import PeerInvitation, PeerReview
from practices.peers.reading import handed_in, published
from practices.peers.terms import Answer, Role
from practices.records.models import Record
from practices.records.views import page_of


@require_safe
def reviews(request: HttpRequest, identifier: str) -> HttpResponse:
    """`/id/PR-0001/peer-review/`: every review of a record that was decided."""
    page = page_of(identifier, request.user)
    if not isinstance(page, Record) or not page.has_badges:
        raise Http404
    context = {
        "page": page,
        "reviews": published(page.original),
        "crumbs": [(_("Home"), "/"), (page.title, page.url), (_("Peer review"), "")],
    }
    return render(request, "practices/peers/reviews.html", context)


@never_cache
@read_or_send
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """`/peer-review/invitation/…/`: what somebody was asked, and their answer; no account is needed."""
    found = links.invited(token)
    if found is None:
        return render(request, "practices/peers/no_link.html", status=410)
    page = Record.objects.visible_to(AnonymousUser()).filter(pk=found.review.record_id).first()
    form = form_for(request, found) if found.review.is_open else None
    status = 200
    if request.method == "POST":
        try:
            if answered(request, found, form):
                return redirect(request.path)
            status = 400
        except NotNowError as error:
            messages.error(request, str(error))
            return redirect(request.path)
    context = {
        "invitation": found,
        "review": found.review,
        "page": page.specific if page else None,
        "form": form,
        "step": step_of(found),
        "others": handed_in(found.review) if found.role == Role.AUTHOR else [],
        "crumbs": [(_("Home"), "/"), (_("Peer review"), "")],
    }
    return render(request, "practices/peers/invitation.html", context, status=status)


def step_of(found: PeerInvitation) -> str:
    """What somebody can do now: state conflicts, review, reply; empty where nothing is left."""
    if not found.review.is_open or found.answer not in (Answer.INVITED, Answer.AGREED):
        return ""
    if found.role == Role.AUTHOR:
        return "" if found.review.reply else "reply"
    return "review" if found.answer == Answer.AGREED else "conflict"


def form_for(request: HttpRequest, found: PeerInvitation) -> Any:
    """The form of the step."""
    sent = request.POST if request.method == "POST" and "decline" not in request.POST else None
    step, protected = step_of(found), found.is_protected
    if step == "conflict":
        return ConflictForm(sent, protected=protected, label_suffix="")
    if step == "review":
        complete = sent is not None and "hand_in" in sent
        return ReviewForm(sent, complete=complete, protected=protected, initial=initial_of(found))
    return ReplyForm(sent, label_suffix="") if step == "reply" else None


def answered(request: HttpRequest, found: PeerInvitation, form: Any) -> bool:
    """Carries out an answer; False where the form has to be shown again. Raises NotNowError."""
    if wait := seconds_to_wait(request, "drafts"):
        raise NotNowError(_("That was fast. Please wait %(seconds)s seconds and try again.") % {"seconds": wait})
    if "decline" in request.POST:
        actions.decline(found)
        messages.success(request, _("Thank you for telling us. Nothing more is asked of you."))
        return True
    if form is None:
        raise NotNowError(_("This was answered already: nothing can be changed any more."))
    if not form.is_valid():
        return False
    if isinstance(form, ConflictForm):
        actions.agree(found, form.cleaned_data["conflict"], storable(form.cleaned_data["says"]))
        messages.success(request, _("Thank you. It is noted."))
    elif isinstance(form, ReviewForm):
        actions.keep(found, form.written, hand_in=form.complete)
        said = (
            _("Thank you: your review is with the editors.")
            if form.complete
            else _("Kept. Come back by the same link.")
        )
        messages.success(request, said)
    else:
        replied(found, form)
        messages.success(request, _("Thank you: your reply is with the editors."))
    return True


def replied(found: PeerInvitation, form: ReplyForm) -> PeerReview:
    """The reply, and how its writer is named."""
    found.named, found.named_as = form.cleaned_data["named"], storable(form.cleaned_data["named_as"])
    actions.reply(found.review, storable(form.cleaned_data["text"]), author=found)
    return found.review

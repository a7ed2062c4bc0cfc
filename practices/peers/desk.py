"""Peer reviews at the editing desk: the list, and a page for each on which it is led from the invitation to the decision."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from portal.foundation.refusals import NotNowError
from portal.foundation.requests import read_or_send, sent_with
from portal.texts.storable import storable
from practices.peers import actions, policies
from practices.peers.forms import DecideForm, InviteForm, OpenForm, WordsForm
from practices.peers.models import PeerInvitation, PeerReview
from practices.peers.reading import handed_in
from practices.peers.terms import AT_WORK, NEEDED, State
from practices.records.models import Record


class PeerReviewIndexView(IndexView):
    """Only of records that this editor may see."""

    def get_base_queryset(self) -> Any:
        """Those that are under way first."""
        return PeerReview.objects.at_desk(self.request.user)


class PeerReviewViewSet(ModelViewSet):
    """All peer reviews."""

    model = PeerReview
    name = "peer_reviews_desk"
    icon = "group"
    menu_label = gettext_lazy("Peer reviews")
    menu_order = 246
    add_to_admin_menu = True
    index_view_class = PeerReviewIndexView
    list_display: ClassVar[list[object]] = [
        TitleColumn("code", label=gettext_lazy("Record"), url_name="peer_review"),
        Column("get_state_display", label=gettext_lazy("State")),
        DateColumn("opened_at", label=gettext_lazy("Begun")),
    ]
    list_filter: ClassVar[list[str]] = ["state"]
    search_fields: ClassVar[list[str]] = ["code"]
    form_fields: ClassVar[list[str]] = []
    copy_view_enabled = False
    add_to_reference_index = False


@read_or_send
def begin(request: HttpRequest, identifier: str) -> HttpResponse:
    """Begins the review of a record, or leads to the one that is under way."""
    if not policies.tend(request.user):
        raise PermissionDenied
    work = Record.objects.originals().filter(identifier=identifier).first()
    if work is None or not work.specific.has_badges:
        raise Http404
    under_way = PeerReview.objects.at_desk(request.user).filter(code=identifier, state=State.OPEN).first()
    if under_way:
        return redirect("peer_review", under_way.pk)
    form = OpenForm(request.POST or None)
    if form.is_valid():
        try:
            review = actions.begin(work.specific, request.user, storable(form.cleaned_data["why"]))
        except NotNowError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The review is open. Now invite at least two people."))
            return redirect("peer_review", review.pk)
    context = {"record": work.specific, "form": form, "before": PeerReview.objects.decided().filter(code=identifier)}
    return render(request, "practices/peers/begin.html", context, status=400 if form.is_bound else 200)


@read_or_send
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Invites, follows, replies, decides: one page, one button for each."""
    found = get_object_or_404(
        PeerReview.objects.at_desk(request.user).select_related("record", "opened_by", "decided_by"), pk=pk
    )
    forms: dict[str, Any] = {
        "invite": InviteForm(sent_with(request, "invite")),
        "reply": WordsForm(sent_with(request, "reply"), prefix="reply"),
        "decide": DecideForm(sent_with(request, "decide")),
        "call_off": WordsForm(sent_with(request, "call_off"), prefix="off"),
        "take_back": WordsForm(sent_with(request, "take_back"), prefix="back"),
    }
    forms["reply"].fields["text"].label = _("The reply")
    if request.method == "POST":
        try:
            if said := done(request, found, forms):
                messages.success(request, said)
                return redirect("peer_review", pk)
        except NotNowError as error:
            messages.error(request, str(error))
            return redirect("peer_review", pk)
    return page(request, found, forms, 400 if request.method == "POST" else 200)


def done(request: HttpRequest, found: PeerReview, forms: dict[str, Any]) -> str:
    """Carries out what was asked; empty where its form has to be shown again. Raises NotNowError, PermissionDenied, Http404."""
    if "again" in request.POST:
        actions.invite_again(of_review(found, request.POST["again"]), request.user)
        return _("The letter is on its way; the link of the one before no longer works.")
    name, form = next(((name, form) for name, form in forms.items() if form.is_bound), ("", None))
    if form is None or not form.is_valid():
        return ""
    data = {field: storable(said) for field, said in form.cleaned_data.items()}
    if name == "take_back":
        actions.take_back(of_review(found, request.POST["take_back"]), request.user, data["text"])
        return _("The invitation is taken back. Its link no longer works.")
    if name == "invite":
        actions.invite(found, request.user, data["role"], form.identity)
        return _("The letter is on its way.")
    if name == "reply":
        actions.reply(found, data["text"], editor=request.user)
        return _("The reply stands below the reviews. Somebody else decides.")
    if name == "decide":
        given = data["decision"] == "given"
        actions.decide(found, request.user, given=given, reason=data["reason"], summary=data["summary"])
        return _("Decided and published. Everybody who took part is told.")
    actions.call_off(found, request.user, data["text"])
    return _("The review is called off. Whoever was invited is told.")


def of_review(found: PeerReview, key: str) -> PeerInvitation:
    """An invitation of this review; Http404."""
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(found.invitations, pk=key)


def page(request: HttpRequest, found: PeerReview, forms: dict[str, Any], status: int) -> HttpResponse:
    """The page of a review: a constant number of queries."""
    invitations = list(found.invitations.select_related("identity", "invited_by"))
    shown = [
        {
            "one": one,
            "identity": getattr(one, "identity", None) if policies.knows(request.user, one) else None,
            "payment": one.identity.get_payment_display() if hasattr(one, "identity") and one.reviews else "",
            "at_work": found.is_open and one.answer in AT_WORK,
        }
        for one in invitations
    ]
    context = {
        "review": found,
        "record": found.record.specific if found.record else None,
        "invitations": shown,
        "assessments": handed_in(found),
        "forms": forms,
        "of": request.POST.get("take_back", ""),
        "needed": NEEDED,
        "may_decide": policies.decide(request.user, found),
    }
    return render(request, "practices/peers/desk.html", context, status=status)


def urls() -> list[URLPattern]:
    """The addresses behind the list."""
    return [
        path("peer-review/begin/<str:identifier>/", begin, name="peer_review_begin"),
        path("peer-review/<int:pk>/", review, name="peer_review"),
    ]

"""A stage at the editing desk: one page to read, take, hand over, ask others and decide. The page’s own editor decides, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from portal.accounts.models import User
from portal.foundation.exploring import page_policy
from portal.foundation.refusals import NotNowError
from portal.site.workflow import actions
from portal.site.workflow.forms import NO_REASON, DecisionForm, DueForm, HandOverForm, InvitationForm
from portal.site.workflow.models import ReviewInvitation, ReviewState, version_of
from portal.site.workflow.showing import changed

FORMS: Final = {
    "approve": "decision",
    "reject": "decision",
    "hand_over": "handing",
    "move_due": "dating",
    "invite": "inviting",
}


class Desk:
    """One stage before one person, with the forms that they may fill in."""

    def __init__(self, request: HttpRequest, state: ReviewState) -> None:
        self.user, self.state = request.user, state
        done = request.POST.get("do", "") if request.method == "POST" else ""
        sent = {FORMS[done]: request.POST} if done in FORMS else {}
        self.decision = DecisionForm(sent.get("decision"), initial={"seen": version_of(state.page)})
        self.handing = HandOverForm(sent.get("handing"), colleagues=self.colleagues(), prefix="hand")
        self.dating = DueForm(sent.get("dating"), initial={"day": state.due_on}, prefix="due")
        self.inviting = InvitationForm(sent.get("inviting"), prefix="invite")
        self.sent: Any = getattr(self, FORMS[done]) if done in FORMS else None

    def colleagues(self) -> Any:
        """To whom it can be handed."""
        return self.state.stage.people().exclude(pk__in=[self.user.pk, self.state.workflow_state.requested_by_id or 0])

    def invitations(self) -> list[tuple[ReviewInvitation, bool]]:
        """Those of the stage, and whether their links can decide. Two queries."""
        able = Q(groups__in=self.state.stage.groups.all()) | Q(is_superuser=True)
        deciding = {*User.objects.filter(able, is_active=True).values_list("pk", flat=True)}
        return [(one, one.is_unused and one.invited_by_id in deciding) for one in self.state.invitations.all()]

    def context(self, message: str = "") -> dict[str, Any]:
        """What templates/site/workflow/desk.html needs."""
        state = self.state
        page = Page.objects.get(pk=state.page_id).specific
        draft = page.get_latest_revision_as_object()
        mine = state.is_open and state.is_of(self.user)
        return {
            "state": state,
            "page": page,
            "draft": draft,
            "message": message,
            "changes": changed(page) if state.is_open else None,
            "may_claim": mine and state.claimed_by_id != self.user.pk,
            "may_decide": mine and state.claimed_by_id in (None, self.user.pk),
            "has_colleagues": self.colleagues().exists(),
            "handovers": state.handovers.select_related("by", "taker"),
            "invitations": self.invitations(),
            "decision": self.decision,
            "handing": self.handing,
            "dating": self.dating,
            "inviting": self.inviting,
        }


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/review/7/`: a stage, for who may decide about it or has decided."""
    state = get_object_or_404(ReviewState.objects.select_related("workflow_state", "claimed_by", "finished_by"), pk=pk)
    pages = page_policy.but_hidden(Page.objects.filter(pk=state.page_id), request.user)
    if not (state.is_of(request.user) and pages.exists()):
        raise Http404
    desk = Desk(request, state)
    if request.method != "POST":
        return shown(request, desk, 200)
    if desk.sent is not None and not desk.sent.is_valid():
        return shown(request, desk, 400)
    return act(request, desk)


def act(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Does what was asked for; where that can’t be done now, the page says why, with what was typed."""
    done = request.POST.get("do", "")
    if done not in ACTIONS:
        return shown(request, desk, 400, _("Press one of the buttons."))
    try:
        said = ACTIONS[done](request, desk)
    except NotNowError as error:
        desk.state.refresh_from_db()
        if desk.decision.is_bound:
            desk.decision.data = {**request.POST.dict(), "seen": version_of(Page.objects.get(pk=desk.state.page_id))}
        return shown(request, desk, 409, str(error))
    except ValidationError as error:
        return shown(request, desk, 400, " ".join(error.messages))
    messages.success(request, said)
    return redirect("wagtailadmin_home" if done in {"approve", "reject"} else request.path)


def _claim(request: HttpRequest, desk: Desk) -> str:
    actions.claim(desk.state, request.user, over=request.POST["do"] == "take_over")
    return _("You have it. Your colleagues see that.")


def _give_back(request: HttpRequest, desk: Desk) -> str:
    actions.give_back(desk.state, request.user)
    return _("It waits for any of your colleagues again.")


def _hand_over(request: HttpRequest, desk: Desk) -> str:
    data = desk.handing.cleaned_data
    actions.hand_over(desk.state, request.user, data["to"], data["note"])
    return _("%(name)s has it, and is told.") % {"name": data["to"]}


def _move_due(request: HttpRequest, desk: Desk) -> str:
    day = desk.dating.cleaned_data["day"]
    actions.move_due(desk.state, request.user, day)
    return _("It is due on %(day)s.") % {"day": date_format(day)}


def _decide(request: HttpRequest, desk: Desk) -> str:
    data, approved = desk.decision.cleaned_data, desk.decision.approves
    actions.decide(desk.state, approved=approved, by=request.user, said=data["said"], seen=data["seen"])
    return _("It is approved.") if approved else _("Whoever submitted it is told what has to change.")


def _invite(request: HttpRequest, desk: Desk) -> str:
    actions.invite(desk.state, request.user, **desk.inviting.cleaned_data)
    return _("The letter is on its way.")


def _revoke(request: HttpRequest, desk: Desk) -> str:
    key = request.POST.get("invitation", "")
    actions.revoke(desk.state, request.user, int(key) if key.isdecimal() and len(key) < 18 else 0)
    return _("The link works no more.")


ACTIONS: Final[dict[str, Callable[[HttpRequest, Desk], str]]] = {
    "claim": _claim,
    "take_over": _claim,
    "give_back": _give_back,
    "hand_over": _hand_over,
    "move_due": _move_due,
    "approve": _decide,
    "reject": _decide,
    "invite": _invite,
    "revoke": _revoke,
}


def shown(request: HttpRequest, desk: Desk, status: int, message: str = "") -> HttpResponse:
    """The page."""
    return render(request, "site/workflow/desk.html", desk.context(message), status=status)


# -- In the editor of the page --


def before_edit(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A decision from the editor of a page: not about a version that was never on its screen, and no refusal without a reason."""
    if request.method != "POST" or "action-workflow-action" not in request.POST:
        return None
    state = page.current_workflow_task_state
    if not isinstance(state, ReviewState):
        return None
    message, status = "", 409
    action = request.POST.get("workflow-action-name", "")
    if action not in {name for name, *_rest in state.stage.get_actions(page, request.user)}:
        message = _("Somebody has decided about this already, or has it.")
    elif not is_newest(request, page):
        message = str(actions.OutdatedError())
    elif action == "reject" and not comment_of(request):
        message, status = str(NO_REASON), 400
    if not message:
        return None
    context = {"message": message, "page": page, "state": state}
    return render(request, "site/workflow/refused.html", context, status=status)


def is_newest(request: HttpRequest, page: Any) -> bool:
    """Whether a form of the editor holds the newest version: the one that it has written itself, or the one that it was opened with."""
    newest = page.latest_revision
    if own := request.POST.get("overwrite_revision_id"):
        return bool(own == str(newest.pk))
    loaded = request.POST.get("loaded_revision_id"), request.POST.get("loaded_revision_created_at")
    return loaded == (str(newest.pk), newest.created_at.isoformat())


def comment_of(request: HttpRequest) -> str:
    """What was written in the editor’s dialogue."""
    try:
        said = json.loads(request.POST.get("workflow-action-extra-data") or "{}")
    except ValueError:
        return ""
    comment = said.get("comment", "") if isinstance(said, dict) else ""
    return comment.strip() if isinstance(comment, str) else ""


def to_review(_request: HttpRequest, page_id: int, action_name: str, task_state_id: int) -> HttpResponse:
    """Wagtail’s own address for deciding at a press, without having seen the page, leads to where it can be seen."""
    return redirect("review", task_state_id)


def urls() -> list[URLPattern]:
    """The stage’s page, and the address of Wagtail’s that leads there."""
    return [
        path("review/<int:pk>/", review, name="review"),
        path("pages/<int:page_id>/workflow/action/<slug:action_name>/<int:task_state_id>/", to_review),
    ]


def button_for(page: Any, user: Any) -> dict[str, Any] | None:
    """What the head of the editor offers where this person may decide."""
    state = page.current_workflow_task_state
    if not isinstance(state, ReviewState) or not state.is_of(user):
        return None
    return {"label": _("Review: take, hand over, ask others"), "url": reverse("review", args=[state.pk])}

"""What happens to a stage, each in one transaction with its line in the page’s history (the audit log takes it over) and what is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Page

from portal.foundation import mail
from portal.foundation.refusals import NotNowError
from portal.notices import telling
from portal.site.workflow.forms import NO_REASON
from portal.site.workflow.models import ReviewHandover, ReviewInvitation, ReviewState, version_of
from portal.site.workflow.terms import (
    CLAIMED,
    DUE_MOVED,
    GIVEN_BACK,
    HANDED,
    HANDED_OVER,
    INVITED,
    LETTER,
    MOST_INVITATIONS,
    OVERDUE,
    REVOKED,
)
from practices.records.models import Record
from practices.records.publishable import lacking_on


class OutdatedError(NotNowError):
    """The draft is no longer what was seen."""

    def __init__(self) -> None:
        super().__init__(_("The draft has changed since you opened it. Nothing was decided: look at it as it is now."))


@transaction.atomic
def claim(state: ReviewState, by: Any, *, over: bool = False) -> None:
    """“I take this”; `over`: from a colleague, who is told."""
    found = _open(state, by)
    if found.claimed_by_id == by.pk:
        return
    if found.claimed_by_id and not over:
        raise NotNowError(_("%(name)s has taken it in the meantime.") % {"name": found.claimed_by})
    _give(found, by, by)
    log(instance=found.page, action=CLAIMED, user=by)


@transaction.atomic
def give_back(state: ReviewState, by: Any) -> None:
    """It waits for anybody of the groups again; all of them see it on their desks."""
    found = _own(state, by)
    if found.claimed_by_id:
        found.claimed_by = None
        found.save(update_fields=["claimed_by"])
        log(instance=found.page, action=GIVEN_BACK, user=by)


@transaction.atomic
def hand_over(state: ReviewState, by: Any, to: Any, note: str) -> None:
    """Gives it to a colleague, who is told, with a note."""
    found = _own(state, by)
    if not found.is_of(to):
        raise PermissionDenied
    _give(found, to, by, note)
    log(instance=found.page, action=HANDED_OVER, user=by, data={"reason": note})


@transaction.atomic
def move_due(state: ReviewState, by: Any, day: date) -> None:
    """Sets another day; when that has passed, too, whom it concerns is reminded once more."""
    found = _own(state, by)
    if found.due_on == day:
        return
    telling.withdraw(OVERDUE, [found.pk])
    found.due_on, found.reminded_at = day, None
    found.save(update_fields=["due_on", "reminded_at"])
    log(instance=found.page, action=DUE_MOVED, user=by, data={"reason": day.isoformat()})


@transaction.atomic
def decide(state: ReviewState, *, approved: bool, by: Any, said: str = "", seen: str) -> None:
    """Approves, or asks for changes with a reason. Raises NotNowError, OutdatedError, PermissionDenied and ValidationError."""
    page = _locked_page(state)
    _decide(_own(state, by), page, approved=approved, by=by, said=said, seen=seen)


@transaction.atomic
def answer(invitation: ReviewInvitation, *, approved: bool, name: str, said: str, seen: str) -> None:
    """The decision of somebody without an account, once. The history names the invitation by its number: their name is forgotten in time."""
    page = _locked_page(invitation.state)
    found = ReviewInvitation.objects.select_for_update().get(pk=invitation.pk)
    if not found.is_open:
        raise NotNowError(_("This link works no more."))
    with override(settings.LANGUAGE_CODE):  # the history is the site’s
        number = _("By invitation no. %(number)s.") % {"number": found.pk}
    if not approved and not said.strip():
        raise ValidationError(NO_REASON)
    found.approved, found.decided_at, found.name, found.reason = approved, timezone.now(), name, said
    found.save()
    state = ReviewState.objects.select_for_update().get(pk=found.state_id)
    _decide(state, page, approved=approved, by=None, said=f"{number} {said}".strip(), seen=seen)


@transaction.atomic
def invite(state: ReviewState, by: Any, *, email: str, language: str, days: int, note: str) -> ReviewInvitation:
    """Asks somebody without an account; a newer letter to the same address ends the one before."""
    page = _locked_page(state)
    found = _own(state, by)
    now = timezone.now()
    before = found.invitations.filter(decided_at=None, revoked_at=None)
    before.filter(email__iexact=email).update(revoked_at=now)
    if before.open().count() >= MOST_INVITATIONS:
        raise NotNowError(_("Enough people are asked already. Take an invitation back first."))
    made = ReviewInvitation.objects.create(
        state=found,
        revision=page.latest_revision,
        version=version_of(page),
        email=email,
        language=language,
        note=note,
        invited_by=by,
        expires_at=now + timedelta(days=days),
    )
    mail.send_later(LETTER, str(made.pk))
    log(instance=page.specific, action=INVITED, user=by, data={"reason": note})
    return made


@transaction.atomic
def revoke(state: ReviewState, by: Any, pk: int) -> None:
    """A link works no more."""
    found = _own(state, by)
    if found.invitations.filter(pk=pk, decided_at=None, revoked_at=None).update(revoked_at=timezone.now()):
        log(instance=found.page, action=REVOKED, user=by)


def _decide(state: ReviewState, page: Any, *, approved: bool, by: Any, said: str, seen: str) -> None:
    if not state.is_open:
        raise NotNowError(_("Somebody has decided about this already."))
    if version_of(page) != seen:
        raise OutdatedError
    if approved:
        complete(page)
        state.approve(user=by, comment=said)
    elif said.strip():
        state.reject(user=by, comment=said)
    else:
        raise ValidationError(NO_REASON)


def complete(page: Any) -> None:
    """Raises ValidationError where a record lacks what readers must see: the form of the page asks for it, but drafts come in without one."""
    draft = page.specific.get_latest_revision_as_object()
    if isinstance(draft, Record) and (missing := lacking_on(draft)):
        raise ValidationError([*map(str, missing.values())])


def _give(state: ReviewState, to: Any, by: Any, note: str = "") -> None:
    made = ReviewHandover.objects.create(state=state, giver=state.claimed_by, taker=to, by=by, note=note)
    state.claimed_by = to
    state.save(update_fields=["claimed_by"])
    if {made.giver_id, made.taker_id} - {None, by.pk}:
        telling.happened(HANDED, made.pk)


def _locked_page(state: ReviewState) -> Any:
    """The page, so that it neither changes nor is decided about twice meanwhile."""
    return Page.objects.select_for_update().get(pk=state.page_id)


def _open(state: ReviewState, by: Any) -> ReviewState:
    """The stage, locked, if it is one of this person’s groups."""
    found: ReviewState = ReviewState.objects.select_for_update().get(pk=state.pk)
    if not found.is_open:
        raise NotNowError(_("Somebody has decided about this already."))
    if not found.is_of(by):
        raise PermissionDenied
    return found


def _own(state: ReviewState, by: Any) -> ReviewState:
    """The same, if no colleague has it."""
    found = _open(state, by)
    if found.claimed_by_id not in (None, by.pk):
        raise NotNowError(_("%(name)s has it. Take it over first.") % {"name": found.claimed_by})
    return found

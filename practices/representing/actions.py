"""Claiming an organisation's record, deciding about it, and what its people say; each in one transaction with what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.foundation import mail
from portal.foundation.audit.recording import record as note
from portal.foundation.dates import PartialDate
from portal.foundation.duties import duty
from portal.foundation.generation import rise
from portal.foundation.refusals import NotNowError
from portal.notices import telling
from practices.records.models import Record
from practices.representing import links
from practices.representing.models import LifeSign, Representation
from practices.representing.terms import ASKED_EVERY, DESK_RIGHT, KEPT, LETTER_KEPT, MOST_WAITING, Alive, Proof, State
from search.indexing import changed

CONFIRM: Final = "representation_confirm"  # letters
ARRIVED: Final = "representation_arrived"
DECIDED: Final = "representation_decided"  # events
ASKED: Final = "organisation_alive"
UNDECIDED: Final = (State.UNPROVEN, State.WAITING)


@transaction.atomic
def claim(work: Record, user: Any, why: str, email: str) -> Representation:
    """Somebody says that they speak for an organisation; a second time it is the same claim. Raises NotNowError for too many."""
    Record.objects.select_for_update(of=("self",)).get(pk=work.pk)
    mine = Representation.objects.filter(user=user)
    there = mine.filter(code=work.identifier, state__in=(*UNDECIDED, State.VERIFIED)).first()
    if there:
        return there
    if mine.filter(state__in=UNDECIDED).count() >= MOST_WAITING:
        raise NotNowError(_("Several of your claims wait already. Wait until they are decided."))
    by_domain = links.is_of_domain(email, work.website)
    made = Representation.objects.create(
        record=work, code=work.identifier, user=user, why=why, email=email,
        state=State.UNPROVEN if by_domain else State.WAITING, proof=Proof.DOMAIN if by_domain else Proof.LETTER,
    )  # fmt: skip
    note("representing.claimed", made, by=user)
    mail.send_later(CONFIRM if by_domain else ARRIVED, str(made.pk))
    return made


@transaction.atomic
def confirm(found: Representation) -> bool:
    """The work address is proven: an editor decides. False where that was done before."""
    done = Representation.objects.filter(pk=found.pk, state=State.UNPROVEN).update(
        state=State.WAITING, confirmed_at=timezone.now()
    )
    if done:
        mail.send_later(ARRIVED, str(found.pk))
    return bool(done)


@transaction.atomic
def decide(found: Representation, editor: Any, *, accepted: bool, reason: str) -> None:
    """An editor verifies or declines; who asked is told once. Raises NotNowError, and PermissionDenied for one's own."""
    locked = _in(found, State.WAITING)
    if locked.user_id == editor.pk or not editor.has_perm(DESK_RIGHT):
        raise PermissionDenied
    _settle(locked, State.VERIFIED if accepted else State.DECLINED, editor, reason)
    note("representing.verified" if accepted else "representing.declined", locked, by=editor, reason=reason)
    telling.happened(DECIDED, f"{locked.pk}-{locked.state}")


@transaction.atomic
def end(found: Representation, by: Any, reason: str) -> None:
    """Given up by who speaks for it, or taken away by an editor, who tells them why. Raises NotNowError, PermissionDenied."""
    locked = _in(found, State.VERIFIED)
    own = locked.user_id == by.pk
    if not (own or by.has_perm(DESK_RIGHT)):
        raise PermissionDenied
    _settle(locked, State.ENDED, by, reason)
    note("representing.given_up" if own else "representing.taken_away", locked, by=by, reason=reason)
    if not own:
        telling.happened(DECIDED, f"{locked.pk}-{locked.state}")


@transaction.atomic
def answer(found: Representation, said: str, ended: PartialDate | None = None) -> LifeSign:
    """What the organisation says of itself: as described, it is due in a year; ended, now. Raises NotNowError."""
    locked = _in(found, State.VERIFIED)
    if locked.record_id is None:
        raise NotNowError(_("The record was withdrawn: there is nothing to confirm any more."))
    sign = LifeSign(record_id=locked.record_id, code=locked.code, by=locked, answer=said)
    sign.ended = ended
    sign.save()
    today = timezone.localdate()
    if said == Alive.AS_DESCRIBED:
        _review_due(locked.record_id, today + ASKED_EVERY)
    elif said == Alive.ENDED:
        _review_due(locked.record_id, today)
    note(f"representing.{said}", locked, by=locked.user)
    changed("page", [str(locked.record_id)])
    rise()
    return sign


def _review_due(key: int, due: Any) -> None:
    """Sets the day in the record as it stands and in its newest version, which nobody has to publish for that."""
    page = Record.objects.select_related("latest_revision").get(pk=key)
    Record.objects.filter(pk=key).update(review_due=due)
    if page.latest_revision:
        page.latest_revision.content["review_due"] = due.isoformat()
        page.latest_revision.save(update_fields=["content"])


def _in(found: Representation, state: State) -> Representation:
    """The row, locked. Raises NotNowError where it is no longer in that state."""
    locked = Representation.objects.select_for_update().get(pk=found.pk)
    if locked.state != state:
        raise NotNowError(_("This was decided already, or has ended: see below."))
    return locked


def _settle(locked: Representation, state: State, by: Any, reason: str) -> None:
    locked.state, locked.reason = state, reason
    locked.decided_by, locked.decided_at = by, timezone.now()
    locked.save()


@duty("ask_organisations", every=timedelta(days=1))
def ask() -> None:
    """Asks who speaks for an organisation whether it is still alive, a year after its last answer."""
    since = timezone.now() - ASKED_EVERY
    lately = LifeSign.objects.filter(code=OuterRef("code"), at__gt=since)
    due = Representation.objects.verified().filter(~Exists(lately), decided_at__lt=since, record__live=True)
    for one in due.exclude(asked_at__gt=since):
        with transaction.atomic():
            if Representation.objects.filter(pk=one.pk).exclude(asked_at__gt=since).update(asked_at=timezone.now()):
                telling.happened(ASKED, f"{one.pk}-{timezone.localdate().isoformat()}")


@duty("forget_claims", every=timedelta(days=1))
def forget() -> None:
    """Claims whose address nobody confirmed go after a week, those that were declined or have ended after a year."""
    now = timezone.now()
    Representation.objects.filter(state=State.UNPROVEN, begun_at__lt=now - LETTER_KEPT).delete()
    Representation.objects.filter(state__in=(State.DECLINED, State.ENDED), decided_at__lt=now - KEPT).delete()

"""Deciding about a proposal, each in one transaction with its line in the log."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.foundation.audience import EDITORS, PUBLIC
from portal.foundation.audit.recording import record as log
from practices.claims.models import Claim
from practices.conflicts.models import Conflict, ConflictValue
from practices.conflicts.proposals import Proposal

LONGEST_VALUE = 120


class DecidedError(Exception):
    """Somebody else was first, or the figures have changed; the message says so."""


@transaction.atomic
def accept(proposal: Proposal, by: Any, *, title: str, note: str) -> Conflict:
    """Enters both figures in the ledger, for those alone who may read all records that it names."""
    proposal = _open(proposal, by)
    figures = proposal.figures
    records = [one.record for one in figures if one.record]
    closed = {one.audience for one in records} - {PUBLIC}
    conflict = Conflict(
        title=title, note=note, audience=closed.pop() if len(closed) == 1 else EDITORS if closed else PUBLIC
    )
    conflict.values = [_value(one, number) for number, one in enumerate(figures)]
    conflict.records = list(dict.fromkeys(records))
    conflict.datasets = list(dict.fromkeys(one.dataset for one in figures if one.dataset))
    conflict.places = list(dict.fromkeys(one.place for one in figures if one.place and not one.record))
    conflict.save()
    _decide(proposal, by, state=Proposal.State.ACCEPTED, conflict=conflict, reason=note)
    log("conflict.entered", conflict, by=by, reason=note)
    return conflict


@transaction.atomic
def dismiss(proposal: Proposal, by: Any, *, reason: str) -> None:
    """Both figures are right as they stand: the pair is not proposed again."""
    proposal = _open(proposal, by)
    _decide(proposal, by, state=Proposal.State.DISMISSED, reason=reason)
    log("conflict.dismissed", proposal, by=by, reason=reason)


def _open(proposal: Proposal, by: Any) -> Proposal:
    found = Proposal.objects.at_desk(by).waiting().select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if found is None:
        raise DecidedError(_("Somebody has decided about it already, or one of the figures was changed."))
    return found


def _decide(proposal: Proposal, by: Any, **decision: Any) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(**decision, decided_by=by, decided_at=timezone.now())


def _value(figure: Claim, number: int) -> ConflictValue:
    return ConflictValue(
        sort_order=number, value=figure.shown_value[:LONGEST_VALUE], says=figure.label, source=figure.source, at=figure.at,
        status=figure.status,
    )  # fmt: skip

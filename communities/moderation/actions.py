"""What is done with a case, each in one transaction: the decision, what becomes of the thing, and who is told."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from communities.moderation.models import Case, Flag
from communities.moderation.terms import Outcome, Why
from communities.moderation.things import find, kinds
from communities.moderation.told import deciders
from communities.spaces.models import Community
from communities.spaces.terms import stamped
from portal.foundation import mail
from portal.notices import telling


def report(kind: str, key: int, why: Why, note: str, by: Any) -> Case | None:
    """Somebody says that a thing should be looked at; saying it again changes their words. `by` is None for who has no account: each of
    their reports stands by itself. None for what is gone."""
    with transaction.atomic():
        case = _open(kind, key)
        if case is None:
            return None
        if by is None:
            Flag.objects.create(case=case, why=why, note=note)
        else:
            Flag.objects.update_or_create(case=case, by=by, defaults={"why": why, "note": note})
    return case


def hold(kind: str, key: int, because: str) -> Case | None:
    """Has a thing looked at before anybody sees it."""
    return _open(kind, key, held=because)


def _open(kind: str, key: int, held: str = "", *, tell: bool = True) -> Case | None:
    """The open case of a thing; None for what is gone. Who decides about it is told once, when it is opened."""
    thing = find(kind, key)
    if thing is None:
        return None
    about = {"community": thing.community, "author": thing.author, "held": held}
    with transaction.atomic():
        case, new = Case.objects.get_or_create(kind=kind, key=key, settled_at=None, defaults=about)
        if new and tell:
            tell_deciders(case)
    return case


def tell_deciders(case: Case) -> None:
    """Each who may decide; where there is nobody else, administrators on the site, and who answers for it by mail."""
    telling.happened("case_opened", stamped(case.pk, timezone.now()))
    if not deciders(case):
        mail.send_later("case_opened", str(case.pk))


def settle(case: Case, outcome: Outcome, statement: str, by: Any) -> bool:
    """Decides about a thing; its author is told, if it goes or had to wait. False where somebody else was faster."""
    with transaction.atomic():
        undecided = Case.objects.filter(pk=case.pk, settled_at=None)
        if not undecided.update(outcome=outcome, statement=statement, settled_by=by, settled_at=timezone.now()):
            return False
        _carry_out(case, outcome, statement, by)
        if outcome == Outcome.GOES or case.held:
            telling.happened("case_settled", case.pk)
    return True


def take_away(kind: str, key: int, because: str, by: Any) -> None:
    """Takes a thing away that nobody had to report: the same statement, the same right to appeal, the same log."""
    with transaction.atomic():
        if case := _open(kind, key, tell=False):
            settle(case, Outcome.GOES, because, by)


def appeal(case: Case, text: str) -> bool:
    """Its author asks somebody else to look at it. False where they have asked before."""
    with transaction.atomic():
        not_yet = Case.objects.filter(pk=case.pk, appealed_at=None)
        if not not_yet.update(appeal=text, appealed_at=timezone.now()):
            return False
        tell_deciders(case)
    return True


def answer(case: Case, outcome: Outcome, text: str, by: Any) -> bool:
    """Decides an appeal, for good. False where somebody else was faster."""
    with transaction.atomic():
        open_still = Case.objects.filter(pk=case.pk, answered_at=None)
        if not open_still.update(outcome=outcome, answer=text, answered_by=by, answered_at=timezone.now()):
            return False
        if outcome == Outcome.STAYS:
            _carry_out(case, outcome, text, by)
        telling.happened("case_answered", case.pk)
    return True


def follow(to: Community, **things: Any) -> None:
    """Things moved into another space: who tends that decides what is open about them, and is told. `things`: their keys, by kind."""
    for kind, keys in things.items():
        for case in Case.objects.waiting().filter(kind=kind, key__in=keys):
            Case.objects.filter(pk=case.pk).update(community=to)
            case.community = to
            tell_deciders(case)


def _carry_out(case: Case, outcome: Outcome, statement: str, by: Any) -> None:
    """What was decided becomes of the thing. What is gone meanwhile needs nothing more."""
    if find(case.kind, case.key) is None:
        return
    kind = kinds()[case.kind]
    if outcome == Outcome.GOES:
        kind.take_away(case.key, statement, by)
    elif case.held or case.appealed_at:
        kind.bring_back(case.key, by)

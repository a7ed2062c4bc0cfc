"""What is done with a plan by those who tend the space: writing, opening and closing the review, deciding, switching.

Each is one transaction that locks the space, so that two people never change the same plan at once; what the second did not know of is
told them instead of being written over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from communities.discussion import attached
from communities.discussion.terms import Readers
from communities.spaces.actions import locked, switch_parts
from communities.spaces.models import Community
from communities.stewardship.plans.models import PlanLine, PlanVersion
from communities.stewardship.plans.reading import language_of
from communities.stewardship.plans.terms import (
    DECIDED,
    ENDED,
    ENDS,
    KIND,
    MOST_LINES,
    REVIEW,
    Decision,
    Says,
    State,
    key_of,
)
from portal.foundation.duties import duty
from portal.notices import telling
from search.indexing import changed

WRITTEN: Final = ("orientation", "need", "part", "tool", "why", "keeper", "cost", "review_on")  # of a line


class ChangedError(Exception):
    """Somebody else changed it meanwhile."""


def start(community: Community, by: Any) -> PlanVersion:
    """The version that is in hand; a new one where there is none: a copy of the last, without what was declined."""
    with transaction.atomic():
        locked(community)
        versions = PlanVersion.objects.filter(community=community)
        if in_hand := versions.in_hand().first():
            in_hand.community = community
            return in_hand
        last = versions.first()
        number = last.number + 1 if last else 1
        version: PlanVersion = PlanVersion.objects.create(community=community, number=number, started_by=by)
        if last:
            kept = last.lines.exclude(decision=Decision.DECLINED)
            fields = ("thread", "position", *WRITTEN)
            copies = (PlanLine(version=version, **{name: getattr(line, name) for name in fields}) for line in kept)
            PlanLine.objects.bulk_create(copies)
        _note(version, by, "start")
    return version


def save_line(line: PlanLine, seen: int, by: Any) -> None:
    """Keeps a line of a draft. `seen` is its revision that somebody changed, 0 for a new one; the same sent twice changes nothing.

    Raises ChangedError where it is another one now, or gone, and ValidationError where the version is no draft or has too many lines.
    """
    with transaction.atomic():
        version = _draft(line.version)
        now = version.lines.filter(thread=line.thread).first()
        if now and all(getattr(now, name) == getattr(line, name) for name in WRITTEN):
            return
        if (now.revision if now else 0) != seen:
            raise ChangedError
        if now is None and version.lines.count() >= MOST_LINES:
            raise ValidationError(_("A plan has at most %(count)s lines."), params={"count": MOST_LINES})
        line.pk = now.pk if now else None
        line.position = now.position if now else version.lines.count() + 1
        line.revision = seen + 1
        line.save()
        _note(version, by, "line", line=str(line.thread))


def take_over(version: PlanVersion, lines: Iterable[PlanLine], by: Any) -> int:
    """Adds what a needs profile proposes to a draft; what it is about already is left out. Returns how many came in."""
    with transaction.atomic():
        draft = _draft(version)
        there = set(draft.lines.values_list("orientation", flat=True))
        new = [line for line in lines if line.orientation not in there][: MOST_LINES - draft.lines.count()]
        for position, line in enumerate(new, start=draft.lines.count() + 1):
            line.version, line.position = draft, position
        PlanLine.objects.bulk_create(new)
        PlanVersion.objects.filter(pk=draft.pk).update(profile=version.profile)
        if new:
            _note(draft, by, "take_over", lines=len(new))
    return len(new)


def move(line: PlanLine, by: int, seen: int) -> None:
    """Moves a line of a draft one place up (-1) or down (1), if it is still where somebody saw it."""
    with transaction.atomic():
        version = _draft(line.version)
        row = list(version.lines.all())
        at = next((number for number, one in enumerate(row) if one.pk == line.pk), None)
        if at is None or row[at].position != seen:
            return
        row.insert(max(0, at + by), row.pop(at))
        _number(row)


def remove(line: PlanLine, by: Any) -> None:
    """Takes a line out of a draft."""
    with transaction.atomic():
        version = _draft(line.version)
        if version.lines.filter(pk=line.pk).delete()[0]:
            _number(version.lines.all())
            _note(version, by, "remove", line=str(line.thread))


def discard(version: PlanVersion, by: Any) -> None:
    """Throws a draft away."""
    with transaction.atomic():
        draft = _draft(version)
        _note(draft, by, "discard")
        draft.delete()


def open_review(version: PlanVersion, closes_at: datetime, by: Any) -> None:
    """Asks the members, until a moment; they are told. Raises ValidationError for a version without lines."""
    with transaction.atomic():
        draft = _draft(version)
        if not draft.lines.exists():
            raise ValidationError(_("There is nothing to review yet. Add a line first."))
        draft.opened_at, draft.opened_by, draft.closes_at = timezone.now(), by, closes_at
        draft.save()
        changed(KIND, [str(draft.pk)])
        language = language_of(draft.community)
        with override(language):
            title = str(draft)
        attached.follow(
            key_of(draft.pk),
            community=draft.community,
            title=title,
            language=language,
            author=by,
            readers=Readers.MEMBERS,
        )
        _note(draft, by, "review")
        telling.happened(REVIEW, draft.pk)


def close_review(version: PlanVersion, by: Any = None) -> None:
    """Ends a review, by hand or by its date; who decides now is told."""
    with transaction.atomic():
        now = _locked(version)
        if now.opened_at is None or now.closed_at is not None:
            return
        moment = timezone.now()
        now.closed_at = min(moment, now.closes_at or moment)
        now.save(update_fields=["closed_at"])
        _note(now, by, "close")
        for told in (REVIEW, ENDS):
            telling.withdraw(told, [now.pk])
        telling.happened(ENDED, now.pk)


@duty("close_reviews_of_plans", every=timedelta(minutes=1))
def close_reviews() -> None:
    """Ends those whose time is over: from that moment on nobody could answer any more, whenever this runs."""
    over = PlanVersion.objects.opened().filter(closed_at=None, closes_at__lte=timezone.now())
    for version in over.select_related("community"):
        close_review(version)


def decide(line: PlanLine, decision: Decision, reason: str, seen: int, by: Any) -> None:
    """Approves or declines a line after its review, also anew as long as its version is the last one.

    `seen` is its revision. Raises ChangedError where its words are others now, ValidationError where it can't be decided, or a reason is
    needed: whoever objected is owed one, and so is everybody where a line is declined.
    """
    with transaction.atomic():
        version = _locked(line.version)
        last = PlanVersion.objects.filter(community=version.community_id).latest("number")
        if version.state not in (State.DECIDING, State.DECIDED) or last.pk != version.pk:
            raise ValidationError(_("This version can’t be decided any more, or not yet."))
        now = version.lines.get(pk=line.pk)
        if now.revision != seen:
            raise ChangedError
        if not reason and (decision == Decision.DECLINED or now.stances.filter(says=Says.OBJECTS).exists()):
            raise ValidationError(_("Give a reason: a line is declined with one, and objections are answered by one."))
        now.decision, now.reason, now.decided_by, now.decided_at = decision, reason, by, timezone.now()
        now.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
        _note(version, by, "decide", line=str(now.thread), decision=str(decision))
        if version.decided_at is None and not version.lines.filter(decision="").exists():
            PlanVersion.objects.filter(pk=version.pk).update(decided_at=timezone.now())
            telling.withdraw(ENDED, [version.pk])
            telling.happened(DECIDED, version.pk)


def switch(line: PlanLine, on: bool, by: Any) -> bool:
    """Switches the part of an approved line on or off; False where the line does not hold, or is about no part."""
    with transaction.atomic():
        community = line.version.community
        locked(community)
        held = PlanLine.objects.in_force().filter(pk=line.pk).first()
        if held is None or not held.switches:
            return False
        now = set(Community.objects.values_list("parts", flat=True).get(pk=community.pk))
        wanted = now | {held.part} if on else now - {held.part}
        switch_parts(community, wanted, by, plan=line.version.number, line=str(held.thread))
    return True


def _locked(version: PlanVersion) -> PlanVersion:
    """The version as it is now, while nobody else changes it. Raises ValidationError where it was thrown away."""
    locked(version.community)
    now: PlanVersion | None = PlanVersion.objects.filter(pk=version.pk).first()
    if now is None:
        raise ValidationError(_("Somebody threw this draft away meanwhile."))
    now.community = version.community
    return now


def _draft(version: PlanVersion) -> PlanVersion:
    now = _locked(version)
    if now.state != State.DRAFT:
        raise ValidationError(_("This version is no draft any more: members review it, or it is decided."))
    return now


def _number(lines: Iterable[PlanLine]) -> None:
    row = list(lines)
    for position, line in enumerate(row, start=1):
        line.position = position
    PlanLine.objects.bulk_update(row, ["position"])


def _note(version: PlanVersion, by: Any, what: str, **more: Any) -> None:
    log(version.community, "communities.plan", user=by, data={"version": version.number, "what": what, **more})

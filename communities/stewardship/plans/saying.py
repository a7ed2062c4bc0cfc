"""What members say of a plan while it is reviewed: how they see its lines, and which other words they suggest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from communities.spaces.actions import locked
from communities.stewardship.plans.actions import ChangedError
from communities.stewardship.plans.models import PlanLine, PlanVersion, Stance, Suggestion
from communities.stewardship.plans.terms import ANSWERED, KIND, MOST_SUGGESTIONS, SUGGESTED, Field, Says, State
from portal.notices import telling
from search.indexing import changed


def say(version: PlanVersion, user: Any, said: Mapping[int, tuple[Says, str]]) -> None:
    """Keeps how somebody sees lines (by their keys), in place of what they said before. Raises ValidationError once the review is over."""
    with transaction.atomic():
        _in_review(version)
        there = set(version.lines.values_list("pk", flat=True))
        own = Stance.objects.filter(line__version=version, user=user).exclude(removed_at=None)
        removed = {(one.line_id, one.reason): one.removed_at for one in own}  # the same words again stay away
        rows = [
            Stance(
                line_id=line, user=user, says=says, reason=reason, given_at=timezone.now(), removed_at=removed.get((line, reason)),
            )
            for line, (says, reason) in said.items()
            if line in there
        ]  # fmt: skip
        kept = ["says", "reason", "given_at", "removed_at"]
        Stance.objects.bulk_create(rows, update_conflicts=True, unique_fields=["line", "user"], update_fields=kept)


def suggest(line: PlanLine, field: Field, text: str, by: Any) -> Suggestion:
    """Keeps other words for a line; stewards are told. The same sent twice stands once. Raises ValidationError once the review is over,
    for what stands there already, and for too many."""
    with transaction.atomic():
        _in_review(line.version)
        now = PlanLine.objects.get(pk=line.pk)
        before = getattr(now, field)
        own = now.suggestions.filter(author=by, taken=None)
        if again := own.filter(field=field, text=text).first():
            return again
        if before == text:
            raise ValidationError(_("This stands there already. Change something, or leave it."))
        if own.count() >= MOST_SUGGESTIONS:
            raise ValidationError(
                _("Several suggestions of yours for this line wait already. Please wait for an answer.")
            )
        made = Suggestion.objects.create(line=now, field=field, before=before, text=text, author=by)
        telling.happened(SUGGESTED, made.pk)
    return made


def withdraw(suggestion: Suggestion) -> None:
    """Takes one's own suggestion back, as long as nobody has answered it."""
    Suggestion.objects.filter(pk=suggestion.pk, taken=None).delete()


def take(suggestion: Suggestion, seen: int, by: Any) -> None:
    """Makes a suggestion the text of its line; its author is told, and named there. `seen` is the revision of the line that was compared.

    Raises ChangedError where the line has other words now, ValidationError where it is answered or too late.
    """
    with transaction.atomic():
        line = _open(suggestion)
        if line.revision != seen:
            raise ChangedError
        setattr(line, suggestion.field, suggestion.text)
        line.revision, line.reworded_at = seen + 1, timezone.now()
        line.save(update_fields=[suggestion.field, "revision", "reworded_at"])
        changed(KIND, [str(line.version_id)])
        _answer(suggestion, True, "", by)


def decline(suggestion: Suggestion, reason: str, by: Any) -> None:
    """Leaves the line as it is; the author is told why. Raises ValidationError where it is answered or too late."""
    with transaction.atomic():
        _open(suggestion)
        _answer(suggestion, False, reason, by)


def _answer(suggestion: Suggestion, taken: bool, reason: str, by: Any) -> None:
    suggestion.taken, suggestion.reason = taken, reason
    suggestion.answered_at, suggestion.answered_by = timezone.now(), by
    suggestion.save(update_fields=["taken", "reason", "answered_at", "answered_by"])
    line, version = suggestion.line, suggestion.line.version
    data = {"version": version.number, "what": "suggestion", "line": str(line.thread), "taken": taken}
    log(version.community, "communities.plan", user=by, data=data)
    telling.withdraw(SUGGESTED, [suggestion.pk])
    telling.happened(ANSWERED, suggestion.pk)


def _open(suggestion: Suggestion) -> PlanLine:
    """The line of a suggestion that nobody has answered, while nobody else changes it."""
    locked(suggestion.line.version.community)
    line: PlanLine = PlanLine.objects.select_related("version").get(pk=suggestion.line_id)
    if not Suggestion.objects.filter(pk=suggestion.pk, taken=None, removed_at=None).exists():
        raise ValidationError(_("Somebody has answered this suggestion meanwhile."))
    if line.decision or line.version.state not in (State.REVIEW, State.DECIDING):
        raise ValidationError(_("This line is decided: its words stay as they are."))
    return line


def _in_review(version: PlanVersion) -> None:
    locked(version.community)
    now: PlanVersion | None = PlanVersion.objects.filter(pk=version.pk).first()
    if now is None or now.state != State.REVIEW:
        raise ValidationError(_("The review has ended meanwhile. What you wrote was not kept."))

"""What happens with a rating, each in one transaction with its line in the audit log and what people are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.foundation.audit.recording import record as note
from portal.foundation.dates import PartialDate
from portal.foundation.generation import rise
from portal.foundation.refusals import NotNowError
from portal.notices import telling
from practices.ratings import policies
from practices.ratings.models import RatedOutcome, Rating, RatingAppeal
from practices.ratings.terms import EVIDENCE_FIELDS, Origin, State, Verdict
from practices.records.models import Record
from search.indexing import changed

RATING: Final = "rating"  # events
APPEAL: Final = "rating_appeal"


class OutdatedError(NotNowError):
    """The record is no longer the one that somebody has read."""


@transaction.atomic
def propose(
    work: Record, editor: Any, seen: int, whole: Mapping[str, Any], outcomes: Sequence[Mapping[str, Any]]
) -> Rating:
    """Proposes a rating; the same one a second time is found again. Raises NotNowError, OutdatedError, PermissionDenied."""
    if not policies.rate(editor):
        raise PermissionDenied
    now = _locked(work)
    waiting = Rating.objects.filter(code=now.identifier, state=State.PROPOSED).first()
    if waiting:
        same = waiting.proposed_by_id == editor.pk and all(getattr(waiting, name) == whole[name] for name in whole)
        if same:
            return waiting
        raise NotNowError(_("Another proposal waits already: it has to be agreed to, declined or taken back first."))
    if not policies.can_be_rated(now.specific):
        raise NotNowError(_("Only a published record can be rated. Publish it first."))
    _check_seen(now, seen)
    made = Rating.objects.create(record=now, code=now.identifier, version=seen, proposed_by=editor, **whole)
    RatedOutcome.objects.bulk_create([RatedOutcome(rating=made, **one) for one in outcomes])
    note("ratings.proposed", made, by=editor, reason=made.because)
    telling.happened(RATING, f"{made.pk}-{made.state}")
    return made


@transaction.atomic
def second(rating: Rating, editor: Any, seen: int, *, agreed: bool, reason: str, named_as: str = "") -> None:
    """A second editor agrees, which sets the badge, or declines. Raises NotNowError, OutdatedError, PermissionDenied."""
    found = _proposed(rating)
    if not policies.second(editor, found):
        raise PermissionDenied
    if agreed:
        if found.record is None or not policies.can_be_rated(found.record.specific):
            raise NotNowError(_("Readers can’t read the record at the moment. Publish it again, or decline."))
        _check_seen(found.record, seen)
        if found.version != seen:
            raise OutdatedError(
                _("The record was changed after this was proposed: who proposed it has to say that it still holds.")
            )
    found.decided_as = named_as
    found.on = PartialDate.parse(timezone.localdate().isoformat())
    _end(found, State.AGREED if agreed else State.DECLINED, editor, reason)
    if agreed:
        set_badge(found.record_id)


@transaction.atomic
def still_holds(rating: Rating, editor: Any, seen: int) -> None:
    """Who proposed it says the same of the record as it stands now. Raises NotNowError, OutdatedError, PermissionDenied."""
    found = _proposed(rating)
    if found.proposed_by_id != editor.pk:
        raise PermissionDenied
    if found.record is None:
        raise NotNowError(_("The record was deleted: take the proposal back."))
    _check_seen(found.record, seen)
    found.version = seen
    found.save(update_fields=["version"])
    note("ratings.still_holds", found, by=editor)


@transaction.atomic
def take_back(rating: Rating, editor: Any, reason: str) -> None:
    """Who proposed it no longer does. Raises NotNowError, PermissionDenied."""
    found = _proposed(rating)
    if found.proposed_by_id != editor.pk:
        raise PermissionDenied
    _end(found, State.TAKEN_BACK, editor, reason)


@transaction.atomic
def appeal(rating: Rating, user: Any, reason: str, named_as: str = "") -> RatingAppeal:
    """Somebody finds the rating wrong; a second time it is the same appeal. Raises NotNowError, PermissionDenied."""
    found = Rating.objects.select_for_update(of=("self",)).select_related("record").get(pk=rating.pk)
    made = found.appeals.filter(by=user).first()
    if made and made.reason == reason:
        return made
    if made:
        raise NotNowError(_("You have appealed against this rating already: your appeal stands below it."))
    newest = Rating.objects.published().filter(code=found.code).first()
    if found.state != State.AGREED or newest != found:
        raise NotNowError(_("This rating no longer stands: read the one that does."))
    if not policies.appeal(user, found):
        raise PermissionDenied
    capacity = policies.capacity_of(user, found.record)
    made = RatingAppeal.objects.create(rating=found, by=user, capacity=capacity, reason=reason, named_as=named_as)
    note("ratings.appealed", made, by=user)
    telling.happened(APPEAL, f"{made.pk}-{made.verdict}")
    rise()
    return made


@transaction.atomic
def settle(made: RatingAppeal, editor: Any, *, upheld: bool, answer: str) -> None:
    """A third person decides; a rating against which an appeal was right is lifted. Raises NotNowError, PermissionDenied."""
    rating = Rating.objects.select_for_update().get(pk=made.rating_id)
    found = RatingAppeal.objects.select_for_update(of=("self",)).select_related("rating").get(pk=made.pk)
    if not found.is_waiting:
        raise NotNowError(_("This appeal was decided already."))
    if not policies.settle(editor, found):
        raise PermissionDenied
    found.verdict = Verdict.UPHELD if upheld else Verdict.REJECTED
    found.answer, found.decided_by, found.decided_at = answer, editor, timezone.now()
    found.save()
    if upheld and rating.state == State.AGREED:
        Rating.objects.filter(pk=rating.pk).update(state=State.LIFTED)
        set_badge(rating.record_id)
    note(f"ratings.appeal_{found.verdict}", found, by=editor, reason=answer)
    telling.happened(APPEAL, f"{found.pk}-{found.verdict}")
    rise()


def came_with_the_catalogue(work: Record) -> None:
    """What a file says of a record's evidence, which `work` holds in memory: the badge, where it says something new. In the
    caller's transaction; the loader leaves alone what editors have decided since."""
    said = {name: getattr(work, name) for name in EVIDENCE_FIELDS}
    if Record.objects.filter(pk=work.pk).values(*EVIDENCE_FIELDS).get() == said:
        return
    made = Rating.objects.create(
        record=work, code=work.identifier, origin=Origin.CATALOGUE, state=State.AGREED, strength=work.evidence_strength,
        because=work.evidence_because, on=work.evidence_on, proposed_as=work.evidence_by, decided_at=timezone.now(),
    )  # fmt: skip
    Record.objects.filter(pk=work.pk).update(**said)
    note("ratings.came_with_the_catalogue", made, by=None)


def set_badge(record: int | None) -> None:
    """What the newest published rating puts on its record: nothing else writes these columns, and no version of the page holds its own."""
    rating = Rating.objects.published().filter(record=record).first()
    if rating is None:
        return
    Record.objects.filter(pk=record).update(**badge_of(rating))
    changed("page", [str(record)])
    rise()


def badge_of(rating: Rating) -> dict[str, Any]:
    """The columns of a record that follow from a rating."""
    with override(settings.LANGUAGE_CODE):
        if rating.state != State.LIFTED:
            by = rating.proposed_as if rating.origin != Origin.EDITORS else _two(rating)
            said = (rating.strength, rating.because, rating.on, by[:255])
        else:
            settled = rating.appeals.filter(verdict=Verdict.UPHELD).values_list("decided_at", flat=True).first()
            day = PartialDate.parse(timezone.localdate(settled).isoformat()) if settled else None
            said = (Record.Evidence.UNRATED, _("An appeal against the last rating was right."), day, "")
    return dict(zip(EVIDENCE_FIELDS, said, strict=True))


def _two(rating: Rating) -> str:
    """Both editors, as readers know them."""
    if not (rating.proposed_as or rating.decided_as):
        return _("two editors")
    return f"{rating.proposer}, {rating.seconder}"


def _locked(work: Record) -> Record:
    return Record.objects.select_for_update(of=("self",)).get(pk=work.pk)


def _check_seen(work: Record, seen: int) -> None:
    if (work.live_revision_id or 0) != seen:
        raise OutdatedError(
            _("The record was changed since you opened this page. Read it again, then send what you wrote.")
        )


def _proposed(rating: Rating) -> Rating:
    """The proposal, locked after its record. Raises NotNowError where it was decided."""
    if rating.record_id:
        Record.objects.select_for_update(of=("self",)).filter(pk=rating.record_id).first()
    found = Rating.objects.select_for_update(of=("self",)).select_related("record").get(pk=rating.pk)
    if found.state != State.PROPOSED:
        raise NotNowError(_("This was decided already, or taken back."))
    return found


def _end(found: Rating, state: State, editor: Any, reason: str) -> None:
    found.state, found.reason = state, reason
    found.decided_by, found.decided_at = editor, timezone.now()
    found.save()
    note(f"ratings.{state}", found, by=editor, reason=reason)
    if state != State.TAKEN_BACK:
        telling.happened(RATING, f"{found.pk}-{state}")

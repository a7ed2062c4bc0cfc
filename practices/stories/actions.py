"""What is done with a story, each in one transaction with its line in the log and what search must learn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.recording import record
from portal.foundation.duties import duty
from portal.foundation.erasure import also_erase
from portal.foundation.generation import rise
from portal.foundation.identity import Identifier
from portal.notices import telling
from practices.stories.models import Approval, Consent, Decision, Story
from practices.stories.terms import AUDIENCES, PREFIX, Scope, State
from search.indexing import changed

SOURCE: Final = "story"
DECIDED: Final = "story_decided"  # what people are told of
READERS: Final = 2  # people who must have read it
What = Decision.What


def log(story: Story, what: Decision.What, by: Any = None, reason: str = "") -> None:
    """Writes what was decided. The reason must not repeat the story: it stays when that is gone."""
    made = Decision.objects.create(number=story.key, what=what, by=by if by and by.pk else None, reason=reason[:500])
    telling.happened(DECIDED, made.pk)
    record(f"stories.{what}", f"practices.story:{story.key}", by=by, reason=reason)


def keep(story: Story, agreed: Consent | None = None) -> bool:
    """Keeps a draft; what changes has to be read anew by both. False where it was released meanwhile."""
    with transaction.atomic():
        if not Story.objects.select_for_update().filter(pk=story.pk, state=State.DRAFT).exists():
            return False
        story.save()
        if agreed:
            agreed.story = story
            agreed.save()
        story.approvals.all().delete()
    return True


def release(story: Story, by: Any) -> None:
    """The person gives it to the two people. Raises ValueError for what has no consent."""
    if not Consent.objects.filter(story=story).exists():
        raise ValueError("A story is released with a consent: keep one first.")
    with transaction.atomic():
        drafts = Story.objects.filter(pk=story.pk, state=State.DRAFT)
        if drafts.update(state=State.RELEASED, released_at=timezone.now(), note=""):
            log(story, What.RELEASED, by)


def approve(story: Story, by: Any, seen: str, reason: str = "") -> bool:
    """Somebody has read it as `seen` (its digest). The second one publishes it. False where it was changed meanwhile, or cannot be published.

    Raises PermissionError for who told, helped or wrote it down; ValueError for a score that blocks without a reason.
    """
    if story.is_of(by):
        raise PermissionError("Whoever told a story, helped or wrote it down can't approve it: ask somebody else.")
    with transaction.atomic():
        locked = (
            Story.objects.select_for_update(of=("self",))
            .select_related("consent")
            .filter(pk=story.pk, state=State.RELEASED)
            .first()
        )
        if locked is None or locked.digest != seen or not is_agreed(locked):
            return False
        risk = locked.risk
        if risk.is_blocked and not reason.strip():
            raise ValueError(
                "The check says that somebody could be recognised: give a written reason, or have it changed."
            )
        _new, made = Approval.objects.get_or_create(
            story=locked, by=by, digest=seen, defaults={"score": risk.score, "reason": reason}
        )
        if made:
            log(locked, What.OVERRULED if risk.is_blocked else What.APPROVED, by, reason)
        given = locked.approvals.filter(digest=seen).exclude(by=None).values("by").distinct().count()
        if given >= READERS:
            _publish(locked)
    return True


def is_agreed(story: Story) -> bool:
    """Whether there is a consent that has not run out."""
    consent = getattr(story, "consent", None)
    return bool(consent and (consent.until is None or consent.until >= timezone.localdate()))


def _publish(story: Story) -> None:
    identifier = Identifier.objects.issue(PREFIX, f"story:{story.key}", "practices.Story")
    audience = AUDIENCES[Scope(story.consent.scope)]
    Story.objects.filter(pk=story.pk).update(
        state=State.PUBLISHED, published_at=timezone.now(), identifier=identifier, audience=audience
    )
    log(story, What.PUBLISHED)
    changed(SOURCE, [str(story.pk)])
    rise()


def give_back(story: Story, by: Any, note: str) -> bool:
    """Somebody finds that it needs work; who wrote it reads why. False where it waits no more."""
    with transaction.atomic():
        released = Story.objects.filter(pk=story.pk, state=State.RELEASED)
        if not released.update(state=State.DRAFT, note=note):
            return False
        story.approvals.all().delete()
        log(story, What.RETURNED, by)
    return True


def take_down(story: Story, by: Any, what: Decision.What = What.TAKEN_DOWN, note: str = "") -> None:
    """Nobody reads it any more from this moment on: page, search, feeds and kept pages. It is a private draft of who told it again; where nobody
    told it here, it is erased."""
    with transaction.atomic():
        if not story.teller_id:
            erase(story, by, what)
            return
        _hide(story)
        Story.objects.filter(pk=story.pk).update(state=State.DRAFT, published_at=None, note=note)
        story.approvals.all().delete()
        log(story, what, by)


def erase(story: Story, by: Any, what: Decision.What = What.ERASED) -> None:
    """It goes for good, with its consent and all who read it. Its address says that something stood there."""
    with transaction.atomic():
        _hide(story)
        log(story, what, by)
        story.delete()


def _hide(story: Story) -> None:
    """A tombstone that names nothing, and no trace in search."""
    if story.identifier:
        Identifier.objects.retire(story.identifier, "")
    changed(SOURCE, [str(story.pk)], hides=True)
    rise()  # kept pages go, though no row was saved one by one


@duty("end_consents", every=timedelta(days=1))
def end_consents() -> None:
    """Takes out stories whose consent has ended. Nobody has read them since that day anyway: `StoryQuerySet.agreed` goes by the clock."""
    over = Story.objects.filter(consent__until__lt=timezone.localdate()).exclude(state=State.DRAFT)
    for story in over.select_related("consent"):
        take_down(story, None, What.ENDED)


@duty("forget_decisions", every=timedelta(days=1))
def forget_decisions() -> None:
    """The log of decisions is kept for three years."""
    Decision.objects.filter(at__lt=timezone.now() - timedelta(days=3 * 365)).delete()


@also_erase
def leave(user: Any) -> None:
    """Who leaves takes their stories along, from the search too."""
    for story in Story.objects.filter(teller=user.pk):
        erase(story, None)

"""Who is told of a story: its two readers, that it waits; who wrote it, what became of it. No mail names it or quotes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.foundation.audience import STAFF_GROUPS
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Kind
from portal.notices.registry import Story as Told
from practices.stories import policies
from practices.stories.actions import DECIDED
from practices.stories.models import Decision, Story
from practices.stories.terms import State

WAITS: Final = "story_waits"
BECAME: Final = "story_became"
What = Decision.What
WAITING: Final = {What.RELEASED}
TELLS: Final = {What.PUBLISHED, What.RETURNED, What.TAKEN_DOWN, What.ENDED}  # what others do, or the calendar


def declare() -> None:
    """Registers the kinds and the event."""
    registry.kind(
        Kind(
            WAITS,
            gettext_lazy("A story waits for two people to read it"),
            gettext_lazy("You get this mail because you are one of those who read stories before they are published."),
        )
    )
    registry.kind(
        Kind(
            BECAME,
            gettext_lazy("What became of your story"),
            gettext_lazy("You get this mail because you told a story, or wrote one down."),
            chosen=False,
        )
    )
    registry.event(Event(DECIDED, concerned, stories))


def concerned(key: str) -> Concerned | None:
    """Those who have to do something, or to whom something was done."""
    decision = Decision.objects.filter(pk=key).first()
    story = Story.objects.filter(key=decision.number).first() if decision else None
    if decision is None or story is None:
        return None
    if decision.what in WAITING:
        readers = User.objects.filter(is_active=True, groups__name__in=STAFF_GROUPS).distinct()
        return Concerned({one.pk: WAITS for one in readers if not story.is_of(one)})
    owner = story.teller_id or story.entered_by_id
    return Concerned({owner: BECAME} if owner and decision.what in TELLS and owner != decision.by_id else {})


def stories(user: Any, keys: Sequence[str]) -> Mapping[str, Told]:
    """What this person may know of it now. Two queries."""
    decisions = Decision.objects.filter(pk__in=keys)
    found = Story.objects.in_bulk([one.number for one in decisions], field_name="key")
    told = {str(one.pk): _told(user, one, found[one.number]) for one in decisions if one.number in found}
    return {key: said for key, said in told.items() if said}


def _told(user: Any, decision: Decision, story: Story) -> Told | None:
    if decision.what in WAITING:
        waits = policies.tend(user) and story.state == State.RELEASED and not story.is_of(user)
        where = reverse("story_desk_story", args=[story.key])
        return Told(_("A story waits for two people to read it"), where, who=_("Passerelle")) if waits else None
    if not policies.own(user, story):
        return None
    said = {
        What.PUBLISHED: _("Two people have read it, and it is published."),
        What.RETURNED: _("It was given back to you: you read why on its page."),
        What.TAKEN_DOWN: _("It was taken down: nobody reads it any more. It is a draft of yours again."),
        What.ENDED: _("What you had agreed to has ended: nobody reads it any more. It is a draft of yours again."),
    }[What(decision.what)]
    return Told(_("Your story"), story.own_url, said, who=_("The editors"))

"""What people are told of cases: who tends a space, that there is something to look at; an author, what was decided and how to appeal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.commonroom.people import facilitating
from communities.moderation.models import Case
from communities.moderation.terms import Outcome
from communities.moderation.things import Thing, with_things
from communities.spaces.terms import audience_of
from communities.spaces.told import SITE, STANDING, row_of, tended_places, told
from portal.accounts.groups import administrators
from portal.notices import registry
from portal.notices.mails import letter
from portal.notices.registry import Concerned, Event, Kind, Story
from portal.notices.terms import Often

CASE: Final = "case"


def declare() -> None:
    """Registers the kind and the events."""
    tends = gettext_lazy("You get this mail because you tend this community.")
    registry.kind(
        Kind(
            CASE,
            gettext_lazy("Something to look at in a community that you tend"),
            tends,
            Often.NOW,
            in_places=True,
            where=tended_places,
        )
    )
    registry.event(Event("case_opened", opened_for, opened))
    registry.event(Event("case_settled", author_of, settled))
    registry.event(Event("case_answered", author_of, answered))


def deciders(case: Case) -> list[int]:
    """Who tends the space, but not its author nor who decided before."""
    people = facilitating(case.community_id) if case.community_id else set()
    return sorted(people - {case.author_id or 0, case.settled_by_id or 0})


def concerned(case: Case | None, people: Sequence[int | None], kind: str) -> Concerned | None:
    """Some people, about a case."""
    if case is None:
        return None
    place = audience_of(case.community_id) if case.community_id else ""
    return Concerned({person: kind for person in people if person}, place)


def opened_for(key: str) -> Concerned | None:
    """Those who may decide it: who tends the space, the administrators where there is nobody else."""
    case = Case.objects.waiting().filter(pk=row_of(key)).first()
    if case is None or (people := deciders(case)):
        return concerned(case, people if case else [], CASE)
    others = administrators().exclude(pk__in=[case.author_id or 0, case.settled_by_id or 0])
    return concerned(case, list(others.values_list("pk", flat=True)), SITE)


def opened(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That there is something, as long as nobody has decided. What it is about stands on the site, not in a mail."""
    waiting = Case.objects.decided_by(user).waiting().filter(pk__in=map(row_of, keys)).select_related("community")
    return told(keys, waiting, _opened)


def _opened(case: Case) -> Story:
    where = case.community.name if case.community else "Passerelle"
    what = _("An appeal: somebody else than before decides it.") if case.appealed_at else _("It was reported.")
    if case.held and not case.settled_at:
        what = _("It waits to be seen by others.")
    return Story(
        _("Something to look at in “%(name)s”") % {"name": where},
        reverse("moderation_case", args=[case.pk]),
        what,
        place=where if case.community else "",
    )


def author_of(key: str) -> Concerned | None:
    """Whose words it was about."""
    case = Case.objects.filter(pk=row_of(key)).first()
    return concerned(case, [case.author_id] if case else [], STANDING)


def settled(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What was taken away, why, and how to appeal; and that what had to wait is shown."""
    own = Case.objects.filter(pk__in=map(row_of, keys), author=user).exclude(outcome="").select_related("community")
    decided = own.filter(Q(outcome=Outcome.GOES) | ~Q(held=""))
    wrong = _("If you think that this is wrong, say so on the site. Somebody else will look at it again.")
    held, taken = _("Your contribution is not shown."), _("Your contribution was taken away.")
    stories = {
        case.pk: decision(case, thing, _("It was looked at, and is shown now."), "")
        if case.outcome == Outcome.STAYS
        else decision(
            case, thing, held if case.held else taken, letter([_("The reason that was given:"), case.statement, wrong])
        )
        for case, thing in with_things(decided)
    }
    return told(keys, decided, lambda case: stories[case.pk])


def answered(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What was decided about an appeal."""
    own = Case.objects.filter(pk__in=map(row_of, keys), author=user).exclude(answered_at=None)
    own = own.select_related("community")
    back, stays = _("It is shown (again)."), _("The decision stays.")
    stories = {
        case.pk: decision(case, thing, back if case.outcome == Outcome.STAYS else stays, case.answer)
        for case, thing in with_things(own)
    }
    return told(keys, own, lambda case: stories[case.pk])


def decision(case: Case, thing: Thing | None, said: str, text: str) -> Story:
    """What was decided, to its author. Of what stands in a protected case, and of what is gone and may have stood in one, a mail says
    that there is a decision, and nothing else: the words of who decided tell of the case."""
    title = _("Your appeal") if case.answered_at else _("About your contribution")
    place = case.community.name if case.community else ""
    told_all = Story(title, reverse("moderation_own"), said, text, place=place)
    if thing is not None and not thing.under:
        return told_all
    return replace(
        told_all, in_mail=replace(told_all, said=_("There is a decision. It is only read on the site."), text="")
    )

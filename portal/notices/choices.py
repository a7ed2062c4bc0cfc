"""How often somebody wants mail of something: the nearest of what they chose counts, else what is usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.first_steps import Step
from portal.notices import registry
from portal.notices.models import Choice
from portal.notices.registry import Kind
from portal.notices.terms import FOLLOWED, Often

Chosen = Mapping[tuple[str, str], str]  # (scope, kind) → how often
AT_A_TIME: Final = 500
IN_A_THREAD: Final = (  # what can be chosen for one thread
    (FOLLOWED, _("as usual for its space")),
    *((often.value, often.label) for often in Often if often != Often.NONE),
    (Often.NONE.value, _("not followed")),
)


def resolve(kind: Kind, chosen: Chosen, place: str, thread: str) -> Often:
    """The thread's choice, else the place's for the kind, else the one for the kind everywhere, else what is usual."""
    if not kind.chosen:
        return Often.NOW
    nearest = (
        chosen.get((thread, "")) if kind.in_threads and thread else None,
        chosen.get((place, kind.code)) if place else None,
    )
    for often in (*nearest, chosen.get(("", kind.code))):
        if often and often != FOLLOWED:
            return Often(often)
    return kind.usual


def chosen_by(people: Iterable[int], scopes: Iterable[str]) -> dict[int, dict[tuple[str, str], str]]:
    """What each of these people chose for everywhere and for some places and threads. One query for 500 people."""
    wanted, found = list(people), dict[int, dict[tuple[str, str], str]]()
    within = {"", *scopes}
    for start in range(0, len(wanted), AT_A_TIME):
        rows = Choice.objects.filter(user__in=wanted[start : start + AT_A_TIME], scope__in=within)
        for user, scope, kind, often in rows.values_list("user", "scope", "kind", "often"):
            found.setdefault(user, {})[scope, kind] = often
    return found


def all_of(user: Any) -> dict[tuple[str, str], str]:
    """All that somebody chose. One query."""
    rows = Choice.objects.filter(user=user).values_list("scope", "kind", "often")
    return {(scope, kind): often for scope, kind, often in rows}


def choose(user: int, scope: str, kind: str, often: str) -> None:
    """Keeps a choice; an empty one is taken back."""
    if often:
        Choice.objects.update_or_create(user_id=user, scope=scope, kind=kind, defaults={"often": often})
    else:
        Choice.objects.filter(user_id=user, scope=scope, kind=kind).delete()


def stop_digests(user: int) -> None:
    """Whatever came once a day or once a week comes no more; what comes at once still does."""
    with transaction.atomic():
        gathered = (Often.DAILY, Often.WEEKLY)
        Choice.objects.filter(user=user, often__in=gathered).update(often=Often.NONE)
        everywhere = dict(Choice.objects.filter(user=user, scope="").values_list("kind", "often"))
        for kind in registry.kinds().values():
            if kind.chosen and kind.usual in gathered and kind.code not in everywhere:
                choose(user, "", kind.code, Often.NONE)


def followers(thread: str) -> dict[int, str]:
    """Who chose something for a thread, and what."""
    return dict(Choice.objects.filter(scope=thread).values_list("user", "often"))


def first_step() -> Step:
    """Choosing, as something to do first: done once anything was chosen, a topic that is followed too."""
    why = _(
        "Follow the topics that matter to you. All else comes in one mail a day, less often if you want, or not at all."
    )
    chosen = _("Choose which mail you get")
    return Step("mail", 40, chosen, why, "/notices/settings/", lambda user: Choice.objects.filter(user=user).exists())

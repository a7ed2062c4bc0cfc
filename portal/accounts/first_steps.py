"""What somebody who is new could do first. Rooms add steps from `ready()`; each knows whether it is done, none has to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import FirstSteps
from portal.foundation.erasure import Fate
from portal.foundation.erasure import declare as declare_fate

ACCOUNT: Final = "account"
LINK: Final = _("First steps")
declare_fate(
    "accounts.FirstSteps.user",
    Fate.DELETE,
    because=_("Which first steps you have taken."),
    export=("done", "offered_at", "put_away_at"),
)


@dataclass(frozen=True)
class Step:
    """One thing to do. `done` asks the database, in one query at most; None: it is done once somebody says so."""

    code: str
    position: int
    label: Any
    why: Any
    url: str  # without the site's address
    done: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A step, as the page shows it to one person."""

    step: Step
    done: bool

    @property
    def is_told(self) -> bool:
        """Whether the person says themselves that it is done."""
        return self.step.done is None


_steps: Final[dict[str, Step]] = {}


def add(step: Step) -> None:
    """Adds a step."""
    _steps[step.code] = step


def of(user: Any) -> list[Shown]:
    """All steps in their order. One query, and one for each step that asks the database."""
    told = FirstSteps.objects.filter(user=user).values_list("done", flat=True).first() or []
    in_order = sorted(_steps.values(), key=lambda step: step.position)
    return [Shown(step, step.done(user) if step.done else step.code in told) for step in in_order]


def tell(user: Any, code: str, done: bool) -> None:
    """Keeps that a step is done, or is not; what is no such step is left alone."""
    step = _steps.get(code)
    if step is None or step.done is not None:
        return
    own, _new = FirstSteps.objects.get_or_create(user=user)
    if done != (code in own.done):
        own.done = [*own.done, code] if done else [one for one in own.done if one != code]
        own.save(update_fields=["done"])


def put_away(user: Any) -> None:
    """They are no longer pointed out; their page stays where it is."""
    FirstSteps.objects.update_or_create(user=user, defaults={"put_away_at": timezone.now()})


def are_open(user: Any) -> bool:
    """Whether somebody who signed up has not put them away yet."""
    return FirstSteps.objects.filter(user=user, put_away_at=None).exists()


def offer(user: Any) -> bool:
    """Whether to lead there now: the first time that somebody signs in after they signed up."""
    return bool(
        FirstSteps.objects.filter(user=user, offered_at=None, put_away_at=None).update(offered_at=timezone.now())
    )


def declare() -> None:
    """Registers what concerns the account itself."""
    why = _("Texts are offered in your language, times are shown in your zone, and others see the name that you give.")
    add(Step(ACCOUNT, 10, _("Choose your name, language and time zone"), why, "/account/"))

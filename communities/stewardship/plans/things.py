"""Suggestions and reasons of members, as moderation sees them. A reason that is taken away leaves its stance, which stays counted."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.moderation.things import Kind, Thing, register
from communities.stewardship.plans.models import PlanVersion, Stance, Suggestion
from communities.stewardship.plans.terms import STANCE, SUGGESTED, SUGGESTION
from portal.notices import telling


def declare() -> None:
    """Registers both."""
    register(
        Kind(
            SUGGESTION,
            _("suggestion for a plan"),
            _suggestions,
            _sees_suggestion,
            _remove_suggestion,
            _restore_suggestion,
        )
    )
    register(Kind(STANCE, _("reason in a review"), _stances, _sees_stance, _remove_reason, _restore_reason))


def _suggestions(keys: Collection[int]) -> dict[int, Thing]:
    found = Suggestion.objects.filter(pk__in=keys).select_related("line__version__community", "author")
    return {one.pk: _thing(one.line, one.text, one.author) for one in found}


def _stances(keys: Collection[int]) -> dict[int, Thing]:
    found = Stance.objects.filter(pk__in=keys).select_related("line__version__community", "user")
    return {one.pk: _thing(one.line, one.reason, one.user) for one in found}


def _thing(line: Any, words: str, author: Any) -> Thing:
    return Thing(line.shown_need, words, line.get_absolute_url(), author, line.version.community)


def _sees_suggestion(key: int, user: Any) -> bool:
    seen = PlanVersion.objects.visible_to(user)
    return Suggestion.objects.filter(pk=key, removed_at=None, line__version__in=seen).exists()


def _sees_stance(key: int, user: Any) -> bool:
    seen = PlanVersion.objects.visible_to(user)
    return Stance.objects.filter(pk=key, removed_at=None, line__version__in=seen).exclude(reason="").exists()


def _remove_suggestion(key: int, _because: str, _by: Any) -> None:
    Suggestion.objects.filter(pk=key).update(removed_at=timezone.now())
    telling.withdraw(SUGGESTED, [key])


def _restore_suggestion(key: int, _by: Any) -> None:
    Suggestion.objects.filter(pk=key).update(removed_at=None)


def _remove_reason(key: int, _because: str, _by: Any) -> None:
    Stance.objects.filter(pk=key).update(removed_at=timezone.now())


def _restore_reason(key: int, _by: Any) -> None:
    Stance.objects.filter(pk=key).update(removed_at=None)

"""Short forms such as EQUAL or DP, explained where they stand. Lists are drawn here; whoever keeps the words says what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from django.utils.safestring import SafeString, mark_safe


class Explains(Protocol):
    """Explains each short form once: where it is met first."""

    def explain(self, html: str, *, in_link: bool = False) -> SafeString:
        """Safe HTML with the first mentions marked; `in_link` where the text is itself inside a link or a label."""


class Unexplained:
    """Where nobody keeps words."""

    def explain(self, html: str, *, in_link: bool = False) -> SafeString:
        """The text as it is."""
        return mark_safe(html)  # noqa: S308  the caller's text is safe


Explainers = Callable[[str | None], Explains]
_explainers: Final[list[Explainers]] = []
_versions: Final[list[Callable[[], int]]] = []


def keeps(explainer: Explainers, version: Callable[[], int]) -> None:
    """Declares who explains a page, and what changes whenever an explanation does."""
    _explainers[:], _versions[:] = [explainer], [version]


def explainer(whole: str | None = None) -> Explains:
    """A new one, for one page or list; `whole` is all that it will be asked about, where that is known."""
    return _explainers[0](whole) if _explainers else Unexplained()


def version() -> int:
    """Changes whenever an explanation does: for whatever keeps explained texts."""
    return _versions[0]() if _versions else 0

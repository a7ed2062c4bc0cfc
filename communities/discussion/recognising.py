"""The house's check for protected cases: whether somebody could be recognised (docs/identity-risk.md). It switches cases on."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from communities.discussion import checks
from portal.texts.identity_risk import assess


def declare() -> None:
    """Registers it."""
    checks.register(recognisable)


def recognisable(words: str, language: str) -> Iterator[str]:
    """A sentence for each sort of fact, and one that blocks where together they tell too much."""
    found = assess(words, language)
    if not found.is_advised:
        return
    for advice, said in found.reasons:
        quoted = ", ".join(f"“{one}”" for one in said)
        yield _("%(what)s: %(words)s") % {"what": advice.name, "words": quoted}
    if found.is_blocked:
        yield checks.Blocking(_("Together this tells who it is (%(score)s of 100).") % {"score": found.score})

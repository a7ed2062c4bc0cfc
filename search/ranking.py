"""What counts how much in the order of results: all weights of all engines, with their reasons.

`docs/search.md` has what each of them was measured to bring; change one only together with its line there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Weights beside the whole text, which counts 1."""

    title: float = 0.4  # on top of the whole text, which holds the title too
    names: float = 0.8  # aliases, acronyms, identifiers
    labels: float = 0.3  # of the concepts that the editors chose
    whole_name: float = 12.0  # for what is called exactly what was typed: many projects bear everyday words as names
    phrase: float = 2.0  # words that were typed in quotation marks


RANKING: Final = Ranking()

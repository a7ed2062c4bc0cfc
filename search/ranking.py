"""What counts how much in the order of results: all weights of all engines, with their reasons.

`docs/search.md` has what each of them was measured to bring; change one only together with its line there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Weights beside a word's stem in the whole text, which counts 1."""

    title: float = 0.5  # its stem in the title, on top of the whole text, which holds the title too
    exact: float = 0.2  # the word as it was typed, but for accents and capitals
    names: float = 0.3  # in the title, an alias, acronym or identifier, as it was typed
    labels: float = 0.15  # in a label of the concepts that the editors chose, in any language
    joined: float = 0.5  # of all these: a word such as MS-DOS-Datei in one piece, on top of its parts
    pieces: float = 0.3  # the stem of a word that a long one is made of, in the whole text and in other long words
    other_languages: float = 0.25  # by its stem in a language that the question is probably not in
    wider: float = 0.08  # another way to say it that a thesaurus knows, in the whole text …
    wider_title: float = 0.6  # … and in the title; only the best of them counts
    whole_name: float = 12.0  # for what is called exactly what was typed: many projects bear everyday words as names
    background: float = 0.2  # the share of its score that counts of what only explains words, such as a glossary's term
    phrase: float = 2.0  # words that were typed in quotation marks


RANKING: Final = Ranking()

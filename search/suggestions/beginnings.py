"""The beginning of a question, as far as somebody has typed it, and what of a document it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from search.analysis import clean, compact_name, compounds, fold, split
from search.engines.base import Suggested
from search.suggestions.near import begins_nearly, forgiven

LONGEST: Final = 200  # characters
MOST_WORDS: Final = 8
SHORTEST: Final = 2  # letters; a single one begins too much
SHORTEST_WITH_CODES: Final = (
    3  # letters; with fewer, what goes on with a digit is left out: "pr" would be every PR-0001
)
MOST_LOOKED_AT: Final = 40  # hits of which the shortest titles are shown: the best matches among equals
# What counts for a suggestion, on top of each other.
WHOLE_NAME: Final = 8.0
NAME_BEGINS: Final = 4.0
ALL_WORDS: Final = 2.0
NEARLY_ALL: Final = 1.0
MOST_WITH_A_SLIP: Final = (
    2 * NEARLY_ALL
)  # of a name and of its words; what begins as it was typed has both of these too


@dataclass(frozen=True, slots=True)
class Beginning:
    """Whole words and the beginning of one more, all folded."""

    words: tuple[str, ...]
    last: str
    compact: str  # everything without anything between

    @property
    def is_forgiving(self) -> bool:
        """Whether any of it is long enough for a slip."""
        return any(map(forgiven, (*self.words, self.last, self.compact)))


def beginning_of(text: str) -> Beginning | None:
    """What somebody has typed so far; None where that is not even the beginning of a word."""
    text = clean(text[: 4 * LONGEST])[:LONGEST]
    parts = words_of(text)
    compact = compact_name(text)
    if not parts or len(compact) < SHORTEST:
        return None
    return Beginning(tuple(parts[:-1][:MOST_WORDS]), parts[-1], compact)


def words_of(text: str) -> list[str]:
    """The folded words of a text, a compound by its parts."""
    return [fold(part) for compound in compounds(text) for part in split(compound)[0]]


def meets(asked: Beginning, name: str) -> bool:
    """Whether a name or title is what the beginning may become."""
    compact = compact_name(name)
    if compact.startswith(asked.compact) or begins_nearly(compact, asked.compact):
        return True
    words = [*words_of(name), *(compact_name(compound) for compound in compounds(name))]
    return any(begins_nearly(word, asked.last) for word in words) and all(
        any(word == wanted or begins_nearly(word, wanted) for word in words) for wanted in asked.words
    )


def is_initial(text: str) -> bool:
    """Whether a word has only been begun by its first letter."""
    return len(text) == 1 and text.isalpha()


def skips_codes(text: str) -> bool:
    """Whether what goes on with a digit is left out."""
    return len(text) < SHORTEST_WITH_CODES and not text[-1:].isdigit()


def suggested(
    found: Iterable[tuple[float, Mapping[str, Any]]], asked: Beginning, languages: Sequence[str], limit: int
) -> list[Suggested]:
    """The stored documents that an engine found, with their scores: the best first, of equals those with the shortest titles.

    What only has a slip in it is left out where something begins as it was typed.
    """
    all_found = list(found)
    as_typed = [one for one in all_found if one[0] > MOST_WITH_A_SLIP]

    def key(one: tuple[float, Mapping[str, Any]]) -> tuple[float, int, str, str]:
        title = one[1]["texts"][0][1]
        return (-one[0], len(title), title, one[1]["id"])

    return [_suggested(stored, asked, languages) for _score, stored in sorted(as_typed or all_found, key=key)[:limit]]


def _suggested(stored: Mapping[str, Any], asked: Beginning, languages: Sequence[str]) -> Suggested:
    """A document by the title that was begun, in the reader's language if it is that one; else by its title and the name that was."""
    order = {language: number for number, language in enumerate(languages)}
    titles = sorted(((text[0], text[1]) for text in stored["texts"]), key=lambda title: order.get(title[0], len(order)))
    begun = next((title for title in titles if meets(asked, title[1])), None)
    language, title = begun or titles[0]
    name = "" if begun else next((name for name in stored["names"] if meets(asked, name)), "")
    card = stored["card"]
    return Suggested(
        id=stored["id"],
        kind=stored["kind"],
        title=title,
        language=language,
        name=name,
        url=card.get("urls", {}).get(language) or card["url"],
    )

"""What somebody typed, understood forgivingly. Nothing typed is an error.

Words, "phrases", -without, +required, beginnings*, (brackets), one OR other, one AND other, NOT that, field:value,
year:2005..2008. OR links only its two neighbours: `jail OR prison work` is `(jail OR prison) work`.

An engine takes `parse(text, languages).tree` and turns each node (`search.queries.tree`) into its own query:

- `Words`: documents with `at_least` of the `required` words (relaxed: one), scored by each; other words may only score;
- `Phrase`: the words beside each other; `Within`: all words in the title or the names;
- `Chosen`, `Years`, `Identifier`: filters, without a score;
- `All`, `Any`, `Not`: combine the others to any depth up to `DEEPEST`.

`tree` is None where nothing was typed (`finds_all`) or only signs (`finds_nothing`). What is called exactly `name` comes
first. A text of five or more words all in capitals has no operators. Everything else of `ParsedQuery` is for highlighting
(`words`, `phrases`) and for showing the query (`parts`, `misread`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from search.analysis import clean
from search.queries.reading import DEEPEST, MOST_WORDS, Reader
from search.queries.tree import (
    All,
    Any,
    Chosen,
    Identifier,
    Misread,
    Node,
    Not,
    ParsedQuery,
    Part,
    Phrase,
    Within,
    Word,
    Words,
    Years,
)
from search.queries.writing import write

__all__ = [
    "DEEPEST",
    "LONGEST_QUERY",
    "MOST_WORDS",
    "All",
    "Any",
    "Chosen",
    "Identifier",
    "Misread",
    "Node",
    "Not",
    "ParsedQuery",
    "Part",
    "Phrase",
    "Within",
    "Word",
    "Words",
    "Years",
    "parse",
    "write",
]

LONGEST_QUERY: Final = 2_000  # characters; what follows is left out
QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))


def parse(text: str, languages: Sequence[str] = ("en",)) -> ParsedQuery:
    """Understands a query; `languages` are those that the reader reads, whose function words don't narrow down."""
    text = " ".join(clean(text[: 4 * LONGEST_QUERY]).translate(QUOTES).split())[:LONGEST_QUERY].strip()
    if ":" in text or "：" in text:
        return _read(text, languages)  # what a value means may change with the vocabularies
    return _remembered(text, tuple(languages))


@lru_cache(maxsize=2_000)
def _remembered(text: str, languages: tuple[str, ...]) -> ParsedQuery:
    return _read(text, languages)


def _read(text: str, languages: Sequence[str]) -> ParsedQuery:
    query = Reader(text, languages).query()
    return Reader(text, languages, with_operators=False).query() if query.finds_nothing else query

"""Which language a question is in, guessed from its function words. The guess only ever adds to what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from search.stopwords import STOP_WORDS

LEAST_EVIDENCE: Final = 2  # function words; a single one is a word of too many languages
_LANGUAGES_OF: Final[dict[str, tuple[str, ...]]] = {}  # the languages in which something is a function word
for _language, _function_words in STOP_WORDS.items():
    for _function_word in _function_words:
        _LANGUAGES_OF[_function_word] = (*_LANGUAGES_OF.get(_function_word, ()), _language)


def likely(words: Iterable[str], reads: Sequence[str]) -> tuple[str, ...]:
    """The languages that a question is probably in: the reader's, and another one where more function words are its own.

    `words` are folded.
    """
    counted = _counted(words)
    most = max(counted.values(), default=0)
    if most < LEAST_EVIDENCE or most <= max((counted[language] for language in reads), default=0):
        return tuple(reads)
    others = [language for language, count in counted.items() if count == most]
    return (*reads, *others)


def function_words(words: Iterable[str], languages: Iterable[str]) -> frozenset[str]:
    """Those of some folded words that are function words of these languages."""
    known = frozenset(languages)
    return frozenset(word for word in words if not known.isdisjoint(_LANGUAGES_OF.get(word, ())))


def _counted(words: Iterable[str]) -> Counter[str]:
    return Counter(language for word in words for language in _LANGUAGES_OF.get(word, ()))

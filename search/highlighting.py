"""Shows where a text matches: found words in <mark>, the best place of a long text, and the reasons for a hit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from html import escape
from typing import Final, NamedTuple

from django.utils.safestring import SafeString

from search.analysis import CONNECTOR, PART, terms_of
from search.queries import ParsedQuery, Word

SNIPPET_LENGTH: Final = 220
LONGEST_SEARCHED: Final = 60_000  # characters of a text that are looked through
# How a plain letter may be written. Only these need to be told apart when looking for candidates; terms decide.
WRITTEN: Final = {
    "a": "aàáâãäåāăąæ", "c": "cçćĉċč", "d": "dďđð", "e": "eèéêëēĕėęě", "g": "gĝğġģ", "h": "hĥħ", "i": "iìíîïĩīĭįı",
    "j": "jĵ", "k": "kķ", "l": "lĺļľŀł", "n": "nñńņňŋ", "o": "oòóôõöøōŏőœ", "r": "rŕŗř", "s": "sśŝşšș", "t": "tţťŧțþ",
    "u": "uùúûüũūŭůűų", "w": "wŵ", "y": "yýÿŷ", "z": "zźżž",
    "α": "αά", "ε": "εέ", "η": "ηή", "ι": "ιίϊΐ", "ο": "οό", "υ": "υύϋΰ", "ω": "ωώ", "е": "её", "и": "ий", "і": "ії",
}  # fmt: skip
SENTENCE_END: Final = re.compile(r"[.!?] |\n")


class Match(NamedTuple):
    """A found place: characters start to end, and the numbers of the query's words that it answers."""

    start: int
    end: int
    words: frozenset[int]


class Highlighter:
    """Finds a query's words in texts. One per request."""

    def __init__(self, query: ParsedQuery, joins: Iterable[str] = (), beginnings: Iterable[str] = ()) -> None:
        """`joins` are the joined forms, `beginnings` the completed words, that the index really has."""
        self._numbers: dict[str, set[int]] = {}
        self._asked = (query, joins, beginnings)
        self._others: list[tuple[str, str, int]] = []  # language, term, number: other ways to say a word
        self._of_language: dict[str, tuple[Mapping[str, set[int]], re.Pattern[str] | None]] = {}
        self._known: dict[str, dict[str, list[Match]]] = {}  # by language, and by what stands there
        self._known_joins = frozenset(joins)
        self._count = len(query.required) + len(query.phrases)
        for number, word in enumerate(query.words):
            if word.required:
                self._add(number, word)
        for phrase in query.phrases:
            number = len(query.words) + query.phrases.index(phrase)
            for part in phrase:
                self._numbers.setdefault(part, set()).add(number)
        for number, word in enumerate(query.words):
            if word.beginning:
                for completed in beginnings:
                    if completed.startswith(word.closed):
                        self._numbers.setdefault(completed, set()).add(number)

    def _add(self, number: int, word: Word) -> None:
        terms = {word.closed, *word.compact_stems, *(join for join in word.joins if join in self._known_joins)}
        if not word.compact or len(word.parts) == 1:
            terms.update(word.parts, *word.stems, *word.other_stems, *word.pieces)
        for other in word.others_said:
            if len(other.words) == 1:  # the words of a longer one say something else apart
                self._others += [(other.language, term, number) for term in {*other.words, *other.stems}]
        for term in terms:
            self._numbers.setdefault(term, set()).add(number)
        if word.compact:
            for part, stems, others in zip(word.parts, word.stems, word.other_stems, strict=False):
                if len(part) > 1:
                    for term in {part, *stems, *others}:
                        self._numbers.setdefault(term, set()).add(number)

    def _for(self, language: str) -> tuple[Mapping[str, set[int]], re.Pattern[str] | None]:
        """The terms that are looked for in a text of a language, and what they begin with; other ways to say a word only in theirs.

        The fewer these are, the more of a text is skipped.
        """
        known = self._of_language.get(language)
        if known is None:
            numbers = {term: set(of_term) for term, of_term in self._numbers.items()}
            for spoken, term, number in self._others:
                if spoken in ("", language):
                    numbers.setdefault(term, set()).add(number)
            beginnings = {_beginning(term) for term in numbers}
            pattern = _pattern(*map(frozenset, zip(*beginnings, strict=True))) if beginnings else None
            known = self._of_language[language] = (numbers, pattern)
        return known

    def matches(self, text: str, language: str) -> list[Match]:
        """Every found place in a text."""
        numbers, pattern = self._for(language)
        if pattern is None:
            return []
        found: list[Match] = []
        known = self._known.setdefault(language, {})  # the same words come again and again
        for candidate in pattern.finditer(text, 0, LONGEST_SEARCHED):
            compound = candidate[0]
            within = known.get(compound)
            if within is None:
                within = known[compound] = _matches_in(compound, language, numbers)
            if within:
                start = candidate.start()
                found += [Match(start + match.start, start + match.end, match.words) for match in within]
        return found

    @cached_property
    def in_any_language(self) -> Highlighter:
        """Finds other ways to say a word in texts of whatever language, such as a foreign name: for what shows none of the words."""
        wide = Highlighter(*self._asked)
        wide._others = [("", term, number) for _language, term, number in self._others]
        return wide

    def all_of(self, words: frozenset[int]) -> bool:
        """Whether these are all of the query's words."""
        return len(words) >= self._count

    def mark(self, text: str, language: str) -> tuple[SafeString, frozenset[int]]:
        """A whole text with its found words marked, and which words those are."""
        matches = self.matches(text, language)
        return _html(text, 0, len(text), matches), frozenset().union(*(match.words for match in matches))

    def found(self, text: str, language: str) -> frozenset[int]:
        """Which of the query's words a text has."""
        return frozenset(number for match in self.matches(text, language) for number in match.words)

    def snippet(self, text: str, language: str) -> tuple[SafeString, frozenset[int]]:
        """The best place of a long text, and which of the query's words it has; empty where it has none."""
        matches = self.matches(text, language)
        if not matches:
            return SafeString(""), frozenset()
        best, words = _densest(matches)
        start, end = _window(text, best[0].start, best[-1].end)
        before, after = ("… " if start else ""), (" …" if end < len(text) else "")
        return SafeString(before + _html(text, start, end, best) + after), words  # escaped in _html


def _matches_in(compound: str, language: str, numbers: Mapping[str, set[int]]) -> list[Match]:
    """The places within one compound."""
    terms = terms_of(compound, language)
    if numbers.keys().isdisjoint((*terms.words, *terms.stems, terms.compact, *terms.compact_stems)):
        return []
    if terms.compact:
        whole = {n for term in (terms.compact, *terms.compact_stems) for n in numbers.get(term, ())}
        if whole:
            return [Match(0, len(compound), frozenset(whole))]
    found = []
    for part in PART.finditer(compound):
        own = terms if not terms.compact else terms_of(part[0], language)
        answered = {n for term in (*own.words, *own.stems) for n in numbers.get(term, ())}
        if answered:
            found.append(Match(part.start(), part.end(), frozenset(answered)))
    return found


@lru_cache(maxsize=1_000)
def _pattern(firsts: frozenset[str], seconds: frozenset[str]) -> re.Pattern[str]:
    """Compounds that begin with one of some letters and then one of others; "" among these lets everything follow.

    It starts with one class of letters: a long text is skipped through fast.
    """
    first, second = ("".join(map(_written, sorted(letters))) for letters in (firsts, seconds))
    follows = "" if "" in seconds else f"{CONNECTOR}?[{second}]"
    return re.compile(rf"[{first}](?<![^\W_][\s\S]){follows}[^\W_]*(?:{CONNECTOR}[^\W_]+)*")


def _beginning(term: str) -> tuple[str, str]:
    """The first two letters of a term; only one where its second may be written in another way altogether.

    Folding turns œ into two letters, and ß and þ too; other alphabets may have signs between their letters.
    """
    second = term[1:2]
    return term[0], "" if term[:2] in ("ae", "oe", "ss", "th") or not second.isascii() else second


@lru_cache(maxsize=2_000)
def _written(letter: str) -> str:
    """All ways to write a folded letter, as the inside of a character class."""
    small = WRITTEN.get(letter, letter)
    return "".join(
        re.escape(sign) for sign in small + "".join(sign.upper() for sign in small if len(sign.upper()) == 1)
    )


def _densest(matches: list[Match]) -> tuple[list[Match], frozenset[int]]:
    """The neighbouring matches, no further apart than a snippet is long, that answer the most words."""
    best: list[Match] = []
    best_score = (0, 0)
    first = 0
    for last in range(len(matches)):
        while matches[last].end - matches[first].start > SNIPPET_LENGTH and first < last:
            first += 1
        window = matches[first : last + 1]
        score = (len(frozenset().union(*(match.words for match in window))), len(window))
        if score > best_score:
            best, best_score = window, score
    return best, frozenset().union(*(match.words for match in best))


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """A snippet's borders around its matches: at ends of words and, where one is near, the start of a sentence."""
    spare = max(0, SNIPPET_LENGTH - (end - start))
    left = max(0, start - spare // 3)
    if left:
        ends = [last.end() for last in SENTENCE_END.finditer(text, max(0, start - spare), start)]
        sentence = ends[-1] if ends else -1
        space = text.find(" ", left, start)
        left = sentence if sentence >= 0 else (space + 1 if space >= 0 else left)
    right = min(len(text), max(end, left + SNIPPET_LENGTH))
    if right < len(text):
        space = text.rfind(" ", end, right)
        right = space if space >= end else right
    return left, right


def _html(text: str, start: int, end: int, matches: Iterable[Match]) -> SafeString:
    pieces: list[str] = []
    for match in matches:
        if match.start >= start and match.end <= end:
            pieces += (escape(text[start : match.start]), "<mark>", escape(text[match.start : match.end]), "</mark>")
            start = match.end
    pieces.append(escape(text[start:end]))
    return SafeString(
        "".join(pieces)
    )  # every piece of text is escaped; mark_safe is slow, and this is asked sixty times a page


def shorten(text: str, length: int = SNIPPET_LENGTH) -> str:
    """The beginning of a text, cut after a word."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"

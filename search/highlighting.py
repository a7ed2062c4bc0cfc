"""Shows where a text matches: found words in <mark>, the best place of a long text, and the reasons for a hit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from html import escape
from typing import Final, NamedTuple

from django.utils.safestring import SafeString

from search.analysis import COMPOUND, COMPOUNDING, CONNECTOR, LONGEST_WORD, PART, fold, terms_of
from search.queries import ParsedQuery, Word

SNIPPET_LENGTH: Final = 220
LONGEST_SEARCHED: Final = 60_000  # characters of a text that are looked through
SHORT: Final = 4
PAIRS: Final = ("ae", "oe", "ss", "th")
CONNECTORS: Final = re.compile(CONNECTOR)
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
        self._numbers_of_parts: dict[str, set[int]] = {}  # by what may be part of a longer word
        self._asked = (query, joins, beginnings)
        self._others: list[tuple[str, str, int]] = []  # language, term, number: other ways to say a word
        self._of_language: dict[str, tuple[Mapping[str, set[int]], Collection[str], Collection[str]]] = {}
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
        for part in {*word.as_part, *(stem for stems in word.pieces for stem in stems)}:
            self._numbers_of_parts.setdefault(part, set()).add(number)
        if word.compact:
            for part, stems, others in zip(word.parts, word.stems, word.other_stems, strict=False):
                if len(part) > 1:
                    for term in {part, *stems, *others}:
                        self._numbers.setdefault(term, set()).add(number)

    def _for(self, language: str) -> tuple[Mapping[str, set[int]], Collection[str], Collection[str]]:
        """The terms that are looked for in a text of a language, and what they begin with; other ways to say a word only in theirs."""
        known = self._of_language.get(language)
        if known is None:
            numbers = {term: set(of_term) for term, of_term in self._numbers.items()}
            for spoken, term, number in self._others:
                if spoken in ("", language):
                    numbers.setdefault(term, set()).add(number)
            known = (numbers, {*map(_beginning, numbers)}, {*map(_beginning_written, numbers)})
            self._of_language[language] = known
        return known

    def matches(self, text: str, language: str) -> list[Match]:
        """Every found place in a text. It is skipped through for what the terms begin with, which is fast."""
        numbers, beginnings, beginnings_written = self._for(language)
        text = text[:LONGEST_SEARCHED]
        plain = _plain(text)
        starts = _starts(plain, beginnings if text.isascii() else beginnings_written)
        if language in COMPOUNDING:
            starts |= _starts_around(plain, {*map(_beginning_written, self._numbers_of_parts)})
        known = self._known.setdefault(language, {})  # the same words come again and again
        found: list[Match] = []
        gone_on_from = 0
        for start in sorted(starts):
            if start < gone_on_from:  # a part of a compound that is done
                continue
            compound = COMPOUND.match(text, start)[0]  # type: ignore[index]  # terms begin with a letter or a digit
            gone_on_from = start + len(compound)
            within = known.get(compound)
            if within is None:
                within = known[compound] = _matches_in(compound, language, numbers, self._numbers_of_parts)
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


def _matches_in(
    compound: str, language: str, numbers: Mapping[str, set[int]], of_parts: Mapping[str, set[int]]
) -> list[Match]:
    """The places within one compound; `of_parts`: by what may be part of a word."""
    terms = terms_of(compound, language)
    if numbers.keys().isdisjoint(
        (*terms.words, *terms.stems, terms.compact, *terms.compact_stems)
    ) and of_parts.keys().isdisjoint(terms.parts):
        return []
    if terms.compact:
        whole = {n for term in (terms.compact, *terms.compact_stems) for n in numbers.get(term, ())}
        if whole:
            return [Match(0, len(compound), frozenset(whole))]
    found = []
    for part in PART.finditer(compound):
        own = terms if not terms.compact else terms_of(part[0], language)
        answered = {n for term in (*own.words, *own.stems) for n in numbers.get(term, ())}
        answered.update(n for term in own.parts for n in of_parts.get(term, ()))
        if answered:
            found.append(Match(part.start(), part.end(), frozenset(answered)))
    return found


def _beginning(term: str) -> str:
    """What all words begin with that a term may stand for: endings may change the last letters of short ones."""
    return term[:3] if len(term) > SHORT else term[:2]


def _beginning_written(term: str) -> str:
    """The same, up to where one letter may stand for two: œ, ß, þ."""
    beginning = _beginning(term)
    return beginning[: min(beginning.find(pair) + 1 or len(beginning) for pair in PAIRS)]


class _Plain(dict[int, str]):
    """Each letter in lower case without its accents, one for one."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = self[code] = fold(letter)[:1] or letter
        return plain


PLAIN: Final = _Plain()


def _plain(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(PLAIN)


def _starts(plain: str, beginnings: Collection[str]) -> set[int]:
    """Where words begin so, or with one or two letters of it before a hyphen or the like: re-offending, E-Learning."""
    starts: set[int] = set()
    for beginning in beginnings:
        start = plain.find(beginning)
        while start >= 0:
            starts.add(start)
            start = plain.find(beginning, start + 1)
    if letters := {beginning[:length] for beginning in beginnings for length in (1, 2)}:
        for connector in CONNECTORS.finditer(plain):
            end = connector.start()
            starts.update(start for start in (end - 1, end - 2) if start >= 0 and plain[start:end] in letters)
    return {start for start in starts if not start or not plain[start - 1].isalnum()}


def _starts_around(plain: str, beginnings: Collection[str]) -> set[int]:
    """Where words begin that have this somewhere."""
    starts: set[int] = set()
    for beginning in beginnings:
        place = plain.find(beginning)
        while place >= 0:
            start = place
            while start and plain[start - 1].isalnum() and place - start < LONGEST_WORD:
                start -= 1
            if not start or not plain[start - 1].isalnum():
                starts.add(start)
            place = plain.find(beginning, place + 1)
    return starts


def _densest(matches: list[Match]) -> tuple[list[Match], frozenset[int]]:
    """The neighbouring matches, no further apart than a snippet is long, that answer the most words."""
    best, best_score = (0, 0), (0, 0)
    within: dict[int, int] = {}  # how often each word is answered between first and last
    first = 0
    for last, match in enumerate(matches):
        for word in match.words:
            within[word] = within.get(word, 0) + 1
        while match.end - matches[first].start > SNIPPET_LENGTH and first < last:
            for word in matches[first].words:
                within[word] -= 1
                if not within[word]:
                    del within[word]
            first += 1
        score = (len(within), last - first)
        if score > best_score:
            best, best_score = (first, last + 1), score
    chosen = matches[slice(*best)]
    return chosen, frozenset().union(*(match.words for match in chosen))


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

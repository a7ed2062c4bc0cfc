"""Finds facts in a text, sentence by sentence, and asks of each sentence whether it is about one person."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portal.texts.identity_risk.facts import SENSITIVE, Fact, Sort
from portal.texts.identity_risk.patterns import Lexicon, Token

WEIGHTS: Final[dict[str, tuple[Sort, int]]] = {
    "custody": (Sort.CUSTODY, 5),
    "sentence": (Sort.SENTENCE, 12),
    "offence": (Sort.OFFENCE, 12),
    "grave": (Sort.OFFENCE, 16),
    "health": (Sort.HEALTH, 12),
    "family": (Sort.FAMILY, 10),
    "origin": (Sort.ORIGIN, 12),
    "age": (Sort.AGE, 12),
    "place": (Sort.PLACE, 12),
    "village": (Sort.PLACE, 14),
    "facility": (Sort.FACILITY, 18),
    "rare": (Sort.RARE, 20),
    "role": (Sort.WORK, 14),
    "work": (Sort.WORK, 7),
    "called": (Sort.NAME, 25),
}
FULL_NAME, FIRST_NAME, INITIALS = 32, 12, 15
EXACT_DAY, MONTH, YEAR = 15, 9, 4
EXACT_SUM, REACHED = 12, 20

REACHES: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|(?<![\w+])(?:\+|0)[0-9](?:[ /()-]{0,2}[0-9]){7,13}(?![0-9])"
    r"|(?<![\w.])(?:facebook|instagram|tiktok|twitter|linkedin|x|vk)\.com/[\w./-]{2,80}"
    r"|\b[A-Z][0-9]{4}[A-Z]{2}\b"
)
WHOLE_DATE: Final = re.compile(
    r"(?:[0-3]?[0-9][./-][01]?[0-9][./-](?:[0-9]{4}|[0-9]{2})|[12][0-9]{3}-[01][0-9]-[0-3][0-9])\Z"
)
ARTICLES: Final = {
    "en": "AIO",
    "pl": "AIOUWZ",
    "de": "",
    "fr": "AY",
    "it": "AEIO",
    "es": "AEOUY",
    "nl": "U",
    "pt": "AEO",
}

PERSONAL: Final = frozenset(
    {Sort.AGE, Sort.HEALTH, Sort.FAMILY, Sort.ORIGIN, Sort.RARE, Sort.WORK, Sort.SENTENCE, Sort.OFFENCE}
)


@dataclass(slots=True)
class Sentence:
    """A sentence: its tokens from `first` to before `last`, its facts, and what it says of whom it is about."""

    first: int
    last: int
    begins_paragraph: bool
    facts: list[Fact]
    strong: bool = False
    weak: bool = False
    many: bool = False
    office: bool = False
    named: bool = False

    @property
    def is_about_one(self) -> bool:
        """Whether it is about one person, who is no holder of an office doing their work."""
        sensitive = any(fact.sort in SENSITIVE and fact.sort != Sort.CUSTODY for fact in self.facts)
        if self.strong:
            return not self.office or sensitive
        if self.office:
            return self.weak and sensitive
        return self.named or (not self.many and (self.weak or any(fact.sort in PERSONAL for fact in self.facts)))


def sentences(text: str, tokens: list[Token]) -> Iterator[tuple[int, int, bool]]:
    """Where each sentence begins and ends among the tokens, and whether it begins a paragraph."""
    first, begins = 0, True
    for at, token in enumerate(tokens):
        blank = token.text == "\n" and text[token.end : token.end + 1] in ("\n", "-", "*", "#", ">", "")
        if not (blank or (token.text in ".!?…" and _ends(tokens, at))):
            continue
        if at > first:
            yield first, at + 1, begins
            begins = blank
        else:
            begins = begins or blank
        first = at + 1
    if first < len(tokens):
        yield first, len(tokens), begins


def _ends(tokens: list[Token], at: int) -> bool:
    """Whether a mark ends a sentence, rather than an initial, an ordinal number or a short form."""
    if at + 1 == len(tokens):
        return True
    before, after = tokens[at - 1] if at else None, tokens[at + 1]
    if before and tokens[at].text == ".":
        if before.is_word and len(before.text) <= 2 and before.text != "I":
            return False
        if before.is_number and len(before.text) <= 2 and before.end == tokens[at].start:
            return False
    return after.start > tokens[at].end and (after.is_capital or not after.is_word)


def read(text: str, tokens: list[Token], words: Lexicon) -> list[Sentence]:
    """All sentences with their facts, in the order of the text."""
    reached = [Fact(Sort.CONTACT, REACHED, match.start(), match.end()) for match in REACHES.finditer(text)]
    starts = [fact.start for fact in reached]
    found = []
    for first, last, begins in sentences(text, tokens):
        one = Sentence(first, last, begins, [])
        part = tokens[first:last]
        begin, end = (part[0].start, part[-1].end)
        here = reached[bisect_left(starts, begin) : bisect_left(starts, end)]
        _look(one, part, words)
        covered = [fact for fact in one.facts if not any(r.start <= fact.start < r.end for r in here)]
        one.facts = heaviest([*covered, *here])
        found.append(one)
    return found


def _look(one: Sentence, part: list[Token], words: Lexicon) -> None:
    """Goes once through a sentence."""
    generic = 0
    for at, token in enumerate(part):
        for name, end in words.found(part, at):
            if name == "generic":
                generic = end
            elif name == "weak":
                one.weak = one.weak or at >= generic
            elif (
                name == "office" and at and part[at - 1].folded in words.former
            ):  # it says who somebody is, not for whom they speak
                one.facts.append(Fact(Sort.WORK, WEIGHTS["role"][1], token.start, token.end))
            elif name in ("strong", "many", "office"):
                setattr(one, name, True)
            elif name in WEIGHTS and not (name == "age" and _is_no_age(part, at, end, words)):
                sort, weight = WEIGHTS[name]
                one.facts.append(Fact(sort, weight, token.start, part[min(end, len(part)) - 1].end))
                one.strong = one.strong or sort == Sort.AGE or name == "rare"
        for fact in (_name(part, at, words), _initials(part, at, words), _date(part, at, words), _sum(part, at, words)):
            if fact:
                one.facts.append(fact)
                one.named = one.named or fact.sort == Sort.NAME
                one.strong = one.strong or (fact.sort == Sort.NAME and fact.weight == INITIALS)


def _is_no_age(part: list[Token], at: int, end: int, words: Lexicon) -> bool:
    """Whether what looks like an age is a share, or an end of a range: “18 to 25”, which tells of many."""
    behind = part[end : end + 2]
    goes_on = bool(behind) and (behind[0].is_number or (behind[0].folded in words.ranges and behind[-1].is_number))
    is_share = any(token.text == "%" for token in part[at : end + 1])
    return goes_on or is_share or (at > 0 and part[at - 1].is_number)


def _name(part: list[Token], at: int, words: Lexicon) -> Fact | None:
    """A first name, with the surname if there is one; a courtesy title with a name; two capitalised words that do something."""
    token = part[at]
    if not (token.is_capital or token.folded in words.courtesy) or (
        at and part[at - 1].is_capital and part[at - 1].folded in words.first
    ):
        return None
    after = at + 1 + (at + 1 < len(part) and part[at + 1].text == ".")
    if token.folded in words.courtesy and after < len(part) and (taken := words.name(part, after)):
        return Fact(Sort.NAME, FULL_NAME, token.start, part[after + taken - 1].end)
    if not token.is_capital:
        return None
    if token.folded in words.first and len(token.text) > 2:
        surname = at + 1 < len(part) and part[at + 1].is_capital and words.name(part, at + 1)
        if surname:
            return Fact(Sort.NAME, FULL_NAME, token.start, part[at + surname].end)
        before = part[at - 1].folded if at else ""
        return None if before in words.courtesy else Fact(Sort.NAME, FIRST_NAME, token.start, token.end)
    taken = words.name(part, at) if at == 0 or not part[at - 1].is_capital else 0
    if taken == 2 and at + 2 < len(part) and part[at + 2].folded in words.acts:
        return Fact(Sort.NAME, FULL_NAME, token.start, part[at + 1].end)
    return None


def _initials(part: list[Token], at: int, words: Lexicon) -> Fact | None:
    """A letter that stands for a person: “T had”, “J.K.”, “S., mother of”."""
    token = part[at]
    if len(token.text) != 1 or not token.is_word or not token.is_capital or at + 1 >= len(part):
        return None
    before = part[at - 1] if at else None
    if before and (
        before.folded in words.labels
        or before.is_number
        or (before.text == "." and at > 1 and len(part[at - 2].text) == 1)
    ):
        return None
    end = at + 1
    while end + 1 < len(part) and part[end].text == "." and len(part[end + 1].text) == 1 and part[end + 1].is_capital:
        end += 2
    dotted = end < len(part) and part[end].text == "."
    after = end + dotted
    if not dotted and end == at + 1 and token.text in ARTICLES[words.language]:
        return None
    if before and before.is_word and before.is_capital:  # between the parts of a name
        return None
    if after < len(part) and (part[after].text in ",;:)" or (part[after].is_word and not part[after].is_capital)):
        return Fact(Sort.NAME, INITIALS, token.start, part[after - 1].end)
    return None


def _date(part: list[Token], at: int, words: Lexicon) -> Fact | None:
    """A day, a month with its year, or a year."""
    token = part[at]
    if token.is_number:
        if WHOLE_DATE.match(token.text):
            return Fact(Sort.DATE, EXACT_DAY, token.start, token.end)
        is_year = len(token.text) == 4 and "1900" <= token.text <= "2099"
        return Fact(Sort.DATE, YEAR, token.start, token.end) if is_year else None
    if token.folded not in words.months or (words.language in ("en", "de") and not token.is_capital):
        return None
    before = [one for one in part[max(0, at - 3) : at] if one.is_number and len(one.text) <= 2]
    behind = [one for one in part[at + 1 : at + 4] if one.is_number]
    day = before[-1:] or [one for one in behind[:1] if len(one.text) <= 2]
    if day:
        return Fact(Sort.DATE, EXACT_DAY, min(day[0].start, token.start), max(day[0].end, token.end))
    return Fact(Sort.DATE, MONTH, token.start, max([token.end, *(one.end for one in behind if len(one.text) == 4)]))


def _sum(part: list[Token], at: int, words: Lexicon) -> Fact | None:
    """A sum of money that is not round."""
    token = part[at]
    if not token.is_number or token.text.endswith(("00", "00.0")):
        return None
    before, behind = part[at - 1 : at] if at else [], part[at + 1 : at + 2]
    near = [one for one in (*before, *behind) if one.folded in words.money]
    if not near:
        return None
    return Fact(Sort.SUM, EXACT_SUM, min(token.start, near[0].start), max(token.end, near[0].end))


def heaviest(facts: list[Fact]) -> list[Fact]:
    """Of facts that stand in the same place the one that weighs most; in the order of the text."""
    ordered = sorted(set(facts), key=lambda fact: (fact.start, -fact.weight, -fact.end))
    kept: list[Fact] = []
    for fact in ordered:
        if kept and fact.start < kept[-1].end:
            if fact.weight > kept[-1].weight:
                kept[-1] = fact
        else:
            kept.append(fact)
    return kept


def about_one(found: list[Sentence], *, throughout: bool) -> list[Fact]:
    """The facts of sentences about one person. What follows such a sentence in its paragraph is about them too, as far as it is not about many;
    `throughout` says that the whole text is about one person, as a story is."""
    before = [False, *(one.is_about_one for one in found)]
    kept: list[Fact] = []
    for number, one in enumerate(found):
        goes_on = before[number] and not one.begins_paragraph and not one.many and not one.office
        told = throughout and not one.many and not one.office
        if one.is_about_one or goes_on or told:
            before[number + 1] = True
            kept.extend(one.facts)
    return kept

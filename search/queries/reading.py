"""From text to tree. Nothing typed is an error: what is no syntax is words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from search import languages as spoken
from search.analysis import COMPOUND, compact_name, fold
from search.queries.fields import OPERATORS, SUSPENDED, codes_of, field_key, field_names, operators, values_in
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
    leaves,
    words_in,
)
from search.queries.words import phrase_of, weighed, words_of

MOST_WORDS: Final = 400  # more than a query has room for: whole paragraphs are questions too
MOST_PARTS: Final = 40  # phrases, fields and brackets
DEEPEST: Final = 5  # brackets within brackets
MOST_SHOUTED: Final = 4  # a longer text all in capitals has no operators
LONGEST_VALUE: Final = 120
MORE_FOR_A_VALUE: Final = 3  # chunks after country:United that may belong to it

# Brackets within a chunk belong to it: Rec(2006)2.
TOKEN: Final = re.compile(
    r"\s*(?P<sign>[-+](?=[^\s+-]))?(?:(?P<field>[^\W\d][^\W\d]*(?:[_-][^\W\d]+)*)[:：](?=[^\s:]))?"
)
SENTENCE_ENDS: Final = re.compile(r"[^\W\d][.!?…]$")
CHUNK: Final = re.compile(r'[^\s"]+')
RANGE: Final = re.compile(r"(?P<first>\d{4})?(?P<to>\.{2,3}|[-–—])?(?P<last>\d{4})?")
BARE_RANGE: Final = re.compile(r"\d{4}\.{2,3}\d{4}")
FIRST_YEAR, LAST_YEAR = 1000, 2999


@dataclass(slots=True)
class Element:
    """One piece of a level: a leaf, a group or an operator, where it stands in the text."""

    kind: Literal["words", "node", "group", "or", "and"]
    start: int
    end: int
    words: list[Word] = field(default_factory=list)
    node: Node | None = None
    negative: bool = False
    must: bool = False
    inside: list[Element] = field(default_factory=list)


class Reader:
    """Reads one text."""

    def __init__(self, text: str, languages: Sequence[str], *, with_operators: bool = True) -> None:
        self.text = text
        shouted = text == text.upper() and text != text.lower() and len(COMPOUND.findall(text)) > MOST_SHOUTED
        self.or_words, self.and_words, self.not_words = operators(languages, none=shouted or not with_operators)
        self.fields = field_names() if ":" in text or "：" in text else {}
        self.languages = spoken.likely(map(fold, COMPOUND.findall(text)), languages)
        self.position = 0
        self.word_count = 0
        self.part_count = 0
        self.misread: list[Misread] = []
        self.function: frozenset[str] = frozenset()

    def query(self) -> ParsedQuery:
        """Everything about the text."""
        elements: list[Element] = []
        while self.position < len(self.text):
            elements += self._level(0)  # it ends early at a bracket that nothing opened
        self.function = spoken.function_words((word.closed for word in _all_words(elements)), self.languages)
        operands = self._operands(elements)
        tree = _settled(self._together(operands))
        wanted = list(leaves(tree))
        words, phrases = words_in(iter(wanted))
        without, without_phrases = words_in(leaves(tree, negated=True))
        return ParsedQuery(
            text=self.text,
            tree=tree,
            words=words,
            phrases=phrases,
            without=without,
            without_phrases=without_phrases,
            name=self._name(operands),
            parts=() if isinstance(tree, Words) else tuple(self._parts(operands)),
            misread=tuple(dict.fromkeys(self.misread)),
        )

    # -- Elements --

    def _level(self, depth: int) -> list[Element]:
        """The elements up to the bracket that closes the level, or to the end."""
        found: list[Element] = []
        negated_from: int | None = None  # where NOT stands, until its operand comes
        while self.position < len(self.text):
            token = TOKEN.match(self.text, self.position)
            assert token  # it may be empty
            start, self.position = token.start() + len(token[0]) - len(token[0].lstrip()), token.end()
            if self.position >= len(self.text):
                break
            if self.text[self.position] == ")" and not token["field"]:
                self.position += 1
                break
            element = self._element(token, start, depth)
            if element is None:
                continue
            if element.kind == "words" and not token["sign"] and self._is(element, self.not_words):
                negated_from = start
                continue
            if negated_from is not None and element.kind not in ("or", "and"):
                element.negative, element.start = not element.negative, negated_from
                negated_from = None
            found.append(element)
        return found

    def _is(self, element: Element, operators: frozenset[str]) -> bool:
        return self.text[element.start : element.end] in operators

    def _element(self, token: re.Match[str], start: int, depth: int) -> Element | None:
        negative, must = token["sign"] == "-" and self._excludes(start), token["sign"] == "+"
        if token["field"] and (name := self.fields.get(field_key(token["field"]))):
            element = self._field(name, start, token.start("field"))
        elif token["field"]:
            self.position = token.start("field")
            element = self._words(self._chunk(), start)
        elif self.text[self.position] == "(":
            element = self._group(start, depth)
        elif self.text[self.position] == '"':
            element = self._quoted(start)
        else:
            chunk = self._chunk()
            if not token["sign"] and chunk in self.or_words | self.and_words:
                return Element("or" if chunk in self.or_words else "and", start, self.position)
            years = _years("year", chunk) if BARE_RANGE.fullmatch(chunk) else None
            element = self._node(years, start) if years else self._words(chunk, start)
        if element is not None:
            element.negative, element.must = negative, must
        return element

    def _excludes(self, place: int) -> bool:
        """Whether the hyphen here takes something out: a sentence takes nothing out, and after "or" one stands for a part of a word."""
        return not SENTENCE_ENDS.search(self.text, max(0, len(self.text) - 2)) and not SUSPENDED.search(
            self.text, max(0, place - 12), place
        )

    def _chunk(self) -> str:
        """The next signs up to white space, without the brackets that close something outside."""
        match = CHUNK.match(self.text, self.position)
        chunk = match[0] if match else ""
        while chunk.endswith(")") and chunk.count(")") > chunk.count("("):
            chunk = chunk[:-1]
        self.position += max(len(chunk), 1)
        return chunk

    def _words(self, chunk: str, start: int) -> Element | None:
        left = MOST_WORDS - self.word_count
        words = words_of(chunk, self.languages) if left else []
        if len(words) > left or not left:
            self.misread.append(Misread("long"))
        words = _as_words(words[:left])
        self.word_count += len(words)
        return Element("words", start, self.position, words=words) if words else None

    def _node(self, node: Node, start: int) -> Element | None:
        self.part_count += 1
        if self.part_count > MOST_PARTS:
            self.misread.append(Misread("long"))
            return None
        return Element("node", start, self.position, node=node)

    def _quoted(self, start: int) -> Element | None:
        content = self._quotation()
        phrase = phrase_of(content)
        return self._node(phrase, start) if len(phrase.words) > 1 else self._words(content, start)

    def _quotation(self) -> str:
        end = self.text.find('"', self.position + 1)
        end = len(self.text) if end < 0 else end
        content = self.text[self.position + 1 : end]
        self.position = end + 1
        return content

    def _group(self, start: int, depth: int) -> Element | None:
        self.position += 1
        self.part_count += 1
        if depth >= DEEPEST or self.part_count > MOST_PARTS:
            self.misread.append(Misread("deep"))
            return None  # what is in it is read as if there were no bracket
        inside = self._level(depth + 1)
        return Element("group", start, self.position, inside=inside) if inside else None

    # -- Fields --

    def _field(self, name: str, start: int, named_at: int) -> Element | None:
        valued_at = self.position
        sign = self.text[self.position]
        quoted = sign == '"'
        value = self._quotation() if quoted else self._bracketed() if sign == "(" else self._chunk()
        node = self._valued(name, value.replace('"', " ").strip()[:LONGEST_VALUE], quoted=quoted)
        if node is None and name not in OWN and not quoted and sign != "(":
            node = self._longer_value(name, value)
        if node is not None:
            return self._node(node, start)
        if name not in OWN:
            self.misread.append(Misread("value", value[:LONGEST_VALUE], name))
        self.position = valued_at if name not in OWN else named_at
        if quoted and name not in OWN:
            return self._quoted(start)
        if sign == "(" or quoted:
            self.position = valued_at
            value = self._quotation() if quoted else self._bracketed()
            return self._words(value, start)
        return self._words(self._chunk(), start)

    def _bracketed(self) -> str:
        """What stands between this bracket and its partner."""
        start, open_brackets = self.position + 1, 0
        for place in range(self.position, len(self.text)):
            open_brackets += {"(": 1, ")": -1}.get(self.text[place], 0)
            if not open_brackets:
                self.position = place + 1
                return self.text[start:place]
        self.position = len(self.text)
        return self.text[start:]

    def _longer_value(self, name: str, value: str) -> Node | None:
        """country:United Kingdom: the next words may belong to a value."""
        began = self.position
        for _more in range(MORE_FOR_A_VALUE):
            match = re.compile(r'\s+(?![-+(])[^\s"]+').match(self.text, self.position)
            if not match or ":" in match[0] or value.endswith(")"):
                break
            self.position = match.start() + len(match[0]) - len(match[0].lstrip())
            value = f"{value} {self._chunk()}"
            if node := self._valued(name, value, quoted=False):
                return node
        self.position = began
        return None

    def _valued(self, name: str, value: str, *, quoted: bool) -> Node | None:
        """What a field with a value means; nothing where it can't be told."""
        match name:
            case "title" | "name":
                found = [self._within(name, one, quoted=quoted) for one in ([value] if quoted else values_in(value))]
                return self._either([node for node in found if node])
            case "id":
                compact = compact_name(value)
                return Identifier(compact, value) if any(map(str.isdigit, compact)) else None
            case "year" | "from" | "to":
                return _years(name, value)
            case _:
                codes = codes_of(name, value) if value else ()
                return Chosen(name, codes, value) if codes else None

    def _within(self, name: str, value: str, *, quoted: bool) -> Node | None:
        words = [word for chunk in value.split() for word in words_of(chunk, self.languages)]
        words = _as_words(words[: MOST_WORDS - self.word_count])
        self.word_count += len(words)
        phrase = phrase_of(value) if quoted else None
        if not words:
            return None
        return Within(
            "title" if name == "title" else "names", tuple(words), phrase if phrase and len(phrase.words) > 1 else None
        )

    # -- The tree --

    def _operands(self, elements: list[Element]) -> list[list[Element]]:
        """The elements of a level, alternatives linked by OR in one list; AND makes its neighbours required."""
        found: list[list[Element]] = []
        link = ""
        for number, element in enumerate(elements):
            if element.kind in ("or", "and"):
                is_between = 0 < number < len(elements) - 1 and elements[number - 1].kind not in ("or", "and")
                link = element.kind if is_between else link
                if link == "and" and is_between:
                    found[-1][-1].must = True
                continue
            if link == "or" and found:
                found[-1].append(element)
            else:
                element.must = element.must or link == "and"
                found.append([element])
            link = ""
        return found

    def _together(self, operands: list[list[Element]]) -> Node | None:
        """All operands of a level as one node: loose words first."""
        loose: list[Word] = []
        nodes: list[Node] = []
        self._gather(operands, loose, nodes)
        if loose:
            nodes.insert(0, Words(weighed(loose, self.function)))
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes)) if nodes else None

    def _gather(self, operands: list[list[Element]], loose: list[Word], nodes: list[Node]) -> None:
        for alternatives in operands:
            first = alternatives[0]
            if len(alternatives) == 1 and not first.negative and not first.must:
                if first.kind == "words":
                    loose += first.words
                    continue
                if first.kind == "group":
                    self._gather(self._operands(first.inside), loose, nodes)
                    continue
            if node := self._either([node for one in alternatives if (node := self._meaning(one))]):
                nodes.append(node)

    def _either(self, nodes: list[Node]) -> Node | None:
        flat: list[Node] = []
        for node in nodes:
            flat += node.nodes if isinstance(node, Any) else [node]
        return flat[0] if len(flat) == 1 else Any(tuple(flat)) if flat else None

    def _meaning(self, element: Element) -> Node | None:
        node = element.node
        if element.kind == "words":
            node = Words(weighed(element.words, self.function))
        if element.kind == "group":
            node = self._together(self._operands(element.inside))
        if node is None or not element.negative:
            return node
        return node.node if isinstance(node, Not) else Not(node)

    # -- Parts --

    def _parts(self, operands: list[list[Element]]) -> list[Part]:
        found = []
        for alternatives in operands:
            written = self.text[alternatives[0].start : alternatives[-1].end]
            if alternatives[0].must and not alternatives[0].negative and not written.startswith("+"):
                written = f"+{written}"
            node = self._either([node for one in alternatives if (node := self._meaning(one))])
            if node is not None:
                found.append(Part(node, written))
        return found

    def _name(self, operands: list[list[Element]]) -> str:
        written = [
            one.node.written if isinstance(one.node, Phrase) else " ".join(word.written for word in one.words)
            for alternatives in operands
            for one in alternatives
            if not one.negative
        ]
        return compact_name(" ".join(written))


OWN: Final = frozenset({"title", "name", "id", "year", "from", "to"})


def _all_words(elements: Sequence[Element]) -> list[Word]:
    return [word for element in elements for word in (*element.words, *_all_words(element.inside))]


def _as_words(words: Sequence[Word]) -> list[Word]:
    """What is no operator here must not look like one when the query is written again."""
    return [replace(word, written=word.written.lower()) if word.written in OPERATORS else word for word in words]


def _settled(node: Node | None, *, below_not: bool = False) -> Node | None:
    """What must not be there is taken as it is written: no neighbours are joined to it."""
    match node:
        case Words(words) if below_not:
            return Words(tuple(replace(word, joins=()) for word in words))
        case All(nodes) | Any(nodes):
            return type(node)(tuple(settled for one in nodes if (settled := _settled(one, below_not=below_not))))
        case Not(inner):
            settled = _settled(inner, below_not=True)
            return Not(settled) if settled else None
        case _:
            return node


def _years(name: str, value: str) -> Years | None:
    match = RANGE.fullmatch(value.replace(" ", ""))
    if not match or not (match["first"] or match["last"]):
        return None
    first, last = (int(year) if year else None for year in (match["first"], match["last"]))
    if any(year is not None and not FIRST_YEAR <= year <= LAST_YEAR for year in (first, last)):
        return None
    if not match["to"]:
        first = first or last
        last = first
    if name == "from":
        return Years(first or last, None)
    if name == "to":
        return Years(None, last or first)
    return Years(last, first) if first and last and first > last else Years(first, last)

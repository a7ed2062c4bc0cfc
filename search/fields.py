"""What engines hold of a document: its terms, its facets, its dates, and as JSON what a result shows.

Terms are made here for all engines alike, so that the same words find the same things whichever engine answers; an engine
splits them at white space and counts them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final
from zlib import crc32

import orjson

from search import analysis
from search.documents import LONGEST_BODY, SearchDocument, Text

NEVER: Final = 2**61  # the expiry of what doesn't expire
BACKGROUND: Final = "1"
UNKNOWN_FROM: Final = 10**9  # a period whose years are not known touches no asked-for years
UNKNOWN_TO: Final = -(10**9)
TIES: Final = 2**28  # so many documents can stand apart that were published in the same second
LONGEST_TITLE_KEY: Final = 120
WORDS_IN_A_SHORT_NAME: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """One document as an engine indexes it. Terms stand with single spaces between them; moments are seconds since 1970.

    No field of terms is empty: one engine takes documents without a field into account where it compares lengths, the other doesn't.
    """

    id: str
    record: str
    audience: str
    hidden_from: str
    background: str  # BACKGROUND or ""
    words: str  # folded, in reading order, phrases are looked for here
    stems: str
    parts: str  # of long words that are written in one, as `search.compounds` looks for them
    title: str  # its stems
    names: str
    initials: str  # of the names' words but codes: all words that begin with a letter are too many to be looked up
    exact_names: tuple[str, ...]  # whole names without anything between their letters
    labels: str
    facets: dict[str, list[str]]  # with `letter`, that it stands under in an A–Z list
    year_from: int
    year_to: int
    expires: int
    published: int
    reviewed: int
    title_key: str  # to sort by
    stored: bytes  # JSON, for `search.hits`

    @property
    def tie(self) -> int:
        """What decides between equals, the smaller one first: the same in all indexes, and of no meaning."""
        return crc32(self.id.encode()) % TIES

    @property
    def by_title(self) -> str:
        """What lists by title are sorted by: no two documents have the same."""
        return f"{self.title_key} {self.id}"

    @property
    def newest(self) -> int:
        """What the newest have most of; hardly two documents have the same."""
        return self.published * TIES - self.tie

    @property
    def last_reviewed(self) -> int:
        """What the last reviewed have most of; hardly two documents have the same."""
        return self.reviewed * TIES - self.tie


def fields_of(document: SearchDocument) -> Fields:
    """A document as engines hold it."""
    texts = [_cleaned(text) for text in document.texts]
    names = [analysis.clean(name) for name in document.names]
    full = [(part, text.language) for text in texts for part in (text.title, text.summary, text.body) if part]
    words, stems, parts = analysis.index_terms(full)
    titles = [analysis.index_terms([(text.title, text.language)]) for text in texts]
    called = [*names, *(text.title for text in texts)]
    compact = [analysis.compact_name(name) for name in called]
    in_names = [*(analysis.index_terms([(name, "")])[0] for name in names), *(terms[0] for terms in titles)]
    all_facets = document.all_facets
    facets = {name: [analysis.storable(code) for code in codes] for name, codes in all_facets.items()}
    in_all_names = _name_terms(called, in_names, compact)
    return Fields(
        id=analysis.storable(document.id),
        record=analysis.storable(document.record),
        audience=analysis.storable(document.audience),
        hidden_from=analysis.storable(document.hidden_from),
        background=BACKGROUND if document.background else "",
        words=words,
        stems=stems,
        parts=parts or analysis.END,
        title=" ".join(filter(None, (terms[1] for terms in titles))),
        names=in_all_names,
        initials=" ".join(dict.fromkeys(word[0] for word in in_all_names.split() if word.isalpha())) or analysis.END,
        exact_names=tuple(dict.fromkeys(compact)),
        labels=" ".join(
            _label_terms(label, language) for language, labels in document.labels.items() for label in labels
        )
        or analysis.END,
        facets={**facets, "letter": [analysis.initial(texts[0].title)]},
        year_from=_year(document.year_from, document.year_to, UNKNOWN_FROM),
        year_to=_year(document.year_to, document.year_from, UNKNOWN_TO),
        expires=seconds(document.expires) if document.expires else NEVER,
        published=seconds(document.published) if document.published else 0,
        reviewed=seconds(document.reviewed) if document.reviewed else 0,
        title_key=analysis.fold(texts[0].title)[:LONGEST_TITLE_KEY],
        stored=_stored(document, texts, names, all_facets),
    )


def seconds(when: date | datetime) -> int:
    """A moment as whole seconds since 1970; a date counts from its midnight."""
    moment = when if isinstance(when, datetime) else datetime.combine(when, time())
    return int(moment.timestamp())


def _year(one: int | None, other: int | None, unknown: int) -> int:
    """One end of a period; a single known end stands for both."""
    return next((year for year in (one, other) if year is not None), unknown)


def _cleaned(text: Text) -> Text:
    clean = analysis.clean
    return Text(text.language, clean(text.title), clean(text.summary), clean(text.body[:LONGEST_BODY]))


@lru_cache(maxsize=50_000)
def _label_terms(label: str, language: str) -> str:
    """A concept's label as terms; thousands of records share it."""
    return " ".join(analysis.index_terms([(label, language)])[:2])


def _name_terms(names: list[str], terms: list[str], compact: list[str]) -> str:
    """Words and compact forms of names, whole short ones included: "MABIS Net" is also found as mabisnet."""
    found: list[str] = []
    for name, words, whole in zip(names, terms, compact, strict=True):
        found.append(words)
        if 1 < len(analysis.compounds(name)) <= WORDS_IN_A_SHORT_NAME:
            found.append(whole)
    return " ".join(found)


def _stored(document: SearchDocument, texts: list[Text], names: list[str], facets: dict[str, list[str]]) -> bytes:
    kept: dict[str, Any] = {
        "id": document.id,
        "record": document.record,
        "kind": document.kind,
        "background": document.background,
        "texts": [(text.language, text.title, text.summary, text.body) for text in texts],
        "names": names,
        "labels": {language: "\n".join(labels) for language, labels in document.labels.items()},
        "facets": facets,
        "card": document.card,
    }
    try:
        return orjson.dumps(kept)
    except orjson.JSONEncodeError:  # lone surrogates: they are dropped
        return json.dumps(kept, ensure_ascii=False).encode("utf-8", "ignore")

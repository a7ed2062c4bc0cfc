"""The embedded index's fields, and how a document becomes one of its entries."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any, Final

import tantivy

from search import analysis
from search.documents import LONGEST_BODY, SearchDocument, Text

VERSION: Final = f"1.{analysis.VERSION}"  # raise the first number whenever a field changes: older indexes are rebuilt
NEVER: Final = 2**61  # the expiry of what doesn't expire
UNKNOWN_FROM: Final = 10**9  # a period whose years are not known touches no asked-for years
UNKNOWN_TO: Final = -(10**9)
LONGEST_TITLE_KEY: Final = 120
WORDS_IN_A_SHORT_NAME: Final = 4


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "record", "audience", "hidden_from", "exact_name"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    for name in ("stems", "title", "names", "labels"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("year_from", "year_to", "expires", "published", "reviewed"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_text_field("title_key", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA: Final = _schema()


def entry(document: SearchDocument) -> tantivy.Document:
    """A document as the index holds it: its terms, its facets, and as JSON what a result shows."""
    texts = [_cleaned(text) for text in document.texts]
    names = [analysis.clean(name) for name in document.names]
    full = [(part, text.language) for text in texts for part in (text.title, text.summary, text.body) if part]
    words, stems = analysis.index_terms(full)
    title_words, title_stems = analysis.index_terms([(text.title, text.language) for text in texts])
    made = tantivy.Document()
    for name in ("id", "record", "audience", "hidden_from"):
        if value := getattr(document, name):
            made.add_text(name, analysis.storable(value))
    made.add_text("words", words)
    made.add_text("stems", stems)
    made.add_text("title", f"{title_words} {title_stems}")
    made.add_text("names", _name_terms([*names, *(text.title for text in texts)]))
    for whole in dict.fromkeys(analysis.compact_name(name) for name in (*names, *(text.title for text in texts))):
        made.add_text("exact_name", whole)
    labels = [(label, language) for language, labels in document.labels.items() for label in labels]
    made.add_text("labels", " ".join(analysis.index_terms(labels)))
    facets = {name: [analysis.storable(code) for code in codes] for name, codes in document.all_facets.items()}
    made.add_json("facets", {**facets, "letter": [analysis.initial(texts[0].title)]})
    made.add_integer("year_from", _year(document.year_from, document.year_to, UNKNOWN_FROM))
    made.add_integer("year_to", _year(document.year_to, document.year_from, UNKNOWN_TO))
    made.add_integer("expires", seconds(document.expires) if document.expires else NEVER)
    made.add_integer("published", seconds(document.published) if document.published else 0)
    made.add_integer("reviewed", seconds(document.reviewed) if document.reviewed else 0)
    made.add_text("title_key", analysis.fold(texts[0].title)[:LONGEST_TITLE_KEY])
    made.add_bytes("stored", _stored(document, texts, names))
    return made


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


def _name_terms(names: list[str]) -> str:
    """Words and compact forms of names, whole short ones included: "MABIS Net" is also found as mabisnet."""
    found: list[str] = []
    for name in names:
        parts = analysis.compounds(name)
        found.append(analysis.index_terms([(name, "")])[0])
        if 1 < len(parts) <= WORDS_IN_A_SHORT_NAME:
            found.append(analysis.compact_name(name))
    return " ".join(found)


def _stored(document: SearchDocument, texts: list[Text], names: list[str]) -> bytes:
    kept: dict[str, Any] = {
        "id": document.id,
        "record": document.record,
        "kind": document.kind,
        "texts": [(text.language, text.title, text.summary, text.body) for text in texts],
        "names": names,
        "labels": {language: "\n".join(labels) for language, labels in document.labels.items()},
        "facets": document.all_facets,
        "card": document.card,
    }
    return json.dumps(kept, ensure_ascii=False).encode("utf-8", "ignore")

"""The embedded index's fields, and how a document becomes one of its entries."""

from __future__ import annotations

from typing import Final

import tantivy

from search import analysis
from search.documents import SearchDocument
from search.fields import fields_of

VERSION: Final = f"6.{analysis.VERSION}"  # raise the first number whenever a field changes: older indexes are rebuilt
RAW_FIELDS: Final = ("id", "record", "audience", "hidden_from", "background", "exact_name")
TERM_FIELDS: Final = ("stems", "parts", "title", "names", "initials", "labels")
NUMBER_FIELDS: Final = ("year_from", "year_to", "expires", "newest", "last_reviewed", "tie")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in RAW_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    for name in TERM_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    for name in NUMBER_FIELDS:
        builder.add_integer_field(name, fast=True)
    builder.add_text_field("by_title", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA: Final = _schema()


def entry(document: SearchDocument) -> tantivy.Document:
    """A document as the index holds it."""
    fields = fields_of(document)
    made = tantivy.Document()
    for name in ("id", "record", "audience", "hidden_from", "background", "words", *TERM_FIELDS, "by_title"):
        if value := getattr(fields, name):
            made.add_text(name, value)
    for whole in fields.exact_names:
        made.add_text("exact_name", whole)
    made.add_json("facets", fields.facets)
    for name in NUMBER_FIELDS:
        made.add_integer(name, getattr(fields, name))
    made.add_bytes("stored", fields.stored)
    return made

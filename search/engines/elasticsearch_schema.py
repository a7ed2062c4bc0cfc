"""The index of the other engine: its mapping, which refuses unknown fields, and how a document becomes one of its entries.

It holds the same terms as the embedded index: they are made in `search.fields`, the server only splits them at white space.
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from search.documents import SearchDocument
from search.engines.base import DEEPEST
from search.engines.tantivy_schema import NUMBER_FIELDS, TERM_FIELDS
from search.engines.tantivy_schema import VERSION as EMBEDDED_VERSION
from search.fields import fields_of

VERSION: Final = f"1.{EMBEDDED_VERSION}"  # raise the first number whenever the mapping changes: the index is rebuilt
K1, B = 1.2, 0.75
KEY_FIELDS: Final = ("id", "record", "audience", "hidden_from", "background", "exact_name", "by_title")
LONGEST_KEY: Final = 8_000  # characters; the server refuses terms of more than 32,766 bytes
MOST_ON_A_PAGE: Final = 1_000
LONGEST_PATTERN: Final = 20_000  # characters; a slip anywhere in sixty letters takes some 11,000


def definition(*, shards: int, replicas: int) -> dict[str, Any]:
    """Settings and mapping of a new index. It is only refreshed when told to: a change becomes visible as a whole."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "refresh_interval": "-1",
            "max_result_window": DEEPEST + MOST_ON_A_PAGE,
            "max_regex_length": LONGEST_PATTERN,
            "analysis": {
                "analyzer": {"terms": {"type": "custom", "tokenizer": "terms"}},
                "tokenizer": {"terms": {"type": "whitespace", "max_token_length": 1_000}},
            },
            "similarity": {"default": {"type": "BM25", "k1": K1, "b": B}},
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"version": VERSION},
            "_source": {"includes": ["stored"]},
            "date_detection": False,
            "dynamic_templates": [{"codes": {"path_match": "facets.*", "mapping": _key()}}],
            "properties": {
                **{name: _key() for name in KEY_FIELDS},
                "words": {"type": "text", "analyzer": "terms"},
                **{name: _terms() for name in TERM_FIELDS},
                **{name: {"type": "long"} for name in NUMBER_FIELDS},
                "facets": {"type": "object", "dynamic": True},
                "stored": {"type": "object", "enabled": False},
            },
        },
    }


def entry(document: SearchDocument) -> dict[str, Any]:
    """A document as the index holds it."""
    fields = fields_of(document)
    plain = ("id", "record", "audience", "hidden_from", "background", "words", *TERM_FIELDS, "by_title")
    return {
        **{name: value for name in plain if (value := getattr(fields, name))},
        "exact_name": list(fields.exact_names),
        "facets": fields.facets,
        **{name: getattr(fields, name) for name in NUMBER_FIELDS},
        "stored": orjson.loads(fields.stored),
    }


def _key() -> dict[str, Any]:
    return {"type": "keyword", "ignore_above": LONGEST_KEY, "norms": False}


def _terms() -> dict[str, Any]:
    """Terms whose places in the text nobody asks for."""
    return {"type": "text", "analyzer": "terms", "index_options": "freqs"}

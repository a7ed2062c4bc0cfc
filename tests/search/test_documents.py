"""Documents refuse what could be found but not shown."""

from __future__ import annotations

from typing import Any

import pytest

from search.documents import SearchDocument, Text, plain, spans_of


def made(**fields: Any) -> SearchDocument:
    return SearchDocument(
        **{"id": "page:1", "record": "page:1", "kind": "practice", "texts": [Text("en", "One")], **fields}
    )


@pytest.mark.parametrize(
    "fields", [{"texts": []}, {"id": "page:2"}, {"id": "page:12"}, {"record": ""}, {"audience": ""}]
)
def test_what_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=":"):
        made(**fields)


def test_kind_and_spans_are_facets_of_every_document() -> None:
    facets = made(facets={"country": ["AT", "AT"], "empty": []}, year_from=2003, year_to=2006).all_facets
    assert facets == {"country": ["AT"], "kind": ["practice"], "span": ["2000-2004", "2005-2009"]}


@pytest.mark.parametrize(
    ("first", "last", "spans"),
    [(2005, None, ["2005-2009"]), (None, 2004, ["2000-2004"]), (None, None, []), (2007, 2001, []), (1, 2007, [])],
)
def test_spans(first: int | None, last: int | None, spans: list[str]) -> None:
    assert spans_of(first, last) == spans


def test_plain_text_of_rich_text() -> None:
    html = "<p>One &amp; two<br>for\xadward</p><p>three</p>"
    assert plain(html) == "One & two forward three"

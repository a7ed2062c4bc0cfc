"""The history of a record made of blocks, and between any two of its versions."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import StreamValue

from practices.articles.comparing import block_changes
from practices.articles.models import Article
from tests.factories import make_record, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
A, B, C, D = (f"0000000{number}-0000-4000-8000-000000000000" for number in range(4))


def stream(*blocks: tuple[str, str, Any]) -> StreamValue:
    field: Any = Article._meta.get_field("body")
    raw = [{"id": key, "type": kind, "value": value} for key, kind, value in blocks]
    return StreamValue(field.stream_block, raw, is_lazy=True)


def told(before: StreamValue, after: StreamValue) -> list[tuple[str, str]]:
    return [(label, str(text)) for label, text in block_changes(before, after)]


def history(client: Client, record: Any, query: str = "") -> str:
    answer = client.get(f"/id/{record.identifier}/history/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def versions_of(record: Any, *summaries: str) -> Any:
    for summary in summaries:
        record.summary = summary
        record.save_revision().publish()
    return record


def test_blocks_come_go_and_are_written_anew() -> None:
    before = stream((A, "heading", "Begin"), (B, "text", "<p>One old word.</p>"), (C, "text", "<p>Goes.</p>"))
    after = stream((A, "heading", "Begin"), (B, "text", "<p>One new word.</p>"), (D, "text", "<p>Comes.</p>"))
    assert told(before, after) == [
        ("block 2, Text: changed", "One <del>old</del><ins>new</ins> word."),
        ("block 3, Text: added", "<ins>Comes.</ins>"),
        ("block 3, Text: taken out", "<del>Goes.</del>"),
    ]


def test_a_block_that_moved_is_one_change_and_may_have_new_words_too() -> None:
    before = stream((A, "text", "<p>One.</p>"), (B, "text", "<p>Two.</p>"), (C, "text", "<p>Three.</p>"))
    after = stream((C, "text", "<p>Three.</p>"), (A, "text", "<p>One.</p>"), (B, "text", "<p>Two.</p>"))
    assert told(before, after) == [("block 1, Text: moved", "It was block 3. Three.")]
    after = stream((C, "text", "<p>Four.</p>"), (A, "text", "<p>One.</p>"), (B, "text", "<p>Two.</p>"))
    assert told(before, after) == [
        ("block 1, Text: moved, and changed", "It was block 3. <del>Three</del><ins>Four</ins>.")
    ]


def test_blocks_with_new_keys_and_the_same_words_are_the_same() -> None:
    before = stream((A, "heading", "Begin"), (B, "text", '<p data-block-key="x1">One.</p>'))
    assert told(before, stream((C, "heading", "Begin"), (D, "text", '<p data-block-key="y2">One.</p>'))) == []
    assert told(before, before) == []


def test_a_table_is_compared_line_by_line() -> None:
    def table(cell: str) -> dict[str, Any]:
        columns = [{"type": "text", "heading": "Year"}, {"type": "text", "heading": "Number"}]
        return {
            "caption": "People",
            "table": {"columns": columns, "rows": [{"values": ["<p>2006</p>", f"<p>{cell}</p>"]}]},
        }

    ((label, text),) = told(stream((A, "table", table("40"))), stream((A, "table", table("41"))))
    assert label == "block 1, Table: changed"
    assert "People" in text
    assert "<del>40</del><ins>41</ins>" in text


def test_words_of_blocks_are_no_markup() -> None:
    ((_label, text),) = told(stream(), stream((A, "heading", "<script>alert(1)</script>")))
    assert text == "<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins>"


def test_an_article_tells_block_by_block_on_its_page(client: Client) -> None:
    record = make_record("article", body=stream((A, "text", "<p>The first words.</p>"), (B, "heading", "Old")))
    record.body = stream((A, "text", "<p>The second words.</p>"))
    record.save_revision().publish()
    text = html.unescape(history(client, record))
    assert "block 1, Text: changed" in text
    assert "<del>first</del><ins>second</ins>" in text
    assert "block 2, Heading: taken out" in text


def test_any_two_versions_are_compared_whichever_is_named_first(client: Client) -> None:
    record = versions_of(make_record(summary="One."), "Two.", "Three.")
    for query in ("?version=3&against=1", "?version=1&against=3"):
        text = history(client, record, query)
        assert "From version 1 to version 3" in text
        assert "<del>One.</del><ins>Three.</ins>" in text
    assert "From version 2 to version 3" in history(client, record)
    assert "From version 1 to version 2" in history(client, record, "?version=2")


@pytest.mark.parametrize(
    "query", ["?version=9&against=x", "?version=&against=", "?against=3", "?version=1", "?version=%00"]
)
def test_versions_that_are_not_there_lead_to_the_newest(client: Client, query: str) -> None:
    assert "From version 2 to version 3" in history(client, versions_of(make_record(), "Two.", "Three."), query)


def test_versions_for_others_are_neither_offered_nor_compared(client: Client) -> None:
    record = make_record(summary="A sealed word.", audience="group:editors")
    record.audience = "public"
    versions_of(record, "Two.", "Three.")
    text = history(client, record, "?version=3&against=1")
    assert "sealed" not in text
    client.force_login(make_user("editors"))
    assert "sealed" in history(client, record, "?version=3&against=1")


def test_more_versions_ask_no_more_queries(client: Client) -> None:
    def asked(record: Any) -> int:
        history(client, record)
        with CaptureQueriesContext(connection) as queries:
            history(client, record)
        return len(queries)

    assert asked(versions_of(make_record(), *"abc")) == asked(versions_of(make_record(), *"abcdefgh"))

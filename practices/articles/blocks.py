"""Renders an article's blocks: headings, texts, tables, and the figures of a data set."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify


def stream_html(stream: Any) -> SafeString:
    """The whole stream as safe HTML."""
    return format_html_join("\n", "{}", ((block_html(block),) for block in stream))


def block_html(block: Any) -> SafeString:
    """One block."""
    if block.block_type == "heading":
        return format_html('<h2 id="{}">{}</h2>', slugify(block.value) or block.id, block.value)
    if block.block_type == "table":
        return table_html(block.value)
    if block.block_type == "figures":
        from practices.claims.tables import dataset_html

        return dataset_html(block.value) if block.value else SafeString("")
    return SafeString(block.render())


def table_html(value: Any) -> SafeString:
    """An accessible table: caption, column headers, the first cell of each row its header."""
    table = value["table"]
    header = [column["heading"] for column in table.columns] if table else []
    rows = [list(zip(header, map(cell_html, row), strict=False)) for row in table.rows] if table else []
    return SafeString(
        render_to_string("practices/table.html", {"caption": value["caption"], "header": header, "rows": rows})
    )


def cell_html(cell: Any) -> str:
    """One cell of a table."""
    return str(cell.render_as_block()) if hasattr(cell, "render_as_block") else str(cell)

"""The small HTML of the texts: one canonical spelling, however it was written or edited."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.catalogue.markup import FEATURE_TAGS, faults, from_editor, readable, record_links, tags_of, tidy
from practices.catalogue.values import RichText
from practices.records.models import TEXT_FEATURES

TAGS = tags_of(TEXT_FEATURES)
SAME = [
    "<p>One &amp; two.</p><ul><li>a</li><li><strong>b</strong></li></ul>",
    "<p>\n  One & two.\n</p>\n\n<ul>\n  <li>a</li>\n  <li><b>b</b></li>\n</ul>\n",
    '<p data-block-key="x1">One &#38; two.</p><ul><li data-block-key="x2">a</li><li><b>b</b></li></ul>',
]


def test_every_feature_of_the_editor_has_its_tags() -> None:
    assert set(TEXT_FEATURES) <= set(FEATURE_TAGS)
    assert {"p", "ul", "ol", "li", "strong", "em", "h3", "a", "br"} == TAGS


@pytest.mark.parametrize("text", SAME)
def test_one_spelling_however_it_was_written(text: str) -> None:
    assert from_editor(text, TAGS, lambda _kind, _key: "") == SAME[0]


@given(st.text(st.sampled_from("<>/pulihab3 \"'=&;ñ\n"), max_size=60))
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text, TAGS)
    assert tidy(once, TAGS) == once
    assert tidy(readable(once), TAGS) == once


def test_links_that_an_editor_chose_become_lasting_addresses() -> None:
    text = '<p><a linktype="page" id="7">a</a> <a href="https://example.org/?a=1&amp;b=2">b</a></p>'
    shown = from_editor(text, TAGS, lambda kind, key: f"/id/{kind}-{key}/")
    assert shown == '<p><a href="/id/page-7/">a</a> <a href="https://example.org/?a=1&amp;b=2">b</a></p>'


def test_readable_has_a_block_on_a_line() -> None:
    assert readable(SAME[0]) == "<p>One &amp; two.</p>\n<ul>\n  <li>a</li>\n  <li><strong>b</strong></li>\n</ul>"


def test_links_to_records_are_found() -> None:
    text = '<p><a href="/id/DP-0001/">a</a><a href="/id/DP-0002-de/#x">b</a><a href="/conflicts/">c</a></p>'
    assert list(record_links(text)) == ["DP-0001", "DP-0002"]


@pytest.mark.parametrize(
    "text", ['<p onclick="x">a</p>', '<p><a href="data:text/html,x">a</a></p>', "<p><a>x</a></p>", "<img src=x>", "<!-- x -->", "<p><a href='//evil.example/'>x</a></p>"]
)  # fmt: skip
def test_what_could_harm_is_told(text: str) -> None:
    assert faults(text, TAGS)


def test_a_cell_is_a_line() -> None:
    cell = RichText(("bold",), inline=True)
    assert faults("a <strong>b</strong>", cell.tags, inline=True) == []
    assert faults("<p>a</p>", cell.tags, inline=True)

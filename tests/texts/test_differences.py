"""Differences of texts, word by word."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.texts.differences import marked, paragraphs, words

TEXT = st.text(alphabet="ab <>&é.\n", max_size=40)


def without(html: str, tag: str) -> str:
    """What is left where all of a mark is taken out."""
    rest = re.sub(rf"<{tag}>.*?</{tag}>", "", html, flags=re.DOTALL)
    return unescape(re.sub(r"</?(?:ins|del)>", "", rest))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT, TEXT)
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    html = words(before, after)
    assert without(html, "ins") == before
    assert without(html, "del") == after


def test_single_words_are_marked() -> None:
    told = words("We need a blog for <us>.", "We need a public blog for <all>.")
    assert told == "We need a <ins>public </ins>blog for &lt;<del>us</del><ins>all</ins>&gt;."


def test_nothing_is_marked_where_nothing_differs() -> None:
    assert words("The same", "The same") == "The same"


def test_marks_of_wagtail_become_elements() -> None:
    assert (
        marked('a <span class="addition">b\nc</span><span class="deletion">d</span>') == "a <ins>b\nc</ins><del>d</del>"
    )


@given(st.text("ab \n<&", max_size=60), st.text("ab \n<&", max_size=60))
def test_a_difference_of_paragraphs_holds_both_texts(before: str, after: str) -> None:
    html = str(paragraphs(before, after))
    for tag, said in (("ins", before), ("del", after)):
        other = re.sub(rf"<{tag}>.*?</{tag}>", "", html, flags=re.DOTALL)
        assert unescape(re.sub(r"</?(?:ins|del)>", "", other)) == said


def test_a_long_paragraph_is_compared_as_a_whole() -> None:
    long = "a " * 3000
    assert str(paragraphs(f"same\n{long}", f"same\n{long}b")).startswith("same\n<del>a ")

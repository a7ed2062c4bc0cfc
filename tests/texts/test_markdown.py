"""What people write becomes HTML that can do nothing."""

from __future__ import annotations

import re
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.texts.markdown import LONGEST, RULES, identifiers, pictures_without_words, to_html, to_plain

SCRIPTS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:msgbox)", "[x](//evil.example)", "[x](/\\evil.example)",
    "![x](javascript:alert(1))", "![x](/files/../account/delete/)", "<a href='javascript:alert(1)'>x</a>",
    "[x](<javascript:alert(1)>)", '[x](/a "onmouseover=alert(1)")', "[x]: javascript:alert(1)\n\n[x]", "<svg/onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "```html\n<script>alert(1)</script>\n```", "`<script>`", "<javascript:alert(1)>",
    "\x02klzzwxh:0000\x03", "[x](&#106;avascript:alert(1))", "<style>*{display:none}</style>", "<!-- x --!><script>", "\ue000x](javascript:a)",
]  # fmt: skip
HARMLESS = {
    "a": {"href", "title", "rel"}, "img": {"src", "alt", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"},
}  # fmt: skip
BUSY = ["[" * 20_000, "![" * 20_000, "[a](" * 10_000, "[](" * 10_000, "[" * 20_000 + "]" * 20_000, "([" * 20_000]


class Harm(HTMLParser):
    """Collects whatever must not be in the HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "svg", "iframe", "object", "form", "input", "h1", "h2"):
            self.found.append(tag)
        for name, value in attributes:
            if name not in HARMLESS.get(tag, set()):
                self.found.append((tag, name))
            if name == "href" and not re.match(r"https?:|mailto:|/(?![/\\])|#|[^:/\\]*(?:[/?#]|$)", value or ""):
                self.found.append((name, value))
            if name == "src" and (not (value or "").startswith("/files/") or ".." in (value or "")):
                self.found.append((name, value))


def harm(html: str) -> list[Any]:
    parser = Harm()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("text", SCRIPTS)
def test_nothing_is_executed(text: str) -> None:
    assert harm(to_html(text)) == []


@given(
    st.text()
    | st.lists(
        st.sampled_from([*SCRIPTS, "> ", "- ", "\n", "    ", "*", "_", "`", "|", "PR-0001 ", "[", "](", ")", "#"])
    ).map("".join)
)
@example("\x00")
@example("\ud800")
@example("> " * 300)
def test_any_text_becomes_harmless_html(text: str) -> None:
    html = to_html(text)
    assert harm(html) == []
    assert "\x00" not in to_plain(html)


@pytest.mark.parametrize("text", BUSY)
def test_brackets_without_end_keep_nobody_busy(text: str) -> None:
    """They are shown as they are; the library alone would look for the end of each for minutes."""
    assert to_plain(to_html(text)).count("[") == text.count("[")


def test_links_of_a_long_text_are_links() -> None:
    text = "\n".join(f"- [place {number}](https://example.org/{number})" for number in range(100))
    assert to_html(text).count("<a href=") == 100


def test_paragraphs_lines_and_emphasis() -> None:
    assert to_html("One **two**\nthree\n\n*four*") == "<p>One <strong>two</strong><br>\nthree</p>\n<p><em>four</em></p>"


def test_html_is_text() -> None:
    assert to_html("a <b>c</b> & d") == "<p>a &lt;b&gt;c&lt;/b&gt; &amp; d</p>"


def test_headings_stand_below_those_of_the_page() -> None:
    assert to_html("# One\n\n###### Six") == "<h3>One</h3>\n<h4>Six</h4>"
    assert to_html("### Three") == "<h3>Three</h3>"


def test_a_record_is_linked_by_its_identifier_and_its_title_is_not_told() -> None:
    html = to_html("See PR-0001, DP-0002-de; not XPR-0001, `PR-0003` or https://a.example/PR-0004.")
    assert re.findall(r'href="(/[^"]+)"', html) == ["/id/PR-0001/", "/id/DP-0002-de/"]
    assert identifiers("PR-0001 and PR-0001, then DP-0002-de") == ("PR-0001", "DP-0002-de")


def test_a_pasted_address_is_a_link_that_the_site_does_not_vouch_for() -> None:
    html = to_html("See https://a.example/x_y_z?a=1&b=2. Or (https://b.example/).")
    assert (
        '<a href="https://a.example/x_y_z?a=1&amp;b=2" rel="nofollow ugc noopener">https://a.example/x_y_z?a=1&amp;b=2</a>.'
        in html
    )
    assert 'href="https://b.example/"' in html


def test_a_link_within_the_site_is_one_of_its_own() -> None:
    assert to_html("[a](/practices/)") == '<p><a href="/practices/">a</a></p>'


def test_a_picture_from_elsewhere_is_a_link_and_nobody_is_asked_for_it() -> None:
    html = to_html("![A bridge](https://elsewhere.example/a.png) ![Ours](/files/a.png)")
    assert '<a href="https://elsewhere.example/a.png" rel="nofollow ugc noopener">A bridge</a>' in html
    assert html.count("<img") == 1


def test_a_picture_without_words_is_noticed() -> None:
    assert pictures_without_words(to_html("![](/files/a.png) ![ ](/files/b.png) ![A bridge](/files/c.png)")) == 2


def test_a_table_says_its_alignment_without_a_style() -> None:
    html = to_html("| a | b |\n|--:|---|\n| 1 | 2 |")
    assert '<th align="right">a</th>' in html
    assert "style" not in html


def test_plain_words_for_search_and_mails() -> None:
    html = to_html(
        "# One\n\nTwo **three** & <four>\n\n- five\n- six\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![A bridge](/files/a.png)"
    )
    assert to_plain(html).splitlines() == ["One", "Two three & <four>", "five", "six", "a b", "1 2", "A bridge"]


def test_a_text_is_cut_at_the_limit() -> None:
    assert len(to_plain(to_html("a " * LONGEST))) <= LONGEST


EVERYTHING = """# Heading

One line
and another, *soft*, **strong**, `code`, [here](https://example.org "Title"), https://example.org/a_b, PR-0001-de, @member-34.

1. one
2. two
   - below

> quoted
>> twice

| left | right |
|:-----|------:|
| a    | b     |

```python
print("<b>")
```

![A door](/files/door.png) ![Elsewhere](https://example.org/x.png)

<em>HTML</em> [x](javascript:alert(1)) [y](//evil.example)

---
"""


def test_stored_html_is_made_anew_when_this_changes() -> None:
    """Where other HTML comes out, raise RULES, so that what is stored is made anew, and then put the new number and digest here."""
    assert (RULES, sha256(to_html(EVERYTHING).encode()).hexdigest()[:16]) == (2, "a5e218724ad376c9")

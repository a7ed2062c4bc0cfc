"""What people write in spaces: Markdown, as Python-Markdown reads it (https://python-markdown.github.io), without any HTML of their own.

nh3 has the last word on what comes out. Records are named by their identifiers ("PR-0001") and become links that
tell nothing but the identifier: whoever follows one is asked there what they may see. People are mentioned by handles ("@member-34"),
which are marked and tell nothing either: names are put in for each reader.
"""

from __future__ import annotations

import re
import threading
from html import unescape
from typing import Any, Final
from xml.etree.ElementTree import Element

import nh3
from django.conf import settings
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

RULES: Final = (
    2  # raised whenever the HTML of a text changes, by what is here or by a library: stored HTML is then made anew
)
LONGEST: Final = 100_000  # characters of one text
DEEPEST: Final = 12  # levels of quotes and lists: more is an accident, or meant to break something
HEADINGS: Final = 2  # levels above a text's own: the page's and the section's
WRITTEN: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PICTURES: Final = "/files/"  # where pictures may come from: this site's own files
OTHER_SITES: Final = "nofollow ugc noopener"
TAGS: Final = {
    *("h3", "h4", "h5", "h6"),
    *("p", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em", "a", "img"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    "bdi",  # of handles alone: nobody can write it
}
ATTRIBUTES: Final = {
    "a": {"href", "title", "rel"}, "img": {"src", "alt", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"},
}  # fmt: skip
SCHEMES: Final = frozenset({"http", "https", "mailto"})
IDENTIFIER: Final = re.compile(r"(?<![\w/#-])([A-Z]{2}-\d{4,6}(?:-[a-z]{2})?)(?![\w-])")
HANDLE: Final = r"(?<![\w@/.-])@member-([1-9][0-9]{0,8})(?![\w-])"
ADDRESS: Final = r"(?<![\w/:@])(https?://[^\s<>\[\]\"'`{}|\\^]+[^\s<>\[\]\"'`{}|\\^.,:;!?)*_])"
QUOTE_MARKS: Final = re.compile(rf"^(?:[ \t]*>){{{DEEPEST},}}", re.MULTILINE)
INDENT: Final = re.compile(rf"^[ \t]{{{4 * DEEPEST},}}", re.MULTILINE)
LINE_ENDS: Final = re.compile(r"</(?:p|li|h[3-6]|tr|pre|blockquote)>|<br\s*/?>|<hr\s*/?>")
CELL_ENDS: Final = re.compile(r"</t[dh]>\s*")
PICTURE: Final = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')

BRACKET_WORK: Final = (
    2_000_000  # opening brackets times the length of their paragraph: the library looks for the end of each
)
STAND_IN: Final = "\ue000"

_ready = threading.local()


def to_html(text: str) -> SafeString:
    """The HTML of a text; nothing in it can be executed, no picture comes from elsewhere. Raises nothing, whatever the text."""
    bounded = _few_brackets(INDENT.sub("", QUOTE_MARKS.sub(">", _storable(text[:LONGEST]))))
    reader = getattr(_ready, "reader", None)
    try:
        if reader is None:
            extensions: list[str | Extension] = [
                "sane_lists",
                "nl2br",
                "fenced_code",
                TableExtension(use_align_attribute=True),
                _OurRules(),
            ]
            reader = _ready.reader = Markdown(extensions=extensions)
        html = reader.reset().convert(bounded)
    except (RecursionError, ValueError, IndexError, AttributeError):  # the library's own, for texts that nobody writes
        _ready.reader = None
        html = linebreaks(bounded, autoescape=True)
    return SafeString(  # cleaned here
        nh3.clean(
            html.replace(STAND_IN, "["),
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=set(SCHEMES),
            link_rel=None,
            attribute_filter=_kept,
        )
    )


def to_plain(html: str) -> str:
    """The words of such HTML, for search and for mails: one line for each paragraph, pictures by their alternative text."""
    lines = CELL_ENDS.sub(" ", LINE_ENDS.sub(r"\g<0>\n", PICTURE.sub(r" \1 ", html)))
    bare = unescape(nh3.clean(lines, tags=set()))
    return "\n".join(line for line in map(str.strip, bare.splitlines()) if line)


def identifiers(text: str) -> tuple[str, ...]:
    """The identifiers that a text names, each once, in order."""
    return tuple(dict.fromkeys(IDENTIFIER.findall(text)))


def outward_links(html: str) -> int:
    """How many links of such HTML lead to other sites."""
    return html.count(f'rel="{OTHER_SITES}"')


def pictures_without_words(html: str) -> int:
    """How many pictures have no alternative text: those who can't see them are told nothing."""
    return sum(not alternative.strip() for alternative in PICTURE.findall(html))


def _storable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "ignore").decode()


def _few_brackets(text: str) -> str:
    """The text with those brackets hidden from the library that would keep it busy for minutes; they are links no more."""
    if text.count("[") * len(text) <= BRACKET_WORK:
        return text
    done, paragraphs = 0, text.split("\n\n")
    for place, paragraph in enumerate(paragraphs):
        done += paragraph.count("[") * len(paragraph)
        if done > BRACKET_WORK:
            paragraphs[place] = paragraph.replace("[", STAND_IN)
    return "\n\n".join(paragraphs)


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """The attribute's value where it may stand."""
    if attribute == "href" and (value.startswith(("//", "/\\", "\\")) or "\x00" in value):
        return None
    if attribute == "src":
        return value if value.startswith(PICTURES) and ".." not in value else None
    if attribute == "rel":
        return OTHER_SITES
    return value


class _Identifiers(InlineProcessor):
    """PR-0001 leads to the record."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        """The link, and what it stands for."""
        link = Element("a", {"href": f"/id/{m[1]}/"})
        link.text = m[1]
        return link, m.start(0), m.end(0)


class _Handles(InlineProcessor):
    """@member-34 is marked; not in the words of a link, which lead elsewhere."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        """The mark, and what it stands for."""
        mark = Element("bdi")
        mark.text = AtomicString(m[0])
        return mark, m.start(0), m.end(0)


class _Addresses(InlineProcessor):
    """An address as people paste it is a link."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        """The link, and what it stands for."""
        link = Element("a", {"href": m[1]})
        link.text = self.md.htmlStash.store(m[1].replace("&", "&amp;")) if "_" in m[1] or "*" in m[1] else m[1]
        return link, m.start(0), m.end(0)


class _Finish(Treeprocessor):
    """Headings go below the page's without gaps; pictures from elsewhere become links; links to elsewhere are not vouched for."""

    def run(self, root: Element) -> None:
        """Changes the tree in place."""
        used = sorted({element.tag for element in root.iter()} & WRITTEN)
        level = {tag: f"h{min(HEADINGS + rank, 6)}" for rank, tag in enumerate(used, start=1)}
        for element in root.iter():
            element.tag = level.get(element.tag, element.tag)
            if element.tag == "img" and not element.get("src", "").startswith(PICTURES):
                address, words = element.get("src", ""), element.get("alt") or element.get("src", "")
                tail = element.tail
                element.clear()
                element.tag, element.text, element.tail = "a", words, tail
                element.set("href", address)
            if element.tag == "a" and not element.get("href", "").startswith(("/", "#", f"{settings.SITE_ADDRESS}/")):
                element.set("rel", OTHER_SITES)


class _OurRules(Extension):
    """No HTML, and the rules above."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Changes the reader."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("automail")
        md.inlinePatterns.register(_Addresses(ADDRESS, md), "address", 115)
        md.inlinePatterns.register(_Identifiers(IDENTIFIER.pattern, md), "identifier", 45)
        md.inlinePatterns.register(_Handles(HANDLE, md), "handle", 44)
        md.treeprocessors.register(_Finish(md), "finish", 1)

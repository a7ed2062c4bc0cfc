"""The small HTML of the catalogue's texts: what is allowed, one canonical spelling for comparing, and a readable one for files."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Container, Iterator
from html.parser import HTMLParser
from typing import Final

import nh3
from wagtail.rich_text.rewriters import extract_attrs

# Wagtail's rich text features, and the tags that they stand for. Line breaks come with every text.
FEATURE_TAGS: Final[dict[str, frozenset[str]]] = {
    "h3": frozenset({"h3"}),
    "bold": frozenset({"strong"}),
    "italic": frozenset({"em"}),
    "ul": frozenset({"ul", "li"}),
    "ol": frozenset({"ol", "li"}),
    "link": frozenset({"a"}),
    "document-link": frozenset({"a"}),
}
BLOCKS: Final = frozenset({"p", "ul", "ol", "li", "h3"})
SCHEMES: Final = frozenset({"http", "https", "mailto"})
LINK: Final = re.compile(r"^(?:https?://|mailto:|/(?!/)|#)")
RECORD_LINK: Final = re.compile(r"^/id/(?P<code>[A-Z]{2}-\d{4,6})(?:-[a-z]{2})?/(?:#.*)?$")
AROUND_BLOCKS: Final = re.compile(r"\s*(</?(?:p|ul|ol|li|h3)>)\s*")
ANCHOR: Final = re.compile(r"<a\b([^>]*)>")
WHOLE_ANCHOR: Final = re.compile(r"<a(?P<attributes>\s[^>]*)>(?P<words>.*?)</a>", re.DOTALL)
EDITOR_TAGS: Final = {"b": "strong", "i": "em"}

LinkAddress = Callable[[str, str], str]


def tags_of(features: Collection[str], *, inline: bool = False) -> frozenset[str]:
    """The tags that a text with these features may hold; an inline one has no paragraphs."""
    tags = frozenset().union(*(FEATURE_TAGS.get(feature, frozenset()) for feature in features)) | {"br"}
    return tags if inline else tags | {"p"}


def tidy(text: str, tags: Collection[str]) -> str:
    """The canonical spelling: allowed tags only, entities as HTML 5 writes them, no blanks around blocks."""
    for old, new in EDITOR_TAGS.items():
        text = re.sub(rf"<(/?){old}>", rf"<\1{new}>", text)
    clean = nh3.clean(text, tags=set(tags), attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel=None)
    return AROUND_BLOCKS.sub(r"\1", clean).strip()


def from_editor(text: str, tags: Collection[str], address: LinkAddress) -> str:
    """What the editor's form stored, as the files write it: links by address, no keys of blocks."""

    def plain_link(match: re.Match[str]) -> str:
        attributes = extract_attrs(match[1])
        kind, key = attributes.get("linktype", ""), attributes.get("id", "")
        href = address(kind, key) if kind else attributes.get("href", "")
        return f'<a href="{html.escape(href)}">'

    return tidy(ANCHOR.sub(plain_link, text), tags)


def readable(text: str) -> str:
    """The canonical spelling with one block on a line, as people write it in a file."""
    text = re.sub(r"(?<=.)(<(?:p|ul|ol|h3)>)", r"\n\1", text)
    text = re.sub(r"<li>", r"\n  <li>", text)
    return re.sub(r"(</(?:ul|ol)>)", r"\n\1", text)


def record_links(text: str) -> Iterator[str]:
    """The identifiers that the text links to."""
    for match in ANCHOR.finditer(text):
        found = RECORD_LINK.match(extract_attrs(match[1]).get("href", ""))
        if found:
            yield found["code"]


def linking_only_to(text: str, codes: Container[str]) -> str:
    """The text without links to other records than these; their words stay."""

    def link(match: re.Match[str]) -> str:
        to = RECORD_LINK.match(extract_attrs(match["attributes"]).get("href", ""))
        return match["words"] if to and to["code"] not in codes else match[0]

    return WHOLE_ANCHOR.sub(link, text)


class Reviewer(HTMLParser):
    """Notes what is not allowed in a text, each with its line (counted from 0)."""

    def __init__(self, tags: Collection[str], *, inline: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.inline = frozenset(tags), inline
        self.open: list[tuple[str, int]] = []  # with the line
        self.seen: list[str] = []
        self.found: list[tuple[int, str]] = []

    def note(self, message: str) -> None:
        self.found.append((self.getpos()[0] - 1, message))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.tags:
            return self.note(f"<{tag}> is not allowed here; use {self.allowed}")
        self.seen.append(tag)
        if tag != "br":
            self.open.append((tag, self.getpos()[0] - 1))
        for name, value in attrs:
            self.review_attribute(tag, name, value or "")
        if tag == "a" and not any(name == "href" for name, _value in attrs):
            self.note('a link needs an address: <a href="https://…"> or <a href="/id/DP-0001/">')

    def review_attribute(self, tag: str, name: str, value: str) -> None:
        if (tag, name) != ("a", "href"):
            self.note(f"the attribute {name} is not allowed; only links have one, href")
        elif not LINK.match(value) or (value.startswith("/id/") and not RECORD_LINK.match(value)):
            self.note(
                f"“{value}” is no address for a link: begin with https://, http://, mailto: or /, such as /id/DP-0001/"
            )

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        elif tag in self.tags:
            self.note(
                f"</{tag}> closes nothing that is open" + (f" (open is <{self.open[-1][0]}>)" if self.open else "")
            )

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.inline and not self.open:
            self.note("text stands outside a paragraph: put it in <p>…</p>")

    def handle_comment(self, data: str) -> None:
        self.note("comments are not allowed")

    @property
    def allowed(self) -> str:
        return " ".join(f"<{tag}>" for tag in sorted(self.tags))


def faults(text: str, tags: Collection[str], *, inline: bool = False) -> list[tuple[int, str]]:
    """What is wrong with a text: (line counted from 0, what is allowed instead)."""
    reviewer = Reviewer(tags, inline=inline)
    reviewer.feed(text)
    reviewer.close()
    if reviewer.open and not reviewer.found:
        tag, line = reviewer.open[-1]
        reviewer.found.append((line, f"<{tag}> is not closed"))
    if not reviewer.found and re.findall(r"<([a-z0-9]+)", tidy(text, tags)) != reviewer.seen:
        reviewer.found.append(
            (0, "its tags are not nested as HTML allows: no <ul> or <p> inside <p>, <li> only in <ul> or <ol>")
        )
    return reviewer.found

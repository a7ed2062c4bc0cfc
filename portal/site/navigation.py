"""The main navigation and the footer's links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.foundation.content_language import in_language, language_of_address


@dataclass(frozen=True)
class Entry:
    """A link of the frame."""

    label: Any
    url: str
    current: bool = False


MAIN: tuple[tuple[Any, str], ...] = (
    (_("Search"), "/search/"),
    (_("Practices"), "/practices/"),
    (_("Partnerships"), "/development-partnerships/"),
    (_("Recommendations"), "/recommendations/"),
    (_("Countries and figures"), "/countries/"),
    (_("Networks"), "/networks/"),
    (_("Communities"), "/communities/"),
    (_("People"), "/people/"),
    (_("About"), "/about/"),
)
FOOT: tuple[tuple[Any, str], ...] = (
    (_("Themes"), "/themes/"),
    (_("A to Z"), "/a-z/"),
    (_("Figures"), "/figures/"),
    (_("How we rate"), "/how-we-rate/"),
    (_("Where sources differ"), "/conflicts/"),
    (_("Glossary"), "/glossary/"),
    (_("Stories"), "/stories/"),
    (_("Sources"), "/sources/"),
    (_("Contribute"), "/contribute/"),
    (_("Reuse"), "/reuse/"),
    (_("API"), "/api/"),
    (_("Accessibility"), "/accessibility/"),
    (_("Privacy"), "/privacy/"),
    (_("Contact"), "/contact/"),
)
# No Wagtail pages.
FIXED_ADDRESSES: tuple[str, ...] = (
    "/countries/",
    "/conflicts/",
    "/glossary/",
    "/sources/",
    "/themes/",
    "/a-z/",
    "/figures/",
    "/api/",
    "/communities/",
    "/people/",
    "/lessons/",
    "/stories/",
)


def navigation(path: str) -> list[Entry]:
    """The main entries in the language of the address; the one that the reader is in is current."""
    language = language_of_address(path)
    urls = [(label, in_language(url, language)) for label, url in MAIN]
    return [Entry(label, url, path.startswith(url)) for label, url in urls]


def footer(path: str) -> list[Entry]:
    """The footer's entries in the language of the address."""
    language = language_of_address(path)
    return [Entry(label, in_language(url, language)) for label, url in FOOT]

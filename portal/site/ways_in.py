"""Six ways in: for whom a standard page is written, and which records it shows under its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings

from portal.site.asking import Reader, checked, portrait
from portal.site.models import StandardPage

SHOWN: Final = 6


@dataclass(frozen=True)
class WayIn:
    """A preset search for one kind of reader: any value of a facet is enough, all facets must be met."""

    page: str  # identifier of the standard page, the same in all its languages
    symbol: str  # of static/images/icons.svg
    presets: Mapping[str, Sequence[str]]

    @property
    def search_url(self) -> str:
        """The same records on the search page, to be narrowed down further."""
        return "/search/?" + urlencode(self.presets, doseq=True)


NEEDS: Final = ("identity_papers", "shelter", "income", "debt", "care")  # the five needs of aftercare
WAYS_IN: Final = (
    # What is taught and how, and what one can take over for it.
    WayIn("ST-0011", "report", {"topic": ("education", "e_learning", "vocational_training", "learning"), "kind": ("practice", "tool")}),
    # What was done together with employers, and what they have to know about an applicant's past.
    WayIn("ST-0012", "organisation", {"topic": ("involving_employers", "work_experience", "disclosure"), "kind": ("practice", "tool")}),
    # What was recommended, what paid for it, and how projects became policy.
    WayIn(
        "ST-0013",
        "recommendation",
        {
            "topic": ("mainstreaming", "funding", "interinstitutional_cooperation"),
            "kind": ("recommendation", "recommendation_unit", "programme", "article"),
        },
    ),
    # What was counted, how, and what may not be concluded from it.
    WayIn("ST-0014", "evaluation", {"topic": ("evaluation",), "kind": ("evaluation", "practice", "report", "tool")}),
    # Who worked together across institutions and borders, and where they met.
    WayIn(
        "ST-0015",
        "network",
        {
            "topic": ("transnational_cooperation", "community_of_practice", "knowledge_management", "learning_across_borders"),
            "kind": ("network", "transnational_partnership", "event"),
        },
    ),
    # What answers the needs of the first days and months.
    WayIn("ST-0016", "person", {"need": NEEDS, "kind": ("practice", "article")}),
)  # fmt: skip
BY_PAGE: Final = {way.page: way for way in WAYS_IN}


def ways_in(language: str, user: Any) -> list[dict[str, Any]]:
    """The six pages as the home page offers them, each in the language if it exists in it. One query."""
    wanted = StandardPage.objects.visible_to(user).filter(
        identifier__in=BY_PAGE, locale__language_code__in={language, settings.LANGUAGE_CODE}
    )
    texts = sorted(wanted.select_related("locale"), key=lambda text: text.content_language == language)
    pages = {text.identifier: text for text in texts}
    return [
        {
            "title": page.title,
            "text": page.summary,
            "url": page.url,
            "language": page.content_language,
            "symbol": way.symbol,
        }
        for way in WAYS_IN
        if (page := pages.get(way.page))
    ]


def records_for(page: StandardPage, user: Any) -> dict[str, Any] | None:
    """The first records for the readers of a page, how many there are, and where all of them are; None for any other page."""
    way = BY_PAGE.get(page.identifier)
    if way is None:
        return None
    results = Reader(user, page.content_language).ask(way.presets, limit=SHOWN, sort="reviewed")
    rows = [portrait(hit) for hit in checked(results.hits, user)]
    return {"rows": rows, "total": results.total, "search_url": way.search_url, "unavailable": results.unavailable}

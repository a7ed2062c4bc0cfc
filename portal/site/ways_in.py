"""Six ways in: for whom a standard page is written, and which records it shows under its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count

from portal.site.asking import Reader, portrait
from portal.site.models import StandardPage
from practices.records.documents import STRENGTH
from practices.records.models import Record
from search.engines.base import Hit

LOOKED_THROUGH: Final = 200


@dataclass(frozen=True)
class WayIn:
    """A preset search for one kind of reader: any of the codes of one facet, and one of some kinds.

    The first records shown are of these kinds in this order, so many of each; what is best documented comes first.
    """

    page: str  # identifier of the standard page, the same in all its languages
    symbol: str  # of static/images/icons.svg
    facet: str
    codes: Sequence[str]
    kinds: Mapping[str, int]

    @property
    def presets(self) -> dict[str, Sequence[str]]:
        """The search: any value of a facet is enough, both facets must be met."""
        return {self.facet: self.codes, "kind": tuple(self.kinds)}

    @property
    def search_url(self) -> str:
        """The same records on the search page, to be narrowed down further."""
        return "/search/?" + urlencode(self.presets, doseq=True)

    @property
    def shown(self) -> int:
        """How many records stand on the page."""
        return sum(self.kinds.values())


NEEDS: Final = ("identity_papers", "shelter", "income", "debt", "care")  # the five needs of aftercare
WAYS_IN: Final = (
    # What is taught and how, what one can take over for it, and what was recommended about it.
    WayIn(
        "ST-0011", "report", "topic", ("education", "e_learning", "vocational_training", "learning"),
        {"practice": 3, "tool": 2, "recommendation_unit": 1},
    ),
    # What was done together with employers, what was recommended about them, and what helps to speak about the past.
    WayIn(
        "ST-0012", "organisation", "topic", ("involving_employers", "work_experience", "disclosure"),
        {"practice": 3, "recommendation_unit": 2, "tool": 1},
    ),
    # What was recommended to those who decide, how a project became policy, and what paid for it.
    WayIn(
        "ST-0013", "recommendation", "topic", ("mainstreaming", "funding", "interinstitutional_cooperation"),
        {"recommendation": 1, "recommendation_unit": 2, "practice": 1, "article": 1, "programme": 1},
    ),
    # What was counted and how, what may not be concluded from it, and what one can measure with.
    WayIn(
        "ST-0014", "evaluation", "topic", ("evaluation",),
        {"evaluation": 3, "practice": 1, "tool": 1, "report": 1},
    ),
    # Who worked together across institutions and borders, and where they met.
    WayIn(
        "ST-0015", "network", "topic",
        ("transnational_cooperation", "community_of_practice", "knowledge_management", "learning_across_borders"),
        {"network": 3, "transnational_partnership": 2, "event": 1},
    ),
    # What answers the needs of the first days and months, and who was there for them.
    WayIn("ST-0016", "person", "need", NEEDS, {"practice": 4, "organisation": 1, "article": 1}),
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
    results = Reader(user, page.content_language).ask(way.presets, limit=LOOKED_THROUGH, sort="reviewed")
    rows = [portrait(hit) for hit in first_ones(way, best_first(way, results.hits, user))]
    return {"rows": rows, "total": results.total, "search_url": way.search_url, "unavailable": results.unavailable}


def best_first(way: WayIn, hits: Iterable[Hit], user: Any) -> list[Hit]:
    """Those of the hits that the database, too, lets this person see: with figures first, then what is most about the matter. One query.

    Then count the strength of the evidence, the figures and the located statements.
    """
    by_key = {int(hit.record.partition(":")[2]): hit for hit in hits}
    found = Record.objects.visible_to(user).filter(pk__in=by_key)
    counted = found.values_list("pk", "evidence_strength").annotate(
        Count("results", distinct=True), Count("citations", distinct=True)
    )
    standing = {
        pk: (figures > 0, matches(way, by_key[pk]), STRENGTH[strength], figures, located)
        for pk, strength, figures, located in counted.order_by("title", "pk")
    }
    return [by_key[pk] for pk in sorted(standing, key=lambda pk: standing[pk], reverse=True)]


def matches(way: WayIn, hit: Hit) -> int:
    """How many of the way's subjects a record is about."""
    return len(set(way.codes) & set(hit.facets.get(way.facet, ())))


def first_ones(way: WayIn, hits: Sequence[Hit]) -> list[Hit]:
    """So many of each kind as the way shows, in the order of its kinds; where a kind has too few, the best of the others fill up."""
    left = dict(way.kinds)
    chosen, others = [], []
    for hit in hits:
        if left.get(hit.kind):
            left[hit.kind] -= 1
            chosen.append(hit)
        else:
            others.append(hit)
    kinds = list(way.kinds)
    return sorted([*chosen, *others][: way.shown], key=lambda hit: kinds.index(hit.kind))

"""The front page answers three questions within one screen: what can I find, who is here, what is new.

All of it is asked of the search engine and the database at each visit; the number of queries doesn't depend on how much there is.
Where a record has a text in the language of the page, that text is shown, and such records come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry

from portal.site.asking import Reader, portrait
from portal.site.ways_in import ways_in
from portal.vocabularies.snapshot import vocabulary
from practices.conflicts.models import Conflict
from practices.countries.map import tiles
from practices.good_practices.models import Practice
from practices.kinds import KINDS
from practices.records.counting import by_code
from practices.records.documents import STRENGTH
from practices.records.models import Record
from search.documents import plain
from search.engines.base import Hit, SearchResults

# Searches that show what the box can do: (text, its language). Only those that find something are shown.
EXAMPLES: Final = (
    ("mentoring after release", "en"),
    ("Wohnen nach der Haft", "de"),
    ("microcredito", "it"),
    ("formação na prisão", "pt"),
)
RATED: Final = ("strong", "moderate", "promising")
# Kinds that count as one here: the first, the name of all, and all of them. A set is told by its recommendations.
TOGETHER: Final = {
    "recommendation": (_("Recommendations"), ("recommendation", "recommendation_unit")),
    "development_partnership": (_("Partnerships"), ("development_partnership", "transnational_partnership")),
}
NOT_COUNTED: Final = ("recommendation_set", "recommendation_unit", "transnational_partnership")
MOST_KINDS: Final = 8
LOOKED_THROUGH: Final = 60  # practices, the last reviewed first
BEST: Final = 3
FAILURES: Final = 3
NEWS: Final = 3
PUBLICATIONS: Final = 120  # the last ones, to find news of different kinds among them


def home_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Everything that templates/site/home.html needs."""
    reader = Reader(request.user, page.content_language)
    everything = reader.ask(facets=("theme", "kind"))
    people = reader.ask({"kind": ("organisation", "network")}, facets=("country", "kind"))
    documented = best_documented(reader)
    failures = [(hit, known) for hit, known in documented[BEST:] if plain(known.not_worked)]
    return {
        "page": page,
        "self": page,
        "unavailable": everything.unavailable,
        "examples": [(text, language) for text, language in EXAMPLES if reader.finds(text)],
        "themes": themes(everything),
        "kinds": kinds(everything),
        "tiles": tiles(by_code(people, "country")),
        "people": by_code(people, "kind"),
        "peers": peers(everything),
        "news": news(reader),
        "conflict": Conflict.objects.visible_to(request.user).order_by("-changed_at", "identifier").first(),
        "ways_in": ways_in(reader.language, request.user),
        "briefs": [portrait(hit) for hit, _known in documented[:BEST]],
        "failures": [failure(hit, known) for hit, known in failures[:FAILURES]],
        "canonical_url": settings.SITE_ADDRESS + (page.url or ""),
    }


def themes(results: SearchResults) -> list[tuple[str, str, int]]:
    """The themes with their numbers of records, the largest first: (label, address, number)."""
    counts = by_code(results, "theme")
    shown = [
        (theme.label(), f"/search/?theme={theme.code}", counts.get(theme.code, 0))
        for theme in vocabulary().by_scheme.get("theme", ())
    ]
    return sorted(shown, key=lambda row: -row[2])


def kinds(results: SearchResults) -> list[dict[str, Any]]:
    """The kinds of record that there are most of, with their numbers."""
    counts = by_code(results, "kind")
    shown: list[dict[str, Any]] = []
    for kind, model in KINDS.items():
        if kind not in NOT_COUNTED:
            label, members = TOGETHER.get(kind, (model.kind_label_plural, (kind,)))
            url = "/search/?" + urlencode({"kind": members}, doseq=True)
            shown.append(
                {"kind": kind, "label": label, "url": url, "count": sum(counts.get(one, 0) for one in members)}
            )
    return sorted((one for one in shown if one["count"]), key=itemgetter("count"), reverse=True)[:MOST_KINDS]


def peers(results: SearchResults) -> dict[str, int]:
    """How many spaces and people this reader may know of."""
    counts = by_code(results, "kind")
    return {kind: counts.get(kind, 0) for kind in ("community", "person")}


@dataclass(frozen=True)
class Known:
    """What the database knows of a practice that the search engine found."""

    evidence: str
    peer_reviewed: bool
    self_reported: bool
    figures: int
    not_worked: str
    language: str


def best_documented(reader: Reader) -> list[tuple[Hit, Known]]:
    """Practices that may be seen, those with the strongest evidence first. One query."""
    hits = {hit.record: hit for hit in candidates(reader)}
    found = Practice.objects.visible_to(reader.user).filter(pk__in=[record.partition(":")[2] for record in hits])
    columns = ("evidence_strength", "peer_reviewed", "self_reported", "figures", "not_worked", "locale__language_code")
    rows = found.annotate(figures=Count("results")).order_by("pk").values_list("pk", *columns)
    pairs = [(hits[f"page:{pk}"], Known(*known)) for pk, *known in rows]
    return sorted(pairs, key=lambda pair: standing(pair[0], pair[1], reader.language), reverse=True)


def candidates(reader: Reader) -> Iterable[Hit]:
    """Rated practices, then any; on a page in another language those with a text in it before all others."""
    languages = [{"language": (reader.language,)}, {}] if reader.language != settings.LANGUAGE_CODE else [{}]
    ratings: list[Mapping[str, tuple[str, ...]]] = [{"evidence": RATED}, {}]
    for rating in ratings:
        for language in languages:
            filters = {"kind": ("practice",), **rating, **language}
            yield from reader.ask(filters, limit=LOOKED_THROUGH, sort="reviewed").hits


def standing(hit: Hit, known: Known, language: str) -> tuple[Any, ...]:
    """What makes a practice come before another here."""
    strength = STRENGTH[known.evidence]
    return hit.title.language == language, strength, known.peer_reviewed, known.self_reported, known.figures


def failure(hit: Hit, known: Known) -> dict[str, Any]:
    """What did not work in a practice, in its beginning: the text is that of the original."""
    opening = Truncator(plain(known.not_worked)).words(32)
    return portrait(hit) | {"opening": opening, "opening_language": known.language}


def news(reader: Reader) -> list[dict[str, Any]]:
    """What was published or changed last, one record of each kind so that an import doesn't fill the list. Three queries."""
    last = (
        PageLogEntry.objects.filter(action="wagtail.publish").order_by("-timestamp").values_list("page_id", flat=True)
    )
    found = Record.objects.visible_to(reader.user).originals().filter(pk__in=list(last[:PUBLICATIONS]))
    newest: dict[str, int] = {}
    for pk, content_type in found.order_by("-last_published_at", "pk").values_list("pk", "content_type"):
        model: Any = ContentType.objects.get_for_id(content_type).model_class()
        kind = model.kind
        newest.setdefault("recommendation" if kind.startswith("recommendation") else kind, pk)
    shown = found.filter(pk__in=list(newest.values())[:NEWS]).select_related("locale", "content_type")
    return [told(record) for record in shown.order_by("-last_published_at", "pk")]


def told(record: Record) -> dict[str, Any]:
    """A record as a piece of news."""
    return {
        "kind": record.specific_class.kind, "kind_label": record.specific_class.kind_label, "title": record.title, "url": record.url,
        "language": record.content_language, "when": record.last_published_at,
        "is_new": record.last_published_at == record.first_published_at,
    }  # fmt: skip

"""Lists of results: the search page, the lists by kind, country and theme, and A–Z are all this, with different presets."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from portal.foundation.audience import audiences_of, is_editor
from portal.foundation.content_language import language_of_address
from portal.foundation.middleware import accepted_languages
from portal.foundation.numbers import grouped
from portal.foundation.templatetags.passerelle import Tick
from search import fallback, registry
from search.cards import ResultCard, result_card
from search.engines import engine
from search.engines.base import DEEPEST, FacetRequest, Hit, SearchRequest, SearchResults, Sort
from search.indexing import pending
from search.parameters import AS_TYPED, LETTER, SPAN, TITLES, Parameters, intersected, read
from search.queries import ParsedQuery, parse
from search.queries.showing import loose_words, parts_of, period, sentences
from search.registry import WayOn
from search.suggestions.spelling import did_you_mean
from search.widening import ALL, Widening, widenings_of

PAGE_SIZE: Final = 20
SHOWN: Final = 8  # values of a facet before the fold
COUNTED: Final = 48  # values of a facet in all
MOST_REMOVALS: Final = 6
PATIENCE: Final = (
    0.5  # seconds in which ways on from an empty list are counted: a slow engine must not hold the page up
)
MOST_NEIGHBOURS: Final = 6
MOST_CODES: Final = 500  # of a facet that neighbours are looked for in
ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet with its values; `more` stand behind a fold."""

    name: str
    label: Any
    values: Sequence[Tick]
    more: Sequence[Tick]


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages around this one, for `components/paging.html`."""

    previous: str
    next: str
    pages: Sequence[tuple[int | str, str, bool]]


def result_list(
    request: HttpRequest,
    *,
    presets: Mapping[str, Sequence[str]] | None = None,
    facets_left_out: Sequence[str] = (),
    sort: Sort = "title",
    letters: bool = False,
) -> ResultList:
    """The list that a request asks for, within presets ({facet: codes}).

    `sort` is the order without words; with words it is the best match. `letters` adds an A–Z.
    """
    return ResultList(request, presets or {}, facets_left_out, sort, letters)


def reading_languages(request: HttpRequest) -> tuple[str, ...]:
    """The languages of the content that somebody reads: those of the address, of the browser, of the interface."""
    of_address = [code for code in (language_of_address(request.path), request.GET.get(TITLES, "")) if code]
    known = dict(settings.CONTENT_LANGUAGES)
    accepted = [code for code in (*of_address, *accepted_languages(request)) if code in known]
    return tuple(dict.fromkeys((*accepted, get_language() or settings.LANGUAGE_CODE)))


class ResultList:
    """What a list shows. The engine is asked once, the database once for pending changes and once per source of the hits."""

    def __init__(
        self,
        request: HttpRequest,
        presets: Mapping[str, Sequence[str]],
        facets_left_out: Sequence[str],
        sort: Sort,
        letters: bool,
    ) -> None:
        self.user = request.user
        self.action = request.path
        self.parameters: Parameters = read(request.GET)
        self.presets = presets
        self.with_letters = letters
        self.language = get_language() or settings.LANGUAGE_CODE
        self._own_sort = sort
        known = {name: facet.label for name, facet in registry.facets().items()} | {SPAN: _("Period")}
        self._facet_labels = {name: label for name, label in known.items() if name not in facets_left_out}
        self.address_language = language_of_address(request.path)
        self._pending = pending()
        self._request = self._engine_request(reading_languages(request))

    # -- The question --

    @property
    def sort(self) -> Sort:
        """The order that is used."""
        return self.parameters.sort or ("relevance" if self.parameters.text else self._own_sort)

    def _engine_request(self, languages: Sequence[str]) -> SearchRequest:
        parameters = self.parameters
        asked = [FacetRequest(name, COUNTED) for name in self._facet_labels]
        if self.with_letters:
            asked.append(FacetRequest(LETTER, 100))
        return SearchRequest(
            text=parameters.text,
            filters=intersected(self.presets, parameters.chosen),
            year_from=parameters.year_from,
            year_to=parameters.year_to,
            audiences=audiences_of(self.user),
            exclude_records=self._pending.hidden,
            now=timezone.now(),
            sort=self.sort,
            offset=((parameters.page or 1) - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
            facets=asked,
            languages=languages,
            widenings=widenings_of(parameters.text, languages, parameters.as_typed),
        )

    @property
    def question(self) -> SearchRequest:
        """What the engine is asked."""
        return self._request

    @property
    def whole_query(self) -> str:
        """The query string with which the search page would show this very list: presets, order and the reader's language included."""
        filters = intersected(self.presets, self.parameters.chosen)
        return replace(self.parameters, chosen=filters, sort=self.sort, titles=self._request.languages[0]).query()

    @property
    def is_said_by_addresses(self) -> bool:
        """Whether addresses of the search page can say all that it is narrowed to: then it can be downloaded and followed, and asked for
        in the advanced search."""
        return self.presets.keys() <= registry.facets().keys()

    @property
    def advanced_url(self) -> str:
        """The address of the form that writes a query, filled in with this one."""
        filters = intersected(self.presets, self.parameters.chosen)
        asked = replace(self.parameters, chosen=filters, sort=None).query()
        return reverse("search_advanced") + asked.removeprefix(".")

    # -- The answer --

    @cached_property
    def results(self) -> SearchResults:
        """What the engine says, or the database in its place."""
        return fallback.search(self._request)

    @cached_property
    def _verified(self) -> tuple[list[Hit], int]:
        """The hits that the database lets this reader see, and how many it doesn't."""
        seen = registry.visible((hit.id for hit in self.results.hits), self.user)
        hits = [hit for hit in self.results.hits if hit.id in seen]
        return hits, len(self.results.hits) - len(hits)

    @cached_property
    def total(self) -> int:
        """How many results there are."""
        return self.results.total - self._verified[1]

    @property
    def unavailable(self) -> bool:
        """Whether the index is being rebuilt."""
        return self.results.unavailable

    @property
    def behind(self) -> bool:
        """Whether some change has been waiting so long to be found that readers should know."""
        return self._pending.behind

    @property
    def relaxed(self) -> bool:
        """Whether the results have only some of the words."""
        return self.results.relaxed

    @property
    def found_nothing(self) -> bool:
        """Whether the words alone, as the engine understands them, find nothing: no filter, no other page, no emergency."""
        narrowed = self.parameters.narrowed or self.presets or self.parameters.page != 1
        return bool(self.parameters.text) and not (
            narrowed or self.unavailable or self.results.by_database or self.results.total
        )

    @property
    def no_such_page(self) -> bool:
        """Whether the address asks for a page that the list doesn't have."""
        page = self.parameters.page
        return page is None or page > max(self.page_count, 1)

    @property
    def status(self) -> int:
        """The HTTP status of a page that is nothing but this list."""
        if self.no_such_page and not self.unavailable:
            return 404
        return 400 if self.parameters.problems else 200

    @cached_property
    def hits(self) -> list[ResultCard]:
        """The results of this page, as cards."""
        hits = self._verified[0]
        kinds = {hit.kind for hit in hits}
        countries = {code for hit in hits for code in hit.facets.get("country", ())}
        labels = {"kind": self._labels("kind", kinds), "country": self._labels("country", countries)}
        cards = [result_card(hit, labels, self.address_language) for hit in hits]
        if not is_editor(self.user) or self.query.tree is None:
            return cards
        return [card._replace(because=self._explained(card, hit.score)) for card, hit in zip(cards, hits, strict=True)]

    def _explained(self, card: ResultCard, score: float) -> SafeString:
        """Where the words were found, and for editors the score with a link to what it is made of."""
        found = [("q", self.parameters.text), *((AS_TYPED, key) for key in self.parameters.as_typed)]
        asked = urlencode([*found, ("record", card.key), ("with", self._verified[0][0].id)])
        label = _("Score %(score)s: why?") % {"score": f"{score:.1f}"}
        return format_html(
            '{}<span class="no-print"> · <a href="{}?{}" rel="nofollow">{}</a></span>',
            card.because,
            reverse("search_why"),
            asked,
            label,
        )

    @property
    def start(self) -> int:
        """The number of the first result on this page."""
        return self._request.offset + 1

    @property
    def count_text(self) -> str:
        """The number of results in words."""
        return ngettext("%(count)s result", "%(count)s results", self.total) % {"count": grouped(self.total)}

    # -- Narrowing down --

    @cached_property
    def facets(self) -> list[FacetGroup]:
        """What the list can be narrowed down by, with counts."""
        return self._groups(self.results)

    @cached_property
    def all_facets(self) -> list[FacetGroup]:
        """The same, counted over everything whatever was asked for: for a form that asks anew."""
        everything = replace(self._request, text="", widenings=(), filters={}, year_from=None, year_to=None)
        return self._groups(fallback.search(replace(everything, offset=0, limit=0)))

    def _groups(self, results: SearchResults) -> list[FacetGroup]:
        groups = (self._group(name, label, results) for name, label in self._facet_labels.items())
        return [group for group in groups if group.values]

    def _group(self, name: str, label: Any, results: SearchResults) -> FacetGroup:
        chosen = self.parameters.chosen.get(name, ())
        counts = {value.code: value.count for value in results.facets.get(name, ())}
        if name in self.presets:
            counts = {code: counts[code] for code in counts if code in self.presets[name]}
        counts |= {code: 0 for code in chosen if code not in counts}
        labels = self._labels(name, counts)
        values = [
            Tick(code, labels.get(code, code), counts[code], code in chosen)
            for code in self._in_order(name, counts, labels)
        ]
        above = [value for number, value in enumerate(values) if number < SHOWN or value.chosen]
        return FacetGroup(name, label, above, [value for value in values[SHOWN:] if not value.chosen])

    def _in_order(self, name: str, counts: Mapping[str, int], labels: Mapping[str, str]) -> list[str]:
        if name == SPAN:
            return sorted(counts, reverse=True)
        if registry.facets()[name].keep_order:
            return [*(code for code in labels if code in counts), *(code for code in counts if code not in labels)]
        return sorted(counts, key=lambda code: (-counts[code], labels.get(code, code)))

    def _labels(self, name: str, codes: Collection[str]) -> Mapping[str, str]:
        if name == SPAN:
            return {code: code.replace("-", "–") for code in codes}
        facet = registry.facets().get(name)
        return facet.label_of(codes, self.language) if facet and codes else {}

    @property
    def period(self) -> dict[str, int | None]:
        """The years asked for, for the two fields."""
        return {"from": self.parameters.year_from, "to": self.parameters.year_to}

    @cached_property
    def query(self) -> ParsedQuery:
        """What was typed, as it was understood."""
        return parse(self.parameters.text, tuple(self._request.languages))

    @property
    def misread(self) -> list[str]:
        """What of it was perhaps meant otherwise, a sentence each."""
        return sentences(self.query)

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """What was chosen or typed as a condition, each with the address of the list without it."""
        return [(label, smaller.query()) for label, smaller in self._removals()]

    def _removals(self) -> list[tuple[str, Parameters]]:
        parameters = self.parameters
        found = [(label, parameters.with_text(rest)) for label, rest in parts_of(self.query, self.language)]
        for name, codes in parameters.chosen.items():
            labels = self._labels(name, set(codes))
            for code in codes:
                found.append((labels.get(code, code), parameters.without(name, code)))
        if parameters.year_from or parameters.year_to:
            found.append((period(parameters.year_from, parameters.year_to), parameters.without_years()))
        return found

    @property
    def widenings(self) -> list[tuple[Widening, str]]:
        """What was also searched, each with the address of the list without it."""
        return [
            (one, self.parameters.with_as_typed(*self.parameters.as_typed, one.key).query())
            for one in {one.key: one for one in self._request.widenings}.values()
        ]

    @property
    def as_typed_url(self) -> str:
        """The address of the list for the typed words alone."""
        return self.parameters.with_as_typed(ALL).query()

    @cached_property
    def widened_url(self) -> str:
        """The address with all that was taken off; "" where nothing was."""
        again = self.parameters.with_as_typed()
        taken_off = self.parameters.as_typed and widenings_of(again.text, self._request.languages)
        return again.query() if taken_off else ""

    @property
    def clear_url(self) -> str:
        """The address without any choice or condition: only words are left."""
        return self.parameters.cleared().with_text(loose_words(self.query)).query()

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """The orders to choose from: value, label, whether it is used."""
        labels = {
            "relevance": _("Best match"),
            "newest": _("Newest"),
            "title": _("Title, A to Z"),
            "reviewed": _("Last reviewed"),
        }
        if not self.parameters.text:
            del labels["relevance"]
        return [(value, label, value == self.sort) for value, label in labels.items()]

    @property
    def letters(self) -> list[tuple[str, str, int, bool]]:
        """The A–Z: letter, address, count, whether it is chosen."""
        if not self.with_letters:
            return []
        counts = {value.code: value.count for value in self.results.facets.get(LETTER, ())}
        chosen = self.parameters.chosen.get(LETTER, ())
        others = sorted(set(counts) - set(ALPHABET) - {""})
        return [
            (letter, self.parameters.with_only(LETTER, letter).query(), counts.get(letter, 0), letter in chosen)
            for letter in (*ALPHABET, *others)
        ]

    # -- Pages --

    @property
    def page_count(self) -> int:
        """How many pages the list has; results too deep to be paged to have none."""
        return -(-min(self.results.total, DEEPEST) // PAGE_SIZE)

    @cached_property
    def paging(self) -> Paging:
        """The first and last page and those around this one."""
        current, last = self.parameters.page or 1, self.page_count
        near = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
        pages: list[tuple[int | str, str, bool]] = []
        for number, before in zip(near, [0, *near], strict=False):
            if number - before > 1:
                pages.append(("…", "", False))
            pages.append((number, self.parameters.query(page=number), number == current))
        return Paging(
            previous=self.parameters.query(page=current - 1) if 1 < current <= last else "",
            next=self.parameters.query(page=current + 1) if current < last else "",
            pages=pages,
        )

    # -- Nothing found --

    @cached_property
    def did_you_mean(self) -> tuple[str, str, int] | None:
        """Another spelling, its address, and how much it finds, where that is more."""
        if not self.parameters.text or self.unavailable or self.results.by_database or self.parameters.page != 1:
            return None
        correction = did_you_mean(self._request, self.results, self.parameters.as_typed)
        return (
            (correction.text, self.parameters.with_text(correction.text).query(), correction.count)
            if correction
            else None
        )

    @cached_property
    def ways_on(self) -> ResultWaysOn:
        """What somebody who found nothing can do next; asked only when it is shown."""
        return ResultWaysOn(self)

    def count_of(self, parameters: Parameters) -> int:
        """How many results other parameters would have in this list."""
        languages = tuple(dict.fromkeys((*filter(None, [parameters.titles]), *self._request.languages)))
        request = SearchRequest(
            text=parameters.text,
            filters=intersected(self.presets, parameters.chosen),
            year_from=parameters.year_from,
            year_to=parameters.year_to,
            audiences=self._request.audiences,
            exclude_records=self._request.exclude_records,
            now=self._request.now,
            languages=languages,
            widenings=widenings_of(parameters.text, languages, parameters.as_typed),
        )
        return engine().count(request)

    def count_all(self, names: Iterable[str]) -> dict[tuple[str, str], int]:
        """How much of everything that the reader may find has each value of some facets."""
        facets = [FacetRequest(name, MOST_CODES) for name in sorted(names)]
        if not facets:
            return {}
        everything = replace(
            self._request,
            text="",
            widenings=(),
            filters={},
            year_from=None,
            year_to=None,
            offset=0,
            limit=0,
            facets=facets,
        )
        results = engine().search(everything)
        return {(name, value.code): value.count for name, values in results.facets.items() for value in values}


class ResultWaysOn:
    """Ways on from an empty list, only such as lead to something."""

    def __init__(self, listing: ResultList) -> None:
        self._listing = listing
        self._looks_until = time.monotonic() + PATIENCE

    @cached_property
    def removals(self) -> list[tuple[str, str, int]]:
        """Choices to give up: label, address, how many results there are then."""
        listing = self._listing
        removals = listing._removals()[:MOST_REMOVALS]
        if len(removals) > 1:
            removals.append((_("all filters"), listing.parameters.cleared()))
        return self._counted(removals)

    @cached_property
    def fewer_words(self) -> list[tuple[str, str, int]]:
        """The words with one of them left out."""
        words = self._listing.parameters.text.split()
        if not self._listing.query.is_plain or not 1 < len(words) <= MOST_REMOVALS:
            return []  # the parts of other queries are among the removals
        shorter = dict.fromkeys(" ".join(words[:number] + words[number + 1 :]) for number in range(len(words)))
        return self._counted([(text, self._listing.parameters.with_text(text)) for text in shorter])

    @cached_property
    def other_languages(self) -> list[tuple[str, str, int]]:
        """The words read as words of a language that the reader doesn't read: its endings and the parts of its long words count."""
        if not self._listing.parameters.text:
            return []
        others = [code for code in dict(settings.CONTENT_LANGUAGES) if code not in self._listing.question.languages]
        return self._counted(
            [
                (get_language_info(code)["name_translated"], replace(self._listing.parameters, titles=code))
                for code in others
            ]
        )

    @cached_property
    def elsewhere(self) -> list[WayOn]:
        """What other apps offer for the words: neighbours in the thesaurus, say. Lists that are empty for this reader are left out."""
        text = self._listing.parameters.text
        ways = registry.ways_on(text, self._listing.language) if text else []
        counts = self._listing.count_all({way.filter[0] for way in ways if way.filter})
        return [way for way in ways if not way.filter or counts.get(way.filter)][:MOST_NEIGHBOURS]

    def _counted(self, ways: Sequence[tuple[str, Parameters]]) -> list[tuple[str, str, int]]:
        found = []
        for label, parameters in ways:
            if time.monotonic() > self._looks_until:
                break
            if count := self._listing.count_of(parameters):
                found.append((label, parameters.query(), count))
        return found

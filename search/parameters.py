"""The address of a list of results: what its query string asks for, and how to write one that asks for a little less or more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from search import registry
from search.analysis import clean
from search.engines.base import SORTS, Sort
from search.queries import LONGEST_QUERY

MOST_CODES: Final = 40  # in one facet
LONGEST_CODE: Final = 120
FIRST_YEAR, LAST_YEAR = 1000, 2999
LETTER: Final = "letter"
SPAN: Final = "span"
AS_TYPED: Final = "as_typed"
TITLES: Final = (
    "titles"  # names the language that is read first, where an address or a question is not of the reader's own
)


@dataclass(frozen=True)
class Parameters:
    """What somebody asks of a list."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    sort: Sort | None = None  # None: the list's own order
    page: int | None = 1  # None: no number
    problems: tuple[str, ...] = ()
    as_typed: tuple[str, ...] = ()  # concepts that don't widen the words, or all
    titles: str = ""  # the language that the words are read in, and titles shown in; "": the reader's

    @property
    def narrowed(self) -> bool:
        """Whether anything but words was chosen."""
        return bool(self.chosen or self.year_from or self.year_to)

    def query(self, *, page: int = 1) -> str:
        """The query string, "?" included; "." where nothing is asked for, which is the bare address."""
        pairs: list[tuple[str, str]] = [("q", self.text)] if self.text else []
        pairs += [(name, code) for name, codes in self.chosen.items() for code in codes]
        pairs += [(name, str(year)) for name, year in (("from", self.year_from), ("to", self.year_to)) if year]
        pairs += [(AS_TYPED, key) for key in self.as_typed]
        if self.titles:
            pairs.append((TITLES, self.titles))
        if self.sort:
            pairs.append(("sort", self.sort))
        if page > 1:
            pairs.append(("page", str(page)))
        return f"?{urlencode(pairs)}" if pairs else "."

    def without(self, name: str, code: str) -> Parameters:
        """The same without one choice."""
        left = tuple(one for one in self.chosen.get(name, ()) if one != code)
        return replace(self, chosen={key: codes for key, codes in {**self.chosen, name: left}.items() if codes})

    def without_years(self) -> Parameters:
        """The same for all years."""
        return replace(self, year_from=None, year_to=None)

    def cleared(self) -> Parameters:
        """Only the words and the order."""
        return Parameters(text=self.text, sort=self.sort, as_typed=self.as_typed, titles=self.titles)

    def with_text(self, text: str) -> Parameters:
        """The same with other words."""
        return replace(self, text=text)

    def with_as_typed(self, *keys: str) -> Parameters:
        """The same, with these concepts not widening the words."""
        return replace(self, as_typed=keys)

    def with_only(self, name: str, code: str) -> Parameters:
        """The same with one value of a facet alone."""
        return replace(self, chosen={**self.chosen, name: (code,)})


def read(query: QueryDict) -> Parameters:
    """Understands a query string; what can't be understood is left out and named in `problems`."""
    problems: list[str] = []
    titles = query.get(TITLES, "")
    year_from, year_to = (_year(query.get(name, ""), problems) for name in ("from", "to"))
    if year_from and year_to and year_from > year_to:
        problems.append(_("The first year is after the last: the years were swapped."))
        year_from, year_to = year_to, year_from
    chosen = {
        name: _codes(query.getlist(name), problems) for name in (*registry.facets(), SPAN, LETTER) if name in query
    }
    for name, facet in registry.facets().items():
        if name in chosen and facet.now_called:
            chosen[name] = tuple(dict.fromkeys(map(facet.now_called, chosen[name])))
    return Parameters(
        text=clean(query.get("q", "")[: 4 * LONGEST_QUERY])[:LONGEST_QUERY].strip(),
        chosen={name: codes for name, codes in chosen.items() if codes},
        year_from=year_from,
        year_to=year_to,
        sort=_sort(query.get("sort", ""), problems),
        page=_page(query.get("page", "1")),
        problems=tuple(problems),
        as_typed=_codes(query.getlist(AS_TYPED), problems),
        titles=titles if titles in dict(settings.CONTENT_LANGUAGES) else "",
    )


def _year(text: str, problems: list[str]) -> int | None:
    text = clean(text).strip()
    if not text:
        return None
    if len(text) == 4 and text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    problems.append(_("“%(text)s” is not a year: give four digits, like 2005.") % {"text": text[:20]})
    return None


def _codes(values: Sequence[str], problems: list[str]) -> tuple[str, ...]:
    codes = list(dict.fromkeys(code for value in values if (code := clean(value).strip()[:LONGEST_CODE])))
    if len(codes) > MOST_CODES:
        problems.append(
            _("Too many filters were chosen at once: only the first %(most)s are used.") % {"most": MOST_CODES}
        )
    return tuple(codes[:MOST_CODES])


def _sort(text: str, problems: list[str]) -> Sort | None:
    if not text:
        return None
    if text in SORTS:
        return text
    problems.append(_("There is no such order of results: the usual one is used."))
    return None


def _page(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0 else None


def intersected(
    presets: Mapping[str, Iterable[str]], chosen: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """The filters of a list with presets: a choice narrows its preset down and never widens it."""
    filters = {name: tuple(codes) for name, codes in presets.items()}
    for name, codes in chosen.items():
        allowed = filters.get(name)
        within = tuple(codes) if allowed is None else tuple(code for code in codes if code in allowed)
        filters[name] = within or (("",) if allowed is not None else ())
    return filters

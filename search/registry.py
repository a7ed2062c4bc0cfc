"""Where apps say what is found (sources), how it is narrowed down (facets) and what else search may offer (hooks).

Register from an app's `ready()`. Search itself never imports the apps whose things it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Model

from search.documents import SearchDocument

if TYPE_CHECKING:
    from search.engines.base import Hit
    from search.widening import Thesaurus


class SearchSource(Protocol):
    """What an app can have found. A record is known by `name:key`, such as page:12."""

    @property
    def name(self) -> str:
        """An identifier, the first part of its records' keys."""
        ...

    @property
    def models(self) -> Sequence[type[Model]]:
        """What it covers, children included."""
        ...

    def documents(self, keys: Sequence[str]) -> Iterable[SearchDocument]:
        """The documents of some records, with constant queries. Records that nobody may find yield none."""
        ...

    def all_keys(self) -> Iterable[str]:
        """The keys of all records that have documents."""
        ...

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Which hits this person may really see, by the database, in one query.

        A key is a document's id without the source's name: "12", or "12:stub" for the stub of record 12.
        """
        ...


LabelOf = Callable[[Collection[str], str], Mapping[str, str]]
CodesOf = Callable[[str], Collection[str]]


@dataclass(frozen=True)
class Facet:
    """Something results can be narrowed down by. `label_of` gives the labels of codes in a language."""

    name: str
    label: Any
    label_of: LabelOf
    keep_order: bool = False  # values in the order that `label_of` gives them, instead of by count
    names: tuple[str, ...] = ()  # what else it may be called in a query, before the colon
    codes_of: CodesOf | None = None  # the codes that somebody may mean: by code or by label, in any language
    now_called: Callable[[str], str] | None = None  # leads on from codes that others have replaced

    def codes_for(self, written: str) -> Collection[str]:
        """The codes that are meant in a query; without `codes_of` only a code itself is known."""
        if self.codes_of:
            return self.codes_of(written)
        return (written,) if written in self.label_of((written,), "en") else ()


@dataclass(frozen=True)
class WayOn:
    """A link that is offered to somebody who types, or found nothing."""

    text: str
    url: str
    language: str = ""
    note: str = ""
    filter: tuple[str, str] | None = (
        None  # facet and code: it leads to what has it, and is shown where that is something
    )


WaysOn = Callable[[str, str], Iterable[WayOn]]
FindNamed = Callable[[Collection[str], Any, Sequence[str]], Mapping[str, "Hit"]]
ReadThesaurus = Callable[[], "Thesaurus"]

_sources: dict[str, SearchSource] = {}
_left_out: dict[type[Model], str] = {}
_facets: dict[str, Facet] = {}
_icons: dict[str, str] = {}
_kinds: dict[str, Any] = {}
_ways_on: list[WaysOn] = []
_thesauri: list[ReadThesaurus] = []
_find_named: list[FindNamed] = []
_suggested: dict[str, tuple[Any, WaysOn, frozenset[str]]] = {}


def register(source: SearchSource) -> None:
    """Adds a source; raises ValueError where its name is taken or could not be told apart in a record's key."""
    if not source.name.isidentifier():
        raise ValueError(f"{source.name!r} can't name a search source: use letters, digits and underscores.")
    if source.name in _sources and type(_sources[source.name]) is not type(source):
        raise ValueError(f"There is another search source called {source.name!r}: choose a different name.")
    _sources[source.name] = source


def sources() -> Mapping[str, SearchSource]:
    """All sources by name."""
    return _sources


def visible(ids: Iterable[str], user: Any) -> set[str]:
    """Which documents, by id, this person may really see: one query for each of their sources."""
    keys: dict[str, set[str]] = {}
    for one in ids:
        source, _colon, key = one.partition(":")
        keys.setdefault(source, set()).add(key)
    return {
        f"{name}:{key}"
        for name, asked in keys.items()
        if name in _sources
        for key in _sources[name].visible(asked, user)
    }


def leave_out(model: type[Model], *, because: str) -> None:
    """Says that a model is not to be found, and why."""
    _left_out[model] = because


def left_out() -> Mapping[type[Model], str]:
    """Models that are not to be found, with the reasons."""
    return _left_out


def covered(model: type[Model]) -> bool:
    """Whether somebody decided about a model: it, or a parent of it, has a source or is left out by name."""
    if model in _left_out:
        return True
    return any(issubclass(model, searchable) for source in _sources.values() for searchable in source.models)


def facet(
    name: str,
    label: Any,
    label_of: LabelOf,
    *,
    keep_order: bool = False,
    names: Sequence[str] = (),
    codes_of: CodesOf | None = None,
    now_called: Callable[[str], str] | None = None,
) -> None:
    """Declares a facet; the order of declaring is the order of showing. `now_called` leads on from codes that others have replaced."""
    if not name.isidentifier() or name in {"q", "from", "to", "sort", "page", "letter", "all", "as_typed"}:
        raise ValueError(
            f"{name!r} can't name a facet: it must be an identifier that the search page does not use itself."
        )
    _facets[name] = Facet(name, label, label_of, keep_order, tuple(names), codes_of, now_called)


def facets() -> Mapping[str, Facet]:
    """All facets by name, in the order of showing."""
    return _facets


def kind_icon(kind: str, icon: str) -> None:
    """Declares the icon of a kind, a name of the icon sprite."""
    _icons[kind] = icon


def kind(name: str, label: Any, *, icon: str) -> None:
    """Declares a kind of thing that is no record of the catalogue: its name, and its icon."""
    _kinds[name] = label
    kind_icon(name, icon)


def kinds() -> Mapping[str, Any]:
    """The kinds that were declared so, with their names."""
    return _kinds


def record_kinds() -> set[str]:
    """All others: the kinds of records, and of the site's own pages."""
    return _icons.keys() - _kinds.keys()


def icon_of(kind: str) -> str:
    """The icon of a kind."""
    return _icons.get(kind, "document")


def offers_ways_on(hook: WaysOn) -> WaysOn:
    """Registers a function from (text, interface language) to links for somebody who found nothing."""
    if hook not in _ways_on:
        _ways_on.append(hook)
    return hook


def ways_on(text: str, language: str) -> list[WayOn]:
    """What all hooks offer for a text."""
    return [way for hook in _ways_on for way in hook(text, language)]


def thesaurus(hook: ReadThesaurus) -> ReadThesaurus:
    """Registers a function that gives other words for what people type, asked at each search: it must be cheap."""
    if hook not in _thesauri:
        _thesauri.append(hook)
    return hook


def thesauri() -> Sequence[ReadThesaurus]:
    """All of them."""
    return _thesauri


def finds_by_identifier(hook: FindNamed) -> FindNamed:
    """Registers a function from (identifiers, person, languages that they read) to the things so named that the person may
    know of: the hit of each by its identifier, with constant queries and as the database has it now."""
    if hook not in _find_named:
        _find_named.append(hook)
    return hook


def by_identifier(codes: Collection[str], user: Any, languages: Sequence[str]) -> dict[str, Hit]:
    """What all hooks know of some identifiers."""
    return {code: hit for hook in _find_named for code, hit in hook(codes, user, languages).items()}


def suggests(name: str, label: Any, hook: WaysOn, *, instead_of: Collection[str] = ()) -> None:
    """Registers a function from (what was typed so far, language) to links, shown as a group with this label while
    somebody types. All readers get the same links: nothing may be offered that is not public.

    `instead_of` are kinds of records that need not be suggested by themselves then.
    """
    _suggested[name] = (label, hook, frozenset(instead_of))


def suggested(text: str, language: str) -> list[tuple[Any, list[WayOn]]]:
    """What all hooks suggest for the beginning of a text, by group."""
    return [(label, list(hook(text, language))) for label, hook, _kinds in _suggested.values()]


def suggested_otherwise() -> frozenset[str]:
    """The kinds of records that hooks suggest."""
    return frozenset(kind for _label, _hook, kinds in _suggested.values() for kind in kinds)

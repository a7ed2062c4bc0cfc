"""A hit as `components/hits.html` and `cards.html` draw it. Drawing asks the database nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from portal.foundation.content_language import in_language
from search import registry
from search.documents import Badge, Belonging
from search.engines.base import Hit, Reason

MOST_PLACES = 3
Labels = Mapping[str, Mapping[str, str]]


class ResultCard(NamedTuple):
    """One result; every text is ready to be shown, and safe where it carries markup."""

    kind: str  # the name of its icon
    kind_label: str
    place_code: str
    place: str
    when: str
    language: str  # of the title
    text_language: str  # of the full text
    language_name: str
    url: str
    title: SafeString
    why: SafeString
    why_language: str
    because: SafeString
    belongs: SafeString
    badges: Sequence[Badge]
    key: str  # in the index
    identifier: str = ""  # where the thing was named by it


def result_card(hit: Hit, labels: Labels, language: str = "") -> ResultCard:
    """What a card shows; `labels` are those of the facets `kind` and `country`, `language` that of the list's own address."""
    card, shown = hit.card, hit.shown
    text_language = card.get("language") or shown.title.language
    why = shown.snippet or shown.summary
    note = _(card["note"]) if card.get("note") else ""
    age = known_in(card["known_in"], get_language() or "") if "known_in" in card else ""
    countries = [labels.get("country", {}).get(code, code) for code in hit.facets.get("country", ())]
    return ResultCard(
        kind=registry.icon_of(hit.kind),
        kind_label=labels.get("kind", {}).get(hit.kind, hit.kind),
        place_code=hit.facets["country"][0] if len(countries) == 1 else "",
        place=_places(countries),
        when=" · ".join(part for part in (card.get("period", ""), age, note) if part),
        language=shown.title.language,
        text_language=text_language,
        language_name=language_name(text_language),
        url=in_language(card.get("urls", {}).get(shown.title.language) or card["url"], language),
        title=shown.title.html,
        why=why.html,
        why_language=why.language,
        because=_because(shown.matched_in),
        belongs=_belongs(card.get("belongs", ()), language),
        badges=card.get("badges", ()),
        key=hit.id,
    )


def cards_by_identifier(codes: Collection[str], user: Any, languages: Sequence[str]) -> dict[str, ResultCard]:
    """The cards of what is named by these identifiers and the person may know of, in the first language that they read and there is.

    A constant number of queries.
    """
    language = get_language() or "en"
    hits = registry.by_identifier(codes, user, languages)
    meant = {"kind": {hit.kind for hit in hits.values()}}
    meant["country"] = {country for hit in hits.values() for country in hit.facets.get("country", ())}
    facets = registry.facets()
    labels = {name: facets[name].label_of(found, language) for name, found in meant.items() if name in facets}
    return {code: result_card(hit, labels)._replace(identifier=code) for code, hit in hits.items()}


@lru_cache(maxsize=500)
def known_in(year: str, _interface: str) -> str:
    """How old the knowledge is, in words."""
    return _("as known in %(year)s") % {"year": year} if year else _("as known in: not known")


@lru_cache(maxsize=500)
def language_name(code: str) -> str:
    """A language by its own name."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


def _places(names: Sequence[str]) -> str:
    if len(names) > MOST_PLACES:
        return _("%(count)s countries") % {"count": len(names)}
    return ", ".join(names)


def _because(reasons: Sequence[Reason]) -> SafeString:
    """Where the words were found, in words."""
    if not reasons:
        return SafeString("")
    interface = get_language() or ""
    places = [_reason(reason, interface) for reason in reasons]
    return SafeString(_found_in(interface) % ", ".join(places))  # each is escaped


@lru_cache(maxsize=100)
def _found_in(_interface: str) -> str:
    return escape(_("Found in %s"))


@lru_cache(maxsize=5_000)
def _reason(reason: Reason, _interface: str) -> SafeString:
    if reason.where == "title":
        return format_html("{}", _("the title"))
    if reason.where == "other":
        return format_html("{}", _("other words for it"))
    if reason.where == "text":
        return format_html("{}", _("the text"))
    what = format_html('<span lang="{}">{}</span>', reason.language, reason.what) if reason.language else reason.what
    return format_html(_("the name “{}”") if reason.where == "name" else _("the keyword “{}”"), what)


def _belongs(belongings: Sequence[Belonging], language: str) -> SafeString:
    return SafeString(
        " · ".join(_belonging(one["text"], in_language(one.get("url", ""), language)) for one in belongings)
    )  # escaped


@lru_cache(maxsize=5_000)
def _belonging(text: str, url: str) -> str:
    return format_html('<a href="{}">{}</a>', url, text) if url else escape(text)

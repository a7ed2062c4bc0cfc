"""The few template tags every page uses; a builtin library, so templates need no `{% load %}`.

What a page holds by the hundred (badges, filters to tick) is written here and not in a template: it is ten times as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from html import escape as escape_text
from typing import Any, Final, NamedTuple

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from portal.foundation.short_forms import explainer, version

register = template.Library()

STRENGTHS: Final = 4
CURRENT: Final = ' aria-current="page"'


@lru_cache(maxsize=5_000, typed=True)
def escape(value: Any) -> str:
    """Text made safe for HTML, without looking whether it already is: these values never are. Most come again and again."""
    return escape_text(str(value))


# Names that share the symbol of another; every other kind of record has a symbol of its own name.
SAME_SYMBOL: Final = {
    "document": "report",
    "dp": "development_partnership",
    "org": "organisation",
    "recommendation_set": "recommendation",
    "recommendation_unit": "recommendation",
    "standard_page": "article",
    "story": "article",
    "tp": "transnational_partnership",
}


@lru_cache(maxsize=256)
def _icon(sprite: str, name: str) -> SafeString:
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite, name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A symbol of `static/images/icons.svg`, such as that of a record's kind. Decoration: screen readers skip it."""
    return _icon(_sprite(static), SAME_SYMBOL.get(name, name))


@lru_cache(maxsize=1)
def _sprite(address_of: Callable[[str], str]) -> str:
    """Where the symbols are: the same for as long as the process lives."""
    return address_of("images/icons.svg")


@register.simple_tag
def meter(strength: int) -> SafeString:
    """The four-step meter of evidence strength, 0 (unrated) to 4 (strong). Decoration beside the word for it."""
    return _meter(max(0, min(STRENGTHS, int(strength or 0))))


@lru_cache(maxsize=STRENGTHS + 1)
def _meter(strength: int) -> SafeString:
    steps = '<i class="on"></i>' * strength + "<i></i>" * (STRENGTHS - strength)
    return mark_safe(f'<span class="meter" aria-hidden="true">{steps}</span>')  # noqa: S308 - nothing comes from outside


@register.simple_tag
def badges(marks: Iterable[Mapping[str, Any]]) -> SafeString:
    """The badges of a record on a card. Each has `text` (a message id) and `meter` (0 to 4) or `icon`; `when`, `absent`.

    A meter of 0 counts as absent: what is not there is said, in a softer voice.
    """
    language = get_language()
    parts = [
        _badge(language, mark["text"], mark.get("meter"), mark.get("icon", ""), mark.get("when"), mark.get("absent"))
        for mark in marks or ()
    ]
    return SafeString(f'<p class="badges">{" ".join(parts)}</p>' if parts else "")  # escaped below


@lru_cache(maxsize=2_000)
def _badge(_language: str | None, text: Any, strength: int | None, sign: str, when: Any, absent: Any) -> str:
    """One badge in the active language; most cards carry the same few."""
    drawn = _meter(strength) if strength is not None else icon(sign)
    none = " none" if absent or strength == 0 else ""
    year = f' <span class="when">{conditional_escape(when)}</span>' if when else ""
    return f'<span class="badge{none}">{drawn}{conditional_escape(gettext(text))}{year}</span>'


@register.simple_tag
def facet_items(facets: Iterable[Any]) -> SafeString:
    """Groups of filters to tick, as `components/facets.html` names their fields; further values stand behind a fold."""
    parts, words = [], _words()
    for facet in facets:
        get = _getter(facet)
        name, more = get("name"), get("more")
        above = _ticks(name, get("values"), words)
        parts.append(f'<fieldset class="facet"><legend>{escape(get("label"))}</legend>{above}')
        if more:
            fold = ngettext("Show %(n)s more", "Show %(n)s more", len(more)) % {"n": len(more)}
            opened = " open" if get("open") else ""
            parts.append(f"<details{opened}><summary>{escape(fold)}</summary>{_ticks(name, more, words)}</details>")
        parts.append("</fieldset>")
    return mark_safe("".join(parts))  # noqa: S308 - escaped above


class Tick(NamedTuple):
    """A filter to tick. A page has more than a hundred, and a tuple is made in a third of the time of other classes."""

    value: str
    label: Any
    results: int
    chosen: bool = False
    language: str = ""  # of the label, where it is not the page's


@register.simple_tag
def ticks(name: str, values: Iterable[Tick]) -> SafeString:
    """Filters to tick, sent as `name`.

    What would find nothing can't be ticked, but what is ticked can always be taken back.
    """
    return _ticks(name, values, _words())


def _words() -> str:
    """The language in which short forms are explained, and the state of the explanations."""
    return f"{get_language()} {version()}"


def _ticks(name: str, values: Iterable[Tick], words: str) -> SafeString:
    parts = []
    for value, label, results, chosen, language in values:
        state = " checked" if chosen else "" if results else " disabled"
        box, text = _tick(name, value, label, language, words)
        parts.append(f'{box}{state}>{text}<span class="n">{results}</span></label>')
    return SafeString("".join(parts))  # escaped below


@lru_cache(maxsize=5_000)
def _tick(name: str, value: str, label: Any, language: str, _words: str) -> tuple[str, str]:
    """What of a filter is the same on every page: all but whether it is ticked and its count.

    Short forms of its label are explained: anew where `_words` change.
    """
    lang = f' lang="{escape(language)}"' if language else ""
    return (
        f'<label class="tick"><input type="checkbox" name="{escape(name)}" value="{escape(value)}"',
        f"<span{lang}>{explainer().explain(escape(label), in_link=True)}</span>",
    )


@register.simple_tag(takes_context=True)
def explained(context: template.Context, text: Any, *, in_link: bool = False) -> SafeString:
    """A text with its short forms explained, each once on a page."""
    html = conditional_escape(text)
    found = context.get("explainer")
    return found.explain(html, in_link=in_link) if found else html


@register.simple_tag
def hit_items(hits: Iterable[Any]) -> SafeString:
    """The items of a result list, each with the fields that `components/hits.html` names."""
    getters = [_getter(hit) for hit in hits]
    explain = explainer("\n".join(f"{get('title')}\n{get('why')}" for get in getters)).explain
    return mark_safe("".join(f'<li><article class="hit">{_hit(get, explain)}</article></li>' for get in getters))  # noqa: S308


def _at(get: Callable[[str], Any]) -> str:
    """What a result is, where and when, in which language, and what it is called by."""
    at = f'<span class="kind">{icon(get("kind"))}{escape(get("kind_label"))}</span>'
    if get("place"):
        code = f'<b aria-hidden="true">{escape(get("place_code"))}</b>' if get("place_code") else ""
        at += f'<span class="country">{code}{escape(get("place"))}</span>'
    if get("when"):
        at += f"<span>{escape(get('when'))}</span>"
    if get("language_name"):
        at += f'<span lang="{escape(get("text_language") or get("language"))}">{escape(get("language_name"))}</span>'
    return f"{at}<span>{escape(get('identifier'))}</span>" if get("identifier") else at


def _hit(get: Callable[[str], Any], explain: Callable[..., SafeString]) -> str:
    language, at = escape(get("language")), _at(get)
    title = explain(conditional_escape(get("title")), in_link=True)
    text = f'<h3><a href="{escape(get("url"))}" lang="{language}" dir="auto">{title}</a></h3>'
    if get("why"):
        why = explain(conditional_escape(get("why")))
        text += f'<p class="why" lang="{escape(get("why_language") or get("language"))}">{why}</p>'
    if get("because"):
        text += f'<p class="because">{conditional_escape(get("because"))}</p>'
    if get("badges") or get("belongs"):
        belongs = f'<p class="because">{conditional_escape(get("belongs"))}</p>' if get("belongs") else ""
        text += f'<div class="foot-line">{badges(get("badges"))}{belongs}</div>'
    return f'<div class="at">{at}</div>\n<div>{text}</div>'


@register.simple_tag
def card_items(cards: Iterable[Any]) -> SafeString:
    """Small cards of records that a text names, each with the fields that `components/cards.html` names."""
    return mark_safe("".join(f"<li>{_card(_getter(card))}</li>" for card in cards))  # noqa: S308 - escaped below


def _card(get: Callable[[str], Any]) -> str:
    language = escape(get("language"))
    title = conditional_escape(get("title"))
    why = f'<p lang="{language}" dir="auto">{conditional_escape(get("why"))}</p>' if get("why") else ""
    return (
        f'<p class="at">{_at(get)}</p>'
        f'<strong><a href="{escape(get("url"))}" lang="{language}" dir="auto">{title}</a></strong>{why}'
    )


@register.simple_tag
def page_items(pages: Iterable[tuple[int | str, str, bool]]) -> SafeString:
    """The pages of a list: number, address, whether it is this one; a gap has no address."""
    word = escape(gettext("Page"))
    parts = [
        f'<a href="{escape(url)}"{CURRENT if current else ""} aria-label="{word} {number}">{number}</a>'
        if url
        else f'<span aria-hidden="true">{number}</span>'
        for number, url, current in pages
    ]
    return mark_safe("".join(parts))  # noqa: S308 - escaped above; numbers are ours


def _getter(thing: Any) -> Callable[[str], Any]:
    """Reads a field of an object or a mapping; None where it has none."""
    return thing.get if isinstance(thing, Mapping) else partial(_attribute, thing)


def _attribute(thing: Any, name: str) -> Any:
    return getattr(thing, name, None)


@register.simple_tag
def bar(value: float, maximum: float) -> SafeString:
    """A bar as long as `value` is of `maximum`, for `<td class="bar">` of `.bars`; the number stands beside it."""
    width = 0.0 if maximum <= 0 else max(0.0, min(100.0, 100 * value / maximum))
    return format_html(
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="{}" height="10"/></svg>',
        f"{width:.4g}",
    )


@register.simple_tag
def country(code: str, name: str) -> SafeString:
    """A country as a result card and a record's head show it: its code in a small frame, then its name."""
    return format_html('<span class="country"><b aria-hidden="true">{}</b>{}</span>', code, name)

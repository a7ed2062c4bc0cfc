"""The HTML of an entry: made of its blocks when it is kept, harmless, the same for all. Records are links until a page draws their cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString

from communities.blog.models import EntryPicture
from communities.blog.terms import Piece
from communities.discussion.mentions import without_people
from communities.discussion.reading import LINKED
from communities.discussion.references import References
from portal.foundation.templatetags.passerelle import card_items
from portal.texts.markdown import to_html
from search.cards import ResultCard, cards_by_identifier

RECORD: Final = re.compile(r'<p class="record"><a href="/id/([A-Z]{2}-[0-9]{4,6})/">[^<]*</a></p>')
OWN_ADDRESS: Final = re.compile(r'(href|src)="(/[^"]*)"')


def html_of(body: Iterable[Mapping[str, Any]], pictures: Mapping[int, EntryPicture]) -> SafeString:
    """The HTML of blocks as they are stored; what is not complete yet is left out."""
    return SafeString("\n".join(filter(None, (_piece(one["type"], one["value"], pictures) for one in body))))


def _piece(kind: str, value: Any, pictures: Mapping[int, EntryPicture]) -> str:
    if kind == Piece.PARAGRAPH:
        return to_html(value or "")
    if kind == Piece.HEADING:
        return f"<h2>{escape(value)}</h2>" if value else ""
    if kind == Piece.DIVIDER:
        return "<hr>"
    if kind == Piece.RECORD:
        return f'<p class="record"><a href="/id/{escape(value)}/">{escape(value)}</a></p>' if value else ""
    if kind == Piece.QUOTATION:
        source = f"<figcaption>{escape(value['source'])}</figcaption>" if value["source"] else ""
        return f'<figure class="quotation"><blockquote>{to_html(value["text"])}</blockquote>{source}</figure>'
    picture = pictures.get(value["picture"] or 0)
    return _picture(picture, value["alt"], value["caption"]) if picture else ""


def _picture(picture: EntryPicture, alt: str, caption: str) -> str:
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return (
        f'<figure class="picture"><img src="{escape(picture.url)}" alt="{escape(alt)}" width="{picture.width}" height="{picture.height}"'
        f' loading="lazy">{below}</figure>'
    )


def for_reader(html: str, named: References, space: int, user: Any, languages: Sequence[str]) -> SafeString:
    """The same with the names, titles and cards that one reader may know of. Two queries where it shows records."""
    codes = set(RECORD.findall(html))
    cards = cards_by_identifier(codes, user, languages) if codes else {}
    shown = named.in_html(html, space)
    return SafeString(RECORD.sub(lambda match: _card(cards.get(match[1]), match[0]), shown)) if codes else shown


def _card(card: ResultCard | None, link: str) -> str:
    return f'<ul class="cards">{card_items([card])}</ul>' if card else link


def for_everybody(html: str) -> SafeString:
    """The same with whole addresses, to be read elsewhere; nobody whom it mentions is named."""
    return SafeString(OWN_ADDRESS.sub(rf'\1="{settings.SITE_ADDRESS}\2"', without_people(html)))


def codes_in(html: str) -> set[str]:
    """The citable things that it names."""
    return set(LINKED.findall(html))

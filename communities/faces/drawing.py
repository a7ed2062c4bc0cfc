"""What sections of a face list, as HTML: a template takes ten times as long."""

from __future__ import annotations

from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from communities.faces.reading import Item, Shown
from portal.foundation.templatetags.passerelle import icon

MOST_WORDS: Final = 32  # of a summary


def section_items(section: Shown) -> SafeString:
    """The lines of one section: of records what they are above their title, of all else their facts below it."""
    of_records = section.kind.code == "records"
    return SafeString("".join(_item(one, of_records=of_records) for one in section.listed))  # escaped below


def _item(item: Item, *, of_records: bool) -> str:
    card = item.card
    language = f' lang="{escape(card.language)}"' if card.language else ""
    symbol, facts = icon(card.symbol), escape(card.facts)
    kind = f'<span class="kind">{symbol}{facts}</span>' if of_records else ""
    title = f'<a href="{escape(card.url)}"{language} dir="auto">{escape(card.title)}</a>'
    said = ""
    if item.note:
        said = f'<p dir="auto">{escape(item.note)}</p>'
    elif card.summary:
        said = f'<p{language} dir="auto">{escape(Truncator(card.summary).words(MOST_WORDS))}</p>'
    below = f'<p class="meta"><bdi>{facts}</bdi></p>' if facts and not of_records else ""
    return f"<li>{kind}<h3>{'' if of_records else f'{symbol} '}{title}</h3>{said}{below}</li>"

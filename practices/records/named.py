"""Records that are named elsewhere by their identifiers, as hits: what a card shows of them, to whoever may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from django.db.models import OuterRef, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString

from portal.foundation.audience import audiences_of, still_live
from portal.foundation.hanging import hanging, listed
from portal.foundation.prepared import NOW, TEXTS, groups_of, objects
from portal.vocabularies.snapshot import vocabulary
from practices.records.documents import card_of_stub, gathered, goes_with, small_card
from practices.records.models import Record, has_original
from search.documents import Card
from search.engines.base import Hit, Passage, Shown
from search.highlighting import shorten

SHORT: Final = 180  # characters of a summary
COLUMNS: Final = (
    *("identifier", "title", "summary", "stub_title", "stub_summary", "audience", "url_path", "locale_id", "expire_at"),
    *("content_type_id", "title_and_summary_only", "translated_by", "known_in", "period", "historical"),
)


def named(codes: Collection[str], user: Any, languages: Sequence[str]) -> dict[str, Hit]:
    """The records of these identifiers that the person may know of, in the first of the languages that they have a text in. One query.

    By the rule of search: of a restricted one its stub, and nothing where there is none.
    """
    works = gathered((text.identifier, text) for text in _texts(codes))
    mine = audiences_of(user)
    originals = [text for texts in works.values() for text in texts if not text.is_translation]
    found = {one.identifier: _stub(one) for one in originals if one.has_stub}
    for original in (one for one in originals if one.audience in mine):
        others = [text for text in works[original.identifier] if text is not original and goes_with(original, text)]
        texts = {text.content_language: text for text in (*others, original)}
        text = next((texts[language] for language in languages if language in texts), original)
        card = small_card(original, [text] if text is not original else [])
        found[original.identifier] = _hit(original, text, text.title, text.summary, card, _countries(original))
    return found


def _texts(codes: Collection[str]) -> Iterable[Record]:
    """All texts of the works of these identifiers. One query."""
    for group in groups_of(list(codes)):
        yield from objects("texts of identifiers", Record, _of_identifiers, texts=group)


def _of_identifiers() -> QuerySet[Record]:
    found = Record.objects.filter(still_live(now=NOW), has_original(NOW), identifier__in=TEXTS).only(*COLUMNS)
    places = Record.places.through.objects.filter(record=OuterRef("pk"))
    return found.annotate(places_json=hanging(places, "id", "place"))


def _countries(record: Any) -> list[str]:
    """The codes of the countries of a record, in its order."""
    known = vocabulary()
    places = (known.places[key] for _row, key in sorted(listed(record.places_json)) if key in known.places)
    return [country.code for place in places if (country := known.country_of(place))]


def _stub(record: Record) -> Hit:
    return _hit(record, record, record.stub_title, record.stub_summary, card_of_stub(record))


def _hit(record: Record, text: Record, title: str, summary: str, card: Card, countries: Sequence[str] = ()) -> Hit:
    """A hit of a record with the words of one of its texts; nothing of it was searched for, so nothing is marked."""
    language = text.content_language
    title_shown, summary_shown = (
        Passage(SafeString(escape(words)), language) for words in (title, shorten(summary, SHORT))
    )
    return Hit(
        id=f"page:{record.pk}",
        record=f"page:{record.pk}",
        kind=record.specific_class.kind,
        score=0.0,
        facets={"country": list(dict.fromkeys(countries))},
        card=card,
        texts=Shown(title=title_shown, summary=summary_shown, snippet=None, matched_in=()),
    )

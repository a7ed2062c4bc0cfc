"""Records that are named elsewhere by their identifiers, as hits: what a card shows of them, to whoever may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString

from portal.foundation.audience import audiences_of, still_live
from portal.foundation.prepared import NOW, PKS, TEXTS, groups_of, in_groups, objects
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
    """The records of these identifiers that the person may know of, in the first of the languages that they have a text in. Two queries.

    By the rule of search: of a restricted one its stub, and nothing where there is none.
    """
    works = gathered((text.identifier, text) for text in _texts(codes))
    mine = audiences_of(user)
    originals = [text for texts in works.values() for text in texts if not text.is_translation]
    seen = [original for original in originals if original.audience in mine]
    countries = gathered(_countries([original.pk for original in seen]))
    found = {one.identifier: _stub(one) for one in originals if one.has_stub}
    for original in seen:
        others = [text for text in works[original.identifier] if text is not original and goes_with(original, text)]
        texts = {text.content_language: text for text in (*others, original)}
        text = next((texts[language] for language in languages if language in texts), original)
        card = small_card(original, [text] if text is not original else [])
        found[original.identifier] = _hit(original, text, text.title, text.summary, card, countries[original.pk])
    return found


def _texts(codes: Collection[str]) -> Iterable[Record]:
    """All texts of the works of these identifiers. One query."""
    for group in groups_of(list(codes)):
        yield from objects("texts of identifiers", Record, _of_identifiers, texts=group)


def _of_identifiers() -> QuerySet[Record]:
    return Record.objects.filter(still_live(now=NOW), has_original(NOW), identifier__in=TEXTS).only(*COLUMNS)


def _countries(pks: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The countries of records, by code. One query."""
    known = vocabulary()
    for record, place in in_groups("places of records", _places, pks):
        country = known.country_of(known.places[place]) if place in known.places else None
        if country:
            yield record, country.code


def _places() -> QuerySet[Any, tuple[int, int]]:
    return Record.places.through.objects.filter(record__in=PKS).order_by("id").values_list("record_id", "place_id")


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

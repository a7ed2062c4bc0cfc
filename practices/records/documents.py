"""What search sees of the catalogue's records: one document per work, with its translated titles and summaries folded in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_noop

from portal.foundation.audience import MEMBERS, PUBLIC, audiences_of, still_live
from portal.foundation.pages import address_of, language_of
from portal.foundation.prepared import NOW, PKS, in_groups
from portal.vocabularies.models import Place
from portal.vocabularies.snapshot import ConceptEntry, PlaceEntry, vocabulary
from practices.claims.models import Claim
from practices.records.models import ORIGINAL, Record, RecordName, RecordTag, has_original
from practices.relations.models import Relation, RelationType
from search import registry
from search.documents import Badge, Belonging, Card, SearchDocument, Text, plain

FACET_SCHEMES = ("theme", "target_group", "setting", "stage", "need", "topic", "programme_round")
BELONGS = (
    RelationType.PRACTISED_BY,
    RelationType.PART_OF,
    RelationType.FUNDED_BY,
    RelationType.HELD_IN_SERIES,
    RelationType.LED_BY,
)
STRENGTH: dict[str, int] = {"unrated": 0, "weak": 1, "promising": 2, "moderate": 3, "strong": 4}
EVIDENCE_LABELS = {
    "strong": gettext_noop("Evidence: strong"),
    "moderate": gettext_noop("Evidence: moderate"),
    "promising": gettext_noop("Evidence: promising"),
    "weak": gettext_noop("Evidence: weak"),
    "unrated": gettext_noop("Evidence: not rated, because nobody has rated it yet"),
}
NOT_RATED_BECAUSE = gettext_noop("Evidence: not rated, because:")
REASON_SHOWN = 18  # words of it on a card; the record's page has all


@dataclass(frozen=True)
class Surroundings:
    """All that stands beside a batch of records, read with one query each."""

    names: Mapping[int, list[str]]
    tags: Mapping[int, list[str]]
    concepts: Mapping[int, list[ConceptEntry]]
    places: Mapping[int, list[PlaceEntry]]
    claims: Mapping[int, list[str]]
    related: Mapping[int, list[tuple[str, str, str]]]  # (relation type, title, url)
    translations: Mapping[str, list[Record]]

    @classmethod
    def of(cls, records: Sequence[Record]) -> Surroundings:
        """Reads what belongs to these records; the number of queries doesn't depend on how many they are."""
        ids = [record.pk for record in records]
        known = vocabulary(fresh=True)  # a document outlives the moment
        tags = RecordTag.objects.filter(content_object__in=ids).values_list("content_object_id", "tag__name")
        concepts = (
            Record.concepts.through.objects.filter(record_id__in=ids)
            .order_by("id")
            .values_list("record_id", "concept_id")
        )
        places = (
            Record.places.through.objects.filter(record_id__in=ids).order_by("id").values_list("record_id", "place_id")
        )
        claims = Claim.objects.filter(record__in=ids).values_list("record_id", "label")
        originals = {record.translation_key: record for record in records}
        texts = Record.objects.live().exclude(ORIGINAL).filter(translation_key__in=originals).select_related("locale")
        return cls(
            names=gathered(RecordName.objects.filter(page__in=ids).values_list("page_id", "text")),
            tags=gathered(tags),
            concepts=gathered(
                (record, known.concepts[concept]) for record, concept in concepts if concept in known.concepts
            ),
            places=gathered((record, known.places[place]) for record, place in places if place in known.places),
            claims=gathered(claims),
            related=related_to(ids),
            translations=gathered(
                (str(text.translation_key), text)
                for text in (
                    *texts.filter(title_and_summary_only=True),
                    *texts.filter(title_and_summary_only=False).specific(),
                )
                if goes_with(originals[text.translation_key], text)
            ),
        )


def gathered(pairs: Iterable[tuple[Any, Any]]) -> Mapping[Any, list[Any]]:
    """Pairs as lists by their first member."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def lasting(prefix: str = "") -> Q:
    """Published without an end: a document, which outlives the moment, may speak of it. `prefix` leads to the page."""
    return Q(**{f"{prefix}live": True, f"{prefix}expire_at__isnull": True})


def related_to(ids: list[int]) -> Mapping[int, list[tuple[str, str, str]]]:
    """The public records that these are related to, from both ends. Columns, not pages: some records have thousands."""
    relations = Relation.objects.order_by("sort_order", "id")
    outgoing = relations.filter(lasting("target__"), page__in=ids, target__audience=PUBLIC)
    incoming = relations.filter(lasting("page__"), target__in=ids, page__audience=PUBLIC)
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    columns = ("page_id", "type", "target__title", "target__url_path", "target__locale_id")
    for page, type_, title, url_path, locale in outgoing.values_list(*columns):
        found[page].append((type_, title, address_of(url_path, language_of(locale))))
    for target, title in incoming.values_list("target_id", "page__title"):
        found[target].append(("", title, ""))
    return found


def goes_with(original: Record, text: Record) -> bool:
    """Whether whoever may read the original may read this translation, for as long."""
    lasts = text.expire_at is None or (original.expire_at is not None and text.expire_at >= original.expire_at)
    return lasts and text.audience == original.audience


class RecordSource:
    """The catalogue, as search finds it."""

    name = "page"
    models: Sequence[type[Any]] = (Record,)

    def all_keys(self) -> Iterable[str]:
        """Every published original."""
        return map(str, Record.objects.live().originals().order_by("pk").values_list("pk", flat=True).iterator())

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some records: one of each work, in all its languages. Unpublished ones have none."""
        found = Record.objects.originals().filter(still_live(), pk__in=[int(key) for key in keys if key.isdigit()])
        records = list(found.specific().prefetch_related("locale"))
        around = Surroundings.of(records)
        for record in records:
            yield document(record, around)
            if record.has_stub:
                yield stub(record)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Which of these hits the person may see, by the database."""
        ids = list({int(key.partition(":")[0]) for key in keys})
        found = in_groups("audiences", live_ones, ids)
        mine = audiences_of(user)
        seen = {str(pk) for pk, audience, _stub in found if audience in mine}
        stubs = {f"{pk}:stub" for pk, audience, stub_title in found if stub_title and audience not in mine}
        return (seen | stubs) & set(keys)


def live_ones() -> Any:
    """Which of PKS are still published, and for whom."""
    return (
        Record.objects.filter(still_live(now=NOW), has_original(NOW), pk__in=PKS)
        .order_by()
        .values_list("pk", "audience", "stub_title")
    )


def document(record: Any, around: Surroundings) -> SearchDocument:
    """One work as search sees it."""
    concepts, places = around.concepts[record.pk], around.places[record.pk]
    translations = around.translations[str(record.translation_key)]
    original = Text(record.content_language, record.title, record.summary, body_of(record, around))
    translated = (
        Text(one.content_language, one.title, one.summary, body_of_translation(one, record)) for one in translations
    )
    period = record.period
    return SearchDocument(
        id=f"page:{record.pk}",
        record=f"page:{record.pk}",
        kind=record.kind,
        texts=(original, *translated),
        names=(*around.names[record.pk], record.identifier, *numbers(record)),
        labels=labels_of(concepts, places, record.content_language, around.related[record.pk]),
        facets=facets_of(record, concepts, places, around.tags[record.pk], translations),
        audience=record.audience,
        year_from=period.year if period else record.known_in,
        year_to=period.last_year if period else record.known_in,
        reviewed=record.reviewed_on,
        published=record.first_published_at,
        expires=record.expire_at,
        card=card(record, around, translations),
    )


def stub(record: Any) -> SearchDocument:
    """What strangers may know of a restricted record."""
    return SearchDocument(
        id=f"page:{record.pk}:stub",
        record=f"page:{record.pk}",
        kind=record.kind,
        texts=(Text(record.content_language, record.stub_title, record.stub_summary),),
        facets={"language": [record.content_language]},
        hidden_from=record.audience,
        expires=record.expire_at,
        card=card_of_stub(record),
    )


def card_of_stub(record: Any) -> Card:
    """What a card shows of a restricted record beside its public title and summary."""
    return Card(url=record.url or "", note=open_to(record.audience))


def open_to(audience: str) -> str:
    """Whom a restricted record is open to, as a message id. A community is not named: not everybody may know of it."""
    if audience == MEMBERS:
        return gettext_noop("Open to registered members")
    if audience.startswith("group:"):
        return gettext_noop("Open to registered editors")
    return gettext_noop("Not open to everyone")


def numbers(record: Any) -> list[str]:
    """The official number of a recommendation, as people type it."""
    number = getattr(record, "number", "")
    return [number] if number else []


def body_of(record: Any, around: Surroundings) -> str:
    """All the text of a record: what sort of thing it is, its sections, what stands among its facts, and its figures' names."""
    parts = [plain(field_text(record, name)) for name in (*record.translatable(), "funding_credit")]
    return "\n".join(part for part in (record.type_label, *parts, *around.claims[record.pk]) if part)


def body_of_translation(text: Any, original: Any) -> str:
    """What a translation says in its own words beside title and summary."""
    own = text.own_words(original)
    return "\n".join(plain(field_text(text, name)) for name in text.translatable() if name in own)


def field_text(record: Any, name: str) -> str:
    """A section's text, be it rich text or a stream of blocks."""
    value = getattr(record, name)
    if hasattr(value, "stream_block"):
        return " ".join(text for block in value for text in block.block.get_searchable_content(block.value))
    return str(value)


def labels_of(
    concepts: list[ConceptEntry], places: list[PlaceEntry], original: str, related: list[tuple[str, str, str]]
) -> dict[str, list[str]]:
    """The words of a record's concepts and places in every language, and the names of what it is related to."""
    found: dict[str, list[str]] = defaultdict(list)
    for concept in concepts:
        for language, label in concept.labels.items():
            found[language].append(label)
        for language, others in concept.alternatives.items():
            found[language].extend(others)
    for place in places:
        for one in vocabulary().upward(place):
            for language, name in one.names.items():
                found[language].append(name)
            for language, others in one.alternatives.items() if one.kind != Place.Kind.UNION else ():
                found[language].extend(others)
    found[original].extend(dict.fromkeys(title for _type, title, _url in related))
    return found


def facets_of(
    record: Any, concepts: list[ConceptEntry], places: list[PlaceEntry], tags: list[str], translations: list[Record]
) -> dict[str, list[str]]:
    """What the record can be narrowed down by."""
    known = vocabulary()
    countries = [country.code for place in places if (country := known.country_of(place))]
    facets: dict[str, list[str]] = {
        "country": countries,
        "language": [record.content_language, *(text.content_language for text in translations)],
        "tag": tags,
        "place": [one.code for place in places for one in known.upward(place)],
    }
    for concept in concepts:
        if concept.scheme in FACET_SCHEMES:
            facets.setdefault(concept.scheme, []).append(concept.code)
    if record.has_badges:
        facets["evidence"] = [record.evidence_strength]
    return {name: list(dict.fromkeys(codes)) for name, codes in facets.items() if codes}


def card(record: Any, around: Surroundings, translations: list[Record]) -> Card:
    """What the result list draws beside the texts."""
    belongs = [Belonging(text=title, url=url) for type_, title, url in around.related[record.pk] if type_ in BELONGS][
        :2
    ]
    made = small_card(record, translations)
    if record.has_badges:
        made["badges"] = badges(record)
    if belongs:
        made["belongs"] = belongs
    return made


def small_card(record: Any, translations: Sequence[Record]) -> Card:
    """What stands on a card of whatever size: where it leads, and when it was."""
    made = Card(url=record.url or "", language=record.content_language)
    if translations:
        made["urls"] = {text.content_language: text.url or "" for text in translations}
    if record.period:
        made["period"] = years(record)
    made["known_in"] = str(record.known_in or "")
    if record.historical:
        made["note"] = gettext_noop("Historical")
    return made


def years(record: Any) -> str:
    """The years in which it ran."""
    first, last = record.period.year, record.period.last_year
    return str(first) if first == last else f"{first}–{last}"


def badges(record: Any) -> list[Badge]:
    """The three questions, never one score; what is absent is said."""
    evidence = Badge(text=EVIDENCE_LABELS[record.evidence_strength], meter=STRENGTH[record.evidence_strength])
    if record.evidence_strength == Record.Evidence.UNRATED:
        if record.evidence_because:
            evidence |= Badge(text=NOT_RATED_BECAUSE, when=Truncator(record.evidence_because).words(REASON_SHOWN))
    elif record.evidence_on:
        evidence["when"] = str(record.evidence_on.year)
    found = [evidence]
    if record.peer_reviewed:
        found.append(
            Badge(
                text=gettext_noop("Peer-reviewed"),
                icon="peer",
                when=str(record.peer_review_on.year) if record.peer_review_on else "",
            )
        )
    if record.self_reported:
        found.append(
            Badge(
                text=gettext_noop("Self-reported"),
                icon="self",
                when=str(record.self_report_on.year) if record.self_report_on else "",
            )
        )
    return found


def concept_labels(scheme: str) -> registry.LabelOf:
    """Labels of a scheme's codes, in the scheme's own order."""

    def labels(codes: Collection[str], language: str) -> Mapping[str, str]:
        return {
            entry.code: entry.label(language) for entry in vocabulary().by_scheme.get(scheme, ()) if entry.code in codes
        }

    return labels


def now_called(scheme: str) -> Callable[[str], str]:
    """Leads from a code of a scheme to the code of what has taken its place, so that links to lists go on working."""

    def code_of(code: str) -> str:
        known = vocabulary()
        concept = known.by_key.get(f"{scheme}:{code}")
        return known.current(concept).code if concept else code

    return code_of


def place_labels(codes: Collection[str], language: str) -> Mapping[str, str]:
    """Names of places."""
    known = vocabulary().by_code
    return {code: known[code].name(language) for code in codes if code in known}

"""Generated practices, written in bulk: row by row per table of the model's inheritance, with computed tree paths."""

from __future__ import annotations

import random
import re
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from portal.foundation.dates import PartialDate
from portal.foundation.identity import Identifier
from portal.vocabularies.models import Concept, Place
from practices.good_practices.models import Practice
from practices.records.lists import RecordIndex
from practices.records.models import Citation, Record
from practices.relations.models import Relation, RelationType
from practices.sources.models import Source

SCHEMES = ("theme", "target_group", "setting", "stage", "need", "topic", "programme_round")
FIRST_NUMBER = 100_000
BATCH = 1000
RARE = 0.1  # of the words
MOST_RARE = 50_000
SYLLABLES = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va"]
Words = tuple[list[str], list[int]]


def grow(total: int, seed: int = 7) -> None:
    """Adds generated practices until there are `total` of them."""
    present = Practice.objects.filter(identifier__gte=f"PR-{FIRST_NUMBER}").count()
    chance = random.Random(seed + present)
    vocabularies = vocabularies_of_texts()
    parent = RecordIndex.objects.get(record_kind="practice", locale__language_code="en")
    for start in range(present, total, BATCH):
        with transaction.atomic():
            add(parent, range(start, min(total, start + BATCH)), vocabularies, chance)
    parent.refresh_from_db()


def vocabularies_of_texts() -> list[Words]:
    """The words of each real practice with how often it has them: a generated one speaks of the same thing as one of these.

    So a word is in as large a share of generated records as of real ones.
    """
    return [
        words_with_counts(f"{practice.summary} {practice.problem} {practice.done}")
        for practice in Practice.objects.filter(identifier__lt=f"PR-{FIRST_NUMBER}")
    ]


def words_with_counts(text: str) -> Words:
    """The words of a text, and how often it has each."""
    counted = Counter(re.findall(r"\w+", re.sub("<[^>]+>", " ", text)))
    return list(counted), list(counted.values())


def add(parent: RecordIndex, numbers: range, vocabularies: Sequence[Words], chance: random.Random) -> None:
    """One batch: the pages' own tables, then what stands beside them."""
    content_type = ContentType.objects.get_for_model(Practice)
    last = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).order_by("-path").first()
    first_id = (Page.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    position = Page._str2int(last.path[-Page.steplen :]) if last else 0
    pages = []
    for offset, number in enumerate(numbers):
        path = Page._get_path(parent.path, parent.depth + 1, position + offset + 1)
        words = chance.choice(vocabularies)
        pages.append(practice(number, first_id + offset, path, parent, content_type, words, chance))
    for table in (
        Page,
        *(
            one
            for one in reversed(Practice.__mro__)
            if issubclass(one, Page) and one is not Page and not one._meta.abstract
        ),
    ):
        table._base_manager._insert(pages, fields=table._meta.local_concrete_fields, using="default", raw=True)
    Page.objects.filter(pk=parent.pk).update(numchild=models.F("numchild") + len(pages))
    beside(pages, chance)


def practice(
    number: int, pk: int, path: str, parent: RecordIndex, content_type: ContentType, words: Words, chance: random.Random
) -> Practice:
    """One practice with texts of about two kilobytes."""
    title = text(words, 5, chance).rstrip(".")
    slug = f"{slugify(title)[:60]}-{number}"
    year = chance.randint(2000, 2015)
    page = Practice(
        id=pk, path=path, depth=parent.depth + 1, numchild=0, title=title, draft_title=title, slug=slug, url_path=f"{parent.url_path}{slug}/",
        content_type=content_type, live=True, locale_id=parent.locale_id, translation_key=uuid.UUID(int=chance.getrandbits(128)),
        first_published_at=timezone.now(), last_published_at=timezone.now(), identifier=f"PR-{FIRST_NUMBER + number}", summary=text(words, 30, chance)[:300],
        known_in=year, period=PartialDate.parse(f"{year}/{year + chance.randint(0, 4)}"), reviewed_on=date(2026, 1, 1), historical=chance.random() < 0.5,
        evidence_strength=chance.choice(["unrated", "unrated", "weak", "promising", "moderate", "strong"]), self_reported=chance.random() < 0.4,
        problem=f"<p>{text(words, 90, chance)}</p>", done=f"<p>{text(words, 160, chance)}</p>", not_worked=f"<p>{text(words, 40, chance)}</p>",
    )  # fmt: skip
    page.page_ptr_id = page.basepage_ptr_id = page.record_ptr_id = pk
    return page


def text(words: Words, length: int, chance: random.Random) -> str:
    """Words as often as a real text has them; one of ten is a name or another rare word, as Zipf's law has it."""
    common = chance.choices(*words, k=length)
    return " ".join(rare_word(chance) if chance.random() < RARE else word for word in common).capitalize() + "."


def rare_word(chance: random.Random) -> str:
    """An invented word: the one of rank r comes in one text of r."""
    rank = int(MOST_RARE ** chance.random())
    return "".join(SYLLABLES[rank // len(SYLLABLES) ** place % len(SYLLABLES)] for place in range(4))


def beside(pages: Sequence[Practice], chance: random.Random) -> None:
    """Identifiers, concepts, places, sources and relations of a batch."""
    by_scheme = {scheme: list(Concept.objects.filter(scheme=scheme).values_list("pk", flat=True)) for scheme in SCHEMES}
    countries = list(Place.objects.filter(kind=Place.Kind.COUNTRY).values_list("pk", flat=True))
    sources = list(Source.objects.values_list("pk", flat=True)[:10])
    targets = list(Record.objects.filter(identifier__startswith="DP-").values_list("pk", flat=True))
    Identifier.objects.bulk_create(
        Identifier(
            code=page.identifier,
            prefix="PR",
            number=int(page.identifier[3:]),
            key=str(page.translation_key),
            kind="practices.practice",
        )
        for page in pages
    )
    concepts = Record.concepts.through
    concepts.objects.bulk_create(
        concepts(record_id=page.pk, concept_id=pk)
        for page in pages
        for scheme in SCHEMES
        for pk in chance.sample(by_scheme[scheme], k=min(2, len(by_scheme[scheme])))
    )
    places = Record.places.through
    places.objects.bulk_create(places(record_id=page.pk, place_id=chance.choice(countries)) for page in pages)
    Citation.objects.bulk_create(
        Citation(page_id=page.pk, source_id=source, at=f"Part {position + 1}", sort_order=position)
        for page in pages
        for position, source in enumerate(chance.sample(sources, k=2))
    )
    Relation.objects.bulk_create(
        Relation(page_id=page.pk, type=RelationType.PRACTISED_BY, target_id=chance.choice(targets)) for page in pages
    )

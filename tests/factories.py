"""Makes what tests need, with sensible defaults: `make_record("practice", title="Telfi", places=[make_place("AT")])`.

Records need the page tree: use the fixture `site_tree` (or `catalogue_db` with the whole starter catalogue).
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.utils.text import slugify
from wagtail.models import Locale, Page

from portal.accounts.models import User
from portal.site.models import HomePage, StandardPage
from portal.vocabularies.models import Concept, ConceptLabel, ConceptScheme, Place
from portal.vocabularies.snapshot import forget
from practices.catalogue.registry import kinds
from practices.models import Citation, Claim, RecordIndex, RecordName, Relation, Source

_numbers = itertools.count(1)
P = TypeVar("P", bound=Page)

# What a kind can't do without, beyond title and summary.
NEEDED: dict[str, dict[str, Any]] = {
    "practice": {
        "problem": "<p>People leave prison without a plan.</p>",
        "done": "<p>One person stays beside them.</p>",
    },
    "recommendation": {"number": "1", "text": "<p>Work together.</p>"},
    "recommendation_unit": {"number": "1.1", "text": "<p>Involve everyone.</p>"},
}
PARENTS = {"recommendation": "recommendation_set", "recommendation_unit": "recommendation"}


def make_user(group: str | None = None, *, email: str = "", **fields: Any) -> User:
    """An account; `group` is members, contributors, editors, reviewers or administrators."""
    user = User.objects.create_user(email or f"person{next(_numbers)}@example.org", "a long pass phrase", **fields)
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


def make_place(code: str = "AT", *, kind: str = "country", parent: Place | None = None, **fields: Any) -> Place:
    """A place, or the one that has the code already."""
    names = fields.pop("names", {"en": {"AT": "Austria", "DE": "Germany", "IT": "Italy"}.get(code, code)})
    iso = fields.pop("iso", code if kind == "country" and len(code) == 2 else "")
    place = Place.objects.get_or_create(
        code=code, defaults={"kind": kind, "parent": parent, "names": names, "iso": iso, **fields}
    )[0]
    forget()
    return place


def make_concept(
    key: str = "theme:families",
    *,
    labels: dict[str, str] | None = None,
    alternatives: dict[str, list[str]] | None = None,
    **fields: Any,
) -> Concept:
    """A concept by its key (scheme:code), or the one that has it already; makes its scheme too."""
    scheme, _colon, code = key.partition(":")
    ConceptScheme.objects.get_or_create(code=scheme, defaults={"titles": {"en": scheme.replace("_", " ").capitalize()}})
    concept, created = Concept.objects.get_or_create(scheme_id=scheme, code=code, defaults=fields)
    if created:
        preferred = labels or {"en": code.replace("_", " ").capitalize()}
        rows = [ConceptLabel(concept=concept, language=language, text=text) for language, text in preferred.items()]
        for language, texts in (alternatives or {}).items():
            rows += [ConceptLabel(concept=concept, language=language, text=text, kind="alternative") for text in texts]
        ConceptLabel.objects.bulk_create(rows)
    forget()
    return concept


def make_source(**fields: Any) -> Source:
    """A source."""
    return Source.objects.create(**{"title": f"A report {next(_numbers)}", "type": "report", "year": "2007", **fields})


def make_record(
    kind: str = "practice",
    *,
    title: str = "",
    language: str = "en",
    parent: Page | None = None,
    publish: bool = True,
    names: Iterable[str] = (),
    citations: Iterable[Citation] = (),
    relations: Iterable[Relation] = (),
    results: Iterable[Claim] = (),
    concepts: Iterable[Concept] = (),
    places: Iterable[Place] = (),
    tags: Iterable[str] = (),
    **fields: Any,
) -> Any:
    """A record of a kind in its list, published through a revision (or a draft with `publish=False`).

    Children are unsaved instances: `relations=[Relation(type="funded_by", target=other)]`.
    """
    model = kinds()[kind].model
    number = next(_numbers)
    title = title or f"{model.kind_label!s} {number}"
    defaults = {
        "summary": f"What {title} is and what came of it.",
        "slug": slugify(title)[:60] or f"record-{number}",
        **NEEDED.get(kind, {}),
    }
    page = model(title=title, live=False, locale=Locale.objects.get(language_code=language), **{**defaults, **fields})
    (parent or _parent(kind, language)).add_child(instance=page)
    page.names = [RecordName(text=text) for text in names]
    page.citations, page.relations, page.results = list(citations), list(relations), list(results)
    page.concepts, page.places = list(concepts), list(places)
    page.tags.set(list(tags))
    return _published(page) if publish else _drafted(page)


def make_translation(
    record: Any, language: str = "de", *, title: str = "", translated_by: str = "editors", **fields: Any
) -> Any:
    """Title and summary of a record in another language; with `title_and_summary_only=False` a whole text."""
    model = type(record)
    page = model(
        title=title or f"{record.title} ({language})",
        slug=record.slug,
        identifier=record.identifier,
        translation_key=record.translation_key,
        audience=record.audience,
        locale=Locale.objects.get(language_code=language),
        translated_by=translated_by,
        live=False,
        **{"summary": "", "title_and_summary_only": True, **NEEDED.get(record.kind, {}), **fields},
    )
    _parent(record.kind, language).add_child(instance=page)
    return _published(page)


def make_standard_page(*, title: str = "About", body: Any = (), **fields: Any) -> StandardPage:
    """A text of the site itself; `body` is a list of (block type, value)."""
    page = StandardPage(title=title, live=False, **{"slug": slugify(title), "summary": "What it is.", **fields})
    HomePage.objects.get(locale__language_code="en").add_child(instance=page)
    page.body = list(body)
    return _published(page)


def _parent(kind: str, language: str) -> Page:
    if kind in PARENTS:
        return make_record(PARENTS[kind], language=language, slug=f"{kind}-{uuid.uuid4().hex[:8]}")
    return RecordIndex.objects.get(record_kind=kind, locale__language_code=language)


def _published(page: P) -> P:
    """The page as readers see it, read afresh from the database."""
    page.save_revision(log_action=True).publish()
    return type(page).objects.get(pk=page.pk)


def _drafted(page: P) -> P:
    page.save_revision(log_action=True)
    return type(page).objects.get(pk=page.pk)

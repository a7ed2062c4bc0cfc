"""Writes many records at once, as drafts, and publishes them in one step: a table of the model's inheritance after the other.

What a page's own `save` does for each, and one that is published by hand, is done here for all: place in the tree, identifier, version,
line in the log, references, word to the search index.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone
from django.utils.text import slugify
from modelcluster.models import get_all_child_relations
from wagtail.models import Locale, Page, PageLogEntry, ReferenceIndex, Revision

from portal.foundation import generation
from portal.foundation.audience import PUBLIC
from portal.foundation.audit.recording import take_over
from portal.foundation.identity import Identifier
from portal.foundation.pages import BasePage
from practices.catalogue.fields import Data, write_fields
from practices.catalogue.names import Names
from practices.catalogue.schema import KindSchema
from practices.records.models import RecordTag
from search.indexing import changed

AT_ONCE: Final = 500
LONGEST_SLUG: Final = 80


def create_drafts(schema: KindSchema, entries: Sequence[Data], language: str, user: Any, names: Names) -> list[Any]:
    """Drafts of one kind, each with one version, in the current transaction. Raises KeyError where something that is named is gone."""
    parent = _locked(schema, language)
    locale = Locale.objects.get(language_code=language)
    made = [_page(schema, data, parent, locale, user, names) for data in entries]
    _name_slugs(made, entries, parent)
    _place(made, parent)
    _identify(schema, made)
    _insert(made)
    Page.objects.filter(pk=parent.pk).update(numchild=models.F("numchild") + len(made))
    _insert_parts(made)
    versions = add_versions(made, user)
    log(made, versions, "wagtail.create", user)
    for page in made:
        ReferenceIndex.create_or_update_for_object(page)
    return made


def publish_drafts(keys: Sequence[int], user: Any) -> None:
    """Publishes what `create_drafts` made and nobody has touched, in the current transaction: readers see all of it at once."""
    now = timezone.now()
    for some in _in_parts(keys):
        pages = list(Page.objects.filter(pk__in=some).select_related("latest_revision"))
        log(pages, [page.latest_revision for page in pages], "wagtail.publish", user, content_changed=True)
        Page.objects.filter(pk__in=some).update(
            live=True, has_unpublished_changes=False, first_published_at=now, last_published_at=now,
            live_revision_id=models.F("latest_revision_id"),
        )  # fmt: skip
        restricted = set(BasePage.objects.filter(pk__in=some).exclude(audience=PUBLIC).values_list("pk", flat=True))
        changed("page", [str(pk) for pk in some if pk not in restricted])
        changed("page", map(str, sorted(restricted)), hides=True)
    generation.rise()


def withdraw(keys: Sequence[int], user: Any) -> None:
    """Takes pages off the site in the current transaction, out of hits and counts at once; drafts stay drafts."""
    for some in _in_parts(keys):
        live = list(Page.objects.filter(pk__in=some, live=True).select_related("latest_revision"))
        log(live, [page.latest_revision for page in live], "wagtail.unpublish", user)
        Page.objects.filter(pk__in=some).update(live=False, has_unpublished_changes=True, live_revision=None)
        changed("page", [str(page.pk) for page in live], hides=True)
    generation.rise()


def log(pages: Iterable[Any], versions: Iterable[Any], action: str, user: Any, **also: Any) -> None:
    """The lines that the desk, and the history that readers see, are made of."""
    now, run = timezone.now(), uuid.uuid4()
    lines = PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                content_type_id=page.content_type_id, label=page.draft_title or page.title, action=action, timestamp=now, uuid=run,
                user=user, page_id=page.pk, revision=version, data={}, **also,
            )
            for page, version in zip(pages, versions, strict=True)
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    take_over(lines)


def add_versions(pages: Sequence[Any], user: Any) -> list[Revision]:
    """A version of each page as it stands in memory, which is its latest from now on."""
    base, now = ContentType.objects.get_for_model(Page), timezone.now()
    versions = Revision.objects.bulk_create(
        [
            Revision(
                content_type_id=page.content_type_id, base_content_type=base, object_id=str(page.pk), created_at=now, user=user,
                object_str=str(page), content=page.serializable_data(),
            )
            for page in pages
        ]
    )  # fmt: skip
    for page, version in zip(pages, versions, strict=True):
        page.latest_revision_id, page.latest_revision_created_at = version.pk, now
    _set(pages, "latest_revision_id")
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(latest_revision_created_at=now)
    return versions


def _set(pages: Sequence[Any], attribute: str) -> None:
    """Writes one attribute of each page with one statement."""
    cases = [models.When(pk=page.pk, then=models.Value(getattr(page, attribute))) for page in pages]
    values = models.Case(*cases, output_field=models.IntegerField())
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(**{attribute: values})


def _locked(schema: KindSchema, language: str) -> Page:
    """The list above, which nobody else adds to meanwhile."""
    assert schema.parent is not None
    found = Page.objects.filter(pk=schema.parent(language).pk)
    return (found.select_for_update() if connection.vendor == "postgresql" else found).get()


def _page(schema: KindSchema, data: Data, parent: Page, locale: Locale, user: Any, names: Names) -> Any:
    """A page in memory with all its parts."""
    model = schema.model
    page = model(
        locale=locale, owner=user, live=False, has_unpublished_changes=True, translation_key=uuid.uuid4(), depth=parent.depth + 1,
        numchild=0, content_type=ContentType.objects.get_for_model(model),
    )  # fmt: skip
    wanted = [one for one in schema.fields if one.key not in ("id", "kind", "language", "evidence")]  # two editors rate
    write_fields([one for one in wanted if one.key != "slug"], page, data, names)
    page.slug, page.draft_title = data.get("slug", ""), page.title
    for relation in get_all_child_relations(model):  # nothing is asked of the database for what a new page can't have
        accessor = relation.get_accessor_name()
        if accessor not in page.__dict__.setdefault("_cluster_related_objects", {}):
            setattr(page, accessor, [])
    return page


def _name_slugs(pages: Sequence[Any], entries: Sequence[Data], parent: Page) -> None:
    """An address for each that nobody beside it has."""
    beside = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    taken = set(beside.values_list("slug", flat=True))
    for page, data in zip(pages, entries, strict=True):
        wanted = data.get("slug") or slugify(page.title)[:LONGEST_SLUG].strip("-") or type(page).kind.replace("_", "-")
        slug, number = wanted, 1
        while slug in taken:
            number += 1
            slug = f"{wanted}-{number}"
        taken.add(slug)
        page.slug, page.url_path = slug, f"{parent.url_path}{slug}/"


def _place(pages: Sequence[Any], parent: Page) -> None:
    """Places in the tree behind all that is there."""
    beside = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    last = beside.order_by("-path").values_list("path", flat=True).first()
    position = Page._str2int(last[-Page.steplen :]) if last else 0
    for number, page in enumerate(pages, position + 1):
        page.path = Page._get_path(parent.path, parent.depth + 1, number)


def _identify(schema: KindSchema, pages: Sequence[Any]) -> None:
    codes = Identifier.objects.issue_many(
        schema.prefix, [page.work_key for page in pages], schema.model._meta.label_lower
    )
    for page, code in zip(pages, codes, strict=True):
        page.identifier = code


def _insert(pages: Sequence[Any]) -> None:
    """One statement for each table that a page of this kind is spread over."""
    line: list[Any] = list(reversed(type(pages[0]).__mro__))
    tables = [one for one in line if issubclass(one, Page) and not one._meta.abstract]
    own = [field for field in Page._meta.local_concrete_fields if not field.primary_key]
    for some in _in_parts(pages):
        keys = Page._base_manager._insert(some, fields=own, using="default", raw=True, returning_fields=[Page._meta.pk])
        for page, (key,) in zip(some, keys, strict=True):
            page.id = key
            for table in tables[1:]:
                setattr(page, table._meta.pk.attname, key)
        for table in tables[1:]:
            table._base_manager._insert(some, fields=table._meta.local_concrete_fields, using="default", raw=True)
    for page in pages:
        page._state.adding, page._state.db = False, "default"


def _insert_parts(pages: Sequence[Any]) -> None:
    """Rows that hang on the pages, and links to what they name."""
    rows: dict[type[models.Model], list[Any]] = {}
    for page in pages:
        for relation in get_all_child_relations(type(page)):
            for row in page._cluster_related_objects.get(relation.get_accessor_name(), ()):
                setattr(row, relation.field.attname, page.pk)
                rows.setdefault(type(row), []).append(row)
    for model, some in rows.items():
        if model is RecordTag:  # its tag was made a moment ago, so only its key is known
            for row in some:
                row.tag_id = row.tag.pk
        model._default_manager.bulk_create(some, batch_size=AT_ONCE)
    for name in ("concepts", "places"):
        _link(pages, name)


def _link(pages: Sequence[Any], name: str) -> None:
    field = type(pages[0])._meta.get_field(name)
    through = field.remote_field.through
    ours, theirs = field.m2m_column_name(), field.m2m_reverse_name()
    through._default_manager.bulk_create(
        [through(**{ours: page.pk, theirs: one.pk}) for page in pages for one in getattr(page, name).all()],
        batch_size=AT_ONCE,
    )


def _in_parts(things: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(things), AT_ONCE):
        yield things[start : start + AT_ONCE]

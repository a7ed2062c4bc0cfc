"""What of the catalogue carries concepts, and how it goes over when two are made one: records and their versions, figures, tables, and
what people follow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision

from portal.foundation.audience import audiences_of
from portal.vocabularies import uses
from portal.vocabularies.models import Concept
from portal.vocabularies.uses import Elsewhere, Named
from practices.claims.models import Claim, Dataset
from practices.following.models import Following
from practices.records.models import Record
from practices.stories.actions import SOURCE as STORY
from search.indexing import changed

RECORDS: Final = "practices.Record.concepts"
FIGURES: Final = ("concept", "indicator")  # columns of a claim
MOST_NAMED: Final = 500
AT_ONCE: Final = 200  # versions


def declare() -> None:
    """Registers all of it."""
    uses.declare(RECORDS, gettext_lazy("Records"), in_index("page"), records_named)
    for column in FIGURES:
        uses.declare(f"practices.Claim.{column}", gettext_lazy("Figures"), figures_changed)
    uses.declare("practices.Story.themes", gettext_lazy("Stories"), in_index(STORY))
    uses.declare_elsewhere(Elsewhere(gettext_lazy("Data sets"), datasets_with, move_in_datasets, refuses=cells_of_both))
    uses.declare_elsewhere(Elsewhere(gettext_lazy("Lists that people follow"), lists_with, move_in_lists))
    uses.declare_elsewhere(Elsewhere(gettext_lazy("Drafts"), drafts_with, move_in_versions))


def in_index(source: str) -> Callable[[Collection[int]], None]:
    """Has search read things again."""
    return lambda keys: changed(source, map(str, keys))


def records_named(keys: Collection[int], user: Any) -> list[Named]:
    """The records among them that somebody may read at the desk, published or not."""
    found = Record.objects.filter(pk__in=keys, audience__in=audiences_of(user)).order_by("title", "pk")
    rows = found.values_list("pk", "title", "identifier")[:MOST_NAMED]
    return [Named(pk, f"{title} ({code})", reverse("wagtailadmin_pages:edit", args=[pk])) for pk, title, code in rows]


def figures_changed(keys: Collection[int]) -> None:
    """A figure stands on its record."""
    records = Claim.objects.filter(pk__in=keys).exclude(record=None).values_list("record", flat=True)
    changed("page", {str(key) for key in records})


# -- Data sets: their columns are codes of indicators, their cells figures --


def datasets_with(concept: Concept) -> int:
    """How many have it as a column."""
    return len(list(_with_column(concept)))


def _with_column(concept: Concept) -> Iterator[Dataset]:
    return (one for one in Dataset.objects.all() if concept.scheme_id == "indicator" and concept.code in one.columns)


def move_in_datasets(old: Concept, new: Concept, keys: Mapping[str, Collection[int]] | None) -> None:
    """A column is called otherwise. (Splitting takes no column along.)"""
    for one in _with_column(old) if keys is None else ():
        one.columns = [new.code if code == old.code else code for code in one.columns]
        one.save()


def cells_of_both(old: Concept, new: Concept) -> Iterator[str]:
    """Two rows or two columns of one table can't become one: whose figure would it be?"""
    both = Q(concept=old) | Q(indicator=old)
    others = Claim.objects.filter(Q(concept=new) | Q(indicator=new)).values("dataset")
    for one in Dataset.objects.filter(pk__in=others).filter(pk__in=Claim.objects.filter(both).values("dataset")):
        yield _("Both stand in the table “%(title)s”: take one of them out there first.") % {"title": one.title}


# -- What people follow --


def _following(concept: Concept) -> Iterator[Following]:
    for one in Following.objects.filter(query__contains=f"{concept.scheme_id}="):
        if concept.code in QueryDict(one.query.removeprefix("?")).getlist(concept.scheme_id):
            yield one


def lists_with(concept: Concept) -> int:
    """How many lists that people follow are narrowed to it."""
    return len(list(_following(concept)))


def move_in_lists(old: Concept, new: Concept, keys: Mapping[str, Collection[int]] | None) -> None:
    """Lists are narrowed to the other one; who followed both follows one."""
    for one in list(_following(old)) if keys is None else ():
        query = QueryDict(one.query.removeprefix("?"), mutable=True)
        codes = [new.code if code == old.code else code for code in query.getlist(old.scheme_id)]
        query.setlist(old.scheme_id, list(dict.fromkeys(codes)))
        narrowed = f"?{query.urlencode()}"
        if Following.objects.filter(user=one.user_id, code=one.code, query=narrowed).exclude(pk=one.pk).exists():
            one.delete()
        else:
            Following.objects.filter(pk=one.pk).update(query=narrowed)


# -- Versions that are published or opened later would bring the old one back --


def _latest(*concepts: Concept) -> Iterator[Revision]:
    """The newest version, and those with a date, of pages that carry one of these concepts or have a draft."""
    keys = [one.pk for one in concepts]
    pages = (use for use in uses.uses() if issubclass(use.field.model, Page))
    carry = [use.rows().filter(**{f"{use.names[1]}__in": keys}).values(use.names[0]) for use in pages]
    carry += [Claim.objects.filter(**{f"{name}__in": keys}).exclude(record=None).values("record") for name in FIGURES]
    carrying = Q(has_unpublished_changes=True)
    for one in carry:
        carrying |= Q(pk__in=one)
    latest = Page.objects.filter(carrying).exclude(latest_revision=None).values("latest_revision")
    return Revision.objects.filter(Q(pk__in=latest) | Q(approved_go_live_at__isnull=False)).iterator()


def drafts_with(concept: Concept) -> int:
    """How many drafts carry it."""
    drafts = set(Page.objects.filter(has_unpublished_changes=True).values_list("latest_revision", flat=True))
    return sum(one.pk in drafts and exchanged(one.content, concept.pk, 0) is not None for one in _latest(concept))


def move_in_versions(old: Concept, new: Concept, keys: Mapping[str, Collection[int]] | None) -> None:
    """The versions that somebody may go on with carry the other one; those of the past stay as they were."""
    only = None if keys is None else {str(key) for key in keys.get(RECORDS, ())}
    changed_ones = []
    for one in _latest(old, new):
        content = exchanged(one.content, old.pk, new.pk) if only is None or one.object_id in only else None
        if content is not None:
            one.content = content
            changed_ones.append(one)
    Revision.objects.bulk_update(changed_ones, ["content"], batch_size=AT_ONCE)


def exchanged(content: dict[str, Any], old: int, new: int) -> dict[str, Any] | None:
    """A version with one concept in the place of another; None where it does not carry it."""
    concepts, results = content.get("concepts") or [], content.get("results") or []
    if old not in concepts and not any(row.get(name) == old for row in results for name in FIGURES):
        return None
    rows = [{**row, **{name: new for name in FIGURES if row.get(name) == old}} for row in results]
    carried = list(dict.fromkeys(new if key == old else key for key in concepts))
    return {**content, "concepts": carried, **({"results": rows} if "results" in content else {})}

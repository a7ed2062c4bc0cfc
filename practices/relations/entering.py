"""What can be entered as a relation: each once, on one of its two records, between works and not between their translations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from practices.relations.models import SYMMETRIC, Relation


def lead_to_works(relations: Sequence[Relation]) -> None:
    """A relation to a translation means its work: that is where it is read from the other end."""
    for relation in relations:
        relation.target = relation.target.original


def mistakes_in(work: Any, relations: Sequence[Relation]) -> Iterator[str]:
    """What is wrong with a work's relations, in sentences to the editor."""
    incoming = Relation.objects.filter(target=work).order_by() if work.pk else Relation.objects.none()
    backwards = set(incoming.values_list("type", "page_id"))
    seen: set[tuple[Any, ...]] = set()
    for relation in relations:
        said = {"type": relation.get_type_display(), "title": relation.target.title}
        same = (relation.type, relation.target_id, relation.role, relation.period)
        if relation.target_id == work.pk:
            yield _("“%(type)s” leads to the record itself: choose another one.") % said
        elif same in seen:
            yield _("“%(type)s %(title)s” stands there twice: keep one of them.") % said
        elif (relation.type, relation.target_id) in backwards and relation.type in SYMMETRIC:
            yield _("“%(type)s %(title)s” is entered on the other record already, and is shown here too.") % said
        elif (relation.type, relation.target_id) in backwards:
            yield (
                _(
                    "“%(type)s %(title)s” is said of this record on the other one, the other way round: keep one of the two."
                )
                % said
            )
        seen.add(same)

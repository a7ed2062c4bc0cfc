"""Who sees which documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Prefetch, TextField
from django.db.models.functions import Cast

from communities.documents.terms import DOCUMENTS
from communities.spaces.reach import ReachQuerySet


class DocumentQuerySet(ReachQuerySet):
    """Documents by who may see them."""

    def standing(self) -> DocumentQuerySet:
        """Those that were not taken away, in spaces that have the part switched on."""
        spaces = self.alias(space_parts=Cast("community__parts", TextField()))
        return spaces.filter(removed_at=None, space_parts__contains=f'"{DOCUMENTS}"')

    def reaching(self, community: int, reached: Sequence[str]) -> DocumentQuerySet:
        """Those of a space that has the part that reach so far and were not taken away."""
        return super().reaching(community, reached).filter(removed_at=None)  # type: ignore[return-value]

    def visible_to(self, user: Any) -> DocumentQuerySet:
        """Those of them that this person may see."""
        return DocumentQuerySet.standing(super().visible_to(user))  # type: ignore[arg-type]

    def with_current(self) -> DocumentQuerySet:
        """Each with its current version, that one's author, and who works on it."""
        return self.select_related("current__author", "worked_on_by", "author")

    def with_face(self) -> DocumentQuerySet:
        """Each with what a list shows of its current version; `version_author` is None for somebody who has left."""
        of_version = {
            "version_author": "author__name",
            "version_name": "name",
            "version_size": "size",
            "version_number": "number",
        }
        further = {name: name for name in ("preview", "preview_width", "preview_height")}
        return self.annotate(**{name: F(f"current__{path}") for name, path in (of_version | further).items()})

    def with_versions(self, model: Any) -> DocumentQuerySet:
        """Each with all of its versions, the newest first, and their authors."""
        versions = model.objects.select_related("author").order_by("-number")
        return self.prefetch_related(Prefetch("versions", versions))

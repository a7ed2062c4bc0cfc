"""The folders of a space as its readers find them: one query for the tree, one for what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from communities.documents.models import Document, Folder
from communities.spaces.parts import Way
from communities.spaces.policies import Standing, see_inside
from portal.foundation import prepared
from portal.foundation.prepared import PK


def _folders() -> Any:
    return Folder.objects.filter(community=PK)


def _counted(way: Way) -> Any:
    seen = Document.objects.reaching(PK, way.reached)
    return seen.order_by().values("folder").annotate(count=Count("*")).values_list("folder", "count")


@dataclass(frozen=True, slots=True)
class Branch:
    """One folder among those that it stands beside."""

    folder: Folder
    count: int  # documents in it and below, that the reader sees


class Tree:
    """All folders that a reader may know of: inside all of them, from outside those that hold something for everybody."""

    def __init__(self, standing: Standing) -> None:
        self.standing, self.way = standing, Way.of(standing)
        space = standing.community.pk
        self.folders = {one.pk: one for one in prepared.objects("folders", Folder, _folders, pk=space)}
        for one in self.folders.values():
            one.community = standing.community
        self.inner: dict[int | None, list[int]] = {}
        for pk, one in self.folders.items():
            self.inner.setdefault(one.parent_id, []).append(pk)
        self.own = dict(prepared.rows(("documents by folder", self.way), lambda: _counted(self.way), pk=space))
        self.sees_empty = see_inside(standing)

    def count(self, key: int) -> int:
        """What the reader sees in a folder and below."""
        return self.own.get(key, 0) + sum(self.count(pk) for pk in self.inner.get(key, ()))

    def find(self, key: int) -> Folder | None:
        """A folder that the reader may know of."""
        return self.folders.get(key) if key in self.folders and (self.sees_empty or self.count(key)) else None

    def beside(self, parent: int | None) -> list[Branch]:
        """The folders in a folder, by name."""
        found = [Branch(self.folders[key], self.count(key)) for key in self.inner.get(parent, ())]
        return [one for one in found if self.sees_empty or one.count]

    def above(self, folder: Folder | None) -> list[Folder]:
        """The way to a folder, from the uppermost on, itself included."""
        way: list[Folder] = []
        while folder and folder not in way:
            way.append(folder)
            folder = self.folders.get(folder.parent_id) if folder.parent_id else None
        return way[::-1]

    def paths(self) -> dict[int | None, str]:
        """Each folder that the reader may know of, with those that it stands in."""
        return {key: " / ".join(one.name for one in self.above(found)) for key, found in self._known()}

    def _known(self) -> Iterator[tuple[int, Folder]]:
        return ((key, found) for key, found in self.folders.items() if self.find(key))

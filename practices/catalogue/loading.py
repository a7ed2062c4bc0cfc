"""Brings the files of a catalogue onto the site: all of them or nothing, twice without a difference, and never over an editor's work."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from portal.vocabularies.snapshot import forget
from practices.catalogue.checking import files_of, read_catalogue
from practices.catalogue.exporting import Standing, standing
from practices.catalogue.fields import write_fields
from practices.catalogue.models import StarterState
from practices.catalogue.names import Names
from practices.catalogue.publishing import PagePublisher
from practices.catalogue.reading import Problem, Problems
from practices.catalogue.registry import prepare_the_tree
from practices.catalogue.schema import (
    AFTER_PAGES,
    BEFORE_PAGES,
    CLAIM,
    PLACE,
    Entry,
    KindSchema,
    ObjectSchema,
    fingerprint,
)
from practices.catalogue.signals import indexed, told_once

NAMESPACE: Final = uuid.UUID("0b8ef2c6-5f3a-5f0e-8d0b-7c55d1f0a9e4")
STAMP: Final = "all files"
FORMAT: Final = "2"  # raise it when the same files are to be loaded differently
STEP: Final = 150  # records between two lines of progress; all else is done in a moment

Say = Callable[[str], None]


class CatalogueError(Exception):
    """The files are wrong, or don't fit the site; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Outcome:
    """What a load did. `kept` says what was left alone, and why."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)  # what the files no longer hold and the site still does
    skipped: bool = False  # the files are those of the last load: nothing was looked at


def load(folder: Path, say: Say = lambda _line: None) -> Outcome:
    """Checks a folder and loads it in one transaction. Raises CatalogueError with all that is wrong."""
    stamp = stamp_of(folder)
    if StarterState.objects.filter(key=STAMP, file_fingerprint=stamp).exists():
        return Outcome(skipped=True)
    catalogue = read_catalogue(folder)
    if catalogue.problems:
        raise CatalogueError(catalogue.problems)
    with told_once(), transaction.atomic():
        prepare_the_tree()
        outcome = Loading(catalogue.entries, say).run()
        if outcome.kept:  # to be told again the next time
            StarterState.objects.filter(key=STAMP).delete()
        else:
            _remember([StarterState(key=STAMP, file_fingerprint=stamp, loaded_fingerprint="")])
    forget()
    return outcome


def stamp_of(folder: Path) -> str:
    """Changes whenever a file changes."""
    digest = hashlib.sha256(FORMAT.encode())
    for path in files_of(folder):
        digest.update(f"\0{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _remember(states: list[StarterState]) -> None:
    now = timezone.now()
    for state in states:
        state.loaded_at = now
    fields = ["file_fingerprint", "loaded_fingerprint", "loaded_at"]
    StarterState.objects.bulk_create(
        states, batch_size=200, update_conflicts=True, unique_fields=["key"], update_fields=fields
    )


class Loading:
    """One load, within its transaction."""

    def __init__(self, entries: dict[str, Entry], say: Say) -> None:
        self.say = say
        self.names = Names()
        self.outcome = Outcome()
        self.entries = entries
        self.states = {state.key: state for state in StarterState.objects.exclude(key=STAMP)}
        self.fingerprints = {key: fingerprint(entry.data) for key, entry in entries.items()}
        changed = [key for key in entries if not self._as_loaded(key)]
        self.outcome.unchanged = len(entries) - len(changed)
        left = [key for key in self.states if key not in entries]
        self.present = standing(self.names) if changed or left else {}
        self.outcome.removed = [self._left_behind(key) for key in left if key in self.present]
        self.adopted: list[str] = []
        self.to_write = self._decide(changed)

    def run(self) -> Outcome:
        """Writes what is new or changed."""
        chosen = [self.entries[key] for key in self.entries if key in self.to_write]
        for schema in BEFORE_PAGES:
            self._write_plain(schema, [entry for entry in chosen if entry.schema is schema])
        self._write_pages([entry for entry in chosen if isinstance(entry.schema, KindSchema)])
        for schema in AFTER_PAGES:
            self._write_plain(schema, [entry for entry in chosen if entry.schema is schema])
        self._remember()
        return self.outcome

    def _as_loaded(self, key: str) -> bool:
        state = self.states.get(key)
        return state is not None and state.file_fingerprint == self.fingerprints[key]

    def _decide(self, changed: list[str]) -> set[str]:
        """Which entries are to be written; notes why the others are left."""
        chosen = {key for key in changed if self._may_write(self.entries[key], self.present.get(key))}
        gone = {
            key
            for key in self.states
            if key in self.entries and self.present and key not in self.present and key not in chosen
        }
        while left := [key for key in chosen if self.entries[key].refers_to & gone]:
            for key in left:
                named = ", ".join(sorted(one.split(" ", 1)[1] for one in self.entries[key].refers_to & gone))
                self._keep(self.entries[key], f"names {named}, which was deleted on the site")
            chosen.difference_update(left)
            gone.update(key for key in left if key not in self.present)
        self.outcome.created = sum(key not in self.present for key in chosen)
        self.outcome.updated = len(chosen) - self.outcome.created
        return chosen

    def _may_write(self, entry: Entry, found: Standing | None) -> bool:
        state = self.states.get(entry.key)
        if found is None:
            if state is None:
                return True
            self._keep(entry, "was deleted on the site since it was loaded")
            return False
        same = fingerprint(found.data) if state else None
        if state is None and found.data == entry.data and not found.being_edited:
            self.adopted.append(entry.key)
            return False
        if state is None:
            self._keep(entry, "is on the site already and differs from the file")
        elif same != state.loaded_fingerprint or found.being_edited:
            self._keep(entry, "was changed on the site since it was loaded; its file has changed too")
        else:
            return True
        return False

    def _left_behind(self, key: str) -> str:
        found = self.present[key]
        cell = ("dataset", "indicator", "place", "concept")
        name = (
            " ".join(str(found.data[part]) for part in cell if part in found.data)
            if found.schema is CLAIM
            else found.code
        )
        return f"{name} ({found.obj}) is no longer in the files. It stays on the site: delete it at the desk if it should go."

    def _keep(self, entry: Entry, why: str) -> None:
        self.outcome.kept.append(f"{entry.spot.file}:{entry.spot.line}: {entry.code} {why}. It was left as it is.")

    def _write_plain(self, schema: ObjectSchema, entries: list[Entry]) -> None:
        """Objects without a page: first all rows, then what hangs on them, which may point to each other."""
        early = tuple(one for one in schema.fields if not one.late)
        late = tuple(one for one in schema.fields if one.late)
        written = []
        for entry in self._parents_first(entries) if schema is PLACE else entries:
            obj = self.present[entry.key].obj if entry.key in self.present else self._new(schema, entry)
            write_fields(early, obj, entry.data, self.names)
            obj.save()
            if schema.name in {"source", "place", "concept", "dataset"}:
                self.names.add(schema.name, entry.code, obj.pk)
            written.append((entry, obj))
        for entry, obj in written:
            write_fields(late, obj, entry.data, self.names)
            indexed(obj)
        if written:
            self.say(f"{schema.label} {len(written)}/{len(written)}")

    def _new(self, schema: ObjectSchema, entry: Entry) -> Any:
        return schema.model(work=key_of(entry.code)) if hasattr(schema.model, "work") else schema.model()

    def _parents_first(self, entries: list[Entry]) -> list[Entry]:
        """Places after what they roll up to."""

        def depth(entry: Entry) -> int:
            above = self.entries.get(PLACE.key(entry.data.get("parent", "")))
            return 1 + depth(above) if above else 0

        return sorted(entries, key=depth)

    def _write_pages(self, entries: list[Entry]) -> None:
        """First an empty page for every new record, so that relations have somewhere to lead; then all contents."""
        publisher = PagePublisher(self.names, {locale.language_code: locale for locale in Locale.objects.all()})
        pages: dict[str, Any] = {}
        for entry in entries:
            with _told_with_its_place(entry):
                found = self.present.get(entry.key)
                above = pages.get(f"page {entry.parent}") or (
                    self.present[f"page {entry.parent}"].obj if entry.parent and not found else None
                )
                pages[entry.key] = found.obj if found else publisher.make(entry, above, key_of(entry.code))
        for number, entry in enumerate(entries, 1):
            with _told_with_its_place(entry):
                publisher.publish(entry, pages[entry.key])
            if number % STEP == 0 or number == len(entries):
                self.say(f"records {number}/{len(entries)}")

    def _remember(self) -> None:
        """Keeps what was loaded, to see the next time what has changed on either side."""
        if not self.to_write and not self.adopted:
            return
        now = standing(Names())
        keys = [*self.to_write, *self.adopted]
        _remember(
            [
                StarterState(
                    key=key, file_fingerprint=self.fingerprints[key], loaded_fingerprint=fingerprint(now[key].data)
                )
                for key in keys
            ]
        )


def key_of(code: str) -> uuid.UUID:
    """The key of a work: the same on every site."""
    return uuid.uuid5(NAMESPACE, code)


@contextmanager
def _told_with_its_place(entry: Entry) -> Iterator[None]:
    """What the site itself refuses is told like any other problem."""
    try:
        yield
    except ValidationError as error:
        fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        problems = Problems()
        for name, messages in fields.items():
            place = entry.lines.lines.get(name, entry.spot.line)
            problems.found.append(
                Problem(entry.spot.file, place, name if name != "__all__" else "", " ".join(messages))
            )
        raise CatalogueError(problems) from error

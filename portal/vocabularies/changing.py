"""Changing the shape of a vocabulary: moving, merging, splitting, deprecating; each in one transaction, with its line in the log.

What is merged away stays as a row that leads on: its address, the lists that are narrowed to it, and what people type go to what took its
place. Search learns of it through the outbox.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.foundation import generation
from portal.foundation.audit.recording import record as log
from portal.vocabularies import uses
from portal.vocabularies.models import Concept, ConceptLabel, ConceptMatch, everything_above
from portal.vocabularies.snapshot import forget

BROADER: Final = Concept.broader.through
PREFERRED, ALTERNATIVE = ConceptLabel.Kind.PREFERRED, ConceptLabel.Kind.ALTERNATIVE


class RefusedError(Exception):
    """It can't be done; the message says why, and what to do."""


@dataclass(frozen=True)
class Part:
    """A new concept that takes over some of what another one is used for: keys by column (`Use.column`)."""

    code: str
    label: str
    keys: Mapping[str, Collection[int]]


def above() -> dict[int, set[int]]:
    """For each concept, what is broader than it. One query."""
    found: dict[int, set[int]] = {}
    for narrow, broad in BROADER.objects.values_list("from_concept", "to_concept"):
        found.setdefault(narrow, set()).add(broad)
    return found


def why_not_merged(old: Concept, new: Concept) -> list[str]:
    """Why one concept can't go into another, in words; empty where it can."""
    found = []
    if old.pk == new.pk:
        return [_("A concept can't be merged into itself: choose another one.")]
    if old.scheme_id != new.scheme_id:
        found.append(_("Both must be of one vocabulary."))
    if old.replaced_by_id:
        found.append(_("It has been merged already."))
    if new.deprecated_at:
        found.append(
            _("“%(name)s” is no longer to be chosen itself: choose what took its place.") % {"name": name_of(new)}
        )
    if old.pk in everything_above(new.pk, above()):
        found.append(
            _("“%(name)s” lies below it: merge that one into this, or move it first.") % {"name": name_of(new)}
        )
    for one in uses.elsewhere():
        found += one.refuses(old, new)
    return found


@transaction.atomic
def merge(old: Concept, new: Concept, by: Any, reason: str) -> Concept:
    """All that carries `old` carries `new` from now on; its words become further words of `new`, its address leads there."""
    old, new = _locked(old, new)
    if problems := why_not_merged(old, new):
        raise RefusedError(" ".join(problems))
    for use in uses.uses():
        use.move(old.pk, new.pk)
    for other in uses.elsewhere():
        other.move(old, new, None)
    _take_labels(old, new)
    _take_place(old, new)
    _take_notes(old, new)
    Concept.objects.filter(replaced_by=old.pk).update(replaced_by=new.pk, changed_at=timezone.now())
    old.replaced_by, old.deprecated_at = new, old.deprecated_at or timezone.now()
    _done(old, new)
    log("concept.merged", old, by=by, reason=f"{old.key} → {new.key}: {reason}")
    return new


@transaction.atomic
def split(old: Concept, parts: Sequence[Part], by: Any, reason: str) -> list[Concept]:
    """New concepts beside `old`, which take over what was chosen for each; all else stays with it."""
    (old,) = _locked(old)
    if old.deprecated_at:
        raise RefusedError(_("It is no longer to be chosen: take that back first."))
    taken = set(old.scheme.concepts.filter(code__in=[part.code for part in parts]).values_list("code", flat=True))
    if taken or len({part.code for part in parts}) < len(parts):
        raise RefusedError(
            _("The code “%(code)s” is taken: choose another one.") % {"code": next(iter(taken), parts[0].code)}
        )
    made = [_part(old, part) for part in parts]
    _done(old, *made)
    names = ", ".join(one.code for one in made)
    log("concept.split", old, by=by, reason=f"{old.key} → {names}: {reason}")
    return made


@transaction.atomic
def deprecate(old: Concept, by: Any, reason: str) -> None:
    """It is not to be chosen any more, and stays with what carries it. (With a replacement: `merge`.)"""
    (old,) = _locked(old)
    if old.deprecated_at:
        raise RefusedError(_("It is no longer to be chosen already."))
    old.deprecated_at = timezone.now()
    _done(old)
    log("concept.deprecated", old, by=by, reason=f"{old.key}: {reason}")


@transaction.atomic
def restore(old: Concept, by: Any, reason: str = "") -> None:
    """It can be chosen again. What was merged away can't come back so: its uses are another's now."""
    (old,) = _locked(old)
    if old.replaced_by_id or not old.deprecated_at:
        raise RefusedError(_("Only a concept that was deprecated without a replacement can be chosen again."))
    old.deprecated_at = None
    _done(old)
    log("concept.restored", old, by=by, reason=reason)


@transaction.atomic
def move(
    concept: Concept, *, under: Concept | None, leaving: Concept | None = None, before: Concept | None = None, by: Any
) -> None:
    """Stands below another concept, or at the top, before a sibling or last. Its other broader concepts stay."""
    (concept,) = _locked(concept)
    if under is not None:
        if under.scheme_id != concept.scheme_id or under.replaced_by_id or concept.replaced_by_id:
            raise RefusedError(_("Both must be of one vocabulary, and in use."))
        if under.pk == concept.pk or concept.pk in everything_above(under.pk, above()):
            raise RefusedError(_("A concept can't lie below itself."))
        concept.related.remove(under)
    if leaving is not None and leaving != under:
        concept.broader.remove(leaving)
    if under is not None:
        concept.broader.add(under)
    _order(concept, under, before)
    _done(concept)
    log("concept.moved", concept, by=by, reason=f"{concept.key} → {under.key if under else '·'}")


def name_of(concept: Concept) -> str:
    """Its English word."""
    return str(concept).rpartition(" (")[0]


def _locked(*concepts: Concept) -> list[Concept]:
    """The rows as they are now, kept from others until the transaction ends."""
    found = {
        one.pk: one
        for one in Concept.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in concepts])
    }
    if len(found) < len({one.pk for one in concepts}):
        raise RefusedError(_("The concept is gone. Open the vocabulary again."))
    return [found[one.pk] for one in concepts]


def _take_labels(old: Concept, new: Concept) -> None:
    """The words of `old` as alternative ones of `new`; in a language that has none yet, the preferred one stays that."""
    labels = list(new.labels.all())
    said = {(one.language, one.text) for one in labels}
    preferred = {one.language for one in labels if one.kind == PREFERRED}
    for label in old.labels.all():
        if (label.language, label.text) not in said:
            kind = PREFERRED if label.kind == PREFERRED and label.language not in preferred else ALTERNATIVE
            ConceptLabel.objects.create(concept=new, language=label.language, kind=kind, text=label.text)
            said.add((label.language, label.text))
    if old.abbreviation and not new.abbreviation:
        new.abbreviation, old.abbreviation = old.abbreviation, ""


def _take_place(old: Concept, new: Concept) -> None:
    """What is narrower than `old`, or near it, is so of `new`; circles and doubles fall away."""
    higher = everything_above(new.pk, above())
    for narrow in old.narrower.exclude(pk=new.pk):
        if narrow.pk not in higher:
            narrow.broader.add(new)
    BROADER.objects.filter(to_concept=old.pk).delete()
    wider = above()
    for near in old.related.exclude(pk=new.pk):
        if near.pk not in everything_above(new.pk, wider) and new.pk not in everything_above(near.pk, wider):
            new.related.add(near)
    old.related.clear()
    old.broader.clear()
    ConceptMatch.objects.filter(to=old.pk).exclude(concept=new.pk).update(to=new.pk)
    ConceptMatch.objects.filter(concept=old.pk).exclude(to=new.pk).update(concept=new.pk)
    ConceptMatch.objects.filter(to=old.pk).delete()


def _take_notes(old: Concept, new: Concept) -> None:
    explained = set(new.notes.values_list("language", flat=True))
    old.notes.exclude(language__in=explained).update(concept=new.pk)
    new.exact_match = [*new.exact_match, *(one for one in old.exact_match if one not in new.exact_match)]
    new.sources = [*new.sources, *(one for one in old.sources if one not in new.sources)]


def _part(old: Concept, part: Part) -> Concept:
    made = Concept.objects.create(scheme_id=old.scheme_id, code=part.code, position=old.position)
    ConceptLabel.objects.create(concept=made, language=settings.LANGUAGE_CODE, kind=PREFERRED, text=part.label)
    made.broader.set(old.broader.all())
    for use in uses.uses():
        use.move(old.pk, made.pk, part.keys.get(use.column, ()))
    for other in uses.elsewhere():
        other.move(old, made, part.keys)
    return made


def _order(concept: Concept, under: Concept | None, before: Concept | None) -> None:
    """Numbers the vocabulary anew, each branch together, so that the concept stands where it was put in every list."""
    broader, rows = above(), list(Concept.objects.filter(scheme=concept.scheme_id))
    own = {one.pk for one in rows}
    below: dict[int, list[Concept]] = {}
    for one in rows:
        for key in broader.get(one.pk, set()) & own or {0}:
            below.setdefault(key, []).append(one)
    siblings = below.setdefault(under.pk if under else 0, [])
    siblings[:] = [one for one in siblings if one.pk != concept.pk]
    at = next((number for number, one in enumerate(siblings) if before and one.pk == before.pk), len(siblings))
    siblings.insert(at, concept)
    order: dict[int, Concept] = {}
    left = below.get(0, [])[::-1]
    while left:
        one = left.pop()
        if one.pk not in order:
            order[one.pk] = one
            left += below.get(one.pk, [])[::-1]
    for number, one in enumerate(order.values(), 1):
        one.position = number
    Concept.objects.bulk_update(order.values(), ["position"])


def _done(*changed: Concept) -> None:
    """Saves rows so that whoever follows them (search, pages kept, the words in memory) learns of it."""
    for one in changed:
        one.save()
    generation.rise()
    transaction.on_commit(forget)

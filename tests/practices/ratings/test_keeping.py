"""What becomes of ratings with time, when somebody leaves, and what comes with the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.foundation.audit.models import AuditEntry
from portal.foundation.erasure import erase, export
from practices.catalogue.exporting import export as write_files
from practices.catalogue.loading import load
from practices.models import Rating, RatingAppeal, Record, StarterState
from practices.ratings import actions
from practices.ratings.upkeep import forget
from tests.practices.pages import words_of
from tests.practices.ratings.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Make = Callable[..., Any]


def evidence(record: Any) -> tuple[str, str, str]:
    work = Record.objects.get(pk=record.pk)
    return work.evidence_strength, work.evidence_because, work.evidence_by


def test_editors_who_leave_are_named_nowhere(record: Any, agreed: Make, rosa: Any, ivo: Any) -> None:
    found = agreed(named="Rosa Sample", named_too="Ivo Sample")
    assert "Rosa Sample" in evidence(record)[2]
    erase(rosa)
    assert evidence(record)[2] == "an editor, Ivo Sample"
    erase(ivo)
    assert evidence(record)[2] == "two editors"
    found.refresh_from_db()
    assert (found.proposed_by, found.decided_by, found.state) == (None, None, "agreed")
    assert "Sample" not in words_of(Client(), reverse("record_ratings", args=[record.identifier]))


def test_who_appealed_takes_their_name_along(agreed: Make, member: Any, third: Any) -> None:
    found = agreed()
    made = actions.appeal(found, member, "It is wrong.", "Mia")
    own = export(member)["practices.ratingappeal.by"]
    assert (own[0]["reason"], own[0]["rating__code"]) == ("It is wrong.", found.code)
    actions.settle(made, third, upheld=False, answer="It is not.")
    erase(member, with_words=True)
    made.refresh_from_db()
    assert (made.by, made.named_as, made.reason, made.answer) == (None, "", "", "It is not.")
    assert "taken their words along" in words_of(Client(), reverse("record_ratings", args=[found.code]))
    erase(third)
    made.refresh_from_db()
    assert made.decided_by is None


def test_an_appeal_that_waits_goes_with_its_person(agreed: Make, member: Any) -> None:
    actions.appeal(agreed(), member, "It is wrong.", "Mia")
    erase(member)
    assert not RatingAppeal.objects.exists()


def test_what_came_to_nothing_goes_after_a_year_and_history_stays(
    propose: Make, agreed: Make, ivo: Any, rosa: Any
) -> None:
    kept = agreed()
    actions.second(propose(), ivo, kept.version, agreed=False, reason="No.")
    actions.take_back(propose(), rosa, "I misread it.")
    forget()
    assert Rating.objects.count() == 3
    Rating.objects.update(decided_at=timezone.now() - timedelta(days=366))
    forget()
    assert list(Rating.objects.all()) == [kept]


def test_a_record_that_is_deleted_leaves_its_ratings_to_the_desk(record: Any, agreed: Make, rosa: Any) -> None:
    found = agreed()
    record.delete()
    assert Client().get(reverse("record_ratings", args=[found.code])).status_code == 404
    assert signed_in(rosa).get(reverse("rating", args=[found.pk])).status_code == 200


def test_files_bring_ratings_that_say_so_and_never_over_those_of_editors(
    record: Any, agreed: Make, tmp_path: Path
) -> None:
    agreed(named="Rosa Sample")
    write_files(tmp_path / "one")
    Rating.objects.all().delete()
    StarterState.objects.all().delete()
    code = record.identifier
    record.delete()
    apps.get_model("foundation", "Identifier").objects.filter(code=code).delete()
    path = next((tmp_path / "one/records/practices").glob("*.yaml"))
    assert "strength: promising" in path.read_text()
    load(tmp_path / "one")
    came = Rating.objects.get()
    again = Record.objects.get(identifier=code)
    assert (came.origin, came.state, came.proposed_as) == ("catalogue", "agreed", "Rosa Sample, another editor")
    assert evidence(again) == ("promising", "There is a comparison.", "Rosa Sample, another editor")
    assert AuditEntry.objects.get(action="ratings.came_with_the_catalogue").person is None
    assert "It came with the catalogue" in words_of(Client(), reverse("record_ratings", args=[code]))
    path.write_text(path.read_text().replace("strength: promising", "strength: weak"))
    load(tmp_path / "one")
    assert evidence(again)[0] == "weak"
    assert Rating.objects.count() == 2
    path.write_text(path.read_text().replace("title: Telfi", "title: Telfi the second"))
    load(tmp_path / "one")
    assert Rating.objects.count() == 2  # nothing new is said of the evidence
    Record.objects.filter(identifier=code).update(evidence_strength="strong")  # as editors decide it
    path.write_text(path.read_text().replace("strength: weak", "strength: moderate"))
    assert load(tmp_path / "one").kept
    assert evidence(again)[0] == "strong"


def test_what_stood_before_begins_the_history(record: Any) -> None:
    Record.objects.filter(pk=record.pk).update(
        evidence_strength="weak", evidence_because="Few people.", evidence_by="An editor of old", evidence_on="2020"
    )
    migration = import_module("practices.migrations.0018_ratings")
    migration.keep_what_stood(apps, None)
    found = Rating.objects.get()
    assert (found.origin, found.strength, str(found.on), found.proposed_as) == (
        "earlier",
        "weak",
        "2020",
        "An editor of old",
    )
    assert "It was entered by one editor" in words_of(Client(), reverse("record_ratings", args=[record.identifier]))
    actions.set_badge(record.pk)
    assert evidence(record) == ("weak", "Few people.", "An editor of old")  # fmt: skip

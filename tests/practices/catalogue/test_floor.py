"""The files of the starter catalogue hold no less than was promised: counted, so that nothing gets lost unseen."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

import pytest
from django.conf import settings

from practices.catalogue.checking import read_catalogue
from practices.catalogue.schema import KindSchema
from practices.kinds import KINDS

LANGUAGES = {code for code, _name in settings.CONTENT_LANGUAGES}
SPOKEN = {
    "AT": "de",
    "BE": "fr nl de",
    "DE": "de",
    "ES": "es",
    "FR": "fr",
    "IT": "it",
    "NL": "nl",
    "PL": "pl",
    "PT": "pt",
}
NOT_COUNTED = {"recommendation", "recommendation_unit"}
CONFLICTS = {  # what the first five documents contradict, by values that stand in the ledger
    "121": "111", "55": "54", "3 and 2": "2 and 3", "12 to 19": "10 and 19", "114.0 %": "112.2 %", "+27.9 %": "+27.8 %",
}  # fmt: skip

pytestmark = pytest.mark.django_db


@lru_cache(maxsize=1)
def entries() -> dict[str, list[Any]]:
    """The data of all entries, by what they are."""
    found: dict[str, list[Any]] = {}
    catalogue = read_catalogue(settings.ROOT / "data")
    assert not list(catalogue.problems)
    for entry in catalogue.entries.values():
        is_page = isinstance(entry.schema, KindSchema)
        found.setdefault(entry.data["kind"] if is_page else entry.schema.name, []).append(entry.data)
    return found


def records() -> list[Any]:
    """Records, without the texts of recommendations."""
    return [one for kind in KINDS if kind not in NOT_COUNTED for one in entries().get(kind, ())]


def test_there_are_enough_records_of_every_kind() -> None:
    assert len(records()) >= 120
    kinds = {one["kind"] for one in records()}
    assert {
        "practice", "development_partnership", "transnational_partnership", "network", "organisation", "programme", "tool", "evaluation",
        "event", "report", "recommendation_set", "article",
    } <= kinds  # fmt: skip
    assert all(one["sources"] for one in records())


def test_enough_practices_are_told_in_full() -> None:
    scheme = ("setting", "stage", "target_group", "theme")
    full = [
        one
        for one in entries()["practice"]
        if one["summary"] and one["problem"] and one["done"] and all(one["concepts"].get(name) for name in scheme)
        and len([source for source in one["sources"] if source.get("at")]) >= 2
    ]  # fmt: skip
    assert len(full) >= 30


def test_enough_records_speak_the_language_of_their_country() -> None:
    parents = {place["code"]: place.get("parent", "") for place in entries()["place"]}

    def country(code: str) -> str:
        while code and code not in SPOKEN:
            code = parents.get(code, "")
        return code

    spoken = [
        one["id"]
        for one in records()
        for place in one.get("places", ())
        for language in SPOKEN.get(country(place), "").split()
        if (one.get("translations") or {}).get(language, {}).get("title")
    ]
    assert len(set(spoken)) >= 15


def test_every_event_evaluation_tool_and_practice_says_of_what_sort_or_why() -> None:
    assert not [one["id"] for one in entries()["event"] if "event_type" not in one]
    assert not [one["id"] for one in entries()["evaluation"] if "evaluation_type" not in one]
    rated = [one for kind in ("practice", "tool", "evaluation") for one in entries()[kind]]
    assert not [one["id"] for one in rated if not one.get("evidence", {}).get("because")]


def test_words_are_there_in_all_languages() -> None:
    assert all(set(concept["labels"]) >= LANGUAGES for concept in entries()["concept"])
    terms = [concept for concept in entries()["concept"] if concept["scheme"] == "glossary"]
    assert len(terms) >= 60
    assert sum(bool(term.get("close_match")) for term in terms) >= 20


def test_recommendations_and_messages_are_complete() -> None:
    numbers = [one["number"] for kind in ("recommendation", "recommendation_unit") for one in entries()[kind]]
    assert len(entries()["recommendation_unit"]) == 30
    assert len(entries()["recommendation"]) == 6 + 9
    assert Counter(numbers)["4.4"] == 0
    assert Counter(numbers)["4.3"] == Counter(numbers)["4.5"] == 1


def test_tables_annexes_and_conflicts_are_there() -> None:
    assert {"table_1", "table_2", "annex_1"} <= {one["code"] for one in entries()["dataset"]}
    assert len([one for one in entries()["claim"] if one.get("dataset") == "annex_1"]) >= 27 * 5
    told = " ".join(one["title"] for one in entries()["article"])
    assert all(f"{name}:" in told for name in ("Table 1", "Table 2", "Annex 1", "Annex 2", "Annex 3"))
    ledger = [{value["value"] for value in one["values"]} for one in entries()["conflict"]]
    assert len(ledger) >= 12
    for stated, other in CONFLICTS.items():
        assert any({stated, other} <= values for values in ledger), stated

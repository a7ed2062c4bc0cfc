"""Vocabularies at the desk: who gets there, what the pages say, what a form does, and what wrong input does not."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.groups import ensure_groups
from portal.foundation import outbox
from portal.vocabularies import changing
from portal.vocabularies.foreseeing import Foreseen, of_merge
from portal.vocabularies.models import Concept, ConceptScheme
from portal.vocabularies.snapshot import forget, vocabulary
from portal.vocabularies.tree import rows_of
from practices.models import Practice, SearchExpectation
from search.indexing import rebuild
from tests.factories import make_concept, make_record, make_user
from tests.practices.pages import text_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Signed = Callable[[str], Client]
SAID = {"reason": "They are the same."}


@pytest.fixture
def signed_in() -> Signed:
    ensure_groups()

    def sign_in(group: str) -> Client:
        client = Client()
        client.force_login(make_user(group))
        return client

    return sign_in


@pytest.fixture
def old() -> Concept:
    return make_concept("topic:lodging", labels={"en": "Lodging", "de": "Unterkunft"}, position=1)


@pytest.fixture
def new() -> Concept:
    return make_concept("topic:housing", labels={"en": "Housing", "de": "Wohnraum"}, position=2)


def tree(code: str = "topic") -> str:
    return reverse("vocabulary_tree", args=[code])


def page(name: str, concept: Concept) -> str:
    return reverse(f"vocabulary_{name}", args=[concept.pk])


def now(concept: Concept) -> Concept:
    return Concept.objects.get(pk=concept.pk)


def confirmed(browser: Client, address: str, said: dict[str, Any]) -> Any:
    """Sends a form, and what the page that says what would change sends then."""
    answer = browser.post(address, said)
    assert answer.status_code == 200, answer.content.decode()
    seen = html.unescape(answer.content.decode().partition('name="seen" value="')[2].partition('"')[0])
    return browser.post(address, {**said, "seen": seen, "confirm": "1"})


def test_the_tree_shows_places_uses_and_missing_words(signed_in: Signed, old: Concept, new: Concept) -> None:
    old.broader.add(new)
    make_record(concepts=[old])
    text = text_of(signed_in("editors"), tree())
    assert text.index(">Housing</a>") < text.index(">Lodging</a>") or text.index("Housing") < text.index("Lodging")
    assert 'class="level-2"' in text
    assert "missing:" in text
    words = words_of(signed_in("editors"), reverse("vocabularies"))
    assert "Topic 2 1 2" in words


@pytest.mark.parametrize(
    ("group", "sees", "restructures"),
    [
        ("", False, False),
        ("members", False, False),
        ("contributors", False, False),
        ("editors", True, False),
        ("reviewers", True, True),
        ("administrators", True, True),
    ],
)
def test_who_may_what(
    signed_in: Signed, old: Concept, new: Concept, group: str, sees: bool, restructures: bool
) -> None:
    browser = signed_in(group) if group else Client()
    for address in (reverse("vocabularies"), tree(), page("concept", old)):
        assert (browser.get(address).status_code == 200) is sees
    for name in ("merge", "split", "deprecate"):
        assert (browser.get(page(name, old)).status_code == 200) is restructures
        answer = browser.post(page(name, old), {**SAID, "into": new.pk, "first_label": "Flats", "confirm": "1"})
        assert answer.status_code in ((200, 409) if restructures else (302, 403))
    browser.post(tree(), {"do": f"down:{old.pk}:"})
    forget()
    assert ([row.entry.code for row in rows_of_now()] == ["housing", "lodging"]) is sees
    assert now(old).replaced_by_id is None


def rows_of_now() -> list[Any]:
    return rows_of(vocabulary(fresh=True), "topic")


def test_steps_move_a_concept_through_the_tree(signed_in: Signed, old: Concept, new: Concept) -> None:
    third = make_concept("topic:rent", position=3)
    browser = signed_in("editors")

    def go(name: str, concept: Concept, parent: Concept | None = None) -> list[tuple[str, int]]:
        answer: Any = browser.post(tree(), {"do": f"{name}:{concept.pk}:{parent.pk if parent else ''}"})
        assert (answer.status_code, answer.url) == (302, f"{tree()}#c{concept.pk}")
        forget()
        return [(row.entry.code, row.level) for row in rows_of_now()]

    assert go("up", third) == [("lodging", 1), ("rent", 1), ("housing", 1)]
    assert go("in", third) == [("lodging", 1), ("rent", 2), ("housing", 1)]
    assert go("in", new) == [("lodging", 1), ("rent", 2), ("housing", 2)]
    assert go("down", third, old) == [("lodging", 1), ("housing", 2), ("rent", 2)]
    assert go("out", new, old) == [("lodging", 1), ("rent", 2), ("housing", 1)]
    assert go("out", third, old) == [("lodging", 1), ("rent", 1), ("housing", 1)]


def test_dropping_places_it_where_it_was_dropped(signed_in: Signed, old: Concept, new: Concept) -> None:
    browser = signed_in("editors")
    browser.post(tree(), {"do": f"place:{new.pk}:", "under": "", "before": old.pk})
    assert [row.entry.code for row in rows_of_now()] == ["housing", "lodging"]
    browser.post(tree(), {"do": f"place:{old.pk}:", "under": new.pk, "before": ""})
    assert list(old.broader.all()) == [new]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"do": "up"},
        {"do": "up:0:"},
        {"do": "sideways:{old}:"},
        {"do": "up:{old}:"},
        {"do": "up:{old}:99"},
        {"do": "place:{old}:", "under": "x"},
        {"do": "place:{old}:", "under": "9" * 40},
        {"do": "place:{old}:", "under": "{old}"},
        {"do": "place:{old}:", "under": "{new}"},
        {"do": "place:{old}:", "under": "{other}"},
        {"do": "place:{old}:\x00", "before": "\x00"},
    ],
)
def test_wrong_moves_are_refused(signed_in: Signed, old: Concept, new: Concept, said: dict[str, str]) -> None:
    new.broader.add(old)
    keys = {"old": old.pk, "new": new.pk, "other": make_concept("theme:families").pk}
    answer = signed_in("editors").post(tree(), {name: value.format(**keys) for name, value in said.items()})
    assert answer.status_code == 409
    assert not old.broader.exists()


def test_a_merge_says_what_would_change_and_does_it_when_confirmed(
    signed_in: Signed, old: Concept, new: Concept
) -> None:
    record, other = make_record(concepts=[old]), make_record(concepts=[new])
    expected = SearchExpectation.objects.create(query="Unterkunft", language="de")
    expected.records.add(other)
    rebuild()
    browser, said = signed_in("reviewers"), {**SAID, "into": str(new.pk)}
    answer = browser.post(page("merge", old), said)
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Records: 1" in text
    assert "Questions that would be understood otherwise" in text
    assert "<td>1</td><td><strong>2</strong></td>" in text
    assert now(old).replaced_by_id is None
    done = confirmed(browser, page("merge", old), said)
    assert done.url == page("concept", new)
    assert list(Practice.objects.get(pk=record.pk).concepts.all()) == [new]
    again = browser.post(page("merge", old), {**said, "confirm": "1"})
    assert again.status_code == 400
    assert "It has been merged already." in again.content.decode()
    assert "Lodging" in text_of(browser, tree())  # among those that lead on


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"into": "{old}"}, "can't be merged into itself"),
        ({"into": "{child}"}, "lies below it"),
        ({"into": "{other}"}, "of one vocabulary"),
        ({"into": "999999"}, "choose one of the list"),
        ({"into": "x\x00"}, ""),
        ({"into": "٣"}, "choose one of the list"),
        ({"into": ""}, "This field is required"),
        ({"into": "{new}", "reason": " "}, "This field is required"),
        ({"into": "{new}", "reason": "x" * 1_001}, "at most 1000 characters"),
    ],
)
def test_wrong_merges_are_refused_with_the_words_kept(
    signed_in: Signed, old: Concept, new: Concept, said: dict[str, str], complaint: str
) -> None:
    child = make_concept("topic:child")
    child.broader.add(old)
    keys = {"old": old.pk, "new": new.pk, "child": child.pk, "other": make_concept("theme:families").pk}
    sent = {"reason": "Kept words", **{name: value.format(**keys) for name, value in said.items()}}
    answer = signed_in("reviewers").post(page("merge", old), {**sent, "confirm": "1"})
    assert answer.status_code == 400
    assert complaint in html.unescape(answer.content.decode())
    assert sent["reason"].strip() in answer.content.decode()
    assert now(old).replaced_by_id is None


def test_what_changed_in_between_is_looked_at_again(signed_in: Signed, old: Concept, new: Concept) -> None:
    browser, said = signed_in("reviewers"), {**SAID, "into": str(new.pk)}
    answer = browser.post(page("merge", old), {**said, "seen": "of yesterday", "confirm": "1"})
    assert answer.status_code == 409
    assert "changed in between" in answer.content.decode()
    assert now(old).replaced_by_id is None


def test_a_split_at_the_desk(signed_in: Signed, old: Concept) -> None:
    first, second, sealed = make_record(concepts=[old]), make_record(concepts=[old]), make_record(concepts=[old], audience="group:administrators")  # fmt: skip
    rebuild()
    browser, column = signed_in("reviewers"), "practices.Record.concepts"
    form = text_of(browser, page("split", old))
    assert f'name="{column}:{first.pk}"' in form
    assert sealed.title not in form
    said = {
        **SAID, "first_label": "Flats & rooms", "second_label": "Hostels", f"{column}:{first.pk}": "first",
        f"{column}:{second.pk}": "second", f"{column}:{sealed.pk}": "first",
    }  # fmt: skip
    told = html.unescape(browser.post(page("split", old), said).content.decode())
    assert "1 goes over to “Flats & rooms”." in told
    confirmed(browser, page("split", old), said)
    assert [one.code for one in Practice.objects.get(pk=first.pk).concepts.all()] == ["flats_rooms"]
    assert [one.code for one in Practice.objects.get(pk=second.pk).concepts.all()] == ["hostels"]
    assert [one.code for one in Practice.objects.get(pk=sealed.pk).concepts.all()] == ["lodging"]


@pytest.mark.parametrize(
    "said",
    [
        {"first_label": ""},
        {"first_label": "!!!"},
        {"first_label": "Flats", "first_code": "Not A Code"},
        {"first_label": "Flats", "first_code": "housing"},
        {"first_label": "Flats", "second_label": "flats"},
        {"first_label": "Flats", "{record}": "second"},
        {"first_label": "x" * 256},
        {"first_label": "a\x00b"},
    ],
)
def test_wrong_splits_are_refused(signed_in: Signed, old: Concept, new: Concept, said: dict[str, str]) -> None:
    record = make_record(concepts=[old])
    sent = {name.format(record=f"practices.Record.concepts:{record.pk}"): value for name, value in said.items()}
    answer = signed_in("reviewers").post(page("split", old), {**SAID, **sent, "confirm": "1"})
    assert answer.status_code == 400
    assert Concept.objects.filter(scheme="topic").count() == 2


def test_deprecating_with_and_without_a_replacement(signed_in: Signed, old: Concept, new: Concept) -> None:
    browser = signed_in("reviewers")
    assert confirmed(browser, page("deprecate", old), SAID).url == page("concept", old)
    assert now(old).deprecated_at
    assert browser.post(page("concept", old)).status_code == 302
    assert now(old).deprecated_at is None
    assert browser.post(page("concept", old)).status_code == 409
    record = make_record(concepts=[old])
    confirmed(browser, page("deprecate", old), {**SAID, "into": str(new.pk)})
    assert list(Practice.objects.get(pk=record.pk).concepts.all()) == [new]
    assert now(old).replaced_by_id == new.pk
    assert browser.post(page("concept", old)).status_code == 409


def test_where_it_is_used_names_only_what_this_editor_may_see(signed_in: Signed, old: Concept) -> None:
    make_record(concepts=[old], title="Seen by all")
    make_record(concepts=[old], title="Sealed", audience="group:administrators")
    words = words_of(signed_in("editors"), page("concept", old))
    assert "Seen by all" in words
    assert "Sealed" not in words
    assert "Records: 2" in words


def test_concepts_in_a_circle_are_shown_all_the_same(signed_in: Signed, old: Concept, new: Concept) -> None:
    old.broader.add(new)
    new.broader.add(old)
    forget()
    text = text_of(signed_in("editors"), tree())
    assert "Lodging" in text
    assert "Housing" in text


def test_what_is_not_there_is_not_found(signed_in: Signed) -> None:
    browser = signed_in("administrators")
    for address in (
        tree("nothing"),
        *(f"/admin/vocabularies/concept/999999/{rest}" for rest in ("", "merge/", "split/")),
    ):
        assert browser.get(address).status_code == 404


def test_bigger_vocabularies_ask_no_more_queries(signed_in: Signed, old: Concept, new: Concept) -> None:
    browser = signed_in("reviewers")
    make_record(concepts=[old])
    rebuild()
    said = {**SAID, "into": str(new.pk)}

    def asked() -> list[int]:
        counts = []
        for address, data in (
            (reverse("vocabularies"), None), (tree(), None), (page("concept", old), None), (page("merge", old), None), (page("merge", old), said),
        ):  # fmt: skip
            browser.get(address)
            with CaptureQueriesContext(connection) as queries:
                answer = browser.post(address, data) if data else browser.get(address)
            assert answer.status_code == 200
            counts.append(len(queries))
        return counts

    few = asked()
    scheme = ConceptScheme.objects.get(pk="topic")
    for number in range(30):
        one = make_concept(f"{scheme.pk}:more_{number}")
        one.broader.add(new)
        if number < 5:
            make_record(concepts=[old, one])
    rebuild()
    forget()
    assert asked() == few


def test_the_effect_is_that_of_the_change(signed_in: Signed, old: Concept, new: Concept) -> None:
    """What was foretold is found afterwards."""
    by = make_user("reviewers")
    (
        make_record(concepts=[old], title="One"),
        make_record(concepts=[new], title="Two"),
        make_record(title="Lodging house"),
    )
    rebuild()
    forget()
    foretold = {(one.text, one.language): one.after for one in of_merge(by, old, new).labels}
    changing.merge(old, new, by, "")
    forget()
    outbox.drain(["index"])
    forget()
    after = Foreseen(by, [], [], {})
    assert {key: after.found(*key).before for key in foretold} == foretold

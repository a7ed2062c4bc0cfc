"""What becomes of everything that carries a concept when it is merged, split, deprecated or moved."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communities.discussion.models import Topic
from communities.people.models import Profile
from portal.foundation import outbox
from portal.foundation.audit.models import AuditEntry
from portal.vocabularies import changing, uses
from portal.vocabularies.changing import RefusedError
from portal.vocabularies.models import Concept, ConceptMatch
from portal.vocabularies.snapshot import forget, vocabulary
from portal.vocabularies.widgets import ConceptBoxes
from practices.claims.models import Claim, Dataset
from practices.following.models import Following
from practices.models import Practice
from search.indexing import rebuild
from tests.communities.conftest import make_space
from tests.factories import make_concept, make_record, make_source, make_standard_page, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def old() -> Concept:
    return make_concept(
        "topic:lodging", labels={"en": "Lodging", "de": "Unterkunft", "fr": "Logis"}, alternatives={"en": ["Digs"]}
    )


@pytest.fixture
def new() -> Concept:
    return make_concept("topic:housing", labels={"en": "Housing", "de": "Wohnraum"})


@pytest.fixture
def by() -> Any:
    return make_user("reviewers")


def words(concept: Concept) -> set[tuple[str, str, str]]:
    return set(concept.labels.values_list("language", "kind", "text"))


def now(concept: Concept) -> Concept:
    return Concept.objects.get(pk=concept.pk)


def test_everything_that_carries_one_carries_the_other(old: Concept, new: Concept, by: Any) -> None:
    one, both = make_record(concepts=[old]), make_record(concepts=[old, new])
    page = make_standard_page(concepts=[old])
    topic = Topic.objects.create(community=make_space(), title="A talk", author=by)
    topic.concepts.add(old)
    person = Profile.objects.create(user=by)
    person.fields.add(old)
    changing.merge(old, new, by, "They are the same.")
    for carrying in (one, both, page):
        assert list(type(carrying).objects.get(pk=carrying.pk).concepts.all()) == [new]
    assert list(topic.concepts.all()) == list(person.fields.all()) == [new]
    entry = AuditEntry.objects.get(action="concept.merged")
    assert entry.reason == "topic:lodging → topic:housing: They are the same."


def test_its_words_become_further_words(old: Concept, new: Concept, by: Any) -> None:
    changing.merge(old, new, by, "")
    assert words(new) == {
        ("en", "preferred", "Housing"), ("de", "preferred", "Wohnraum"), ("fr", "preferred", "Logis"),
        ("en", "alternative", "Lodging"), ("de", "alternative", "Unterkunft"), ("en", "alternative", "Digs"),
    }  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/de"])
def test_its_address_leads_on_for_good(old: Concept, new: Concept, by: Any, prefix: str) -> None:
    third = make_concept("topic:home")
    changing.merge(old, new, by, "")
    changing.merge(new, third, by, "")
    forget()
    answer: Any = Client().get(f"{prefix}/themes/topic/lodging/")
    assert (answer.status_code, answer.url) == (301, f"{prefix}/themes/topic/home/")
    record = make_record(concepts=[third], title="A flat")
    rebuild()
    listed = Client().get("/search/?topic=lodging").content.decode()
    assert record.title in listed


def test_a_glossary_term_leads_on_too(by: Any) -> None:
    old, new = make_concept("glossary:ngo", abbreviation="NGO"), make_concept("glossary:charity")
    changing.merge(old, new, by, "")
    forget()
    answer: Any = Client().get("/glossary/ngo/")
    assert (answer.status_code, answer.url) == (301, "/glossary/charity/")
    assert vocabulary().abbreviations["NGO"].code == "charity"
    assert 'href="/glossary/ngo/"' not in Client().get("/glossary/").content.decode()


def test_search_follows(old: Concept, new: Concept, by: Any) -> None:
    make_record(concepts=[old], title="A flat by the river")
    rebuild()
    changing.merge(old, new, by, "")
    forget()
    outbox.drain(["index"])
    for query in ("q=Wohnraum", "q=Digs", "topic=housing"):
        assert "A flat by the river" in Client().get(f"/search/?{query}").content.decode()


def test_what_is_below_it_lies_below_the_other(old: Concept, new: Concept, by: Any) -> None:
    child, near = make_concept("topic:hostels"), make_concept("topic:rent")
    child.broader.add(old)
    old.related.add(near, new)
    ConceptMatch.objects.create(concept=near, to=old, note="much the same")
    changing.merge(old, new, by, "")
    assert list(child.broader.all()) == [new]
    assert list(new.related.all()) == [near]
    assert ConceptMatch.objects.get().to_id == new.pk
    assert not now(old).broader.exists()


def test_drafts_and_the_version_that_opens_next_carry_the_other(old: Concept, new: Concept, by: Any) -> None:
    figure = Claim(indicator=make_concept("indicator:people"), concept=old, value=3, source=make_source())
    draft = make_record(concepts=[old], publish=False)
    live = make_record(concepts=[old], results=[figure])
    first = live.latest_revision
    live.summary = "Another one."
    live.save_revision()
    changing.merge(old, new, by, "")
    for record in (draft, live):
        record.refresh_from_db()
        opened = record.get_latest_revision_as_object()
        assert [one.pk for one in opened.concepts.all()] == [new.pk]
        opened.save_revision().publish()
        assert list(Practice.objects.get(pk=record.pk).concepts.all()) == [new]
    assert Claim.objects.get().concept_id == new.pk
    first.refresh_from_db()
    assert first.content["concepts"] == [old.pk]  # what was published stays as it was


def test_lists_that_people_follow_are_narrowed_to_the_other(old: Concept, new: Concept, by: Any) -> None:
    other = make_user()
    Following.objects.create(user=by, query="?q=a&topic=lodging&topic=housing", label="Mine")
    Following.objects.create(user=other, query="?topic=lodging", label="One")
    Following.objects.create(user=other, query="?topic=housing", label="The same")
    Following.objects.create(user=other, query="?theme=lodging", label="Another facet")
    changing.merge(old, new, by, "")
    assert set(Following.objects.values_list("query", flat=True)) == {
        "?q=a&topic=housing",
        "?topic=housing",
        "?theme=lodging",
    }


def test_two_columns_of_one_table_are_not_made_one(by: Any) -> None:
    a, b, c = (make_concept(f"indicator:{code}") for code in "abc")
    source, place = make_source(), make_concept("topic:row")
    table = Dataset.objects.create(code="t", title="Prisons", source=source, rows="concept", columns=["a", "b"])
    for indicator in (a, b):
        Claim.objects.create(dataset=table, indicator=indicator, concept=place, value=1, source=source)
    with pytest.raises(RefusedError, match="Prisons"):
        changing.merge(a, b, by, "")
    changing.merge(a, c, by, "")
    table.refresh_from_db()
    assert table.columns == ["c", "b"]
    assert Claim.objects.filter(indicator=c).exists()


@pytest.mark.parametrize("wrong", ["itself", "child", "scheme", "deprecated", "twice"])
def test_what_can_not_be_merged_is_refused_and_changes_nothing(old: Concept, new: Concept, by: Any, wrong: str) -> None:
    record, into = make_record(concepts=[old]), new
    if wrong == "itself":
        into = old
    elif wrong == "child":
        middle = make_concept("topic:middle")
        middle.broader.add(old)
        new.broader.add(middle)
    elif wrong == "scheme":
        into = make_concept("theme:families")
    elif wrong == "deprecated":
        changing.deprecate(new, by, "")
    else:
        changing.merge(old, make_concept("topic:third"), by, "")
    carried = list(record.concepts.through.objects.values_list("concept_id", flat=True))
    with pytest.raises(RefusedError):
        changing.merge(old, into, by, "")
    assert list(record.concepts.through.objects.values_list("concept_id", flat=True)) == carried


def test_a_merge_that_fails_half_way_changes_nothing(old: Concept, new: Concept, by: Any, monkeypatch: Any) -> None:
    record = make_record(concepts=[old])

    def fail(*_anything: Any) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(changing, "_take_notes", fail)
    with pytest.raises(RuntimeError):
        changing.merge(old, new, by, "")
    assert list(Practice.objects.get(pk=record.pk).concepts.all()) == [old]
    assert now(old).replaced_by_id is None


def test_a_split_gives_each_new_concept_what_was_chosen(old: Concept, by: Any) -> None:
    top = make_concept("topic:living")
    old.broader.add(top)
    first, second, rest = (make_record(concepts=[old]) for _number in range(3))
    column = "practices.Record.concepts"
    parts = [
        changing.Part("flats", "Flats", {column: [first.pk]}),
        changing.Part("hostels", "Hostels", {column: [second.pk]}),
    ]
    made = changing.split(old, parts, by, "Too wide.")
    assert [str(one) for one in made] == ["Flats (topic)", "Hostels (topic)"]
    for record, carried in ((first, made[0]), (second, made[1]), (rest, old)):
        saved = Practice.objects.get(pk=record.pk)
        assert list(saved.concepts.all()) == [carried]
        assert saved.latest_revision.content["concepts"] == [carried.pk]
        assert list(carried.broader.all()) == [top]
    with pytest.raises(RefusedError, match="flats"):
        changing.split(old, parts[:1], by, "")


def test_what_is_deprecated_stays_and_is_not_offered(old: Concept, by: Any) -> None:
    record = make_record(concepts=[old])
    changing.deprecate(old, by, "Nobody says so.")
    forget()
    boxes = ConceptBoxes("topic")
    assert "Lodging" not in boxes.render("concepts", [])
    assert "Lodging" in boxes.render("concepts", [old.pk])  # a form that is saved takes nothing away
    assert list(Practice.objects.get(pk=record.pk).concepts.all()) == [old]
    assert Client().get("/themes/topic/lodging/").status_code == 200
    with pytest.raises(RefusedError):
        changing.deprecate(old, by, "")
    changing.restore(now(old), by)
    forget()
    assert "Lodging" in boxes.render("concepts", [])
    with pytest.raises(RefusedError):
        changing.restore(now(old), by)


def test_what_is_moved_lies_below_another_and_stands_before_its_sibling(old: Concept, new: Concept, by: Any) -> None:
    child, second = make_concept("topic:hostels"), make_concept("topic:flats")
    for one in (child, second):
        changing.move(one, under=new, by=by)
    changing.move(second, under=new, leaving=new, before=child, by=by)
    forget()
    order = [one.code for one in vocabulary().by_scheme["topic"]]
    assert order.index("flats") + 1 == order.index("hostels")
    assert order.index("housing") < order.index("flats")
    changing.move(second, under=None, leaving=new, by=by)
    assert not second.broader.exists()


@pytest.mark.parametrize("wrong", ["itself", "child", "scheme"])
def test_circles_are_refused(old: Concept, new: Concept, by: Any, wrong: str) -> None:
    new.broader.add(old)
    under = {"itself": old, "child": new, "scheme": make_concept("theme:families")}[wrong]
    with pytest.raises(RefusedError):
        changing.move(old, under=under, by=by)


def test_every_column_to_concepts_is_declared() -> None:
    assert set(uses.columns()) == {use.column for use in uses.uses()}
    assert uses.every_column_to_concepts_is_declared() == []


def test_merging_asks_no_more_queries_of_more_records(by: Any) -> None:
    def asked(count: int) -> int:
        old, new = make_concept(f"topic:old{count}"), make_concept(f"topic:new{count}")
        for number in range(count):
            make_record(concepts=[old], publish=number > 0)
        with CaptureQueriesContext(connection) as queries:
            changing.merge(old, new, by, "")
        return len(queries)

    asked(1)  # what is asked once in a process
    assert asked(2) == asked(9)

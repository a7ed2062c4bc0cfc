"""`/lessons/`: everybody learns; what is tried is never kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from communities.commitments import documents
from communities.commitments.lessons import LESSONS
from communities.commitments.practice import MESSAGES, Field, Place, Rule, sort
from communities.discussion.drafts import Draft
from communities.discussion.models import Post, Topic
from communities.spaces.models import Community
from portal.foundation import outbox
from search.engines import engine
from search.engines.base import Changes
from search.indexing import rebuild
from tests.communities.commitments.conftest import HERE, taken_up
from tests.communities.conftest import RUNGS, as_, client_of, make_member
from tests.practices.pages import text_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
REST = "&".join(f"field{number}=sender&words{number}=&place{number}=later" for number in (2, 3))
PAGES = ("", *(f"{code}/" for code in LESSONS), "try/filters/", "try/writing/")


@pytest.fixture
def no_lessons_in_the_index() -> None:
    """Here they are in it."""


def right(code: str, **wrong: Any) -> dict[str, Any]:
    """The answers that are right, but for some."""
    questions = LESSONS[code].questions
    return {f"question-{number}": question.right for number, question in enumerate(questions)} | wrong


@pytest.mark.parametrize("page", PAGES)
def test_everybody_reads_all_of_them(space: Community, page: str) -> None:
    for rung in RUNGS:
        assert as_(rung, space).get(f"/lessons/{page}").status_code == 200


@pytest.mark.parametrize("page", ["cooking/", "try/", "browser/try/"])
def test_what_is_not_taught(page: str) -> None:
    assert Client().get(f"/lessons/{page}").status_code == 404


@pytest.mark.parametrize("code", LESSONS)
def test_the_check_is_done_once_all_answers_are_right(code: str) -> None:
    client = Client()
    wrong = (LESSONS[code].questions[0].right + 1) % 3
    answer = client.post(f"/lessons/{code}/", right(code, **{"question-0": wrong}))
    assert answer.status_code == 400
    assert [*answer.context["form"].errors] == ["question-0"]
    assert answer.context["form"]["question-0"].value() == str(wrong)
    assert client.post(f"/lessons/{code}/", {}).status_code == 400
    assert client.post(f"/lessons/{code}/", right(code, **{"question-1": "x\x00"})).status_code == 400
    done = client.post(f"/lessons/{code}/", right(code))
    assert done.status_code == 200
    assert "All four are right." in done.content.decode()


def test_who_took_it_up_is_offered_to_tick_it(space: Community) -> None:
    member = make_member(space)
    own = taken_up(member, "", lesson="messages")
    client = client_of(member.user)
    page = client.post("/lessons/messages/", right("messages")).content.decode()
    assert f'action="{HERE}{own.pk}/"' in page
    assert f"{HERE}{own.pk}/" not in client.post("/lessons/browser/", right("browser")).content.decode()
    assert f"{HERE}{own.pk}/" not in as_("member", space).post("/lessons/messages/", right("messages")).content.decode()
    own.refresh_from_db()
    assert own.done_at is None  # it is ticked by its owner, not by the lesson


def test_rules_are_tried_on_invented_messages() -> None:
    page = words_of(Client(), "/lessons/try/filters/?field1=subject&words1=RELEASE&place1=bin&" + REST)
    assert "Somebody waits in vain. 2 messages that need you are out of sight." in page
    assert "bin by rule 1" in page


def test_the_first_rule_that_fits_decides() -> None:
    keep = Rule(Field.SUBJECT, "asked", Place.INBOX)
    away = [Rule(Field.SENDER, sender, Place.LATER) for sender in ("passerelle", "letters", "shop.example", "lucky")]
    outcome = sort([keep, *away, Rule(Field.TO, "team@", Place.LATER)])
    assert (len(outcome.rows), outcome.missed, outcome.noise) == (len(MESSAGES), [], [])
    assert len(sort(away).missed) == 1
    assert len(sort([]).noise) == 7


@pytest.mark.parametrize(
    "wrong", [f"field1=x&words1=a&place1=bin&{REST}", f"words1=%00&field1=to&place1=bin&{REST}", "words1=" + "a" * 161]
)
def test_a_rule_that_is_none(wrong: str) -> None:
    assert Client().get(f"/lessons/try/filters/?{wrong}").status_code == 400


def test_a_post_to_practise_with_is_shown_and_not_kept(space: Community) -> None:
    client = as_("member", space)
    page = client.post("/lessons/try/writing/", {"text": "It is **so** <script>alert(1)</script>"}).content.decode()
    assert "<strong>so</strong>" in page
    assert "<script>alert" not in page
    assert not any(model.objects.exists() for model in (Post, Topic, Draft))
    for wrong in ("", "\x00", "x" * 40_001):
        assert client.post("/lessons/try/writing/", {"text": wrong}).status_code == 400


def test_the_commitments_page_leads_to_lessons(space: Community) -> None:
    page = text_of(as_("member", space), HERE)
    assert all(f'href="/lessons/{code}/"' in page for code in LESSONS)
    assert all(f'href="/lessons/{code}/"' in text_of(Client(), "/lessons/") for code in LESSONS)


@pytest.mark.parametrize(
    ("typed", "lessons"),
    [("filter mess", ["messages"]), ("Browser", ["browser"]), ("technolog", ["words"]), ("filter coffee", [])],
)
def test_lessons_are_suggested_while_somebody_types(search_index: None, typed: str, lessons: list[str]) -> None:
    offered = Client().get("/search/suggest/", {"q": typed}).content.decode()
    assert [code for code in LESSONS if f"/lessons/{code}/" in offered] == lessons


@pytest.mark.parametrize(
    ("asked", "lesson"),
    [
        ("filter messages", "messages"),
        ("I learn to filter messages", "messages"),  # as it is promised
        ("junk folder", "messages"),  # a word of its steps
        ("browser kind:lesson", "browser"),
    ],
)
def test_lessons_are_found_by_everybody(search_index: None, space: Community, asked: str, lesson: str) -> None:
    for client in (Client(), as_("member", space)):
        hits = client.get("/search/", {"q": asked}).context["listing"].hits
        assert hits[0].url == f"/lessons/{lesson}/"
    page = words_of(Client(), "/search/?q=" + asked)
    assert "Lesson" in page
    assert "Ten minutes" in page


def test_the_index_holds_their_words_without_the_frame_of_the_page() -> None:
    shown = documents.text(LESSONS["messages"], "en")
    assert "Messages are of three sorts." in shown.body
    assert "<" not in shown.body
    assert "A little check" not in shown.body


def test_an_index_that_has_none_gets_them_by_the_worker(either_engine: None) -> None:
    rebuild()
    engine().apply(Changes(frozenset(f"lesson:{code}" for code in LESSONS), ()))
    assert Client().get("/search/", {"q": "filter messages"}).context["listing"].total == 0
    documents.refresh()
    outbox.drain(["index"])
    assert Client().get("/search/", {"kind": "lesson"}).context["listing"].total == len(LESSONS)
    rebuild()
    assert Client().get("/search/", {"kind": "lesson"}).context["listing"].total == len(LESSONS)


def test_what_is_no_lesson_has_no_document() -> None:
    source = documents.LessonSource()
    assert [*source.documents(["cooking", "", "12"])] == []
    assert source.visible(["cooking", "words", "words:stub"], None) == {"words"}

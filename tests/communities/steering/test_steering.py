"""`steering/`, duties, versions of the agreement and the strategy, and what steered communities read of them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from communities.meetings.models import Meeting
from communities.polls.models import Poll
from communities.spaces.models import Community
from communities.steering import told
from communities.steering.models import Duty, Statement
from portal.foundation import outbox
from portal.foundation.erasure import erase
from portal.notices.models import Notice
from tests.communities.conftest import as_, client_of, ladder, make_member, make_person, make_space, statuses
from tests.communities.meetings.conftest import held
from tests.communities.polls.conftest import make_poll
from tests.communities.steering.conftest import GROUP, STEERING
from tests.practices.pages import warm_queries, words_of
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
STEERED = "/communities/mentoring-after-release/steered/"
WORDS = {
    "base": "0",
    "programme": "Three workshops.\n\nA budget of 12,000.",
    "roles": "We decide by consent.",
    "monitoring": "",
    "note": "A beginning.",
}


def duty(space: Community, **fields: Any) -> Duty:
    return Duty.objects.create(
        **{"community": space, "work": "minutes", "what": "Minutes of the spring meeting", **fields}
    )


def statement(space: Community, number: int = 1, **fields: Any) -> Statement:
    made = {
        "subject": "agreement",
        "sections": {"programme": f"Version {number} says this."},
        "note": f"Note {number}",
        **fields,
    }
    return Statement.objects.create(community=space, number=number, **made)


def test_who_sees_and_does_what(space: Community, steered: Community) -> None:
    one = duty(space)
    statement(space)
    for page in ("", "agreement/1/"):
        assert statuses(space, STEERING + page) == ladder(302, 404, 200, 200, 200, 200)
    for page in ("duty/new/", f"duty/{one.pk}/", "agreement/new/", "strategy/new/"):
        assert statuses(space, STEERING + page) == ladder(302, 404, 200, 200, 200, 200)
    adopt = {"adopted_on": "2026-03-01"}
    assert statuses(space, f"{STEERING}agreement/1/", "post", adopt) == ladder(302, 404, 403, 302, 302, 302)
    for page in ("agreement/9/", "duty/9/", "charter/1/"):
        assert as_("steward", space).get(STEERING + page).status_code == 404
    assert as_("steward", steered).get("/communities/mentoring-after-release/steering/").status_code == 404


def test_a_space_becomes_a_steering_group_of_what_its_steward_tends(steered: Community, secret: Community) -> None:
    group = make_space("Board")
    steward = make_member(group, "steward").user
    make_member(steered, "steward", user=steward)
    words = {"name": "Board", "purpose": "We steer.", "visibility": "face", "joining": "open", "is_steering": "on"}
    client = client_of(steward)
    assert client.post("/communities/board/edit/", words | {"steers": [secret.pk]}).status_code == 400
    without = {name: value for name, value in words.items() if name != "is_steering"}
    assert client.post("/communities/board/edit/", without | {"steers": [steered.pk]}).status_code == 400
    assert client.post("/communities/board/edit/", words | {"steers": [steered.pk]}).status_code == 302
    group.refresh_from_db()
    assert (group.kind, list(group.steers.all())) == ("steering", [steered])
    assert "Steering" in words_of(client, "/communities/board/")
    assert "Steered by Board: what was agreed on" in words_of(client, "/communities/mentoring-after-release/")
    assert client.post("/communities/board/edit/", without).status_code == 302
    group.refresh_from_db()
    assert (group.kind, group.steers.count()) == ("community", 0)
    assert client.get("/communities/board/steering/").status_code == 404


def test_a_duty_is_given_done_and_deleted(space: Community) -> None:
    client, mina = as_("facilitator", space), make_member(space, name="Mina").user
    said = {"what": "Minutes", "work": "minutes", "who": mina.pk, "due_on": "2027-03-01", "about": "Of all meetings."}
    assert client.post(f"{STEERING}duty/new/", said).status_code == 302
    one = Duty.objects.get()
    outbox.drain(["event"])
    assert Notice.objects.filter(user=mina, event__startswith=f"duty_given:{one.pk}.").count() == 1
    assert "Minutes Of all meetings. Mina · until 1 March 2027" in words_of(client, STEERING)
    for button, is_done in (({}, True), ({"undo": "1"}, False)):
        assert client.post(f"{STEERING}duty/{one.pk}/done/", button).status_code == 302
        one.refresh_from_db()
        assert bool(one.done_at) is is_done
    assert (
        as_("member", space).post(f"{STEERING}duty/{one.pk}/", {"delete": "1"}).status_code == 400
    )  # who may not is asked for words
    assert client.post(f"{STEERING}duty/{one.pk}/", {"delete": "1"}).status_code == 302
    assert not Duty.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": ""},
        {"what": "x" * 201},
        {"work": "cooking"},
        {"who": "999999"},
        {"due_on": "soon"},
        {"about": "x" * 2_001},
    ],
)
def test_a_mistake_in_a_duty_is_told_and_nothing_lost(space: Community, wrong: dict[str, str]) -> None:
    said = {"what": "Kept words", "work": "minutes", "who": "", "due_on": "", "about": "Kept, too"} | wrong
    answer = as_("member", space).post(f"{STEERING}duty/new/", said)
    assert answer.status_code == 400
    assert b"Kept" in answer.content
    assert not Duty.objects.exists()


def test_a_duty_is_only_for_people_of_the_group(space: Community) -> None:
    said = {"what": "Minutes", "work": "minutes", "who": make_person().pk, "due_on": "", "about": ""}
    assert as_("member", space).post(f"{STEERING}duty/new/", said).status_code == 400


def test_who_has_a_duty_is_reminded_once_on_its_day(space: Community) -> None:
    mina = make_member(space, name="Mina").user
    one = duty(space, who=mina, due_on=timezone.localdate() + timedelta(days=2))
    duty(space, who=mina, due_on=one.due_on, done_at=timezone.now())

    def reminded(days: int) -> int:
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            for _again in range(2):
                told.remind()
                outbox.drain(["event"])
        return Notice.objects.filter(event__startswith="duty_due:", user=mina).count()

    assert [reminded(days) for days in (1, 2, 3)] == [0, 1, 1]
    Duty.objects.filter(pk=one.pk).update(due_on=timezone.localdate() + timedelta(days=9))
    assert [reminded(days) for days in (4, 9)] == [1, 2]
    assert told.due(mina, [f"{one.pk}.{timezone.localdate() + timedelta(days=2)}"]) == {}  # another day was set


def test_versions_are_written_compared_and_adopted(space: Community) -> None:
    client = as_("facilitator", space)
    answer = client.post(f"{STEERING}agreement/new/", WORDS)
    assert answer["Location"] == f"{STEERING}agreement/1/"
    page = client.get(f"{STEERING}agreement/new/").content.decode()
    assert "A budget of 12,000." in page  # where the next one begins
    changed = WORDS | {"base": "1", "programme": "Four workshops.\n\nA budget of 12,000.", "note": "One more."}
    client.post(f"{STEERING}agreement/new/", changed)
    shown = client.get(f"{STEERING}agreement/2/").content.decode()
    assert "<del>Three</del><ins>Four</ins> workshops." in shown
    client.post(f"{STEERING}agreement/new/", changed | {"base": "2", "roles": "We vote.", "note": "And votes."})
    assert "<del>Four</del><ins>Three</ins>" in client.get(f"{STEERING}agreement/1/?with=3").content.decode()
    for odd in ("x", "9", "", "-1", "9" * 40):
        assert client.get(f"{STEERING}agreement/1/?with={odd}").status_code == 200
    for number in (1, 2):
        assert client.post(f"{STEERING}agreement/{number}/", {"adopted_on": "2026-03-01"}).status_code == 302
    assert [one.number for one in Statement.objects.filter(in_force=True)] == [2]
    assert "Version 2 is in force, adopted on 1 March 2026" in words_of(client, STEERING)
    outbox.drain(["event"])
    assert Notice.objects.filter(event__startswith="statement_adopted:").exists()


def test_of_two_who_write_at_once_none_loses_a_word(space: Community) -> None:
    statement(space)
    client = as_("member", space)
    answer = client.post(f"{STEERING}agreement/new/", WORDS)  # begun before there was a version
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Version 1 was written meanwhile." in page
    assert "We decide by consent." in page
    assert 'name="base" value="1"' in page
    assert client.post(f"{STEERING}agreement/new/", WORDS | {"base": "1"}).status_code == 302
    assert Statement.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"note": ""}, {"programme": "x" * 8_001}, {"programme": " ", "roles": ""}, {"base": "x"}, {"note": "x" * 301}],
)
def test_a_mistake_in_a_version_is_told_and_nothing_lost(space: Community, wrong: dict[str, str]) -> None:
    answer = as_("member", space).post(
        f"{STEERING}agreement/new/",
        WORDS | {"monitoring": "Kept words"} | wrong | ({"monitoring": ""} if "roles" in wrong else {}),
    )
    assert answer.status_code == 400
    assert ("Kept words" in answer.content.decode()) is ("roles" not in wrong)
    assert not Statement.objects.exists()


def test_it_is_told_where_it_was_adopted(space: Community) -> None:
    meeting = held(space, title="The spring meeting")
    hidden = held(space, title="Behind closed doors", reach="facilitators")
    Meeting.objects.update(minutes="We agreed.", minutes_published_at=timezone.now())
    poll = make_poll(space, question="Do we agree?")
    Poll.objects.update(closed_at=timezone.now())
    statement(space)
    client, page = as_("steward", space), f"{STEERING}agreement/1/"
    space.parts = ["people", "polls", "meetings"]
    space.save()
    assert client.post(page, {"adopted_on": "2026-03-01", "meeting": hidden.pk}).status_code == 400
    assert client.post(page, {"adopted_on": "never"}).status_code == 400
    assert client.post(page, {"adopted_on": "2026-03-01", "meeting": meeting.pk, "poll": poll.pk}).status_code == 302
    answer = client.get(page).content.decode()
    assert f'href="{meeting.get_absolute_url()}"' in answer
    assert f'href="{poll.get_absolute_url()}"' in answer


def test_the_people_of_a_steered_community_read_what_is_in_force(space: Community, steered: Community) -> None:
    statement(space, 1, in_force=True, adopted_on="2026-03-01")
    statement(space, 2)
    assert statuses(steered, STEERED) == ladder(302, 403, 200, 200, 200, 200)
    words = words_of(as_("member", steered), STEERED)
    assert "Version 1 says this." in words
    assert "Version 2 says this." not in words
    assert as_("member", steered).get(STEERING).status_code == 404
    space.steers.clear()
    assert as_("member", steered).get(STEERED).status_code == 404


def test_what_is_found_inside_the_group(space: Community, found: Any) -> None:  # noqa: F811
    member = as_("member", space)
    member.post(f"{STEERING}agreement/new/", WORDS | {"programme": "Woodpecker workshops."})
    member.post(
        f"{STEERING}duty/new/", {"what": "Count woodpeckers", "work": "other", "who": "", "due_on": "", "about": ""}
    )
    catch_up()
    there = {f"{STEERING}agreement/1/", f"{STEERING}#duty-{Duty.objects.get().pk}"}
    assert set(found("woodpecker", member, community=str(space.pk))) == there
    assert found("woodpecker", as_("outsider", space)) == []
    assert found("woodpecker") == []
    member.post(f"{STEERING}agreement/new/", WORDS | {"base": "1", "programme": "Nothing of that."})
    catch_up()
    assert found("woodpecker", member) == [f"{STEERING}#duty-{Duty.objects.get().pk}"]


def test_the_copy_and_who_leaves(space: Community) -> None:
    mina = make_member(space, name="Mina").user
    duty(space, who=mina)
    statement(space, author=mina)
    answer: Any = as_("steward", space).get(f"{GROUP}export/?format=jsonl")
    rows = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    ours = [row for row in rows if row["type"] == "steering"]
    assert [row.get("who", row.get("author")) for row in ours] == [None, "Mina", "Mina"]
    erase(mina)
    assert Duty.objects.get().who is None
    assert Statement.objects.get().author is None
    assert "Mina" not in words_of(as_("steward", space), STEERING)


def test_more_of_everything_takes_no_more_queries(space: Community, steered: Community) -> None:
    def more(number: int) -> None:
        who = make_member(space).user
        duty(space, who=who)
        duty(space, who=who, done_at=timezone.now())
        for subject in ("agreement", "strategy"):
            statement(space, number, subject=subject, author=who)

    more(1)
    more(2)
    pages = {
        STEERING: as_("member", space),
        f"{STEERING}agreement/2/": as_("member", space),
        STEERED: as_("member", steered),
    }
    few = {page: warm_queries(client, page) for page, client in pages.items()}
    for number in (3, 4):
        more(number)
    assert {page: warm_queries(client, page) for page, client in pages.items()} == few

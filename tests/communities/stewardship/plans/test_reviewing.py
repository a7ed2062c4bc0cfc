"""`review/`, `answer/`, suggestions, decisions, and the parts that approved lines switch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from communities.discussion import actions as discussion
from communities.discussion import attached
from communities.discussion.models import Topic
from communities.spaces.models import Community, Membership
from communities.spaces.standing import standing_of
from communities.stewardship.plans import actions, saying
from communities.stewardship.plans import told as plan_notices
from communities.stewardship.plans.documents import PlanSource
from communities.stewardship.plans.models import PlanLine, PlanVersion, Stance, Suggestion
from communities.stewardship.plans.terms import MOST_SUGGESTIONS, Decision, Field, Says, State
from portal.foundation import outbox
from portal.foundation.erasure import erase, export
from portal.notices.models import Notice
from tests.communities.conftest import as_, client_of, ladder, make_member, make_person, make_space, statuses
from tests.communities.reaching import people
from tests.communities.stewardship.plans.conftest import (
    HERE,
    at,
    decided,
    fresh,
    make_line,
    open_review,
    path,
    say,
    steward_of,
)
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def in_days(days: int) -> str:
    """What a browser sends for a moment."""
    return f"{timezone.localtime() + timedelta(days=days):%Y-%m-%dT%H:%M}"


def suggest(line: PlanLine, text: str = "Half of us can’t come on Fridays.", by: Any = None) -> Suggestion:
    """Other words for why."""
    return saying.suggest(line, Field.WHY, text, by or make_member(line.version.community, name="Sunna").user)


def told() -> set[tuple[str, int]]:
    """Who was told of what."""
    outbox.drain()
    return {(event.partition(":")[0], user) for event, user in Notice.objects.values_list("event", "user")}


def test_a_review_is_opened_once_and_members_are_told(draft: PlanVersion) -> None:
    member, client = make_member(draft.community), as_("steward", draft.community)
    for _time in range(2):
        assert client.post(path(draft, "review/"), {"closes_at": in_days(14)})["Location"] == path(draft)
    assert fresh(draft).state == State.REVIEW
    assert ("plan_review", member.user_id) in told()
    assert ("plan_review", steward_of(draft.community).pk) not in told()


@pytest.mark.parametrize("wrong", ["", "soon", in_days(-1), in_days(400), "9999-12-31T23:59"])
def test_a_wrong_end_is_told(draft: PlanVersion, wrong: str) -> None:
    assert as_("steward", draft.community).post(path(draft, "review/"), {"closes_at": wrong}).status_code == 400
    assert fresh(draft).state == State.DRAFT


def test_a_plan_without_lines_is_not_reviewed(draft: PlanVersion) -> None:
    draft.lines.all().delete()
    answer = as_("steward", draft.community).post(path(draft, "review/"), {"closes_at": in_days(3)})
    assert answer.status_code == 400
    assert "Add a line first." in answer.content.decode()


@pytest.mark.parametrize("page", ["", "changes/"])
def test_who_reads_a_plan(reviewed: PlanLine, page: str) -> None:
    there = 404 if page else 200  # there is no version before
    assert statuses(reviewed.version.community, path(reviewed.version, page)) == ladder(
        302, 403, there, there, there, there
    )


def test_who_reads_a_line(reviewed: PlanLine) -> None:
    assert statuses(reviewed.version.community, at(reviewed)) == ladder(302, 403, 200, 200, 200, 200)


@pytest.mark.parametrize("page", ["answer/", "suggest"])
def test_who_says_something(reviewed: PlanLine, page: str) -> None:
    address = at(reviewed, "suggest/why/") if page == "suggest" else path(reviewed.version, page)
    assert statuses(reviewed.version.community, address) == ladder(302, 403, 200, 200, 200, 403)


def test_a_public_space_keeps_its_plan_and_its_comments_inside(reviewed: PlanLine) -> None:
    space = reviewed.version.community
    Community.objects.update(visibility="public")
    topic = Topic.objects.get(attached_to=f"plan:{reviewed.version_id}")
    discussion.say(topic, "Between us.", make_member(space).user)
    assert as_("outsider", space).get(path(reviewed.version)).status_code == 403
    assert as_("outsider", space).get(topic.get_absolute_url()).status_code == 404
    assert topic.audience == f"community:{space.pk}"
    assert "Between us." in words_of(as_("member", space), path(reviewed.version))


def test_who_said_nothing_is_reminded_once_before_the_end(draft: PlanVersion) -> None:
    version, idle, says = open_review(draft), make_member(draft.community, name="Ida"), make_member(draft.community)
    key, line = str(version.pk), version.lines.get()
    now = timezone.now()

    def reminded() -> set[int]:
        """Whom, after the duty has run twice."""
        for _time in range(2):
            plan_notices.remind()
            outbox.drain(["event"])
        return set(Notice.objects.filter(event=f"plan_review_ends:{key}").values_list("user", flat=True))

    assert reminded() == set()
    PlanVersion.objects.update(closes_at=now + timedelta(hours=40))
    assert reminded() == set()  # it was opened only just now
    PlanVersion.objects.update(opened_at=now - timedelta(days=12))
    say(line, Says.AGREES, by=says)
    assert reminded() == {idle.user_id}
    assert "You have not said yet" in plan_notices.ends(idle.user, [key])[key].said
    say(line, Says.AGREES, by=idle)
    assert plan_notices.ends(idle.user, [key]) == {}
    assert reminded() == {idle.user_id}
    actions.close_review(fresh(version))
    assert reminded() == set()


def test_a_review_that_ends_in_a_space_that_sleeps_reminds_nobody(draft: PlanVersion) -> None:
    version = open_review(draft, days=1)
    make_member(draft.community)
    PlanVersion.objects.update(opened_at=timezone.now() - timedelta(days=12))
    Community.objects.update(state="archived")
    plan_notices.remind()
    outbox.drain(["event"])
    assert not Notice.objects.filter(event=f"plan_review_ends:{version.pk}").exists()


def test_what_is_said_of_a_plan_is_new_to_who_reads_it(reviewed: PlanLine) -> None:
    Community.objects.update(visibility="public")
    space = fresh(reviewed.version).community
    topic = Topic.objects.get(attached_to=f"plan:{reviewed.version_id}")
    reader, speaker = make_member(space, name="Rita"), make_member(space, name="Sam")
    Membership.objects.update(joined_at=timezone.now() - timedelta(days=9))
    since = timezone.now()

    def new_to(user: Any) -> list[str]:
        """What stands under “What’s new”, without the plan itself."""
        shown = client_of(user).get(HERE.removesuffix("stewardship/"))
        return [one.note for one in shown.context["news"] if one.symbol == "topic"] if "news" in shown.context else []

    Membership.objects.update(visited_at=since - timedelta(days=1))
    assert new_to(reader.user) == []
    for words in ("Between us.", "And more."):
        discussion.say(topic, words, speaker.user)
    Membership.objects.update(visited_at=since - timedelta(days=1))
    assert new_to(reader.user) == ["2 new comments"]
    assert new_to(speaker.user) == new_to(make_person()) == []
    client = client_of(reader.user)
    answer = client.get(f"{topic.get_absolute_url()}unread/")
    assert answer["Location"].startswith(path(reviewed.version))
    assert "Between us." in words_of(client, path(reviewed.version))
    Membership.objects.update(visited_at=since - timedelta(days=1))
    assert new_to(reader.user) == []
    stranger = make_person()
    assert [*attached.news(standing_of(stranger, space), since - timedelta(days=1), "plan")] == []


def test_a_stance_is_kept_changed_and_shown_with_its_name(reviewed: PlanLine) -> None:
    member = make_member(reviewed.version.community, name="Mira")
    client, field = client_of(member.user), f"line-{reviewed.pk}"
    assert "with your name" in words_of(client, path(reviewed.version, "answer/"))
    for says in ("agrees", "objects"):
        data = {f"{field}-says": says, f"{field}-reason": "Nobody has a computer there."}
        assert client.post(path(reviewed.version, "answer/"), data)["Location"] == path(reviewed.version)
    assert Stance.objects.get().says == "objects"
    words = words_of(as_("facilitator", reviewed.version.community), at(reviewed))
    assert "Mira : I object" in words.replace("Mira:", "Mira :")
    assert "Nobody has a computer there." in words


@pytest.mark.parametrize(
    "wrong", [{"says": "objects"}, {"says": "x"}, {"reason": "Only words"}, {"says": "agrees", "reason": "x" * 2001}]
)
def test_a_mistake_is_told_and_nothing_lost(draft: PlanVersion, line: PlanLine, wrong: dict[str, str]) -> None:
    other = make_line(draft, need="Meet")
    open_review(draft)
    data = {f"line-{line.pk}-{name}": value for name, value in wrong.items()}
    data |= {f"line-{other.pk}-says": "reserved", f"line-{other.pk}-reason": "Only in winter"}
    answer = as_("member", draft.community).post(path(draft, "answer/"), data)
    assert answer.status_code == 400
    assert "Only in winter" in answer.content.decode()
    assert not Stance.objects.exists()


def test_what_comes_too_late_is_told_and_still_there_to_copy(reviewed: PlanLine) -> None:
    client = as_("member", reviewed.version.community)
    PlanVersion.objects.update(closes_at=timezone.now())  # nobody has closed it yet: the clock counts
    data = {f"line-{reviewed.pk}-says": "objects", f"line-{reviewed.pk}-reason": "Written slowly"}
    answer = client.post(path(reviewed.version, "answer/"), data)
    assert answer.status_code == 409
    assert "Written slowly" in answer.content.decode()
    assert not Stance.objects.exists()


def test_a_review_ends_at_its_date_and_who_decides_is_told(reviewed: PlanLine) -> None:
    PlanVersion.objects.update(closes_at=timezone.now())
    actions.close_reviews()
    version = fresh(reviewed.version)
    assert (version.state, version.closed_at) == (State.DECIDING, version.closes_at)
    assert ("plan_ended", steward_of(version.community).pk) in told()


def test_who_ends_a_review(reviewed: PlanLine) -> None:
    assert statuses(reviewed.version.community, path(reviewed.version, "close/"), "post") == ladder(
        302, 403, 403, 403, 302, 302
    )
    assert fresh(reviewed.version).state == State.DECIDING


def test_a_suggestion_is_shown_word_by_word_taken_over_and_credited(reviewed: PlanLine) -> None:
    member = make_member(reviewed.version.community, name="Sunna")
    client, steward = client_of(member.user), as_("steward", reviewed.version.community)
    for _time in range(2):
        client.post(at(reviewed, "suggest/why/"), {"text": "Half of us can’t come on Fridays."})
    one = Suggestion.objects.get()
    assert ("plan_suggested", steward_of(reviewed.version.community).pk) in told()
    assert "<del>weekdays</del><ins>Fridays</ins>" in steward.get(at(reviewed)).content.decode()
    address = path(reviewed.version, f"suggestions/{one.pk}/")
    assert client.post(address, {"do": "take", "seen": 1}).status_code == 403
    for _time in range(2):
        assert steward.post(address, {"do": "take", "seen": 1})["Location"] == at(reviewed)
    line = PlanLine.objects.get()
    assert (line.why, line.revision) == ("Half of us can’t come on Fridays.", 2)
    assert "With words suggested by Sunna" in words_of(client, path(reviewed.version))
    assert ("plan_suggestion_answered", member.user_id) in told()


def test_a_suggestion_is_declined_with_a_reason_alone(reviewed: PlanLine) -> None:
    one, steward = suggest(reviewed), as_("steward", reviewed.version.community)
    address = path(reviewed.version, f"suggestions/{one.pk}/")
    assert steward.post(address, {"do": "decline", "reason": ""}).status_code == 400
    assert steward.post(address, {"do": "decline", "reason": "It is all weekdays."}).status_code == 302
    assert Suggestion.objects.get().taken is False
    assert PlanLine.objects.get().why == reviewed.why
    assert "It is all weekdays." in words_of(as_("member", reviewed.version.community), at(reviewed))


def test_two_suggestions_for_the_same_words_are_never_taken_blindly(reviewed: PlanLine) -> None:
    first, second = suggest(reviewed, "First."), suggest(reviewed, "Second.")
    steward = as_("steward", reviewed.version.community)
    for one in (first, second):
        steward.post(path(reviewed.version, f"suggestions/{one.pk}/"), {"do": "take", "seen": 1})
    assert PlanLine.objects.get().why == "First."
    assert Suggestion.objects.get(pk=second.pk).taken is None
    assert "changed after this was suggested" in words_of(steward, at(reviewed))


@pytest.mark.parametrize("text", ["", "x" * 2001, "Half of us can’t come on weekdays.", "\x00"])
def test_a_suggestion_that_is_none(reviewed: PlanLine, text: str) -> None:
    answer = as_("member", reviewed.version.community).post(at(reviewed, "suggest/why/"), {"text": text})
    assert answer.status_code in (400, 409)
    assert not Suggestion.objects.exists()
    assert as_("member", reviewed.version.community).get(at(reviewed, "suggest/cost/")).status_code == 404


def test_nobody_floods_a_line_and_own_words_are_taken_back(reviewed: PlanLine) -> None:
    member = make_member(reviewed.version.community)
    found = [suggest(reviewed, f"Because {number}.", member.user) for number in range(MOST_SUGGESTIONS)]
    client = client_of(member.user)
    assert client.post(at(reviewed, "suggest/why/"), {"text": "One more."}).status_code == 409
    address = path(reviewed.version, f"suggestions/{found[0].pk}/")
    assert as_("facilitator", reviewed.version.community).post(address, {"do": "withdraw"}).status_code == 403
    client.post(address, {"do": "withdraw"})
    assert client.post(at(reviewed, "suggest/why/"), {"text": "One more."}).status_code == 302


def test_who_decides(reviewed: PlanLine) -> None:
    say(reviewed, Says.AGREES)
    actions.close_review(reviewed.version)
    data = {"decision": "approved", "seen": 1}
    assert statuses(reviewed.version.community, at(reviewed, "decide/"), "post", data) == ladder(
        302, 403, 403, 403, 302, 302
    )
    assert fresh(reviewed.version).state == State.DECIDED


@pytest.mark.parametrize(
    "wrong",
    [{"decision": "declined"}, {"decision": "approved"}, {"decision": ""}, {"decision": "approved", "seen": "x"}],
)
def test_objections_and_declined_lines_are_owed_a_reason(reviewed: PlanLine, wrong: dict[str, str]) -> None:
    say(reviewed, Says.OBJECTS, "Nobody has a computer there.")
    actions.close_review(reviewed.version)
    steward = as_("steward", reviewed.version.community)
    assert steward.post(at(reviewed, "decide/"), {"seen": 1, "reason": ""} | wrong).status_code == 400
    assert PlanLine.objects.get().decision == ""


def test_nothing_is_decided_before_the_end_or_about_other_words(reviewed: PlanLine) -> None:
    steward = as_("steward", reviewed.version.community)
    data = {"decision": "approved", "reason": "Fine.", "seen": 1}
    assert steward.post(at(reviewed, "decide/"), data).status_code == 400
    one = suggest(reviewed)
    actions.close_review(reviewed.version)
    saying.take(one, 1, None)
    assert steward.post(at(reviewed, "decide/"), data).status_code == 409
    assert steward.post(at(reviewed, "decide/"), data | {"seen": 2}).status_code == 302


def test_members_are_told_what_was_decided(reviewed: PlanLine) -> None:
    member = make_member(reviewed.version.community)
    line = decided(reviewed, Decision.DECLINED, "Too dear.")
    assert ("plan_decided", member.user_id) in told()
    assert "Too dear." in words_of(client_of(member.user), path(line.version))


def test_an_approved_line_switches_its_part_on_and_off_and_says_so(reviewed: PlanLine) -> None:
    space, line = reviewed.version.community, decided(reviewed)
    assert statuses(space, at(line, "switch/"), "post", {"do": "on"}) == ladder(302, 403, 403, 403, 302, 302)
    assert Community.objects.get().parts == ["polls"]
    assert as_("member", space).get("/communities/mentoring-after-release/polls/").status_code == 200
    entry = ModelLogEntry.objects.get(action="communities.switch")  # once: it was on for the second
    assert entry.data == {"part": "polls", "on": True, "plan": 1, "line": str(line.thread)}
    words = words_of(as_("member", space), HERE)
    assert "Polls switched on by Stella : Decide without a meeting" in words.replace("Stella:", "Stella :")
    as_("steward", space).post(at(line, "switch/"), {"do": "off"})
    assert Community.objects.get().parts == []
    assert "Polls switched off" in words_of(as_("member", space), HERE)


def test_only_what_holds_is_switched(draft: PlanVersion, line: PlanLine) -> None:
    space, outside = draft.community, make_line(draft, need="Calls", part="", tool="A telephone")
    open_review(draft)
    steward = as_("steward", space)
    steward.post(at(line, "switch/"), {"do": "on"})
    declined, approved = decided(line, Decision.DECLINED), decided(outside)
    for one in (declined, approved):
        steward.post(at(one, "switch/"), {"do": "on"})
    assert Community.objects.get().parts == []
    assert "Switch on" not in words_of(steward, at(approved))


def test_the_form_of_the_space_says_what_it_switched(space: Community) -> None:
    data = {
        "name": space.name,
        "purpose": space.purpose,
        "visibility": "face",
        "joining": "open",
        "parts": ["polls", "blog"],
    }
    for _time in range(2):
        assert as_("steward", space).post("/communities/mentoring-after-release/edit/", data).status_code == 302
    entries = ModelLogEntry.objects.filter(action="communities.switch").order_by("pk")
    assert [entry.data for entry in entries] == [{"part": "polls", "on": True}, {"part": "blog", "on": True}]


def test_a_later_version_takes_the_place_of_the_one_before(reviewed: PlanLine) -> None:
    space, first = reviewed.version.community, decided(reviewed)
    second = actions.start(space, None)
    copy = second.lines.select_related("version__community").get()
    assert list(PlanLine.objects.in_force()) == [first]  # a draft changes nothing
    open_review(second)
    held = decided(copy)
    assert list(PlanLine.objects.in_force()) == [held]
    third = actions.start(space, None)
    third.lines.all().delete()
    other = make_line(third, need="Something else")
    open_review(third)
    other = decided(PlanLine.objects.select_related("version__community").get(pk=other.pk))
    assert list(PlanLine.objects.in_force()) == [other]


def test_what_is_due_is_found_and_marked(reviewed: PlanLine) -> None:
    space, today = reviewed.version.community, timezone.localdate()
    line = decided(reviewed)
    PlanLine.objects.update(review_on=today)
    assert list(PlanLine.objects.due_for_review(space, today)) == [line]
    assert not PlanLine.objects.due_for_review(space, today - timedelta(days=1)).exists()
    assert "due" in words_of(as_("member", space), HERE).split("What holds")[1]


def test_who_leaves_takes_their_stance_out_of_an_open_review(reviewed: PlanLine) -> None:
    member = say(reviewed, Says.OBJECTS, "Mine.")
    suggest(reviewed, "Mine, too.", member.user)
    copy = export(member.user)
    assert copy["communities.stance.user"][0]["reason"] == "Mine."
    assert copy["communities.suggestion.author"][0]["text"] == "Mine, too."
    erase(member.user)
    assert not Stance.objects.exists()
    assert Suggestion.objects.get().author is None


def test_after_the_end_a_stance_stays_without_a_name_and_words_go_on_wish(reviewed: PlanLine) -> None:
    first, second = say(reviewed, Says.OBJECTS, "First."), say(reviewed, Says.OBJECTS, "Second.")
    actions.close_review(reviewed.version)
    erase(first.user)
    erase(second.user, with_words=True)
    assert not Stance.objects.exclude(user=None).exists()
    assert set(Stance.objects.values_list("reason", flat=True)) == {"", "First."}
    assert "somebody who has left" in words_of(as_("member", reviewed.version.community), at(reviewed))


def test_the_copy_of_the_space_has_the_plan(reviewed: PlanLine) -> None:
    from communities.spaces.exporting import lines

    say(reviewed, Says.OBJECTS, "Nobody has a computer there.")
    assert "Nobody has a computer" not in "".join(lines(reviewed.version.community))  # as long as it can be changed
    actions.switch(decided(reviewed), True, None)
    copy = "".join(lines(reviewed.version.community))
    for words in ("Nobody has a computer there.", '"decision": "approved"', '"switched": "Polls"'):
        assert words in copy


def test_as_many_queries_however_many_answered(reviewed: PlanLine) -> None:
    space = reviewed.version.community
    client = as_("steward", space)
    for one in (None, None):
        suggest(reviewed, f"First {one}.")
    say(reviewed, Says.AGREES)
    few = [warm_queries(client, address) for address in (path(reviewed.version), at(reviewed))]
    for number in range(10):
        suggest(reviewed, f"Because {number}.", say(reviewed, Says.AGREES).user)
    assert [warm_queries(client, address) for address in (path(reviewed.version), at(reviewed))] == few
    assert max(few) <= 24


def test_words_are_reported_taken_away_and_brought_back(reviewed: PlanLine) -> None:
    from communities.moderation.actions import take_away
    from communities.moderation.things import kinds, seen

    space, member = reviewed.version.community, say(reviewed, Says.OBJECTS, "Olaf of Example Street never paid.")
    one, stance = suggest(reviewed, "Olaf never pays.", member.user), Stance.objects.get()
    reader, outsider = make_member(space).user, make_person()
    for kind, key in (("suggestion", one.pk), ("stance", stance.pk)):
        assert seen(kind, key, outsider) is None
        assert seen(kind, key, reader) is not None
        assert as_("member", space).get(f"/communities/report/{kind}/{key}/").status_code == 200
        take_away(kind, key, "Nobody may be recognised.", steward_of(space))
    words = words_of(as_("member", space), at(reviewed))
    assert "Olaf" not in words
    assert "1 object" in words
    saying.say(reviewed.version, member.user, {reviewed.pk: (Says.OBJECTS, "Olaf of Example Street never paid.")})
    assert "Olaf" not in words_of(as_("member", space), at(reviewed))  # the same words again
    for kind, key in (("suggestion", one.pk), ("stance", stance.pk)):
        kinds()[kind].bring_back(key, None)
    assert words_of(as_("member", space), at(reviewed)).count("Olaf") == 2


def test_members_find_the_plan_and_nobody_else_does(reviewed: PlanLine) -> None:
    space, key = reviewed.version.community, str(reviewed.version_id)
    draft_only = actions.start(make_space("Still writing"), None)
    source = PlanSource()
    assert list(source.all_keys()) == [key]
    assert list(source.documents([str(draft_only.pk)])) == []
    document = next(iter(source.documents([key])))
    assert document.audience == f"community:{space.pk}"
    assert "Half of us can’t come on weekdays." in document.texts[0].body
    Community.objects.update(visibility="public")
    for rung, expected in (("member", {key}), ("outsider", set()), ("administrator", {key})):
        assert source.visible([key], people(space)[rung]) == expected


def test_a_suggestion_is_told_as_long_as_it_waits(reviewed: PlanLine) -> None:
    one = suggest(reviewed)
    outbox.drain()
    saying.decline(one, "No.", None)
    outbox.drain()
    assert not Notice.objects.filter(event=f"plan_suggested:{one.pk}").exists()


def test_reasons_are_drawn_with_their_marks(reviewed: PlanLine, space: Community) -> None:
    PlanLine.objects.filter(pk=reviewed.pk).update(why="Nobody **comes**.\n\n- too late\n- too far")
    say(reviewed, Says.OBJECTS, "It is *far*.")
    client = as_("member", space)
    for address in (path(reviewed.version), at(reviewed)):
        page = client.get(address).content.decode()
        assert "<strong>comes</strong>" in page
        assert "<li>too late</li>" in page
    assert "<em>far</em>" in client.get(at(reviewed)).content.decode()

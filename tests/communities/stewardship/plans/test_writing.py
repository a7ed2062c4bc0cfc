"""`plan/`, `plan/3/`, its lines while it is a draft, and what is taken over from the needs profile."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.spaces.models import Community
from communities.stewardship import actions as needs
from communities.stewardship.plans import actions
from communities.stewardship.plans.models import PlanLine, PlanVersion
from communities.stewardship.plans.terms import MOST_LINES, Decision
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.communities.stewardship.conftest import answered
from tests.communities.stewardship.plans.conftest import (
    HERE,
    LINE,
    at,
    decided,
    fresh,
    make_line,
    open_review,
    path,
    steward_of,
)
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def sent(line: PlanLine, **changed: Any) -> dict[str, Any]:
    """What a browser sends for a line."""
    known = {name: getattr(line, name) or "" for name in actions.WRITTEN}
    return known | {"thread": str(line.thread), "seen": line.revision} | changed


def test_who_starts_a_plan(space: Community) -> None:
    assert statuses(space, f"{HERE}plan/", "post") == ladder(302, 403, 403, 403, 302, 302)
    assert PlanVersion.objects.count() == 1  # the second one was led to it


def test_who_reads_a_draft(draft: PlanVersion) -> None:
    assert statuses(draft.community, path(draft)) == ladder(302, 403, 404, 404, 200, 200)


@pytest.mark.parametrize("page", ["new/", "review/"])
def test_who_writes_a_draft(draft: PlanVersion, page: str) -> None:
    assert statuses(draft.community, path(draft, page)) == ladder(302, 403, 404, 404, 200, 200)


def test_who_changes_a_line(line: PlanLine) -> None:
    assert statuses(line.version.community, at(line, "edit/")) == ladder(302, 403, 404, 404, 200, 200)


def test_a_private_space_is_not_there(secret: Community) -> None:
    version = actions.start(secret, None)
    for page in ("", "new/", "needs/", "review/", "answer/", "changes/"):
        address = f"/communities/a-quiet-matter/stewardship/plan/{version.pk}/{page}"
        assert as_("outsider", secret).get(address).status_code == 404


def test_a_line_is_added_once_however_often_it_is_sent(draft: PlanVersion) -> None:
    client, thread = client_of(steward_of(draft.community)), str(uuid.uuid4())
    for _time in range(2):
        answer = client.post(path(draft, "new/"), LINE | {"need": "Meet", "thread": thread, "seen": 0})
        assert answer["Location"] == path(draft)
    assert list(draft.lines.values_list("need", "position")) == [("Decide without a meeting", 1), ("Meet", 2)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"need": "", "orientation": ""}, "need"),
        ({"orientation": "other"}, "orientation"),
        ({"part": ""}, "tool"),
        ({"part": "people"}, "part"),
        ({"why": ""}, "why"),
        ({"why": "x" * 2001}, "why"),
        ({"tool": "\x00"}, "tool"),
        ({"review_on": "2001-01-01"}, "review_on"),
        ({"review_on": "9999-12-31"}, "review_on"),
        ({"review_on": "soon"}, "review_on"),
        ({"seen": "x"}, "seen"),
        ({"thread": "x"}, "thread"),
    ],
)
def test_a_mistake_is_told_and_nothing_lost(draft: PlanVersion, wrong: dict[str, Any], field: str) -> None:
    data = LINE | {"cost": "Two hours a week", "thread": str(uuid.uuid4()), "seen": 0} | wrong
    answer = as_("steward", draft.community).post(path(draft, "new/"), data)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert "Two hours a week" in answer.content.decode()
    assert draft.lines.count() == 1


def test_a_second_steward_is_told_and_nothing_is_written_over(line: PlanLine) -> None:
    client = as_("steward", line.version.community)
    first, second = sent(line, why="Because the first said so."), sent(line, why="Because the second said so.")
    assert client.post(at(line, "edit/"), first).status_code == 302
    answer = client.post(at(line, "edit/"), second)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Because the second said so." in page
    assert "<del>first</del><ins>second</ins>" in page
    assert PlanLine.objects.get().why == "Because the first said so."
    assert client.post(at(line, "edit/"), second | {"seen": answer.context["form"]["seen"].value()}).status_code == 302
    assert PlanLine.objects.get().why == "Because the second said so."


def test_words_for_a_line_that_somebody_took_out_are_not_lost(line: PlanLine) -> None:
    client, words = as_("steward", line.version.community), sent(line, why="Still needed.")
    actions.remove(line, None)
    answer = client.post(at(line, "edit/"), words)
    assert answer.status_code == 409
    assert "Still needed." in answer.content.decode()
    client.post(at(line, "edit/"), words | {"seen": answer.context["form"]["seen"].value()})
    assert PlanLine.objects.get().why == "Still needed."


def test_lines_move_once_and_go(draft: PlanVersion, line: PlanLine) -> None:
    client = as_("steward", draft.community)
    make_line(draft, need="Meet")
    other = make_line(draft, need="Publish")
    for _time in range(2):  # the second time it is not where it was
        client.post(at(other, "act/"), {"do": "up", "at": 3})
    assert list(draft.lines.values_list("need", flat=True)) == ["Decide without a meeting", "Publish", "Meet"]
    for _time in range(2):
        assert client.post(at(line, "act/"), {"do": "remove"})["Location"].startswith(path(draft))
    assert list(draft.lines.values_list("need", "position")) == [("Publish", 1), ("Meet", 2)]


def test_a_version_that_is_reviewed_is_no_draft(reviewed: PlanLine) -> None:
    client = as_("steward", reviewed.version.community)
    answer = client.post(at(reviewed, "edit/"), sent(reviewed, why="Quickly changed."))
    assert answer.status_code == 409
    assert "Quickly changed." in answer.content.decode()
    client.post(at(reviewed, "act/"), {"do": "remove"})
    client.post(path(reviewed.version, "discard/"))
    assert PlanLine.objects.get().why == LINE["why"]


def test_a_plan_has_an_end(draft: PlanVersion) -> None:
    for number in range(MOST_LINES - 1):
        make_line(draft, need=f"Need {number}")
    with pytest.raises(ValidationError):
        make_line(draft, need="One more")


def test_a_draft_is_thrown_away(draft: PlanVersion) -> None:
    assert statuses(draft.community, path(draft, "discard/"), "post") == ladder(302, 403, 403, 403, 302, 302)
    assert not PlanVersion.objects.exists()  # what the second one sent changed nothing any more


def test_the_plan_begins_with_what_the_needs_profile_says(space: Community) -> None:
    profile = needs.ask(space, None)
    answered(profile, 5, 4, 3)
    needs.close(profile, None)
    client = as_("steward", space)
    there = client.post(f"{HERE}plan/")["Location"]
    proposed = client.get(there).context["proposals"]
    assert [one.orientation for one in proposed] == ["meetings", "conversations", "projects"]
    assert client.post(there, {"sent": "1"}).status_code == 400
    for _time in range(2):
        client.post(there, {"take": ["meetings", "projects"]})
    version = PlanVersion.objects.get()
    assert list(version.lines.values_list("orientation", "part")) == [
        ("meetings", "meetings"),
        ("projects", "documents"),
    ]
    assert version.profile == profile
    assert "Members give it 4.0 of 5 in needs profile 1." in version.lines.all()[0].why
    assert "stands in the plan already" in words_of(client, there)


def test_nothing_is_proposed_without_a_profile(draft: PlanVersion) -> None:
    assert as_("steward", draft.community).get(path(draft, "needs/")).status_code == 404


def test_a_new_version_is_a_copy_and_shows_word_by_word_what_changed(draft: PlanVersion, line: PlanLine) -> None:
    declined = make_line(draft, need="Sell coats", part="", tool="A shop")
    open_review(draft)
    decided(line)
    decided(declined, Decision.DECLINED)
    assert fresh(draft).decided_at is not None
    second = actions.start(draft.community, None)
    copy = second.lines.get()
    assert (second.number, copy.thread, copy.decision) == (2, line.thread, "")
    client = as_("steward", draft.community)
    client.post(at(copy, "edit/"), sent(copy, why="Half of us can’t come on Fridays."))
    make_line(second, need="Meet")
    page = client.get(path(second, "changes/")).content.decode()
    assert "<del>weekdays</del><ins>Fridays</ins>" in page
    assert "Taken out" in page
    assert "New" in page
    assert client.get(path(draft, "changes/")).status_code == 404


def test_only_one_version_is_in_hand(draft: PlanVersion) -> None:
    assert actions.start(draft.community, None) == draft


def test_an_archived_space_is_read_only(draft: PlanVersion) -> None:
    Community.objects.update(state="archived")
    client = as_("steward", draft.community)
    assert client.get(path(draft)).status_code == 200
    assert client.get(path(draft, "new/")).status_code == 403
    assert client.post(f"{HERE}plan/").status_code == 403


def test_as_many_queries_however_many_lines(draft: PlanVersion) -> None:
    client = as_("steward", draft.community)
    few, workspace = warm_queries(client, path(draft)), warm_queries(client, HERE)
    for number in range(10):
        make_line(draft, need=f"Need {number}")
    assert warm_queries(client, path(draft)) == few <= 17
    open_review(draft)
    for line in draft.lines.select_related("version__community"):
        decided(line)
    assert warm_queries(client, HERE) <= workspace + 2  # what was said by needs alone stays as it was
    assert len(client.get(path(draft)).content) < 100_000
    make_member(draft.community)

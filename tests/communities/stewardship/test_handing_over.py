"""`stewardship/hand-over.pdf`: what the next steward has to know, read back by another library."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from communities.meetings.models import Meeting, Outcome
from communities.spaces.models import Community
from communities.stewardship import actions as needs
from communities.stewardship.models import NeedsProfile
from communities.stewardship.plans import actions
from communities.stewardship.plans.terms import Says
from tests.communities.conftest import as_, ladder, make_member, statuses
from tests.communities.stewardship.conftest import HERE, answered, say
from tests.communities.stewardship.plans import conftest as plans
from tests.practices.pages import warm_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
PACK = f"{HERE}hand-over.pdf"


def words_in(client: Client) -> str:
    answer = client.get(PACK)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "attachment" in answer["Content-Disposition"]
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())


def test_who_takes_it(space: Community) -> None:
    assert statuses(space, PACK) == ladder(302, 403, 403, 403, 200, 200)


def test_it_can_be_taken_of_an_archived_space(space: Community) -> None:
    Community.objects.update(state="archived")
    assert statuses(space, PACK) == ladder(302, 403, 403, 403, 200, 200)


def test_a_private_space_is_not_there(secret: Community) -> None:
    assert as_("outsider", secret).get("/communities/a-quiet-matter/stewardship/hand-over.pdf").status_code == 404


def test_an_empty_space_has_one_too(space: Community) -> None:
    words = words_in(as_("steward", space))
    for said in (
        "Hand-over: Mentoring after release",
        "Nobody has been asked yet",
        "There is no plan",
        "None is on record.",
    ):
        assert said in words


def test_it_holds_what_the_next_steward_has_to_know(profile: NeedsProfile) -> None:
    space = profile.community
    Community.objects.update(rules='Name nobody. #read("/etc/passwd")', charter="By spring.")
    space.memberships.filter(role="steward").update(
        hand_over="The projector is in the cupboard.", term_to=timezone.localdate()
    )
    answered(profile, 1, 2, 3)
    say(profile, space.memberships.get(role="steward"), 5)
    needs.close(profile, None)
    version = actions.start(space, None)
    line = plans.make_line(version, keeper="Two facilitators", review_on=timezone.localdate() + timedelta(days=9))
    plans.open_review(version)
    line.version = plans.fresh(version)
    objector = plans.say(line, Says.OBJECTS, "Not like this.", make_member(space, name="Olga Objector"))
    line = plans.decided(line, reason="We try it until spring.")
    actions.switch(line, True, None)
    meeting = Meeting.objects.create(
        community=space, title="A meeting", language="en", length=60, zone="UTC", minutes_published_at=timezone.now()
    )
    Outcome.objects.create(
        meeting=meeting,
        kind="duty",
        what="Ask the ministry",
        who="Mentors",
        until=timezone.localdate() + timedelta(days=1),
    )
    Outcome.objects.create(
        meeting=meeting, kind="duty", what="Long over", until=timezone.localdate() - timedelta(days=1)
    )
    Community.objects.filter(pk=space.pk).update(parts=["polls", "meetings"])
    words = words_in(as_("steward", space))
    for said in (
        'Name nobody. #read("/etc/passwd")', "By spring.", "Stella steward", "The projector is in the cupboard.", "Answers of members: 3, of stewards: 1.",
        "1. Meetings 2.0 5.0", "Decide without a meeting", "Two facilitators", "1 object", "approved: We try it until spring.", "Polls on",
        "Ask the ministry Mentors", "Ask whether it still serves",
    ):  # fmt: skip
        assert said in words, said
    assert objector.user.name not in words
    assert "Long over" not in words


def test_as_many_queries_however_much_there_is(profile: NeedsProfile) -> None:
    space = profile.community
    needs.close(profile, None)
    version = actions.start(space, None)
    plans.make_line(version)
    client = as_("steward", space)
    plans.open_review(version)
    few = warm_queries(client, PACK)
    for line in version.lines.all():
        line.version = plans.fresh(version)
        for _number in range(4):
            plans.say(line, Says.AGREES)
            make_member(space, "facilitator")
    assert warm_queries(client, PACK) == few <= 22

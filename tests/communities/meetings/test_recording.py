"""After a meeting: who came, the minutes, what they become; found, reported, copied, and forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from communities.discussion.models import Post, Topic
from communities.documents import actions as documents
from communities.documents.models import Document
from communities.meetings import actions
from communities.meetings.documents import MeetingSource
from communities.meetings.models import AgendaItem, Attendance, Meeting, Outcome
from communities.meetings.part import _export, _pages
from communities.moderation.things import kinds
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.reach import Reach
from communities.spaces.standing import standing_of
from portal.foundation.erasure import erase, export
from portal.notices.models import Notice
from tests.communities.conftest import as_, client_of, ladder, make_member, make_person, statuses
from tests.communities.meetings.conftest import held, make_meeting, soon
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db
ROWS = {
    "outcomes-TOTAL_FORMS": "2", "outcomes-INITIAL_FORMS": "0",
    "outcomes-0-kind": "decision", "outcomes-0-what": "We begin in May",
    "outcomes-1-kind": "duty", "outcomes-1-what": "Ask the landlord", "outcomes-1-who": "Bea", "outcomes-1-until": "2030-05-01",
}  # fmt: skip


def test_who_takes_minutes(space: Community) -> None:
    meeting = held(space)
    for what in ("minutes", "came"):
        assert statuses(space, f"{meeting.get_absolute_url()}{what}/") == ladder(302, 404, 403, 200, 200, 200)
    ahead = make_meeting(space, starts_at=soon())
    assert as_("steward", space).get(f"{ahead.get_absolute_url()}minutes/").status_code == 403


def test_minutes_begin_with_the_agenda_and_become_a_topic(space: Community) -> None:
    meeting = held(space)
    AgendaItem.objects.create(meeting=meeting, title="The key", position=1)
    client, address = client_of(meeting.author), f"{meeting.get_absolute_url()}minutes/"
    assert "## 1. The key" in client.get(address).content.decode()
    assert client.post(address, {"text": "We **talked**.", **ROWS}).status_code == 302
    assert not Topic.objects.exists()
    assert "We talked" not in words_of(as_("member", space), meeting.get_absolute_url())
    assert as_("member", space).get(f"{meeting.get_absolute_url()}minutes.md").status_code == 404
    kept = {"outcomes-TOTAL_FORMS": "0", "outcomes-INITIAL_FORMS": "0"}
    for text in ("We **talked**.", "We **argued**."):
        assert client.post(address, {"text": text, "publish": "1", **kept}).status_code == 302
    words = words_of(as_("member", space), meeting.get_absolute_url())
    assert all(said in words for said in ("We argued", "We begin in May", "Ask the landlord", "1 May 2030"))
    topic = Topic.objects.get()
    assert (topic.title, Meeting.objects.get().topic) == ("Minutes: Mentors meet", topic)
    text = Post.objects.get(topic=topic).text
    assert all(
        said in text for said in ("We **argued**.", "## Decisions", "- Ask the landlord (Bea, until 1 May 2030)")
    )
    file = as_("member", space).get(f"{meeting.get_absolute_url()}minutes.md")
    assert ("We **argued**." in file.content.decode(), file["Content-Type"]) == (True, "text/markdown; charset=utf-8")


def test_minutes_become_a_document_with_a_version_for_each_change(
    space: Community, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    space.parts = [*space.parts, "documents"]
    space.save()
    bea = make_member(space, name="Bea").user
    meeting = held(space, reach=Reach.EVERYBODY)
    actions.keep_minutes(meeting, f"We **talked** <script>with</script> @[{bea.pk}].", meeting.author, publish=False)
    assert not Document.objects.exists()
    for text in ("We **talked**.", "We **talked**.", "We **argued**, says @Bea."):
        actions.keep_minutes(meeting, text, meeting.author, publish=True)
    document = Document.objects.get()
    version = document.versions.get(number=2)
    assert (document.title, document.reach, document.current) == ("Minutes: Mentors meet", "inside", version)
    page = version.file.read().decode()
    assert "<strong>argued</strong>" in page
    assert f'href="http://localhost:8000{meeting.get_absolute_url()}"' in page
    assert not Notice.objects.filter(kind="document").exists()
    member = as_("member", space)
    assert document.get_absolute_url() in member.get(meeting.get_absolute_url()).content.decode()
    assert "Minutes: Mentors meet" in words_of(member, document.get_absolute_url())
    documents.remove(document, "twice", meeting.author)
    actions.keep_minutes(Meeting.objects.get(), "We agreed.", meeting.author, publish=True)
    assert document.versions.count() == 2


def test_minutes_of_facilitators_are_a_document_of_theirs(space: Community, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    space.parts = [*space.parts, "documents"]
    space.save()
    meeting = held(space, reach=Reach.FACILITATORS)
    actions.keep_minutes(meeting, "Among us", meeting.author, publish=True)
    assert Document.objects.get().reach == Reach.FACILITATORS


def test_minutes_of_facilitators_are_no_topic_for_all(space: Community) -> None:
    meeting = held(space, reach=Reach.FACILITATORS)
    actions.keep_minutes(meeting, "Among us", meeting.author, publish=True)
    assert not Topic.objects.exists()


def test_minutes_are_for_the_inside(space: Community) -> None:
    meeting = held(space, reach=Reach.EVERYBODY)
    actions.keep_minutes(meeting, "Among us", meeting.author, publish=True)
    assert "Among us" in words_of(as_("member", space), meeting.get_absolute_url())
    assert "Among us" not in words_of(Client(), meeting.get_absolute_url())
    assert Client().get(f"{meeting.get_absolute_url()}minutes.md").status_code == 404


def test_bad_minutes_are_kept_in_the_form(space: Community) -> None:
    meeting = held(space)
    client, address = client_of(meeting.author), f"{meeting.get_absolute_url()}minutes/"
    for wrong in ({"text": ""}, {"outcomes-1-until": "soon"}, {"outcomes-0-kind": "x"}, {"outcomes-TOTAL_FORMS": "x"}):
        answer = client.post(address, {"text": "Words that stay", **ROWS, **wrong})
        assert answer.status_code == 400
        assert ("Words that stay" in answer.content.decode()) == ("text" not in wrong)
    assert not Outcome.objects.exists()


def test_who_came(space: Community) -> None:
    meeting = held(space)
    bea, cem = (make_member(space, name=name).user for name in ("Bea", "Cem"))
    actions.attend(meeting, cem, "no")
    client, address = client_of(meeting.author), f"{meeting.get_absolute_url()}came/"
    assert client.post(address, {"people": [bea.pk], "others": "2"}).status_code == 302
    words = words_of(as_("member", space), meeting.get_absolute_url())
    assert "3 people came. Bea" in words
    assert client.post(address, {"people": [cem.pk]}).status_code == 302
    assert list(Attendance.objects.filter(came=True).values_list("user", flat=True)) == [cem.pk]
    for wrong in ({"people": [make_person().pk]}, {"people": ["x"]}, {"others": "-1"}):
        assert client.post(address, wrong).status_code == 400


def test_what_search_has_and_has_not(space: Community, meeting: Meeting) -> None:
    source, key = MeetingSource(), str(meeting.pk)
    (document,) = source.documents([key])
    assert (document.texts[0].title, document.texts[0].summary, document.audience) == (
        "Mentors meet",
        "Bring a mug.",
        f"community:{space.pk}",
    )
    assert "video.example" not in str(document)
    member = make_member(space).user
    assert (source.visible([key, "x"], member), source.visible([key], make_person())) == ({key}, set())
    Community.objects.update(parts=["people"])
    assert (source.visible([key], member), list(source.documents([key]))) == (set(), [])


def test_reported_taken_away_and_brought_back(space: Community, meeting: Meeting) -> None:
    assert statuses(space, f"/communities/report/meeting/{meeting.pk}/") == ladder(302, 404, 200, 200, 200, 200)
    kind, member = kinds()["meeting"], make_member(space).user
    assert kind.find([meeting.pk])[meeting.pk].community == space
    kind.take_away(meeting.pk, "Off topic", None)
    assert client_of(member).get(meeting.get_absolute_url()).status_code == 404
    assert list(MeetingSource().documents([str(meeting.pk)])) == []
    kind.bring_back(meeting.pk, None)
    assert client_of(member).get(meeting.get_absolute_url()).status_code == 200


def test_the_copy_of_a_space_has_its_meetings(space: Community) -> None:
    meeting = held(space, title="<b>Mentors</b>")
    AgendaItem.objects.create(meeting=meeting, title="The key")
    actions.keep_minutes(meeting, "We **talked**.", meeting.author, publish=True)
    (row,) = _export(space)
    assert (row["title"], row["agenda"][0]["title"], row["author"]) == ("<b>Mentors</b>", "The key", "Ana")
    index, page = _pages(space)
    assert "&lt;b&gt;Mentors" in index.html
    assert "<strong>talked</strong>" in page.html


def test_what_is_new(space: Community, meeting: Meeting) -> None:
    member = make_member(space).user
    assert "Mentors meet" in [one.text for one in parts.news(standing_of(member, space), soon(-2))]
    tabs = {tab.code: tab.count for tab in parts.tabs(standing_of(member, space))}
    assert tabs["meetings"] == 1


def test_who_leaves_takes_their_answers_and_name_along(space: Community, meeting: Meeting) -> None:
    bea = make_member(space, name="Bea Example").user
    actions.attend(meeting, bea, "yes")
    AgendaItem.objects.create(meeting=meeting, title="The key", lead="Bea Example")
    assert export(bea)["communities.attendance.user"][0]["says"] == "yes"
    author = meeting.author
    erase(bea)
    erase(author)
    assert (Attendance.objects.count(), AgendaItem.objects.get().lead, Meeting.objects.get().author) == (0, "", None)

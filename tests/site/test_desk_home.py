"""The desk's home says what this person can do next, by right and with a fixed number of queries; its menu leads to the records."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Workflow

from communities.moderation.actions import report
from communities.moderation.terms import Why
from portal.accounts.groups import GROUPS, ensure_groups
from portal.foundation.outbox import OutboxEntry
from portal.site.models import Message
from portal.site.workflow.stages import ensure_stages
from practices.kinds import KINDS
from practices.models import RecordIndex
from practices.stories import actions as stories
from practices.stories.models import Story
from tests.communities.conftest import make_member, make_space
from tests.communities.discussion.conftest import make_topic, say
from tests.factories import make_record, make_user
from tests.practices.stories.conftest import make_story

pytestmark = pytest.mark.django_db
HEADINGS = {
    "Add a record": {"contributors", "editors", "administrators"},
    "Your drafts": {"contributors", "editors", "reviewers", "administrators"},
    "Waiting for your review": {"editors", "reviewers", "administrators"},
    "Due for review": {"editors", "reviewers", "administrators"},
    "Messages from readers": {"editors", "reviewers", "administrators"},
    "Changes that were given up": {"administrators"},
    "Changes that search has not caught up with": {"contributors", "editors", "reviewers", "administrators"},
}


def desk_of(group: str, **fields: str) -> Client:
    ensure_groups()
    ensure_stages()
    client = Client()
    client.force_login(make_user(group, **fields))
    return client


def home(client: Client) -> str:
    answer = client.get("/admin/")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def release(story: Story) -> None:
    """As its teller does who has finished."""
    stories.release(story, story.teller)


def submit(record: object, user: object) -> None:
    """As a contributor submits a page."""
    Workflow.objects.get().start(record, user)


@pytest.mark.parametrize("group", GROUPS[2:])  # members and offender managers have no desk
def test_everyone_sees_what_they_have_the_right_to(site_tree: None, group: str) -> None:
    text = home(desk_of(group))
    for heading, groups in HEADINGS.items():
        assert (heading in text) == (group in groups), heading


def test_what_waits_is_counted_named_and_linked(site_tree: None) -> None:
    editor = desk_of("editors")
    contributor = make_user("contributors")
    submitted = make_record(title="Day visits", publish=False, owner=contributor)
    submit(submitted, contributor)
    due = make_record(title="Family visits", review_due=date(2020, 1, 31))
    make_record(title="Not due", review_due=date(2999, 1, 31))
    Message.objects.create(kind="contact", text="A question")
    text = home(editor)
    for said in ("Waiting for your review (1)", "Day visits", "Due for review (1)", "Family visits", "A question"):
        assert said in text, said
    state = submitted.current_workflow_task_state
    for address in (f"/admin/review/{state.pk}/", f"/admin/pages/{due.pk}/edit/"):
        assert f'href="{address}"' in text
    assert "Not due" not in text
    assert "since 31 January 2020" in text


def test_drafts_are_those_of_the_person(site_tree: None) -> None:
    ensure_groups()
    mine, somebody = make_user("contributors"), make_user("contributors")
    make_record(title="My draft", publish=False, owner=mine)
    make_record(title="Another draft", publish=False, owner=somebody)
    client = Client()
    client.force_login(mine)
    text = home(client)
    assert "Your drafts (1)" in text
    assert "My draft" in text
    assert "Another draft" not in text


def test_what_was_given_up_is_shown_to_administrators(site_tree: None) -> None:
    OutboxEntry.objects.create(kind="index", dead=True)
    assert "Changes that were given up (1)" in home(desk_of("administrators"))


def test_what_search_has_not_caught_up_with_is_told_to_whoever_writes(site_tree: None) -> None:
    OutboxEntry.objects.all().delete()
    client = desk_of("contributors")
    assert "Search is up to date." in home(client)
    late = OutboxEntry.objects.create(kind="index", key="page:7", created_at=timezone.now() - timedelta(minutes=5))
    OutboxEntry.objects.create(kind="index", key="page:8")
    text = home(client)
    assert "Changes that search has not caught up with (1)" in text
    assert "page:7" not in text
    text = home(desk_of("administrators"))
    assert f'href="/admin/outboxentry/inspect/{late.pk}/"' in text
    assert "page:7" in text


def test_stories_wait_for_those_who_tend_them(site_tree: None) -> None:
    release(make_story(make_user(), title="Somebody phoned"))
    for group in ("editors", "reviewers"):
        text = home(desk_of(group))
        assert "Stories to be read by two people (1)" in text
        assert "Somebody phoned" in text
    assert "Somebody phoned" not in home(desk_of("contributors"))


def test_what_was_reported_waits_for_those_who_decide_about_it(site_tree: None) -> None:
    space = make_space("Quiet rooms")
    reported = say(make_topic(space), "His name is Zebedee.")
    case = report("post", reported.pk, Why.PERSON, "It is his full name", make_user())
    assert case
    editor, tending = desk_of("editors"), make_member(space, "facilitator").user
    assert "Reported or held" not in home(editor)
    tending.groups.add(Group.objects.get(name="editors"))
    client = Client()
    client.force_login(tending)
    for reader in (client, desk_of("administrators")):
        text = home(reader)
        assert "Reported or held (1)" in text
        assert f'href="/communities/moderation/{case.pk}/"' in text
        assert "Quiet rooms" in text
        assert "Zebedee" not in text


def test_proposed_communities_wait_for_administrators(site_tree: None) -> None:
    space = make_space("Quiet rooms", state="proposed", founded_at=None)
    text = home(desk_of("administrators"))
    assert "Communities that were proposed (1)" in text
    assert f'href="{space.get_absolute_url()}"' in text
    assert "Quiet rooms" not in home(desk_of("editors"))


def test_the_home_asks_no_more_queries_for_more_work(site_tree: None) -> None:
    client = desk_of("administrators")
    person, topic = make_user("contributors"), make_topic(make_space())

    def more(number: int) -> None:
        submit(make_record(title=f"Draft {number}", publish=False, owner=person), person)
        make_record(title=f"Due {number}", review_due=date(2020, 1, 1))
        Message.objects.create(kind="contact", text=f"Question {number}")
        OutboxEntry.objects.create(kind="index", dead=True)
        release(make_story(make_user(), title=f"Story {number}"))
        report("post", say(topic, f"Text {number}").pk, Why.PERSON, "", person)

    def queries() -> int:
        home(client)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            home(client)
        return len(asked)

    more(1)
    before = queries()
    for number in range(2, 10):
        more(number)
    assert queries() == before
    assert "and 4 more" in home(client)


def test_a_contributor_gets_from_the_menu_to_the_records_and_to_an_empty_form(site_tree: None) -> None:
    client = desk_of("contributors")
    text = home(client)
    assert '"Records"' in text
    practices = RecordIndex.objects.get(record_kind="practice", locale__language_code="en")
    assert client.get("/admin/records/practice/")["Location"] == f"/admin/pages/{practices.pk}/"
    assert client.get(f"/admin/pages/{practices.pk}/").status_code == 200
    add = f"/admin/pages/add/practices/practice/{practices.pk}/"
    assert f'href="{add}"' in text
    assert client.get(add).status_code == 200


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("recommendation_u")])
def test_every_kind_in_the_menu_has_its_list(site_tree: None, kind: str) -> None:
    expected = 404 if kind == "recommendation" else 302
    assert desk_of("contributors").get(f"/admin/records/{kind}/").status_code == expected


def test_the_desk_carries_the_name_of_the_site(site_tree: None) -> None:
    text = home(desk_of("editors"))
    assert "- Passerelle</title>" in " ".join(text.split())
    assert "desk-logo" in text
    assert "/static/desk/desk." in text
    assert "editor guide" not in text

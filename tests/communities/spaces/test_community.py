"""`/communities/mentoring/`: the face for everybody, what is new for members."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from communities.discussion.models import Topic
from communities.spaces.models import Community, Membership
from communities.spaces.parts import MOST_NEWS, Tab
from tests.communities.conftest import as_, make_member, make_space, statuses
from tests.communities.discussion.conftest import make_topic, say
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
ADDRESS = "/communities/mentoring-after-release/"


def test_everybody_reads_the_face(space: Community) -> None:
    assert set(statuses(space, ADDRESS).values()) == {200}
    words = words_of(Client(), ADDRESS)
    assert "We stay beside people in the first months." in words
    assert "3 members" in words
    assert "Stella" in words
    assert "What’s new" not in words


def test_its_people_find_what_is_new_first_and_the_face_a_click_away(space: Community) -> None:
    for rung in ("member", "facilitator", "steward"):
        client = as_(rung, space)
        page = client.get(ADDRESS).content.decode()
        assert page.index('id="new"') < page.rindex("We stay beside people in the first months.")
        assert 'href="?face"' in page
        face = client.get(f"{ADDRESS}?face").content.decode()
        assert 'id="new"' not in face
        assert "We stay beside people in the first months." in face
    for rung in ("stranger", "outsider", "administrator"):
        assert 'id="new"' not in as_(rung, space).get(ADDRESS).content.decode()


def test_whoever_is_new_reads_what_happened_in_the_last_week(space: Community) -> None:
    make_member(space, name="Nina, who came today")
    words = words_of(as_("member", space), ADDRESS)
    assert "In the last seven days" in words
    assert "Nina, who came today is new here" in words


def test_a_private_space_is_not_there_for_others(secret: Community) -> None:
    assert statuses(secret, "/communities/a-quiet-matter/") == {
        "stranger": 404, "outsider": 404, "member": 200, "facilitator": 200, "steward": 200, "administrator": 200,
    }  # fmt: skip


def test_no_address_is_ever_shown(space: Community) -> None:
    nameless = make_member(space, "steward", name="")
    for rung in ("stranger", "member", "administrator"):
        for address in (ADDRESS, f"{ADDRESS}people/"):
            page = as_(rung, space).get(address).content.decode()
            assert nameless.user.email not in page
            assert "example.org" not in page


@pytest.mark.parametrize(
    ("rung", "offers"),
    [
        ("stranger", "Sign in to join"),
        ("outsider", ">Join<"),
        ("member", "Leave this community"),
        ("facilitator", "Invite people"),
        ("steward", "Archive or close"),
        ("administrator", "Archive or close"),
    ],
)
def test_each_is_offered_what_they_may_do(space: Community, rung: str, offers: str) -> None:
    page = as_(rung, space).get(ADDRESS).content.decode()
    assert offers in page
    assert ("Archive or close" in page) is (rung in ("steward", "administrator"))
    assert ("Invite people" in page) is (rung in ("facilitator", "steward", "administrator"))
    assert ('aria-label="Inside"' in page) is (rung not in ("stranger", "outsider"))


def test_what_people_write_is_only_text(space: Community) -> None:
    hostile = '<script>alert(1)</script> https://example.net/"onmouseover=x\n\nSecond'
    Community.objects.update(purpose=hostile, rules=hostile, charter=hostile, name="<b>Bold</b>")
    page = Client().get(ADDRESS).content.decode()
    assert "<script>alert" not in page
    assert "<b>Bold" not in page
    assert "<p>Second</p>" in page
    assert 'rel="nofollow ugc noopener"' in page


def test_marks_are_drawn_and_left_out_where_words_are_cut(space: Community) -> None:
    text = "We **stay** beside people:\n\n- at the gate\n- at work"
    Community.objects.update(purpose=text, rules=text, charter=text)
    page = Client().get(ADDRESS).content.decode()
    assert page.count("<strong>stay</strong>") == 3
    assert "<li>at the gate</li>" in page
    assert 'content="We stay beside people: at the gate at work"' in page
    assert "**stay**" not in page


def test_what_is_new_since_the_last_visit(space: Community) -> None:
    member = make_member(space)
    Membership.objects.filter(pk=member.pk).update(joined_at=timezone.now() - timedelta(days=20))
    with time_machine.travel(timezone.now() - timedelta(days=10), tick=False):
        client = Client()
        client.force_login(member.user)
        client.get(ADDRESS)
    with time_machine.travel(timezone.now() - timedelta(days=9), tick=False):
        make_member(space, name="Nina, who came later")
    client.force_login(member.user)
    for _page in range(2):  # the visit goes on
        words = words_of(client, ADDRESS)
        assert "Since you were last here" in words
        assert "Nina, who came later is new here" in words
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        client.force_login(member.user)
        assert "Nothing has happened since" in words_of(client, ADDRESS)


def away(member: Membership, days: int) -> Client:
    """The browser of a member who was last here so long ago."""
    then = timezone.now() - timedelta(days=days)
    Membership.objects.filter(pk=member.pk).update(joined_at=then, visited_at=then, visited_before=None)
    client = Client()
    client.force_login(member.user)
    return client


def test_topics_that_moved_on_are_news(space: Community) -> None:
    Community.objects.filter(pk=space.pk).update(parts=["people", "forum"])
    space.refresh_from_db()
    reader, author = make_member(space), make_member(space, name="<i>Ben</i>").user
    client = away(reader, days=3)
    topic = make_topic(space, author, title="<b>The key</b> & the flat")
    say(topic, author=author)
    quiet = make_topic(space, author, title="Long ago")
    Topic.objects.filter(pk=quiet.pk).update(last_post_at=timezone.now() - timedelta(days=4))
    few = warm_queries(client, ADDRESS)
    page = client.get(ADDRESS).content.decode()
    assert (
        f'<a href="{topic.get_absolute_url()}unread/" dir="auto">&lt;b&gt;The key&lt;/b&gt; &amp; the flat</a>' in page
    )
    assert "2 new posts" in page
    assert "&lt;i&gt;Ben&lt;/i&gt;" in page
    assert "<b>The key" not in page
    assert "<i>Ben" not in page
    assert "Long ago" not in page
    for number in range(25):
        make_topic(space, make_member(space).user, title=f"Talk {number}")
    assert warm_queries(client, ADDRESS) == few <= 13
    assert client.get(ADDRESS).content.decode().count("/unread/") <= MOST_NEWS


def test_what_the_reader_has_read_is_no_news(space: Community) -> None:
    Community.objects.filter(pk=space.pk).update(parts=["people", "forum"])
    space.refresh_from_db()
    reader = make_member(space)
    client = away(reader, days=3)
    topic = make_topic(space, title="Who fetches the key")
    assert "Who fetches the key" in words_of(client, ADDRESS)
    client.get(topic.get_absolute_url())
    assert "Who fetches the key" not in words_of(client, ADDRESS)
    say(topic)
    assert "1 new post," in words_of(client, ADDRESS)


def test_lineage_names_only_what_the_reader_may_know(space: Community, secret: Community) -> None:
    origin = make_space("An older circle")
    Community.objects.filter(pk=space.pk).update(grew_out_of=origin, merged_into=secret)
    assert "An older circle" in words_of(Client(), ADDRESS)
    assert "A quiet matter" not in words_of(Client(), ADDRESS)


def test_a_closed_space_says_so_and_its_stewards_still_see_it(space: Community) -> None:
    client = as_("steward", space)
    answer = client.post(f"{ADDRESS}state/", {"close": "1", "name": "mentoring AFTER release"})
    assert answer["Location"] == f"{ADDRESS}export/"
    assert client.get(ADDRESS).status_code == 200
    gone = Client().get(ADDRESS)
    assert gone.status_code == 410
    assert b"Mentoring after release" in gone.content
    assert Client().get(f"/id/{space.identifier}/").status_code == 410


def test_a_closed_private_space_was_never_there(secret: Community) -> None:
    Community.objects.update(state="closed", closed_at=timezone.now())
    assert Client().get("/communities/a-quiet-matter/").status_code == 404


@pytest.mark.parametrize("slug", ["no-such", "%00", "%F0%9F%98%80", "a" * 3000])
def test_what_is_not_there_is_not_found(db: None, slug: str) -> None:
    assert Client().get(f"/communities/{slug}/").status_code == 404


def test_the_number_of_queries_does_not_grow(space: Community) -> None:
    client = as_("member", space)
    few = warm_queries(client, ADDRESS)
    for role in ("steward", "sponsor", "member", "facilitator"):
        for _number in range(3):
            make_member(space, role)
    assert warm_queries(client, ADDRESS) == few <= 16
    assert warm_queries(Client(), ADDRESS) <= 5


@pytest.mark.parametrize(("language", "shown"), [("en", "4,003"), ("de", "4.003")])
def test_large_counts_are_written_as_readers_write_them(language: str, shown: str) -> None:
    tab = Tab("Forum", "/", 4003, "topics")
    with override(language):
        assert f">{shown}<" in render_to_string(
            "communities/spaces/tabs.html", {"community": make_space(), "tabs": [tab]}
        )

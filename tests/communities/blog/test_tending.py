"""What becomes of an entry: publishing, handing back, taking back; who is told; and what moderation takes away."""

from __future__ import annotations

import pytest
from django.test import Client

from communities.blog import actions
from communities.blog.models import Blog, Entry
from communities.blog.told import author_of, decided, entries, facilitators_of, offered, readers_of
from communities.discussion.mentions import handle
from communities.discussion.models import Topic
from communities.moderation.actions import take_away
from communities.moderation.models import Case
from communities.spaces.models import Community
from portal.foundation.outbox import OutboxEntry
from tests.communities.blog.conftest import BLOG, make_entry, paragraph
from tests.communities.conftest import as_, client_of, ladder, make_member, make_person, statuses
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db


def told_of(name: str) -> list[str]:
    """The keys of events of a sort that people are to be told of."""
    keys = OutboxEntry.objects.filter(kind="event", key__startswith=f"{name}:").values_list("key", flat=True)
    return [key.partition(":")[2] for key in keys]


def test_publishing_is_for_facilitators(space: Community) -> None:
    for rung, expected in ladder(302, 403, 404, 302, 302, 302).items():
        Entry.objects.all().delete()
        entry = make_entry(space, published=False)
        actions.offer(entry)
        answer = as_(rung, space).post(f"{entry.get_absolute_url()}do/", {"do": "publish"})
        assert answer.status_code == expected, rung
        assert (Entry.objects.get().state == "published") == (rung in ("facilitator", "steward", "administrator")), rung


def test_handing_back_with_a_note_that_the_author_is_told(space: Community) -> None:
    entry = make_entry(space, published=False)
    actions.offer(entry)
    back = f"{entry.get_absolute_url()}back/"
    assert statuses(space, back) == ladder(302, 403, 404, 200, 200, 200)
    client = as_("facilitator", space)
    assert client.post(back, {"note": ""}).status_code == 400
    assert client.post(back, {"note": "Say who paid."}).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.note) == ("draft", "Say who paid.")
    assert "Say who paid." in words_of(client_of(entry.author), entry.get_absolute_url())
    (key,) = told_of("entry_decided")
    assert list(author_of(key).people) == [entry.author_id]  # type: ignore[union-attr]
    assert decided(entry.author, [key])[key].text == "Say who paid."
    assert client.post(back, {"note": "Again"}).status_code == 404  # it is its author's again


def test_taking_back_and_publishing_again(space: Community, entry: Entry) -> None:
    client = client_of(entry.author)
    assert client.post(f"{entry.get_absolute_url()}do/", {"do": "take_back"}).status_code == 302
    assert as_("member", space).get(entry.get_absolute_url()).status_code == 404
    assert Topic.objects.get().readers == "nobody"
    assert (
        client.post(f"{entry.get_absolute_url()}do/", {"do": "delete"}).status_code == 403
    )  # others may have talked about it
    client.post(f"{entry.get_absolute_url()}do/", {"do": "offer"})
    as_("steward", space).post(f"{entry.get_absolute_url()}do/", {"do": "publish"})
    assert as_("member", space).get(entry.get_absolute_url()).status_code == 200
    assert Topic.objects.get().readers == "inside"
    assert told_of("entry") == [str(entry.pk)]  # once


def test_facilitators_take_out_what_others_published(space: Community, entry: Entry) -> None:
    assert (
        as_("facilitator", space).post(f"{entry.get_absolute_url()}back/", {"note": "Names a person."}).status_code
        == 302
    )
    assert Entry.objects.get().state == "unpublished"
    (key,) = told_of("entry_decided")
    assert "taken out" in decided(entry.author, [key])[key].said


def test_a_draft_is_thrown_away_by_its_author(space: Community) -> None:
    entry = make_entry(space, published=False)
    assert client_of(entry.author).post(f"{entry.get_absolute_url()}do/", {"do": "delete"}).status_code == 302
    assert not Entry.objects.exists()


@pytest.mark.parametrize("do", ["", "x", "unpublish", "hand_back", "report", "edit"])
def test_what_no_button_asks(space: Community, entry: Entry, do: str) -> None:
    assert client_of(entry.author).post(f"{entry.get_absolute_url()}do/", {"do": do}).status_code == 403


def test_who_is_faster_wins(space: Community) -> None:
    entry = make_entry(space, published=False)
    actions.offer(entry)
    same = Entry.objects.get()
    assert actions.hand_back(entry, "No")
    assert not actions.publish(same, None)
    assert Entry.objects.get().state == "draft"


def test_who_is_told(space: Community) -> None:
    author, member = make_member(space, name="Ana").user, make_member(space, name="Ben").user
    facilitator = make_member(space, "facilitator").user
    entry = make_entry(space, author, published=False)
    actions.offer(entry)
    (key,) = told_of("entry_offered")
    assert {facilitator.pk} < set(facilitators_of(key).people)  # type: ignore[union-attr]
    assert author.pk not in facilitators_of(key).people  # type: ignore[union-attr]
    assert key in offered(facilitator, [key])
    assert not offered(member, [key])
    actions.publish(entry, facilitator)
    people = readers_of(str(entry.pk)).people  # type: ignore[union-attr]
    assert {member.pk, facilitator.pk} < set(people)
    assert author.pk not in people
    assert entries(member, [str(entry.pk)])[str(entry.pk)].title == "The first weeks"
    Entry.objects.update(reach="facilitators")
    assert member.pk not in readers_of(str(entry.pk)).people  # type: ignore[union-attr]
    assert not entries(member, [str(entry.pk)])


def test_who_is_mentioned_is_told_as_such(space: Community) -> None:
    author, member = make_member(space, name="Ana").user, make_member(space, name="Ben").user
    outsider = make_person(name="Olga")
    words = paragraph(f"{handle(member.pk)} and {handle(outsider.pk)} asked.\n\n> {handle(author.pk)} said so")
    entry = make_entry(space, author, blocks=[words])
    told = readers_of(str(entry.pk)).people  # type: ignore[union-attr]
    assert told[member.pk] == "mention"
    assert outsider.pk not in told
    assert set(told.values()) == {"mention", "entry"}
    assert entries(member, [str(entry.pk)])[str(entry.pk)].said == "Ana mentions you in the blog:"


def test_who_chooses_who_publishes(space: Community) -> None:
    assert statuses(space, f"{BLOG}settings/") == ladder(302, 403, 403, 403, 200, 200)
    client = as_("steward", space)
    assert client.post(f"{BLOG}settings/", {"members_publish": "perhaps"}).status_code == 400
    assert client.post(f"{BLOG}settings/", {"members_publish": "True"}).status_code == 302
    assert Blog.objects.get().members_publish
    client.post(f"{BLOG}settings/", {"members_publish": "False"})
    assert not Blog.objects.get().members_publish


def test_it_is_reported_taken_away_and_brought_back(space: Community, entry: Entry) -> None:
    report = f"/communities/report/entry/{entry.pk}/"
    assert f'href="{report}"' in as_("member", space).get(entry.get_absolute_url()).content.decode()
    assert as_("outsider", space).get(report).status_code == 404
    assert as_("member", space).get(report).status_code == 200
    steward = as_("steward", space)
    take_away("entry", entry.pk, "It names a person.", make_member(space, "facilitator").user)
    assert as_("member", space).get(entry.get_absolute_url()).status_code == 404
    assert client_of(entry.author).get(entry.get_absolute_url()).status_code == 404
    assert Topic.objects.get().readers == "nobody"
    assert steward.get(f"/communities/moderation/{Case.objects.get().pk}/").status_code == 200
    from communities.moderation.things import kinds

    kinds()["entry"].bring_back(entry.pk, None)
    assert as_("member", space).get(entry.get_absolute_url()).status_code == 200


def test_an_archived_space_is_read_only(space: Community, entry: Entry) -> None:
    Community.objects.update(state="archived")
    client = client_of(entry.author)
    assert client.post(f"{entry.get_absolute_url()}do/", {"do": "take_back"}).status_code == 403
    assert client.get(entry.get_absolute_url()).status_code == 200
    assert "Write an entry" not in words_of(client, BLOG)
    assert Client().get(BLOG).status_code == 200

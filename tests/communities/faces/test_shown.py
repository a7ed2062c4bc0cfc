"""What a face shows: to everybody the same, and never what not everybody may see."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from communities.blog.models import Entry
from communities.discussion.models import Topic
from communities.documents.models import Document
from communities.faces.kinds import of_poll
from communities.faces.models import Face, Section, Thing
from communities.galleries.models import Album
from communities.meetings.models import Meeting
from communities.people.models import Profile
from communities.polls.models import Poll
from communities.spaces.models import Community
from communities.spaces.reach import Reach
from portal.foundation import outbox
from tests.communities.blog.conftest import make_entry
from tests.communities.conftest import as_, make_person
from tests.communities.faces.conftest import everything, one_of_each, publish, things
from tests.factories import make_record
from tests.practices.pages import warm_queries, words_of

pytestmark = pytest.mark.django_db
SPACE = "/communities/mentoring-after-release/?face"  # for its own people, too
MODELS: dict[str, Any] = {
    "entries": Entry, "documents": Document, "albums": Album, "polls": Poll, "meetings": Meeting,
}  # fmt: skip


def test_each_kind_is_shown_and_goes_at_once_where_fewer_may_see_it(space: Community) -> None:
    titles = one_of_each(space)
    publish(space, *everything(space))
    for reader in (Client(), as_("outsider", space), as_("steward", space)):
        words = words_of(reader, SPACE)
        for title in (*titles.values(), "A person", "Another community", "A record", "In our own words."):
            assert title in words
    space.visibility = "face"
    space.save()
    assert "A topic" not in words_of(Client(), SPACE)
    for kind, model in MODELS.items():
        for narrower in (Reach.INSIDE, Reach.FACILITATORS):
            model.objects.filter(community=space).update(reach=narrower)
            for reader in (Client(), as_("steward", space)):  # who sees it elsewhere, too: the face is the same for all
                assert titles[kind] not in words_of(reader, SPACE).partition("At a glance")[0], kind


def test_what_is_kept_of_records_follows_their_changes_at_once(space: Community) -> None:
    record = make_record(title="Benches of oak")
    publish(space, Section("records", things=[Thing(f"page:{record.pk}")]))
    for _again in range(2):
        assert "Benches of oak" in words_of(Client(), SPACE)
    record.title = "Benches of ash"
    record.save()
    assert "Practice Benches of ash" in words_of(Client(), SPACE)
    record.audience = "group:editors"
    record.save()
    for reader in (Client(), as_("steward", space)):
        assert "Benches of ash" not in words_of(reader, SPACE)


def test_what_is_switched_off_or_hidden_is_not_shown(space: Community) -> None:
    titles = one_of_each(space)
    publish(space, *everything(space))
    space.parts = ["people"]
    space.save()
    words = words_of(Client(), SPACE)
    assert not [title for title in titles.values() if title in words]
    assert "A record" in words


def test_a_record_that_is_restricted_is_shown_to_nobody(space: Community) -> None:
    pages = [make_record(title=f"For {who}", audience=who) for who in ("public", "members", f"community:{space.pk}")]
    publish(space, things("records", *(f"page:{page.pk}" for page in pages)))
    for rung in ("stranger", "member", "steward"):
        assert words_of(as_(rung, space), SPACE).count("For ") - words_of(Client(), SPACE).count("For public") == 0, (
            rung
        )


def test_a_person_who_withdraws_is_shown_no_more(space: Community) -> None:
    profile = Profile.objects.create(user=make_person(), name="Tessa", published=True, audience="public")
    face = publish(space, things("people", f"person:{profile.pk}", "person:999999", "nothing:1"))
    assert "Tessa" in words_of(Client(), SPACE)
    profile.published = False
    profile.save()
    assert "Tessa" not in words_of(Client(), SPACE)
    profile.delete()
    face.refresh_from_db()
    assert [one.thing for section in face.shown + face.drafted for one in section.things].count("person:999999") == 2
    assert f"person:{profile.pk}" not in str((face.draft, face.published))


def test_what_was_chosen_comes_first_and_the_newest_follow(space: Community) -> None:
    old, *_others = [make_entry(space, title=f"Entry {number}", reach="everybody") for number in range(5)]
    Entry.objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(days=90))
    section = things("entries", f"entry:{old.pk}", newest=2, title="From our blog")
    section.things[0].note = "Where it began."
    publish(space, section)
    words = words_of(Client(), SPACE)
    places = [words.index(word) for word in ("From our blog", "Entry 0", "Where it began.", "Entry 4", "Entry 3")]
    assert places == sorted(places)
    assert "Entry 2" not in words


def test_a_private_space_shows_its_people_what_they_may_see(secret: Community) -> None:
    secret.parts = ["people", "blog"]
    secret.save()
    entry = make_entry(secret, title="Among us", reach="everybody")
    publish(secret, things("entries", f"entry:{entry.pk}"))
    assert "Among us" in words_of(as_("member", secret), "/communities/a-quiet-matter/")
    assert Client().get("/communities/a-quiet-matter/").status_code == 404


def test_the_words_of_a_face_are_found(space: Community, search_index: None) -> None:
    publish(space, Section("text", title="Woodpeckers", text="They knock."))
    outbox.drain(["index"])
    listing = Client().get("/communities/", {"q": "woodpeckers"}).context["listing"]
    assert [hit.url for hit in listing.hits] == [SPACE.removesuffix("?face")]


def test_more_of_everything_takes_no_more_queries(space: Community) -> None:
    one_of_each(space)
    sections = everything(space)
    publish(space, *sections)
    few = warm_queries(Client(), SPACE)
    for _more in range(2):
        one_of_each(space)
    records = [make_record(title=f"Record {number}") for number in range(5)]
    publish(space, *sections, things("records", *(f"page:{one.pk}" for one in records)), Section("entries", newest=6))
    assert warm_queries(Client(), SPACE) == few
    assert few <= 40


def test_what_was_shown_before_is_carried_over(space: Community) -> None:
    migration = import_module("communities.migrations.0025_faces")

    class Item:
        def __init__(self, thing: str, note: str) -> None:
            self.community_id, self.thing, self.note = space.pk, thing, note

    class Before:
        """The apps as they were: items in the order of their places."""

        objects = type("Items", (), {"order_by": lambda *_names: [Item("page:7", "First"), Item("entry:3", ""), Item("page:1", "Last")]})  # fmt: skip

    before = type("Apps", (), {"get_model": lambda _app, name: Before if name == "ShowcaseItem" else apps.get_model("communities", name)})  # fmt: skip
    migration.carry_over(before, None)
    face = Face.objects.get(community=space)
    shown = [(one.kind, [(item.thing, item.note) for item in one.things]) for one in face.shown]
    assert shown == [("records", [("page:7", "First"), ("page:1", "Last")]), ("entries", [("entry:3", "")])]
    assert not face.differs
    assert face.published_at


def test_a_topic_of_a_case_is_never_shown(space: Community) -> None:
    one_of_each(space)
    Topic.objects.update(kind="case")
    publish(space, things("topics", f"topic:{Topic.objects.get(title='A topic').pk}.1", newest=6))
    assert "A topic" not in words_of(as_("steward", space), SPACE)


def test_votes_of_visitors_are_counted_apart() -> None:
    poll = Poll(question="A question?", opinion=True, opened_at=timezone.now(), voters=4, public_voters=1)
    assert of_poll(poll) == "Open: you can vote, too · 4 votes · 1 visitor"
    poll.public_voters = 0
    assert of_poll(poll) == "Open: you can vote, too · 4 votes"

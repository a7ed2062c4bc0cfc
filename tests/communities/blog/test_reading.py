"""The blog of a space and its entries: who reads them, page by page, in series, and what stands around them."""

from __future__ import annotations

import pytest
from django.test import Client

from communities.blog import actions
from communities.blog.models import Entry
from communities.discussion import actions as discussion
from communities.discussion.models import Topic
from communities.discussion.tagging import About
from communities.spaces.models import Community
from tests.communities.blog.conftest import BLOG, make_entry, paragraph
from tests.communities.conftest import as_, client_of, ladder, make_member, make_person, statuses
from tests.communities.reaching import check_reach
from tests.factories import make_record
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = pytest.mark.django_db


def test_who_reads_by_the_one_rule(site_tree: None) -> None:
    def make(community: Community, reach: str) -> Entry:
        if "blog" not in community.parts:
            community.parts = ["blog"]
            community.save()
        return make_entry(community, reach=reach)

    check_reach(Entry, make)


def test_who_reads_the_list_and_an_entry(space: Community, entry: Entry) -> None:
    assert statuses(space, BLOG) == ladder(200, 200, 200, 200, 200, 200)
    assert statuses(space, entry.get_absolute_url()) == ladder(302, 404, 200, 200, 200, 200)
    Entry.objects.update(reach="everybody")
    assert set(statuses(space, entry.get_absolute_url()).values()) == {200}
    Entry.objects.update(reach="facilitators")
    assert statuses(space, entry.get_absolute_url()) == ladder(302, 404, 404, 200, 200, 200)


def test_strangers_see_what_reaches_everybody_alone(space: Community, entry: Entry) -> None:
    make_entry(space, title="For the world", reach="everybody")
    words = words_of(Client(), BLOG)
    assert "For the world" in words
    assert "The first weeks" not in words
    assert "Blog 1" in words_of(Client(), "/communities/mentoring-after-release/")
    assert "Blog 2" in words_of(as_("member", space), BLOG)


def test_a_draft_is_its_author_s_and_what_is_offered_facilitators_too(space: Community) -> None:
    draft = make_entry(space, published=False)
    assert statuses(space, draft.get_absolute_url()) == ladder(404, 404, 404, 404, 404, 404)
    assert client_of(draft.author).get(draft.get_absolute_url()).status_code == 200
    Entry.objects.update(state="offered")
    assert statuses(space, draft.get_absolute_url()) == ladder(404, 404, 404, 200, 200, 200)
    assert "The first weeks" in words_of(as_("facilitator", space), f"{BLOG}mine/")
    assert "The first weeks" not in words_of(as_("member", space), f"{BLOG}mine/")
    assert statuses(space, f"{BLOG}mine/") == ladder(302, 403, 200, 200, 200, 200)


def test_where_the_blog_is_off_there_is_none(space: Community, entry: Entry) -> None:
    Community.objects.update(parts=["people"])
    for address in (BLOG, entry.get_absolute_url(), f"{BLOG}new/", f"{BLOG}mine/", f"{BLOG}feed/", f"{BLOG}settings/"):
        assert as_("steward", space).get(address).status_code == 404, address
    assert Entry.objects.filter(pk=entry.pk).exists()


def test_private_and_closed_spaces(space: Community, entry: Entry) -> None:
    Community.objects.update(visibility="private", joining="invitation")
    assert statuses(space, entry.get_absolute_url()) == ladder(404, 404, 200, 200, 200, 200)
    Community.objects.update(state="closed")
    assert statuses(space, BLOG) == ladder(404, 404, 404, 404, 200, 200)


@pytest.mark.parametrize("rest", ["999999/", "0/", "1e3/", "99999999999999999999999/", "999/versions/", "series/9/"])
def test_what_is_not_there(space: Community, entry: Entry, rest: str) -> None:
    assert as_("member", space).get(BLOG + rest).status_code == 404


def test_an_entry_of_another_space_is_not_here(space: Community, secret: Community) -> None:
    Community.objects.filter(pk=secret.pk).update(parts=["blog"])
    secret.refresh_from_db()
    other = make_entry(secret)
    assert as_("administrator", space).get(f"{BLOG}{other.pk}/").status_code == 404


def test_guests_are_named_and_who_put_them_in(space: Community) -> None:
    entry = make_entry(space, guest="Gerd Gast", guest_from="A housing office", reach="everybody")
    words = words_of(Client(), entry.get_absolute_url())
    assert "Gerd Gast" in words
    assert "A housing office (guest)" in words
    assert "put in by Ana" in words


def test_records_stand_as_cards_to_who_may_know_of_them(space: Community) -> None:
    known = make_record(title="Woodpecker workshop")
    hidden = make_record(title="The protected story", audience="group:editors")
    blocks = [{"type": "record", "value": one.identifier, "id": "x"} for one in (known, hidden)]
    entry = make_entry(space, blocks=[paragraph(), *blocks], reach="everybody")
    words = words_of(Client(), entry.get_absolute_url())
    assert "Woodpecker workshop" in words
    assert "protected" not in words
    assert hidden.identifier in words


def test_records_lead_to_the_entries_that_show_them(space: Community) -> None:
    record = make_record(title="Woodpecker workshop")
    blocks = [{"type": "record", "value": record.identifier, "id": "x"}]
    entry = make_entry(space, blocks=blocks, reach="everybody", title="Of wood and beaks")
    linked = make_entry(space, blocks=[paragraph(f"See {record.identifier}.")], title="Only inside")
    draft = make_entry(space, blocks=blocks, reach="everybody", title="Not yet", published=False)
    page, member = f"/id/{record.identifier}/", client_of(entry.author)

    def shown(client: Client) -> list[str]:
        words = words_of(client, client.get(page, follow=True).request["PATH_INFO"])
        return [one.title for one in (entry, linked, draft) if one.title in words]

    assert shown(Client()) == ["Of wood and beaks"]
    assert shown(member) == ["Of wood and beaks", "Only inside"]
    actions.unpublish(entry, "no longer")
    assert shown(Client()) == []
    actions.keep(linked, [paragraph("Nothing.")], About(), "")
    assert shown(member) == []


def test_series_are_read_in_their_order(space: Community) -> None:
    author = make_member(space).user
    first, hidden, last = (
        make_entry(space, author, title=title, series="Ten mornings", reach=reach)
        for title, reach in (("One", "everybody"), ("Two", "inside"), ("Three", "everybody"))
    )
    address = f"{BLOG}series/{first.series_id}/"
    words = words_of(Client(), first.get_absolute_url())
    assert "1 of 2" in words
    assert "Next: Three" in words
    assert "1 of 3" in words_of(as_("member", space), first.get_absolute_url())
    assert "Two" not in words_of(Client(), address)
    client = as_("facilitator", space)
    assert as_("member", space).post(f"{last.get_absolute_url()}move/", {"up": "1"}).status_code == 403
    assert client.post(f"{last.get_absolute_url()}move/", {"up": "1"})["Location"] == address
    words = words_of(client, address)
    assert words.index("One") < words.index("Three") < words.index("Two")
    Entry.objects.exclude(pk=hidden.pk).update(series=None)
    assert Client().get(address).status_code == 404


def test_tags_and_subjects(space: Community) -> None:
    entry = make_entry(space, about=About([], ["First days"]))
    make_entry(space, title="Another")
    client = as_("member", space)
    assert "First days" in words_of(client, entry.get_absolute_url())
    words = words_of(client, f"{BLOG}?tag=first-days")
    assert "The first weeks" in words
    assert "Another" not in words
    assert client.get(f"{BLOG}?tag=nothing").status_code == 404


def test_pages_have_a_constant_number_of_queries(space: Community) -> None:
    author = make_member(space, name="Ana").user
    entry = make_entry(space, author, series="Ten mornings", about=About([], ["gate"]))
    client = as_("member", space)
    topic = Topic.objects.get(attached_to=f"entry:{entry.pk}")
    discussion.say(topic, "Well said", author)
    few, few_listed = warm_queries(client, entry.get_absolute_url()), warm_queries(client, BLOG)
    for number in range(19):
        discussion.say(topic, f"Number {number}", make_member(space, name=f"Person {number}").user)
        make_entry(space, author, title=f"Entry {number}", series="Ten mornings")
    assert warm_queries(client, entry.get_absolute_url()) == few
    assert warm_queries(client, BLOG) == few_listed
    assert few <= 18, few
    assert few_listed <= 14, few_listed
    plain = make_entry(space, author, title="Plain")
    assert warm_queries(client, plain.get_absolute_url()) <= 14
    assert len(client.get(entry.get_absolute_url()).content) < 100_000


def test_more_than_a_page(space: Community) -> None:
    author = make_member(space).user
    for number in range(21):
        make_entry(space, author, title=f"Entry no {number}.", reach="everybody")
    assert "Entry no 0." not in words_of(Client(), BLOG)
    assert "Entry no 0." in words_of(Client(), f"{BLOG}?page=2")
    assert "Entry no 20." in words_of(Client(), f"{BLOG}?page=x")


def test_what_stands_in_the_head(space: Community) -> None:
    entry = make_entry(space, reach="everybody")
    assert "noindex" not in text_of(Client(), entry.get_absolute_url())
    assert f'href="{BLOG}feed/"' in text_of(Client(), BLOG)
    outsider = client_of(make_person(name="Otto"))
    assert "Members talk about this entry" in words_of(outsider, entry.get_absolute_url())

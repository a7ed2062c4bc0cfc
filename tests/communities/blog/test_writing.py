"""Writing an entry without JavaScript: blocks that are added, moved and removed, pictures, drafts, and what is asked before it is published."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from communities.blog.models import Entry, EntryPicture, EntryVersion, Series
from communities.discussion import actions as discussion
from communities.spaces.models import Community
from tests.communities.blog.conftest import BLOG, form, make_entry
from tests.communities.conftest import as_, client_of, ladder, make_member, make_space, statuses
from tests.communities.discussion.conftest import make_topic
from tests.factories import make_record
from tests.files import picture
from tests.practices.pages import text_of, words_of

pytestmark = pytest.mark.django_db
KEY = "22222222-2222-4222-8222-222222222222"


def kinds(entry: Entry) -> list[str]:
    """The kinds of its blocks, as they are kept."""
    return [one["type"] for one in Entry.objects.get(pk=entry.pk).body.raw_data]


def known(space: Community) -> Client:
    """Somebody whose posts are not looked at any more."""
    user = make_member(space, name="Kim").user
    discussion.say(make_topic(make_space("Elsewhere", parts=["forum"])), "Said", user)
    return client_of(user)


def test_who_writes(space: Community) -> None:
    assert statuses(space, f"{BLOG}new/") == ladder(302, 403, 200, 200, 200, 200)
    entry = make_entry(space, published=False)
    assert statuses(space, f"{entry.get_absolute_url()}edit/") == ladder(302, 403, 404, 404, 404, 404)
    assert client_of(entry.author).get(f"{entry.get_absolute_url()}edit/").status_code == 200
    Community.objects.update(state="archived")
    assert statuses(space, f"{BLOG}new/") == ladder(302, 403, 403, 403, 403, 403)


def test_blocks_are_added_moved_and_removed_by_buttons(space: Community) -> None:
    client = as_("member", space)
    page = text_of(client, f"{BLOG}new/")
    assert 'name="block-1-kind" value="paragraph"' in page
    answer = client.post(f"{BLOG}new/", form(("paragraph", {"text": "First words"}), do="add:heading", key=KEY))
    assert answer.status_code == 200
    entry = Entry.objects.get()
    assert (entry.state, kinds(entry)) == ("draft", ["paragraph", "heading"])
    address = f"{entry.get_absolute_url()}edit/"
    assert f'action="{address}"' in answer.content.decode()
    blocks = [("paragraph", {"text": "First words"}), ("heading", {"text": "A heading"}), ("divider", {})]
    client.post(address, form(*blocks, do="up:2"))
    assert kinds(entry) == ["heading", "paragraph", "divider"]
    client.post(address, form(*blocks, do="down:1"))
    client.post(address, form(*blocks, do="remove:3"))
    assert kinds(entry) == ["paragraph", "heading"]
    answer = client.post(address, form(*blocks, do="add:quotation"))
    assert "First words" in answer.content.decode()
    assert kinds(entry)[-1] == "quotation"


@pytest.mark.parametrize(
    "do", ["up:0", "up:99", "remove:-1", "remove:x", "add:", "add:script", "x", "up:１", ":", "down:99999999"]
)
def test_buttons_that_there_are_not(space: Community, do: str) -> None:
    assert as_("member", space).post(f"{BLOG}new/", form(do=do, key=KEY)).status_code == 200
    assert kinds(Entry.objects.get()) == ["paragraph"]


def test_the_same_form_sent_twice_is_one_entry(space: Community) -> None:
    client = as_("member", space)
    for _again in range(2):
        assert client.post(f"{BLOG}new/", form(save="1", key=KEY)).status_code == 302
    assert Entry.objects.count() == 1
    as_("facilitator", space).post(f"{BLOG}new/", form(save="1", key=KEY))
    assert Entry.objects.count() == 2  # another one's form with a forged key takes nothing over


def test_a_draft_may_lack_everything_and_what_is_sent_nothing(space: Community) -> None:
    client = as_("facilitator", space)
    blocks = [("picture", {}), ("quotation", {"text": "Said"}), ("record", {"text": "no identifier"}), ("heading", {})]
    assert client.post(f"{BLOG}new/", form(*blocks, title="", save="1", key=KEY)).status_code == 302
    entry = Entry.objects.get()
    assert "Untitled draft" in words_of(client, entry.get_absolute_url())
    answer = client.post(f"{entry.get_absolute_url()}edit/", form(*blocks, title="", send="1"))
    said = answer.content.decode()
    assert answer.status_code == 400
    assert "Choose a picture, or remove this block." in said
    assert "such as PR-0001" in said
    assert "no identifier" in said  # what was written is there again
    assert "Error:" in said
    assert Entry.objects.get().state == "draft"
    answer = client.post(f"{entry.get_absolute_url()}edit/", form(("divider", {}), send="1"))
    assert "There is nothing to read yet." in answer.content.decode()
    client.post(f"{entry.get_absolute_url()}do/", {"do": "publish"})
    assert Entry.objects.get().state == "draft"


def test_a_member_offers_and_a_facilitator_publishes(space: Community) -> None:
    client = as_("member", space)
    assert "Offer it to be published" in words_of(client, f"{BLOG}new/")
    client.post(f"{BLOG}new/", form(send="1", key=KEY))
    assert Entry.objects.get().state == "offered"
    as_("facilitator", space).post(f"{BLOG}new/", form(send="1"))
    assert set(Entry.objects.values_list("state", flat=True)) == {"offered", "published"}


def test_members_publish_where_the_space_says_so_but_for_who_is_new(free: Community) -> None:
    as_("member", free).post(f"{BLOG}new/", form(send="1"))
    assert Entry.objects.get().state == "offered"
    Entry.objects.all().delete()
    known(free).post(f"{BLOG}new/", form(send="1"))
    assert Entry.objects.get().state == "published"


def test_a_published_entry_keeps_what_it_said(free: Community) -> None:
    client = known(free)
    client.post(f"{BLOG}new/", form(send="1"))
    entry = Entry.objects.get()
    address = f"{entry.get_absolute_url()}edit/"
    client.post(address, form(("paragraph", {"text": "Half done"}), do="add:divider"))
    client.post(address, form(("paragraph", {"text": "Half done"}), preview="1"))
    assert "We waited" in words_of(client, entry.get_absolute_url())  # nothing changes until it is saved
    assert (
        client.post(address, form(("paragraph", {"text": "We ran."}), send="1"))["Location"] == entry.get_absolute_url()
    )
    assert "We ran." in words_of(client, entry.get_absolute_url())
    assert "We waited" in words_of(as_("member", free), f"{entry.get_absolute_url()}versions/")
    assert EntryVersion.objects.count() == 1
    client.post(address, form(("paragraph", {"text": "We ran."}), send="1"))
    assert EntryVersion.objects.count() == 1  # nothing new was said


def test_what_facilitators_published_is_taken_back_before_it_is_changed(space: Community, entry: Entry) -> None:
    client = client_of(entry.author)
    assert client.get(f"{entry.get_absolute_url()}edit/")["Location"] == entry.get_absolute_url()
    assert client.post(f"{entry.get_absolute_url()}edit/", form(send="1")).status_code == 302
    assert "gate" in Entry.objects.get().html


def sent_picture(client: Client, address: str, content: bytes, **fields: Any) -> Any:
    """A form with a picture in its only block."""
    file = SimpleUploadedFile("gate.png", content)
    return client.post(address, form(("picture", {"file": file, **fields}), do="stay:1", key=KEY))


def test_pictures_are_taken_described_and_served_to_readers(space: Community) -> None:
    client = as_("facilitator", space)
    assert sent_picture(client, f"{BLOG}new/", picture()).status_code == 200
    entry, kept = Entry.objects.get(), EntryPicture.objects.get()
    address = f"{entry.get_absolute_url()}edit/"
    words = {"picture": str(kept.pk), "alt": "", "caption": "At noon", "consent": ""}
    answer = client.post(address, form(("picture", words), send="1"))
    assert answer.status_code == 400
    assert "<title>Error:" in answer.content.decode()
    assert kept.url in answer.content.decode()
    words |= {"alt": "A green gate", "consent": "nobody"}
    assert client.post(address, form(("picture", words), send="1")).status_code == 302
    assert 'alt="A green gate"' in text_of(as_("member", space), entry.get_absolute_url())
    assert EntryPicture.objects.get().consent == "nobody"
    assert statuses(space, kept.url) == ladder(404, 404, 200, 200, 200, 200)
    Entry.objects.update(reach="everybody")
    assert Client().get(kept.url).status_code == 200
    Entry.objects.update(state="draft", author=None)
    assert statuses(space, kept.url) == ladder(404, 404, 404, 200, 200, 200)


def test_what_is_no_picture_is_refused_and_nothing_is_lost(space: Community) -> None:
    answer = sent_picture(as_("member", space), f"{BLOG}new/", b"no picture", caption="My words")
    assert answer.status_code == 400
    assert "My words" in answer.content.decode()
    assert not EntryPicture.objects.exists()


def test_a_picture_of_another_entry_is_not_taken(space: Community, secret: Community) -> None:
    client = as_("member", space)
    sent_picture(client, f"{BLOG}new/", picture())
    theirs = EntryPicture.objects.get()
    other = as_("facilitator", space)
    other.post(f"{BLOG}new/", form(("picture", {"picture": str(theirs.pk), "alt": "x", "consent": "nobody"}), save="1"))
    taken = Entry.objects.exclude(pk=theirs.entry_id).get()
    assert taken.body.raw_data[0]["value"]["picture"] is None


@pytest.mark.parametrize("bad", [{"language": "xx"}, {"reach": "facilitators"}, {"reach": "x"}, {"series": "99999999"}, {"title": "t" * 201}, {"tags": "," .join("abcdefghijklmnopqrstuvwxyz")}])  # fmt: skip
def test_bad_input_is_refused(space: Community, bad: dict[str, str]) -> None:
    answer = as_("member", space).post(f"{BLOG}new/", form(("paragraph", {"text": "My words"}), send="1", **bad))
    assert answer.status_code == 400
    assert "My words" in answer.content.decode()


def test_odd_letters_and_forged_blocks_do_no_harm(space: Community) -> None:
    client = as_("member", space)
    sent = form(("paragraph", {"text": "a\x00b<script>alert(1)</script>", "key": "no key"}), save="1", key="no key")
    sent |= {
        "block-2-kind": "script",
        "block-3-kind": "heading",
        "block-3-text": "<b>x</b>",
        "block-999999-kind": "divider",
    }
    assert client.post(f"{BLOG}new/", sent).status_code == 302
    entry = Entry.objects.get()
    assert kinds(entry) == ["paragraph", "heading"]
    assert "<script" not in entry.html
    assert "<b>" not in entry.html


def test_in_a_private_space_nothing_reaches_everybody(space: Community) -> None:
    Community.objects.update(visibility="private", joining="invitation")
    client = as_("member", space)
    assert client.post(f"{BLOG}new/", form(send="1", reach="everybody")).status_code == 400


def test_a_series_is_begun_and_of_this_space_alone(space: Community, secret: Community) -> None:
    client = as_("facilitator", space)
    client.post(f"{BLOG}new/", form(send="1", new_series="Ten  mornings"))
    client.post(f"{BLOG}new/", form(send="1", new_series="Ten mornings"))
    assert [entry.place for entry in Entry.objects.order_by("pk")] == [1, 2]
    other = Series.objects.create(community=secret, title="Secret series")
    assert client.post(f"{BLOG}new/", form(send="1", series=str(other.pk))).status_code == 400
    assert "Secret series" not in text_of(client, f"{BLOG}new/")


def test_the_preview_shows_how_it_will_look(space: Community) -> None:
    answer = as_("member", space).post(f"{BLOG}new/", form(("paragraph", {"text": "Some **bold** words"}), preview="1"))
    assert "<strong>bold</strong>" in answer.content.decode()


def test_who_could_be_recognised_is_said_before_it_is_published(space: Community, free: Community) -> None:
    client, risky = as_("member", space), "He is 34, comes from Kirkby and was convicted of armed robbery."
    told = client.post(
        f"{BLOG}new/", form(("paragraph", {"text": risky}), send="1", title="A man", language="en", key=KEY)
    )
    page = told.content.decode()
    assert told.status_code == 400
    assert "<mark>from Kirkby</mark>" in page
    entry = Entry.objects.get()
    assert (entry.state, "Kirkby" in str(entry.body.raw_data)) == ("draft", True)  # nothing is lost
    seal = page.partition('name="read" value="')[2].partition('"')[0]
    address = f"{entry.get_absolute_url()}edit/"
    seen = client.post(
        address, form(("paragraph", {"text": risky}), preview="1", title="A man", language="en", key=KEY)
    )
    assert seen.status_code == 200
    assert "<mark>from Kirkby</mark>" in seen.content.decode()
    sent = client.post(address, form(("paragraph", {"text": risky}), read=seal, title="A man", language="en", key=KEY))
    assert sent.status_code == 302
    entry.refresh_from_db()
    assert entry.state != "draft"


def test_a_record_that_there_is_not_is_refused_by_its_identifier(free: Community) -> None:
    client, there = known(free), make_record(title="Woodpecker workshop")
    hidden = make_record(title="The protected story", audience="group:editors")
    for code in ("PR-9999", hidden.identifier):
        blocks = [("paragraph", {"text": "First words"}), ("record", {"text": code.lower()})]
        answer = client.post(f"{BLOG}new/", form(*blocks, send="1", key=KEY))
        assert answer.status_code == 400
        page = answer.content.decode()
        assert f"There is no record {code} that you can read." in page
        assert "First words" in page
        assert f'value="{code.lower()}"' in page
    assert not Entry.objects.get().is_published
    client.post(f"{BLOG}new/", form(("record", {"text": there.identifier}), send="1", key=KEY))
    assert Entry.objects.get().is_published


def test_a_draft_with_a_record_that_went_since_is_not_offered(space: Community) -> None:
    gone = make_entry(space, published=False, blocks=[{"type": "record", "value": "PR-9999", "id": "x"}])
    answer = client_of(gone.author).post(f"{gone.get_absolute_url()}do/", {"do": "offer"}, follow=True)
    assert "Something is missing yet." in answer.content.decode()
    assert Entry.objects.get().state == "draft"

"""`face/`, `face/…/`, `face/preview/`: the editor of a face, without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from communities.faces import actions
from communities.faces.models import Face, Section
from communities.people.models import Profile
from communities.spaces.models import Community
from portal.foundation import outbox
from tests.communities.blog.conftest import make_entry
from tests.communities.conftest import as_, ladder, make_person, statuses
from tests.communities.faces.conftest import everything, one_of_each, publish, things
from tests.factories import make_record
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = pytest.mark.django_db
SPACE = "/communities/mentoring-after-release/"
FACE = f"{SPACE}face/"


def draft(space: Community) -> list[Section]:
    return Face.objects.get(community=space).drafted


def test_who_edits_a_face(space: Community, secret: Community) -> None:
    [section] = publish(space, Section("text", text="Hello")).drafted
    for page in ("", "preview/", f"{section.key}/"):
        assert statuses(space, FACE + page) == ladder(302, 403, 403, 403, 200, 200)
        assert as_("outsider", space).get(f"/communities/a-quiet-matter/face/{page}").status_code == 404
    assert as_("steward", space).get(f"{FACE}nothing/").status_code == 404
    assert statuses(space, FACE, "post", {"publish": "1"}) == ladder(302, 403, 403, 403, 302, 302)


def test_a_face_is_put_together_in_a_draft_and_published(space: Community, search_index: None) -> None:
    entry = make_entry(space, title="For the world", reach="everybody")
    make_entry(space, title="For us", reach="facilitators")
    outbox.drain(["index"])
    client = as_("steward", space)
    answer = client.post(FACE, {"kind": "entries", "add": "1"})
    [section] = draft(space)
    assert answer["Location"] == f"{FACE}{section.key}/"
    page = answer["Location"]
    offered = [hit.key for hit in client.get(page).context["listing"]]
    assert offered == [f"entry:{entry.pk}"]  # not what not everybody may see
    said = {"title": "From our blog", "text": "Read on.", "newest": "0", "q": "world"}
    answer = client.post(page, said | {"add": f"entry:{entry.pk}"})
    assert answer["Location"] == f"{page}?q=world#add"  # and nothing that was written is lost
    noted = said | {f"note-entry:{entry.pk}": "Begin here."}
    assert client.post(page, noted | {"save": "1"})["Location"] == FACE
    client.post(FACE, {"kind": "text", "add": "1"})
    own = draft(space)[1]
    client.post(f"{FACE}{own.key}/", {"title": "", "text": "In our own words.", "save": "1"})
    client.post(FACE, {"up": own.key})
    for reader in (Client(), client):
        assert "Begin here." not in words_of(reader, SPACE)  # a draft
    assert "Not published yet." in words_of(client, FACE)
    assert client.post(FACE, {"publish": "1"})["Location"] == f"{SPACE}?face"
    words = words_of(Client(), SPACE)
    places = [
        words.index(one) for one in ("In our own words.", "From our blog", "Read on.", "For the world", "Begin here.")
    ]
    assert places == sorted(places)
    assert "Not published yet." not in words_of(client, FACE)
    client.post(FACE, {"remove": own.key})
    assert "In our own words." in words_of(Client(), SPACE)
    client.post(FACE, {"discard": "1"})
    assert len(draft(space)) == 2


def test_enter_in_the_box_for_searching_searches_and_elsewhere_saves(space: Community) -> None:
    section = publish(space, Section("records", newest=0)).drafted[0]
    address = f"{space.get_absolute_url()}face/{section.key}/"
    client = as_("steward", space)
    sent = {"title": "Kept", "newest": "1", "enter": "1", "asked": "", "q": "okapi"}
    assert client.post(address, sent)["Location"] == f"{address}?q=okapi#add"
    assert client.post(address, sent | {"asked": "okapi"})["Location"] == f"{space.get_absolute_url()}face/"
    assert draft(space)[0].title == "Kept"


def test_things_are_ordered_and_taken_out(space: Community) -> None:
    records = [f"page:{make_record(title=f'Record {number}').pk}" for number in range(3)]
    [section] = publish(space, things("records", *records)).drafted
    client, page = as_("steward", space), f"{FACE}{section.key}/"
    said = {"title": "", "text": ""}
    client.post(page, said | {"down": records[0]})
    client.post(page, said | {"drop": records[2]})
    client.post(page, said | {"up": "page:1", "down": "x"})  # what is not there is not moved
    assert [one.thing for one in draft(space)[0].things] == [records[1], records[0]]


@pytest.mark.parametrize(
    "wrong",
    [{"title": "x" * 121}, {"text": "x" * 5_001}, {"newest": "7"}, {"newest": "-1"}, {"newest": "many"}, {"title": "a\x00b"}],
)  # fmt: skip
def test_a_mistake_is_told_and_nothing_lost(space: Community, wrong: dict[str, str]) -> None:
    [section] = publish(space, Section("entries", title="Before")).drafted
    said = {"title": "Kept words", "text": "Kept text", "newest": "1", **wrong, "search": "1", "q": "kept search"}
    answer = as_("steward", space).post(f"{FACE}{section.key}/", said)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert all(value in page for name, value in said.items() if name not in wrong and name not in ("search", "newest"))
    assert draft(space)[0].title == "Before"


@pytest.mark.parametrize(
    "thing",
    ["", "page:999999", "nothing:1", "page:", "page:x", "a" * 500, "page:1:stub", "\x00", "person:1", "entry:1"],
)
def test_what_is_not_there_is_not_chosen(space: Community, thing: str) -> None:
    [section] = publish(space, Section("records")).drafted
    said = {"title": "", "text": "My words", "add": thing}
    answer = as_("steward", space).post(f"{FACE}{section.key}/", said)
    assert answer.status_code == 400
    assert b"My words" in answer.content
    assert not draft(space)[0].things


def test_what_not_everybody_may_see_is_not_chosen_and_marked_where_it_was(space: Community) -> None:
    member_only = make_record(title="For members", audience="members")
    [section] = publish(space, things("records", f"page:{member_only.pk}")).drafted
    client = as_("steward", space)
    assert "For members Practice Not shown" in words_of(client, f"{FACE}{section.key}/").replace(
        "Practices", "Practice"
    )
    [other] = publish(space, Section("records")).drafted
    said = {"title": "", "text": "", "add": f"page:{member_only.pk}"}
    assert client.post(f"{FACE}{other.key}/", said).status_code == 400
    public = make_record(title="Public")
    for status in (302, 400):  # a second time it is there
        assert client.post(f"{FACE}{other.key}/", said | {"add": f"page:{public.pk}"}).status_code == status


def test_there_is_an_end(space: Community) -> None:
    publish(space, *(Section("text", text=f"Text {number}") for number in range(12)))
    client = as_("steward", space)
    assert client.post(FACE, {"kind": "text", "add": "1"}).status_code == 400
    assert client.post(FACE, {"kind": "nothing", "add": "1"}).status_code == 400
    assert client.post(FACE, {"up": "x", "remove": "y", "down": "z"}).status_code == 302
    assert len(draft(space)) == 12
    records = [f"page:{make_record(title=f'Record {number}').pk}" for number in range(13)]
    [section] = publish(space, things("records", *records[:12])).drafted
    assert client.post(f"{FACE}{section.key}/", {"title": "", "text": "", "add": records[12]}).status_code == 400


def test_only_what_the_space_has_can_be_added(space: Community) -> None:
    space.parts = ["people", "polls"]
    space.save()
    page = words_of(as_("steward", space), FACE)
    assert "Polls" in page
    assert "Albums" not in page
    assert as_("steward", space).post(FACE, {"kind": "albums", "add": "1"}).status_code == 400


def test_a_preview_is_what_a_stranger_will_get(space: Community) -> None:
    one_of_each(space)
    Profile.objects.create(user=make_person(), name="For members", published=True, audience="members")
    publish(space)
    with actions.drafting(space) as sections:
        sections[:] = everything(space)
    client = as_("steward", space)
    before = text_of(Client(), SPACE)
    seen = text_of(client, f"{FACE}preview/")
    assert "Preview of the draft." in seen
    assert "Stella" not in seen.partition("<main")[0]  # nor is anybody signed in
    assert text_of(Client(), SPACE) == before  # nothing is published by looking
    actions.publish(space, None)
    published = words_of(Client(), SPACE)
    preview = words_of(client, f"{FACE}preview/")
    notice = "Preview of the draft. This is what somebody sees who has no account. Back to the editor "
    assert preview.replace(notice, "") == published
    assert "You belong to it as" not in preview


def test_a_preview_of_a_private_space_says_that_strangers_see_nothing(secret: Community) -> None:
    publish(secret, Section("text", text="Among us."))
    words = words_of(as_("steward", secret), "/communities/a-quiet-matter/face/preview/")
    assert "Strangers get “not found” here" in words
    assert "Among us." in words


def test_the_editor_takes_no_more_queries_for_more(space: Community) -> None:
    one_of_each(space)
    [first, *_others] = publish(space, *everything(space)).drafted
    client = as_("steward", space)
    pages = (FACE, f"{FACE}{first.key}/", f"{FACE}preview/")
    few = [warm_queries(client, page) for page in pages]
    for _more in range(2):
        one_of_each(space)
    assert [warm_queries(client, page) for page in pages] == few


def test_the_number_of_things_and_their_copies(space: Community) -> None:
    publish(space, Section("text", text="Published words"))
    with actions.drafting(space) as sections:
        sections.append(Section("text", text="Draft words"))
    answer: Any = as_("steward", space).get(f"{SPACE}export/?format=jsonl")
    copy = answer.getvalue().decode()
    assert copy.count("Published words") == 2
    assert copy.count("Draft words") == 1

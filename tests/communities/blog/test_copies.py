"""Entries elsewhere: in the feed, in search, in the copy of a space, in what a person takes along and leaves behind, in the demo."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from communities.blog import actions
from communities.blog.bodies import LIMITS
from communities.blog.leaving import forget_pictures, forget_words
from communities.blog.models import Entry, EntryPicture, EntryVersion
from communities.blog.part import _news
from communities.discussion.mentions import handle
from communities.discussion.tagging import About
from communities.spaces.models import Community
from communities.spaces.standing import standing_of
from portal.foundation.erasure import erase, export
from portal.foundation.files.taking import take
from tests.communities.blog.conftest import BLOG, make_entry, paragraph
from tests.communities.conftest import as_, client_of, make_member
from tests.communities.faces.conftest import publish, things
from tests.files import picture
from tests.practices.pages import words_of
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
FEED = f"{BLOG}feed/"
Found = Callable[..., list[str]]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def titles(client: Client) -> list[str]:
    """The titles of the entries in the feed."""
    tree = ElementTree.fromstring(client.get(FEED).content)
    return [str(one.text) for one in tree.findall("a:entry/a:title", ATOM)]


def test_the_feed_has_what_reaches_everybody_for_whoever_asks(space: Community, entry: Entry) -> None:
    author = make_member(space, name="Ana").user
    text = f"See PR-0001 and {handle(author.pk)}. <script>alert(1)</script>"
    make_entry(space, author, title="For the world & all", reach="everybody", blocks=[paragraph(text)])
    for client in (Client(), as_("member", space)):
        assert titles(client) == ["For the world & all"]
    answer = Client().get(FEED)
    assert answer["Content-Type"].startswith("application/atom+xml")
    tree = ElementTree.fromstring(answer.content)
    content = tree.findtext("a:entry/a:content", namespaces=ATOM)
    assert 'href="http://localhost:8000/id/PR-0001/"' in str(content) or "/id/PR-0001/" in str(content)
    assert 'href="/' not in str(content)
    assert "<script" not in str(content)
    assert "@member-" not in str(content)
    assert str(tree.findtext("a:entry/a:id", namespaces=ATOM)).startswith("urn:uuid:")


def test_the_feed_is_asked_again_at_little_cost(space: Community) -> None:
    entry = make_entry(space, reach="everybody")
    first = Client().get(FEED)
    again = Client().get(FEED, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    actions.take_back(entry)
    assert Client().get(FEED, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert titles(Client()) == []


def test_a_private_space_has_no_feed(space: Community) -> None:
    make_entry(space, reach="everybody")
    Community.objects.update(visibility="private", joining="invitation")
    assert Client().get(FEED).status_code == 404
    assert as_("member", space).get(FEED).status_code == 404


def test_it_is_found_by_who_may_read_it(space: Community, found: Found) -> None:  # noqa: F811
    entry = make_entry(space, blocks=[paragraph("The woodpecker waits.")], about=About([], ["Birdsong"]))
    draft = make_entry(space, published=False, blocks=[paragraph("The woodpecker hides.")])
    catch_up()
    member = as_("member", space)
    assert found("woodpecker") == []
    assert found("woodpecker", member) == [entry.get_absolute_url()]
    assert found("birdsong", member) == [entry.get_absolute_url()]
    assert draft.get_absolute_url() not in found("hides", client_of(draft.author))
    space.parts = ["people"]
    space.save()
    assert found("woodpecker", member) == []
    catch_up()
    assert found("woodpecker", member) == []
    space.parts = ["people", "blog"]
    space.save()
    catch_up()
    assert found("woodpecker", member) == [entry.get_absolute_url()]


def test_the_face_shows_chosen_entries(space: Community) -> None:
    shown = make_entry(space, title="For the world", reach="everybody")
    publish(space, things("entries", f"entry:{shown.pk}"))
    assert "For the world" in words_of(Client(), "/communities/mentoring-after-release/")
    actions.take_back(shown)
    assert "For the world" not in words_of(Client(), "/communities/mentoring-after-release/")


def test_news_since_the_last_visit(space: Community, entry: Entry) -> None:
    reader = make_member(space, name="Rita")
    told = [one.text for one in _news(standing_of(reader.user, space), space.founded_at)]  # type: ignore[arg-type]
    assert told == ["The first weeks"]
    assert [*_news(standing_of(entry.author, space), space.founded_at)] == []  # type: ignore[arg-type]


def test_the_copy_of_the_space(space: Community) -> None:
    entry = make_entry(space, guest="Gerd Gast", series="Ten mornings")
    kept = actions.add_picture(entry, take(SimpleUploadedFile("gate.png", picture()), LIMITS), entry.author)
    block = {"type": "picture", "value": {"picture": kept.pk, "alt": "A gate", "caption": ""}, "id": "x"}
    actions.keep(entry, [paragraph(), block], About(), None)
    make_entry(space, title="A draft", published=False)
    steward = as_("steward", space)
    lines = steward.get("/communities/mentoring-after-release/export/?format=jsonl").getvalue().decode().splitlines()
    (row,) = [row for line in lines if (row := json.loads(line))["type"] == "blog"]
    assert (row["author"], row["series"], row["title"]) == ("Gerd Gast", "Ten mornings", "The first weeks")
    archive = ZipFile(BytesIO(steward.get("/communities/mentoring-after-release/export/?format=zip").getvalue()))
    assert f"files/{kept.file.name}" in archive.namelist()
    page = archive.read(f"blog/{entry.pk}.html").decode()
    assert f'src="../files/{kept.file.name}"' in page
    assert "The first weeks" in archive.read("blog/index.html").decode()


def test_who_leaves_takes_their_drafts_and_their_name_along(space: Community, entry: Entry) -> None:
    author: Any = entry.author
    make_entry(space, author, title="A draft", published=False)
    other = make_entry(space, title="Of another", blocks=[paragraph(f"Ask {handle(author.pk)}.")])
    actions.keep(other, [paragraph(f"Ask {handle(author.pk)} again.")], About(), None)
    assert "The first weeks" in json.dumps(export(author), default=str)
    erase(author)
    assert set(Entry.objects.values_list("title", flat=True)) == {"The first weeks", "Of another"}
    assert "somebody who has left" in words_of(as_("member", space), entry.get_absolute_url())
    assert handle(author.pk) not in Entry.objects.get(pk=other.pk).html
    assert not EntryVersion.objects.filter(html__contains=handle(author.pk)).exists()


def test_who_wants_it_so_takes_their_words_too(space: Community, entry: Entry) -> None:
    forget_words(entry.author)
    assert not Entry.objects.exists()


def test_pictures_that_nothing_shows_go(space: Community, entry: Entry) -> None:
    actions.add_picture(entry, take(SimpleUploadedFile("gate.png", picture()), LIMITS), entry.author)
    forget_pictures()
    assert EntryPicture.objects.count() == 1  # it may still be on its way into a block
    EntryPicture.objects.update(created_at="2020-01-01T00:00Z")
    forget_pictures()
    assert not EntryPicture.objects.exists()

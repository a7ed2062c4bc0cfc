"""`face/feed/`: what a face shows that is new, for strangers."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from communities.faces.models import Section
from communities.spaces.models import Community
from tests.communities.blog.conftest import make_entry
from tests.communities.conftest import as_
from tests.communities.faces.conftest import everything, one_of_each, publish, things
from tests.factories import make_record
from tests.practices.pages import text_of, warm_queries

pytestmark = pytest.mark.django_db
SPACE = "/communities/mentoring-after-release/"
FEED = f"{SPACE}face/feed/"
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(client: Client) -> list[str]:
    """What a reader of feeds finds."""
    answer = client.get(FEED)
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)  # our own
    assert root.findtext(f"{ATOM}title") == "Mentoring after release"
    entries = root.findall(f"{ATOM}entry")
    assert all(one.findtext(f"{ATOM}updated") and one.findtext(f"{ATOM}id") for one in entries)
    return [str(one.findtext(f"{ATOM}title")) for one in entries]


def test_everybody_gets_the_same_feed(space: Community) -> None:
    found = one_of_each(space)
    publish(space, *everything(space))
    assert set(found.values()) < set(titles(Client()))
    assert titles(as_("steward", space)) == titles(Client())
    assert FEED in text_of(Client(), SPACE)


def test_what_was_put_there_last_comes_first(space: Community) -> None:
    records = [make_record(title=f"Record {number}") for number in range(2)]
    first = things("records", f"page:{records[0].pk}")
    publish(space, first)
    entry = make_entry(space, title="An entry", reach="everybody")
    with_more = things("records", *(f"page:{one.pk}" for one in records), key=first.key)
    publish(space, with_more, Section("entries", newest=1))
    assert titles(Client()) == ["Record 1", "An entry", "Record 0"]
    entry.reach = "facilitators"
    entry.save()
    assert titles(Client()) == ["Record 1", "Record 0"]


def test_it_is_sent_again_only_when_something_changed(space: Community) -> None:
    record = make_record(title="A record")
    publish(space, things("records", f"page:{record.pk}"))
    tag = Client().get(FEED)["ETag"]
    assert Client().get(FEED, headers={"If-None-Match": tag}).status_code == 304
    publish(space, Section("text", text="No thing"))
    assert Client().get(FEED, headers={"If-None-Match": tag}).status_code == 200
    assert titles(Client()) == []


def test_of_a_private_space_there_is_none(space: Community, secret: Community) -> None:
    assert as_("steward", secret).get("/communities/a-quiet-matter/face/feed/").status_code == 404
    assert Client().post(FEED).status_code == 405
    assert Client().get("/communities/nowhere/face/feed/").status_code == 404


def test_more_of_everything_takes_no_more_queries(space: Community) -> None:
    one_of_each(space)
    publish(space, *everything(space))
    few = warm_queries(Client(), FEED)
    one_of_each(space)
    assert warm_queries(Client(), FEED) == few

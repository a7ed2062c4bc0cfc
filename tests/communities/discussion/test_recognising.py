"""Whether somebody could be recognised, before something is posted: advice in topics, a bar in protected cases."""

from __future__ import annotations

import re

import pytest

from communities.discussion import checks
from communities.discussion.models import Post, Topic, Waiting
from communities.moderation.models import Case
from communities.spaces.models import Community
from tests.communities.conftest import as_, client_of, make_member
from tests.communities.discussion.conftest import make_topic

pytestmark = pytest.mark.django_db
RISKY = "He is 34, comes from Kirkby and was convicted of armed robbery."
MILD = "He is 34 and was convicted of armed robbery."
ROLE = "a prison teacher, IT"


def new(text: str, **changed: str) -> dict[str, str]:
    return {"title": "A question", "kind": "discussion", "language": "en", "text": text, **changed}


def button(page: str, name: str = "read") -> str:
    found = re.search(rf'type="submit" name="{name}" value="(\w+)"', page)
    assert found
    return found[1]


def test_an_answer_is_advised_and_posted_all_the_same(space: Community, topic: Topic) -> None:
    client, address = as_("member", space), f"{topic.get_absolute_url()}answer/"
    before = topic.posts.count()
    told = client.post(address, {"text": RISKY})
    page = told.content.decode()
    assert told.status_code == 400
    assert "<mark>from Kirkby</mark>" in page
    assert "<mark>armed robbery</mark>" in page
    assert "The region or the country" in page
    assert topic.posts.count() == before
    assert RISKY in page.replace("<mark>", "").replace("</mark>", "")
    assert client.post(address, {"text": RISKY, "read": button(page)}).status_code == 302
    assert topic.posts.count() == before + 1


def test_who_changes_their_words_is_told_anew(space: Community, topic: Topic) -> None:
    client, address = as_("member", space), f"{topic.get_absolute_url()}answer/"
    seal = button(client.post(address, {"text": RISKY}).content.decode())
    other = client.post(address, {"text": RISKY.replace("Kirkby", "Bootle"), "read": seal})
    assert other.status_code == 400
    assert "<mark>from Bootle</mark>" in other.content.decode()


def test_a_preview_shows_it_too(space: Community, topic: Topic) -> None:
    seen = as_("member", space).post(f"{topic.get_absolute_url()}answer/", {"text": RISKY, "preview": "1"})
    assert seen.status_code == 200
    assert "<mark>from Kirkby</mark>" in seen.content.decode()


def test_a_new_topic_and_a_change_are_advised(space: Community) -> None:
    member = make_member(space, name="Mia").user
    client = client_of(member)
    told = client.post(f"{space.get_absolute_url()}forum/new/", new(RISKY))
    assert told.status_code == 400
    assert not Topic.objects.exists()
    assert (
        client.post(f"{space.get_absolute_url()}forum/new/", new(RISKY, read=button(told.content.decode()))).status_code
        == 302
    )
    mine = make_topic(space, member)
    assert client.post(f"{mine.get_absolute_url()}post/1/edit/", {"text": RISKY}).status_code == 400


def test_harmless_words_are_posted_at_once(space: Community, topic: Topic) -> None:
    assert (
        as_("member", space).post(f"{topic.get_absolute_url()}answer/", {"text": "He found work."}).status_code == 302
    )


# -- Protected cases --


def begin(space: Community, text: str, **changed: str) -> dict[str, str]:
    return new(text, kind="case", role=ROLE, **changed)


def test_cases_are_switched_on(space: Community) -> None:
    assert checks.are_there()
    answer = as_("member", space).post(f"{space.get_absolute_url()}forum/new/", begin(space, "He does not speak."))
    assert answer.status_code == 302


def test_what_tells_a_little_is_read_before_it_is_posted(space: Community) -> None:
    client, address = as_("member", space), f"{space.get_absolute_url()}forum/new/"
    told = client.post(address, begin(space, MILD))
    page = told.content.decode()
    assert told.status_code == 400
    assert "<mark>armed robbery</mark>" in page
    seal = re.search(r'name="read" value="(\w+)"', page)
    assert seal
    assert client.post(address, begin(space, MILD, read=seal[1])).status_code == 302


def test_what_tells_too_much_is_not_posted_by_reading_it(space: Community) -> None:
    client, address = as_("member", space), f"{space.get_absolute_url()}forum/new/"
    told = client.post(address, begin(space, RISKY))
    page = told.content.decode()
    assert told.status_code == 400
    assert "tells too much" in page
    objections = checks.objections(f"A question\n\n{RISKY}", "en")
    assert client.post(address, begin(space, RISKY, read=checks.seal(objections))).status_code == 400
    assert not Topic.objects.exists()
    assert client.post(address, begin(space, "He was convicted.")).status_code == 302


def test_somebody_else_lets_it_in_with_a_written_reason(space: Community) -> None:
    author = make_member(space, "facilitator", name="Fay").user
    client, address = client_of(author), f"{space.get_absolute_url()}forum/new/"
    page = client.post(address, begin(space, RISKY)).content.decode()
    assert client.post(address, begin(space, RISKY, ask=button(page, "ask"))).status_code == 302
    assert not Post.objects.exists()
    assert Waiting.objects.get().text == RISKY
    case = Case.objects.get()
    decide = f"/communities/moderation/{case.pk}/"
    assert (
        client.post(decide, {"outcome": "stays", "statement": "Mine."}).status_code == 404
    )  # nobody overrules for themselves
    assert as_("member", space).post(decide, {"outcome": "stays", "statement": "Fine."}).status_code == 404
    steward = as_("steward", space)
    assert "<mark>from Kirkby</mark>" in steward.get(decide).content.decode()
    assert steward.post(decide, {"outcome": "stays", "statement": ""}).status_code == 400
    assert not Post.objects.exists()
    reason = "All of it is invented for practice."
    assert steward.post(decide, {"outcome": "stays", "statement": reason}).status_code == 302
    assert Post.objects.get().text == RISKY
    case.refresh_from_db()
    assert (case.statement, case.settled_by) == (reason, space.memberships.get(role="steward").user)
    log = steward.get(f"{space.get_absolute_url()}moderation/").content.decode()
    assert f"/communities/moderation/{case.pk}/" in log


def test_what_stands_in_a_case_is_not_changed_to_tell_too_much(space: Community) -> None:
    author = make_member(space, name="Ann").user
    client = client_of(author)
    client.post(f"{space.get_absolute_url()}forum/new/", begin(space, "He does not speak."))
    topic = Topic.objects.get()
    told = client.post(f"{topic.get_absolute_url()}post/1/edit/", {"text": RISKY, "ask": "x"})
    assert told.status_code == 400
    assert 'name="ask"' not in told.content.decode()
    assert topic.posts.get().text == "He does not speak."

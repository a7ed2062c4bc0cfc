"""Tags of topics: who gives them, where they stand, what is found by them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from communities.discussion import actions
from communities.discussion.models import Tag, Topic, Waiting
from communities.discussion.tagging import MOST, About
from communities.moderation.models import Case
from communities.spaces.models import Community
from portal.vocabularies.models import Concept, ConceptLabel, ConceptScheme
from portal.vocabularies.snapshot import forget
from tests.communities.conftest import as_, client_of, make_space, statuses
from tests.communities.discussion.conftest import make_topic
from tests.practices.pages import warm_queries
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db


def test_who_gives_tags(space: Community, topic: Topic) -> None:
    address = f"{topic.get_absolute_url()}tags/"
    assert statuses(space, address) == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": 200, "steward": 200, "administrator": 200,
    }  # fmt: skip
    assert client_of(topic.author).get(address).status_code == 200


def test_they_are_kept_once_in_the_first_spelling(space: Community, topic: Topic) -> None:
    actions.tag(make_topic(space, title="Other"), About(tags=["First Days"]))
    author = client_of(topic.author)
    author.post(f"{topic.get_absolute_url()}tags/", {"tags": " Housing,housing,,first  days, ключ, !! "})
    assert sorted(topic.tags.names()) == ["First Days", "housing", "ключ"]
    author.post(f"{topic.get_absolute_url()}tags/", {"tags": "ключ"})
    assert list(topic.tags.names()) == ["ключ"]
    author.post(f"{topic.get_absolute_url()}tags/", {"tags": ""})
    assert not topic.tags.exists()


@pytest.mark.parametrize("tags", ["x" * 61, ",".join(f"t{number}" for number in range(MOST + 1)), "x" * 2000, "a\x00b"])
def test_what_can_t_be_kept_is_told(topic: Topic, tags: str) -> None:
    answer = client_of(topic.author).post(f"{topic.get_absolute_url()}tags/", {"tags": tags})
    assert answer.status_code == 400
    assert not Tag.objects.exists()


def test_they_stand_on_pages_and_choose_topics(space: Community, topic: Topic, found: Any) -> None:  # noqa: F811
    make_topic(space, title="Without")
    elsewhere = make_topic(make_space("Elsewhere", parts=["people", "forum"]), title="Not here")
    for one in (topic, elsewhere):
        actions.tag(one, About(tags=["Ключ <b>"]))
    member, forum = as_("member", space), f"{space.get_absolute_url()}forum/"
    for address in (forum, topic.get_absolute_url()):
        page = member.get(address).content.decode()
        assert "Ключ &lt;b&gt;</a>" in page
        assert "?tag=%D0%BA%D0%BB%D1%8E%D1%87-b" in page
    chosen = member.get(forum, {"tag": "ключ-b"}).content.decode()
    assert topic.title in chosen
    assert "Without" not in chosen
    assert "Not here" not in chosen
    catch_up()
    assert found("ключ", member) == [topic.get_absolute_url()]


@pytest.mark.parametrize("slug", ["none", "\x00", "x" * 3000, "%ED%A0%80"])
def test_no_such_tag(space: Community, slug: str) -> None:
    member = as_("member", space)
    assert member.get(f"{space.get_absolute_url()}forum/", {"tag": slug}).status_code == 404
    assert member.get(f"{space.get_absolute_url()}forum/?tag=%ED%A0%80").status_code == 404


def test_the_number_of_queries_does_not_grow(space: Community, topic: Topic) -> None:
    actions.tag(topic, About(tags=["one"]))
    member, forum = as_("member", space), f"{space.get_absolute_url()}forum/"
    few = [warm_queries(member, address) for address in (forum, topic.get_absolute_url())]
    actions.tag(topic, About(tags=["one", "two", "three"]))
    for number in range(5):
        actions.tag(make_topic(space, title=f"Topic {number}"), About(tags=["one", f"tag {number}"]))
    assert [warm_queries(member, address) for address in (forum, topic.get_absolute_url())] == few


def theme() -> Any:
    return Concept.objects.create(
        scheme=ConceptScheme.objects.create(code="theme", titles={"en": "Theme"}), code="families"
    )


def test_a_topic_is_begun_with_subjects_and_tags_and_found_by_them(
    space: Community,
    found: Callable[..., list[str]],  # noqa: F811
) -> None:
    families = theme()
    ConceptLabel.objects.create(concept=families, language="en", text="Families and children", kind="preferred")
    forget()
    client = as_("member", space)
    words = {"title": "Visits", "kind": "question", "language": "en", "text": "Who may come?", "tags": "visits, Sunday"}
    begun = client.post(f"{space.get_absolute_url()}forum/new/", words | {"subjects": [str(families.pk)]})
    made = Topic.objects.get()
    assert (list(made.concepts.all()), sorted(made.tags.names())) == ([families], ["Sunday", "visits"])
    page = client.get(begun["Location"]).content.decode()
    assert '<a href="/themes/theme/families/">Families and children</a>' in page
    catch_up()
    key = made.get_absolute_url()
    assert found("children", client) == [key]
    assert found("sunday", client) == [key]
    assert found("theme:families", client) == [key]
    client.post(f"{made.get_absolute_url()}tags/", {"tags": ""})
    assert client_of(made.author).post(f"{made.get_absolute_url()}tags/", {"tags": ""}).status_code == 302
    assert not made.concepts.exists()


def test_what_waits_keeps_its_subjects_and_tags(space: Community) -> None:
    families = theme()
    forget()
    Community.objects.update(joining="open")
    words = {"title": "Visits", "kind": "question", "language": "en", "text": "Who may come?", "tags": "Sunday"}
    as_("member", space).post(f"{space.get_absolute_url()}forum/new/", words | {"subjects": [str(families.pk)]})
    assert (Waiting.objects.get().subjects, Waiting.objects.get().tags) == ([families.pk], ["Sunday"])
    steward = as_("steward", space)
    steward.post(f"/communities/moderation/{Case.objects.get().pk}/", {"outcome": "stays", "statement": ""})
    made = Topic.objects.get()
    assert (list(made.concepts.all()), list(made.tags.names())) == ([families], ["Sunday"])


@pytest.mark.parametrize("sent", ["0", "x", "99999999999999999999", "\x00"])
def test_what_is_no_subject_is_refused(space: Community, sent: str) -> None:
    words = {"title": "Visits", "kind": "question", "language": "en", "text": "Who may come?", "subjects": [sent]}
    assert as_("member", space).post(f"{space.get_absolute_url()}forum/new/", words).status_code == 400
    assert not Topic.objects.exists()


def test_a_draft_keeps_which_boxes_were_ticked(space: Community) -> None:
    families = theme()
    forget()
    client, address = as_("member", space), f"{space.get_absolute_url()}forum/new/"
    client.post(f"{address}draft/", {"title": "Visits", "subjects": [str(families.pk)], "save": "1"})
    page = client.get(address).content.decode()
    assert re.search(rf'name="subjects" value="{families.pk}"[^>]* checked', page)

"""In which languages people write: those of their space first, then all others of the one list, found by search whether it knows them or not."""

from __future__ import annotations

import pytest
from django.test import Client

from communities.discussion.models import Topic
from communities.languages import CODES, choices
from search.analysis import fold
from tests.communities.conftest import as_, client_of, make_member, make_space
from tests.practices.records.test_reaching_the_index import Found, catch_up, found  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def test_they_stand_in_the_order_of_their_own_names() -> None:
    names = [name for _code, name in choices()]
    assert names.index("Česky") < names.index("Cymraeg") < names.index("Dansk") < names.index("Deutsch")
    assert names == sorted(names, key=fold)
    assert {code for code, _name in choices()} == set(CODES)


@pytest.mark.parametrize("part", ["forum", "blog", "polls", "galleries", "meetings"])
def test_forms_offer_those_of_the_space_first_and_all_others(part: str) -> None:
    space = make_space(parts=["people", part], languages=["uk", "de"])
    address = space.get_absolute_url() + {"galleries": "galleries/new/"}.get(part, f"{part}/new/")
    form = client_of(make_member(space, "steward").user).get(address).context["form"]
    (_of_space, own), (_others, others) = form.fields["language"].choices
    assert [code for code, _name in own] == ["de", "uk"]
    assert {code for code, _name in others} == set(CODES) - {"de", "uk"}
    assert form["language"].value() == "de"  # the interface speaks English, which the space does not


def test_what_is_written_in_ukrainian_is_found(found: Found) -> None:  # noqa: F811
    space = make_space(parts=["people", "forum"], joining="request", languages=["en"])
    member: Client = as_("member", space)
    sent = {"title": "Робота після звільнення", "kind": "question", "language": "uk", "text": "Хто має досвід?"}
    assert member.post(f"{space.get_absolute_url()}forum/new/", sent).status_code == 302
    topic = Topic.objects.get()
    assert topic.language == "uk"
    assert 'lang="uk"' in member.get(topic.get_absolute_url()).content.decode()
    catch_up()
    assert found("досвід", member) == [topic.get_absolute_url()]
    assert found("звільнення", member) == [topic.get_absolute_url()]

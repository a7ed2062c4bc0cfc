"""Asking somebody from the directory in a thread, and being told that one's answer was accepted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from communities.discussion import actions
from communities.discussion.mentions import handle
from communities.discussion.models import Topic
from communities.people.models import Profile
from communities.spaces.models import Community
from portal.foundation import outbox
from portal.notices.models import Notice
from tests.communities.conftest import client_of, make_member, make_person, make_space
from tests.communities.discussion.conftest import say
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(db: None) -> Profile:
    """Somebody in the directory whom people with an account can find."""
    return Profile.objects.create(
        user=make_person(name="Secret Quokka"), name="A probation officer, PT", published=True
    )


def test_a_question_is_asked_where_both_read(space: Community, peer: Profile) -> None:
    asker = make_member(space).user
    client, address = client_of(asker), f"/people/{peer.pk}/ask/"
    make_space("Not shared", slug="not-shared", parts=["forum"])
    make_member(make_space("Hers alone", slug="hers-alone", parts=["forum"]), user=peer.user)
    assert f'href="{address}"' in client.get(f"/people/{peer.pk}/").content.decode()
    words = words_of(client, address)
    assert "you belong to none in which this person could read yours" in words
    assert ("Not shared" in words, "Hers alone" in words, space.name in words) == (False, False, False)
    make_member(space, user=peer.user)
    assert space.name in words_of(client, address)
    new = f"{space.get_absolute_url()}forum/new/?ask={peer.pk}"
    assert f'href="{new}"' in client.get(address).content.decode()
    page = client.get(new).content.decode()
    assert f"@{peer.name}" in page
    assert handle(peer.user_id) not in page
    assert "Quokka" not in page
    sent = {
        "title": "The first week",
        "kind": "question",
        "language": "en",
        "text": f"@{peer.name} what helps?",
    }
    assert client.post(new, sent).status_code == 302
    outbox.drain(["event"])
    assert list(Notice.objects.filter(kind="mention").values_list("user", flat=True)) == [peer.user_id]
    assert peer.user.email not in client.get(Topic.objects.get().get_absolute_url()).content.decode()


def test_who_is_asked_stands_once_before_what_was_begun(space: Community, peer: Profile) -> None:
    client, address = client_of(make_member(space).user), f"{space.get_absolute_url()}forum/new/"
    client.post(f"{address}draft/", {"text": "What helps?", "save": "1"})
    begun = client.get(f"{address}?ask={peer.pk}").context["form"]["text"].value()
    assert begun == f"@{peer.name}\n\nWhat helps?"
    client.post(f"{address}draft/", {"text": begun, "save": "1"})
    assert client.get(f"{address}?ask={peer.pk}").context["form"]["text"].value() == begun


def test_an_open_space_will_do(space: Community, peer: Profile) -> None:
    Community.objects.update(visibility="public")
    assert space.name in words_of(client_of(make_member(space).user), f"/people/{peer.pk}/ask/")


def test_who_can_ask(space: Community, peer: Profile) -> None:
    address = f"/people/{peer.pk}/ask/"
    assert Client().get(address)["Location"].startswith("/account/login/")
    outsider = client_of(make_person())
    assert outsider.get(address).status_code == 200
    assert client_of(peer.user).get(address).status_code == 404
    for wrong in ("/people/0/ask/", "/people/99999999999999999999999/ask/"):
        assert outsider.get(wrong).status_code == 404
    Profile.objects.update(published=False)
    assert outsider.get(address).status_code == 404
    member = client_of(make_member(space).user)
    for ask in (str(peer.pk), "x", "%00", "9" * 30, "١"):
        page = member.get(f"{space.get_absolute_url()}forum/new/?ask={ask}")
        assert page.status_code == 200
        assert f"@{peer.name}" not in page.content.decode()


def test_who_answered_is_told_that_it_was_accepted(topic: Topic) -> None:
    answer = say(topic, "The wombat does.")
    author: Any = answer.author
    actions.accept(topic, answer, topic.author)
    outbox.drain(["event"])
    assert [*Notice.objects.filter(user=author, event=f"accepted:{answer.pk}").values_list("kind", flat=True)] == [
        "answer"
    ]
    assert "Your answer was accepted:" in words_of(client_of(author), reverse("notices"))
    actions.accept(topic, None, topic.author)
    assert "Your answer was accepted:" not in words_of(client_of(author), reverse("notices"))


def test_who_accepts_their_own_answer_is_not_told(topic: Topic) -> None:
    answer = say(topic, "I found it.", topic.author)
    actions.accept(topic, answer, topic.author)
    outbox.drain(["event"])
    assert not Notice.objects.filter(event=f"accepted:{answer.pk}").exists()

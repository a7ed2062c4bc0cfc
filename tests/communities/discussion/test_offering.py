"""An accepted answer becomes a draft of the catalogue: with credit, and only if its author agrees."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as mailbox
from django.test import Client
from django.utils.html import strip_tags

from communities.discussion import actions, offering
from communities.discussion.mentions import handle
from communities.discussion.models import Offer, Post, Topic
from communities.spaces.models import Community
from portal.foundation import outbox
from practices.articles.models import Article
from tests.communities.conftest import as_, client_of, make_member, statuses
from tests.communities.discussion.conftest import say
from tests.practices.pages import warm_queries, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def answer(space: Community, topic: Topic) -> Post:
    """Ben's answer, accepted."""
    post = say(
        topic, "The **after-care team** fetches it.\n\n- early\n- with a list\n\n<script>alert(1)</script> See PR-0001."
    )
    actions.accept(topic, post, topic.author)
    return post


def address(post: Post) -> str:
    return f"{post.topic.get_absolute_url()}post/{post.number}/offer/"


def test_who_asked_offers_it_and_who_wrote_it_agrees(topic: Topic, answer: Post) -> None:
    asker, author = client_of(topic.author), client_of(answer.author)
    assert "Offer it to the catalogue" in words_of(asker, topic.get_absolute_url())
    asker.post(address(answer))
    assert "its author is asked" in words_of(asker, topic.get_absolute_url())
    outbox.drain(["event", "notice", "mail"])
    (letter,) = mailbox.outbox
    offer = Offer.objects.get()
    assert answer.author
    assert letter.to == [answer.author.email]
    assert f"/communities/offers/{offer.pk}/" in str(letter.body)
    assert not Article.objects.exists()
    author.post(f"/communities/offers/{offer.pk}/", {"credit": "A mentor, UK <b>"})
    draft = Article.objects.get()
    offer.refresh_from_db()
    assert (draft.title, draft.live, draft.owner, draft.identifier) == (topic.title, False, answer.author, offer.code)
    text = str(draft.body[0].value)
    assert "<strong>after-care team</strong>" in text
    assert "<script" not in text
    assert "A mentor, UK &lt;b&gt;" in text
    assert topic.get_absolute_url() in text
    assert offer.code in words_of(asker, topic.get_absolute_url())


def test_a_draft_is_seen_by_editors_alone(answer: Post) -> None:
    offering.agree(offering.offer(answer, answer.author), "")
    draft = Article.objects.get()
    assert Client().get(f"/id/{draft.identifier}/").status_code == 404
    assert "does not want to be named" in str(draft.body[0].value)


def test_a_no_is_kept(topic: Topic, answer: Post) -> None:
    offer = offering.offer(answer, topic.author)
    client_of(answer.author).post(f"/communities/offers/{offer.pk}/", {"refuse": "1"})
    assert "wants it to stay here" in words_of(client_of(topic.author), topic.get_absolute_url())
    client_of(topic.author).post(address(answer))  # nobody asks again
    offer.refresh_from_db()
    assert offer.decided_at
    assert not offer.code
    assert not offering.agree(offer, "Ben")
    assert not Article.objects.exists()


def test_its_author_offers_it_themselves(answer: Post) -> None:
    client = client_of(answer.author)
    assert client.post(address(answer)).headers["Location"] == f"/communities/offers/{Offer.objects.get().pk}/"
    outbox.drain(["event", "notice", "mail"])
    assert not mailbox.outbox  # they are asked on the spot
    client.post(f"/communities/offers/{Offer.objects.get().pk}/", {"credit": "Ben"})
    assert Article.objects.count() == 1


def test_an_administrator_finds_the_way_to_offer_it(space: Community, answer: Post) -> None:
    client = as_("administrator", space)  # who belongs to no space
    assert "Offer it to the catalogue" in words_of(client, answer.topic.get_absolute_url())
    assert client.post(address(answer)).status_code == 302
    assert "its author is asked" in words_of(client, answer.topic.get_absolute_url())
    Offer.objects.all().delete()
    Community.objects.update(state="archived")
    assert client.post(address(answer)).status_code == 403


def test_who_offers(space: Community, answer: Post) -> None:
    assert statuses(space, address(answer), "post") == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": 302, "steward": 302, "administrator": 302,
    }  # fmt: skip


def test_only_an_accepted_answer_whose_author_is_here(space: Community, topic: Topic, answer: Post) -> None:
    other = say(topic, "Another answer")
    assert as_("steward", space).post(address(other)).status_code == 403
    Post.objects.filter(pk=answer.pk).update(author=None)
    assert as_("steward", space).post(address(answer)).status_code == 403


def test_an_offer_is_for_its_author(space: Community, topic: Topic, answer: Post) -> None:
    offer = offering.offer(answer, topic.author)
    url = f"/communities/offers/{offer.pk}/"
    assert Client().get(url).status_code == 302
    assert as_("steward", space).get(url).status_code == 404
    assert client_of(answer.author).get(url).status_code == 200
    assert client_of(answer.author).get(f"/communities/offers/{'9' * 30}/").status_code == 404
    actions.remove(answer, "Gone", answer.author)
    assert client_of(answer.author).get(url).status_code == 404


def test_its_author_reads_names_and_the_catalogue_none(space: Community, topic: Topic) -> None:
    carla = make_member(space, name="Carla Quokka").user
    post = say(topic, "Ask @Carla Quokka.")
    actions.accept(topic, post, topic.author)
    found = offering.offer(post, topic.author)
    page = client_of(post.author).get(f"/communities/offers/{found.pk}/").content.decode()
    assert "<strong>@<bdi>Carla Quokka</bdi></strong>" in page
    assert handle(carla.pk) not in page
    offering.agree(found, "")
    draft = str(Article.objects.get().body[0].value)
    assert "Ask a member." in strip_tags(draft)
    assert handle(carla.pk) not in draft


def test_a_mistake_is_told(topic: Topic, answer: Post) -> None:
    offer = offering.offer(answer, topic.author)
    answered = client_of(answer.author).post(f"/communities/offers/{offer.pk}/", {"credit": "a" * 121})
    assert answered.status_code == 400
    assert not Article.objects.exists()


def test_the_number_of_queries_is_constant(space: Community, topic: Topic, answer: Post) -> None:
    client = client_of(make_member(space).user)
    before = warm_queries(client, topic.get_absolute_url())
    offering.offer(answer, topic.author)
    assert warm_queries(client, topic.get_absolute_url()) == before

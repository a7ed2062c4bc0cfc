"""Who is told of a story, and where it is found from: no mail names or quotes it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from portal.accounts.models import User
from portal.foundation import outbox
from portal.notices.models import Notice
from practices.stories import actions
from practices.stories.models import Story
from practices.stories.told import stories
from tests.factories import make_record
from tests.practices.pages import words_of
from tests.practices.stories.conftest import make_story, person, publish

pytestmark = pytest.mark.django_db


def work() -> None:
    outbox.drain(["index", "event", "notice", "mail"])


def confirmed(*people: User) -> None:
    for one in people:
        EmailAddress.objects.create(user=one, email=one.email, verified=True, primary=True)


def told(user: Any) -> list[str]:
    keys = [event.partition(":")[2] for event in Notice.objects.filter(user=user).values_list("event", flat=True)]
    return sorted(f"{one.title} {one.said}".strip() for one in stories(user, keys).values())


def test_those_who_read_it_hear_that_it_waits_and_who_wrote_it_what_became_of_it(teller: User) -> None:
    first, second, helper = person("Ria", "editors"), person("Rob", "reviewers"), person("Hal", "editors")
    outsider = person("Ned", "members")
    confirmed(first, second, helper, outsider, teller)
    story = make_story(teller, helper=helper)
    actions.release(story, teller)
    work()
    waits = ["A story waits for two people to read it"]
    assert [told(one) for one in (first, second, helper, outsider, teller)] == [waits, waits, [], [], []]
    actions.give_back(Story.objects.get(), first, "Leave the town out.")
    work()
    assert told(teller) == ["Your story It was given back to you: you read why on its page."]
    assert told(first) == []  # it waits no more
    publish(Story.objects.select_related("consent").get(), first, second)
    work()
    assert told(teller)[-1] == "Your story Two people have read it, and it is published."
    assert mail.outbox
    for sent in mail.outbox:
        assert story.title not in f"{sent.subject} {sent.body}"
        assert "town" not in f"{sent.subject} {sent.body}"


def test_what_somebody_does_themselves_is_no_news_and_an_erased_story_tells_nothing(teller: User) -> None:
    confirmed(teller)
    story = make_story(teller)
    actions.release(story, teller)
    actions.take_down(story, teller)
    work()
    assert told(teller) == []
    actions.release(Story.objects.get(), teller)
    actions.give_back(Story.objects.get(), person("Ria", "editors"), "Shorter.")
    work()
    assert told(teller)
    actions.erase(Story.objects.get(), teller)
    work()
    assert told(teller) == []


def test_a_record_leads_to_the_stories_of_those_it_helped(teller: User, client: Client) -> None:
    record = make_record(title="Day visits")
    story = make_story(teller)
    story.practices.add(record)
    assert "Stories of people it helped" not in words_of(client, record.url)
    published = publish(story)
    page = client.get(record.url).content.decode()
    assert "Stories of people it helped" in page
    assert f"/stories/{published.identifier}/" in page
    actions.take_down(published, teller)
    assert story.title not in client.get(record.url).content.decode()


def test_a_record_names_no_story_that_its_reader_may_not_read(teller: User, client: Client) -> None:
    record = make_record(title="Day visits")
    story = make_story(teller, scope="members")
    story.practices.add(record)
    publish(story)
    assert story.title not in client.get(record.url).content.decode()
    client.force_login(person("Mia", "members"))
    assert story.title in client.get(record.url).content.decode()

"""Telling a story: private until it is released, the person's alone, and gone when they say so."""

from __future__ import annotations

import pytest

from portal.accounts.models import User
from portal.foundation.erasure import erase, export
from practices.stories import actions
from practices.stories.models import Decision, Story
from tests.practices.pages import words_of
from tests.practices.stories.conftest import WORDS, client_of, make_story, person, publish

pytestmark = pytest.mark.django_db
TELL = "/stories/tell/"
RISKY = "I am 34, come from Kirkby and was convicted of armed robbery in 2011. I have three sons."


def sent(**changed: str) -> dict[str, str]:
    fields = {
        "kind": "story", "language": "en", "title": "Somebody phoned", "pseudonym": "Rowan", "text": WORDS,
        "helped": "One call a week.", "age": "young", "when": "before", "linked": "", "consent-scope": "public",
    }  # fmt: skip
    return fields | changed


def begin(teller: User) -> str:
    return str(client_of(teller).post(TELL)["Location"])


def test_the_guide_is_for_everybody_and_a_draft_needs_an_account(teller: User) -> None:
    page = words_of(client_of(None), TELL)
    assert "so that nobody knows it is you" in page
    assert "/account/login/" in client_of(None).post(TELL)["Location"]
    assert not Story.objects.exists()


def test_every_button_keeps_what_is_written(teller: User) -> None:
    address, client = begin(teller), client_of(teller)
    assert client.post(address, sent(title="", pseudonym="", save="1")).status_code == 302
    story = Story.objects.get()
    assert (story.text, story.state) == (WORDS, "draft")
    page = client.get(address).content.decode()
    assert WORDS in page


def test_a_draft_is_seen_by_nobody_else(teller: User) -> None:
    story = make_story(teller)
    for other in (None, person("Olga Other"), person("Edda Editor", "editors"), person("Ada Admin", "administrators")):
        client = client_of(other)
        assert client.get(story.own_url).status_code == (302 if other is None else 404)
        assert "Somebody phoned" not in client.get("/stories/").content.decode()
        assert client.get(f"/stories/desk/{story.key}/").status_code in (302, 403, 404)
    assert client_of(teller).get(story.own_url).status_code == 200


def test_who_could_be_recognised_is_marked_and_nothing_is_lost(teller: User) -> None:
    address, client = begin(teller), client_of(teller)
    seen = client.post(address, sent(text=RISKY, preview="1"))
    assert seen.status_code == 200
    assert (
        "<mark>come from Kirkby</mark>" in seen.content.decode() or "<mark>from Kirkby</mark>" in seen.content.decode()
    )
    assert client.post(address, sent(text=RISKY, save="1")).status_code == 302
    assert Story.objects.get().text == RISKY


@pytest.mark.parametrize("name", ["T.", "J", "J. K.", "Mary J", "Tess"])
def test_an_invented_name_is_no_initial_and_not_ones_own(teller: User, name: str) -> None:
    refused = client_of(teller).post(begin(teller), sent(pseudonym=name, save="1"))
    assert refused.status_code == 400
    assert WORDS in refused.content.decode()


def test_it_is_released_with_consent_alone(teller: User) -> None:
    address, client = begin(teller), client_of(teller)
    assert client.post(address, sent(release="1")).status_code == 400
    assert client.post(address, sent(release="1", title="", **{"consent-agree": "on"})).status_code == 400
    assert Story.objects.get().state == "draft"
    assert client.post(address, sent(release="1", **{"consent-agree": "on"})).status_code == 302
    story = Story.objects.get()
    assert (story.state, story.consent.scope) == ("released", "public")
    client.post(address, sent(text="More"))
    assert Story.objects.get().text == WORDS  # it is being read


def test_a_consent_of_the_past_is_refused(teller: User) -> None:
    answer = client_of(teller).post(begin(teller), sent(save="1", **{"consent-until": "2020-01-01"}))
    assert answer.status_code == 400


def test_a_helper_writes_and_decides_nothing(teller: User) -> None:
    story, helper = make_story(teller), person("Hal Helper")
    client = client_of(teller)
    assert client.post(f"{story.own_url}act/", {"do": "helper", "address": "nobody@example.org"}).status_code == 302
    assert Story.objects.get().helper is None
    client.post(f"{story.own_url}act/", {"do": "helper", "address": "HAL.helper@example.org"})
    assert Story.objects.get().helper == helper
    helping = client_of(helper)
    assert helping.post(story.own_url, sent(text="Written together.", save="1")).status_code == 302
    assert Story.objects.get().text == "Written together."
    helping.post(story.own_url, sent(release="1", **{"consent-agree": "on"}))
    assert Story.objects.get().state == "draft"
    for doing in ("erase", "back", "alone"):
        assert helping.post(f"{story.own_url}act/", {"do": doing}).status_code == 403
    client.post(f"{story.own_url}act/", {"do": "alone"})
    assert helping.get(story.own_url).status_code == 404


def test_the_person_alone_takes_it_back_at_any_time(teller: User) -> None:
    story = publish(make_story(teller))
    client = client_of(teller)
    assert client_of(None).get(story.get_absolute_url()).status_code == 200
    assert client_of(person("Edda Editor", "editors")).post(f"{story.own_url}act/", {"do": "back"}).status_code == 404
    client.post(f"{story.own_url}act/", {"do": "back"})
    assert client_of(None).get(story.get_absolute_url()).status_code == 410
    again = Story.objects.get()
    assert (again.state, again.text) == ("draft", WORDS)
    assert "Taken back by the person" in words_of(client, story.own_url)


def test_it_comes_back_at_its_address(teller: User) -> None:
    readers = person("Ria", "editors"), person("Rob", "reviewers")
    story = publish(make_story(teller), *readers)
    actions.take_down(story, teller)
    again = publish(Story.objects.select_related("consent").get(), *readers)
    assert again.identifier == story.identifier
    assert client_of(None).get(story.get_absolute_url()).status_code == 200


def test_erased_is_gone_for_good(teller: User) -> None:
    story = publish(make_story(teller))
    client_of(teller).post(f"{story.own_url}act/", {"do": "erase"})
    assert not Story.objects.exists()
    assert client_of(None).get(story.get_absolute_url()).status_code == 410
    assert "Somebody phoned" not in client_of(None).get(story.get_absolute_url()).content.decode()
    assert {one.what for one in Decision.objects.all()} >= {"released", "published", "erased"}


def test_who_leaves_takes_their_stories_along(teller: User) -> None:
    story = publish(make_story(teller))
    assert WORDS in str(export(teller))
    erase(teller)
    assert not Story.objects.exists()
    assert client_of(None).get(story.get_absolute_url()).status_code == 410


def test_bad_addresses(teller: User) -> None:
    client = client_of(teller)
    for address in ("/stories/ST-9999/", "/stories/nothing/", "/stories/mine/00000000-0000-4000-8000-000000000000/"):
        assert client.get(address).status_code == 404
    assert client.get(f"{make_story(teller).own_url}act/").status_code == 405


@pytest.mark.parametrize(
    "text",
    ["x" * 20_001, "<script>alert(1)</script>", "قصة ‮ 故事 " * 50, "![](http://example.org/x.png)"],
)
def test_whatever_is_written_comes_back_or_is_kept(teller: User, text: str) -> None:
    answer = client_of(teller).post(begin(teller), sent(text=text.encode("utf-8", "replace").decode(), save="1"))
    assert answer.status_code == (400 if len(text) > 20_000 else 302)
    if answer.status_code == 400:
        assert text[:2000] in answer.content.decode()
    page = (
        client_of(teller)
        .post(Story.objects.get().own_url, sent(text=text.encode("utf-8", "replace").decode(), preview="1"))
        .content.decode()
    )
    assert "<script>alert" not in page


def test_choices_that_there_are_not_are_refused(teller: User) -> None:
    client, address = client_of(teller), begin(teller)
    for wrong in (
        {"age": "34"},
        {"place": "99999"},
        {"linked": "PR-9999"},
        {"linked": "DROP"},
        {"themes": "x"},
        {"consent-scope": "all"},
        {"language": "xx"},
    ):
        answer = client.post(address, sent(save="1") | wrong)
        assert answer.status_code == 400, wrong
        assert WORDS in answer.content.decode()
    assert client.post(f"{address}act/", {"do": "nothing"}).status_code == 302


def test_sent_twice_it_is_released_once(teller: User) -> None:
    address, client = begin(teller), client_of(teller)
    whole = sent(release="1", **{"consent-agree": "on"})
    for _again in range(2):
        assert client.post(address, whole).status_code == 302
    assert Decision.objects.filter(what="released").count() == 1

"""People and topics that posts mention: who sees which name, who is told, and that nothing else leaks anywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from communities.discussion import actions, mentions, offline, part
from communities.discussion.documents import TopicSource
from communities.discussion.leaving import forget_name
from communities.discussion.mentions import addressed, handle, in_html, settled, to_be_changed, without_handles
from communities.discussion.models import Topic
from communities.discussion.told import stories as told_as
from communities.moderation.models import Case
from communities.people.models import Profile
from communities.spaces.models import Community, Membership
from portal.foundation import outbox
from portal.foundation.erasure import erase
from portal.notices.choices import choose
from portal.notices.models import Notice
from portal.notices.terms import Often
from portal.texts.markdown import to_html
from tests.communities.conftest import as_, client_of, make_member, make_person, make_space
from tests.communities.discussion.conftest import make_topic, say
from tests.practices.pages import warm_queries, words_of
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla(space: Community) -> Any:
    """A member whose name stands nowhere but where she is mentioned."""
    return make_member(space, name="Carla Quokka").user


def told_of_mentions() -> list[int]:
    """Whom mentions were told to, after the worker's part."""
    outbox.drain(["event", "notice", "mail"])
    return list(Notice.objects.filter(kind="mention").order_by("pk").values_list("user_id", flat=True))


def test_a_name_is_kept_as_a_handle_and_read_as_the_name_of_now(topic: Topic, carla: Any) -> None:
    post = say(topic, "Ask @Carla Quokka, please. Mail me at a@Carla Quokka.")
    assert post.text == f"Ask {handle(carla.pk)}, please. Mail me at a@Carla Quokka."
    member = client_of(topic.author)
    assert "<strong>@<bdi>Carla Quokka</bdi></strong>," in member.get(topic.get_absolute_url()).content.decode()
    carla.name = "Carla <Numbat>"
    carla.save()
    page = member.get(topic.get_absolute_url()).content.decode()
    assert "@<bdi>Carla &lt;Numbat&gt;</bdi>" in page
    assert "Quokka</bdi>" not in page


def test_who_reads_the_name(space: Community, topic: Topic, carla: Any) -> None:
    say(topic, "Ask @Carla Quokka.")
    Community.objects.update(visibility="public")
    read = {
        rung: "Carla Quokka" in words_of(as_(rung, space), topic.get_absolute_url())
        for rung in ("stranger", "outsider", "member", "facilitator", "steward", "administrator")
    }
    assert read == {
        "stranger": False, "outsider": False, "member": True, "facilitator": True, "steward": True, "administrator": True,
    }  # fmt: skip
    page = words_of(as_("stranger", space), topic.get_absolute_url())
    assert "Ask a member" in page
    assert handle(carla.pk) not in page


def test_somebody_findable_is_named_as_they_chose(space: Community, topic: Topic, carla: Any) -> None:
    Community.objects.update(visibility="public")
    profile = Profile.objects.create(user=carla, name="A prison educator, AT", published=True, audience="members")
    say(topic, "Ask @Carla Quokka.")
    outsider = as_("outsider", space)
    assert f'<a href="/people/{profile.pk}/">@<bdi>A prison educator, AT</bdi></a>' in outsider.get(
        topic.get_absolute_url()
    ).content.decode().replace("\n", "")
    assert "Quokka" not in words_of(outsider, topic.get_absolute_url())
    assert "educator" not in words_of(as_("stranger", space), topic.get_absolute_url())
    Membership.objects.filter(user=carla).delete()
    address = f"{settings.SITE_ADDRESS}/people/{profile.pk}/"
    assert settled(f"See {address} there", topic.author, space) == f"See {handle(carla.pk)} there"
    assert settled("@A prison educator, AT", topic.author, space) == handle(carla.pk)
    Profile.objects.update(published=False)
    for text in (f"See {address} there", "@A prison educator, AT", "@Carla Quokka"):
        assert settled(text, topic.author, space) == text


def test_nobody_is_found_out_by_guessing(space: Community, topic: Topic) -> None:
    hidden = make_person(name="Hidden Bilby")
    member = client_of(topic.author)
    text = f"{handle(hidden.pk)} @Hidden Bilby {handle(99_999_999)}"
    for address in (f"{topic.get_absolute_url()}answer/", f"{space.get_absolute_url()}forum/new/"):
        page = member.post(address, {"text": text, "title": "T", "kind": "question", "language": "en", "preview": "1"})
        assert "<bdi>Hidden Bilby</bdi>" not in page.content.decode()
    say(topic, text, topic.author)
    assert told_of_mentions() == []


def test_two_of_one_name_are_not_confused(space: Community, topic: Topic, carla: Any) -> None:
    other = make_member(space, name="Carla Quokka").user
    assert settled("@Carla Quokka", topic.author, space) == "@Carla Quokka"
    say(topic, f"{handle(other.pk)} it is")
    assert told_of_mentions() == [other.pk]
    assert handle(other.pk) in words_of(client_of(topic.author), f"{space.get_absolute_url()}people/")


def test_who_is_mentioned_is_told_once(space: Community, topic: Topic, carla: Any) -> None:
    author = make_member(space, name="Ben").user
    post = say(topic, "Hello @Carla Quokka", author)
    assert told_of_mentions() == [carla.pk]
    assert Notice.objects.filter(user=carla, event=f"post:{post.pk}").count() == 0
    actions.change(post, "Hello again @Carla Quokka")
    assert told_of_mentions() == [carla.pk]
    assert "Ben mentions you:" in words_of(client_of(carla), reverse("notices"))
    actions.change(post, "Hello @Carla Quokka and @Ana")
    assert told_of_mentions() == [carla.pk, topic.author_id]
    client_of(carla).get(topic.get_absolute_url())
    assert not Notice.objects.filter(user=carla, kind="mention", read_at=None).exists()
    actions.remove(post, "Wrong", author)
    assert told_of_mentions() == []


def test_a_new_topic_tells_who_is_mentioned_that(space: Community, carla: Any) -> None:
    make_topic(space, text="@Carla Quokka, who knows?")
    outbox.drain(["event"])
    assert [*Notice.objects.filter(user=carla).values_list("kind", flat=True)] == ["mention"]


def test_who_may_not_see_the_post_is_not_told(space: Community, topic: Topic, carla: Any) -> None:
    outsider = make_person(name="Olga Numbat")
    Profile.objects.create(user=outsider, name="Olga Numbat", published=True)
    say(topic, "@Olga Numbat and @Carla Quokka")
    Membership.objects.filter(user=carla).delete()
    assert told_of_mentions() == []
    Community.objects.update(visibility="public")
    space.refresh_from_db()
    say(make_topic(space, title="Open"), "@Olga Numbat, do you know?")
    assert told_of_mentions() == [outsider.pk]


def test_who_quotes_or_writes_code_speaks_to_nobody(space: Community, topic: Topic, carla: Any) -> None:
    say(topic, f"> {handle(carla.pk)} said\n\n    {handle(carla.pk)}\n\n`{handle(carla.pk)}`")
    assert told_of_mentions() == []


def test_nobody_is_told_of_a_held_post_before_it_stands(space: Community, topic: Topic, carla: Any) -> None:
    Community.objects.update(joining="open", visibility="public")
    newcomer = client_of(make_member(space, name="Newt").user)
    newcomer.post(f"{topic.get_absolute_url()}answer/", {"text": "Hello @Carla Quokka"})
    assert told_of_mentions() == []
    case = Case.objects.get(settled_at=None)
    steward = client_of(space.memberships.get(role="steward").user)
    steward.post(f"/communities/moderation/{case.pk}/", {"outcome": "stays", "statement": ""})
    assert told_of_mentions() == [carla.pk]


def test_a_mention_is_a_choice_of_its_own(space: Community, topic: Topic, carla: Any) -> None:
    assert "Somebody mentions you" in words_of(client_of(carla), reverse("notice_settings"))
    choose(carla.pk, "", "mention", Often.NOW)
    mail.outbox.clear()
    say(topic, "The wombat, @Carla Quokka!")
    outbox.drain(["event", "notice", "mail"])
    sent = [one for one in mail.outbox if carla.email in one.to]
    assert len(sent) == 1
    assert "The wombat, @Carla Quokka!" in sent[0].body


def test_no_name_leaks_elsewhere(space: Community, topic: Topic, carla: Any, found: Any) -> None:  # noqa: F811
    Community.objects.update(visibility="public")
    space.refresh_from_db()
    post = say(topic, "Ask @Carla Quokka about wombats")
    catch_up()
    assert found("quokka") == []
    stranger = as_("stranger", space)
    for address in (
        "/search/?q=wombats",
        "/api/v1/search?q=wombats",
        f"{topic.get_absolute_url()}post/{post.number}/versions/",
    ):
        assert "Quokka" not in stranger.get(address, follow=True).content.decode()
    rows = list(part._export(space))
    assert "Ask @Carla Quokka about wombats" in [row["body"] for row in rows]
    assert any("Carla Quokka" in page.html for page in offline.pages(space))
    Membership.objects.filter(user=carla).delete()
    assert "Quokka" not in json.dumps(list(part._export(space)), default=str)
    assert not any("Quokka" in page.html for page in offline.pages(space))
    assert "Quokka" not in words_of(client_of(topic.author), topic.get_absolute_url())


def test_who_has_left_is_named_nowhere(space: Community, topic: Topic, carla: Any) -> None:
    post = say(topic, "Ask @Carla Quokka")
    actions.change(post, "Ask @Carla Quokka soon")
    forget_name(carla)
    erase(carla)
    for address in (topic.get_absolute_url(), f"{topic.get_absolute_url()}post/{post.number}/versions/"):
        assert "Quokka" not in words_of(client_of(topic.author), address)
    post.refresh_from_db()
    assert "Quokka" not in post.text + post.html


def test_a_suspended_account_is_not_named(space: Community, topic: Topic, carla: Any) -> None:
    say(topic, "Ask @Carla Quokka")
    carla.is_active = False
    carla.save()
    assert "Quokka" not in words_of(client_of(topic.author), topic.get_absolute_url())


def test_a_topic_is_shown_by_its_title_to_who_may_see_it(space: Community, topic: Topic) -> None:
    there = make_space("Elsewhere", parts=["people", "forum"])
    other = make_topic(there, title="The <quoll> room", author=make_member(there, user=topic.author).user)
    address = f"{settings.SITE_ADDRESS}{other.get_absolute_url()}"
    say(topic, f"See {address} and {address}?page=1#post-1 and [words]({address})")
    both = client_of(topic.author).get(topic.get_absolute_url()).content.decode()
    assert both.count("The &lt;quoll&gt; room</span>") == 2
    assert f'href="{other.get_absolute_url()}post/1/"' in both
    assert "quoll" not in words_of(as_("member", space), topic.get_absolute_url())
    actions.move(other, space, None)
    assert (
        f'href="{space.get_absolute_url()}forum/{other.pk}/"'
        in as_("member", space).get(topic.get_absolute_url()).content.decode()
    )


def test_the_number_of_queries_does_not_grow(space: Community, topic: Topic, carla: Any) -> None:
    other = f"{settings.SITE_ADDRESS}{make_topic(space, title='Other').get_absolute_url()}"
    text = f"@Carla Quokka {other} PR-0001"
    member, page = as_("member", space), topic.get_absolute_url()
    without = warm_queries(member, page)
    say(topic, text)
    few = warm_queries(member, page)
    for number in range(8):
        friend = make_member(space, name=f"Friend {number}").user
        more = f"{settings.SITE_ADDRESS}{make_topic(space, title=f'T{number}').get_absolute_url()}"
        say(topic, f"{text} @{friend.name} {more} PR-000{number}", carla)
    assert warm_queries(member, page) == few
    assert few <= without + 2


def test_what_comes_from_elsewhere_mentions_nobody() -> None:
    assert without_handles("@member-12 and a@member-12") == "member-12 and a@member-12"
    assert in_html(to_html(without_handles("@member-12"))) == []


def test_handles_stand_in_words_alone() -> None:
    html = to_html(
        "@member-3 [@member-4](https://example.org/) `@member-5` @member-0 @member-1234567890 @member-6x a@member-7"
    )
    assert in_html(html) == [3]


def test_a_text_mentions_a_few_people_at_most(space: Community, topic: Topic) -> None:
    assert len(addressed(to_html(" ".join(f"@member-{number}" for number in range(1, 99))))) == mentions.MOST
    assert settled("@a " * 12_000, topic.author, space) == "@a " * 12_000


@given(
    some.lists(
        some.sampled_from(["@", "@member-", "7", "Ana", " ", "\n", "> ", "<bdi>", "</bdi>", "`", "[", "](/", ")", "é", "\x00", "&", "**", "\ud800"])
        | some.text(max_size=5),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_whatever_is_written_names_only_handles(text: str) -> None:
    html = to_html(text)
    for person in in_html(html):
        assert handle(person) in text
    assert html.count("<bdi>") == html.count("</bdi>")
    assert set(addressed(html)) <= set(in_html(html)) or len(in_html(html)) == mentions.MOST
    assert "@member-" not in "".join(match[0] for match in mentions.HANDLES.finditer(without_handles(text)))


@pytest.mark.parametrize(
    "text", ["@" * 40_000, "@a\x00", "@Ана", "@<script>", "@'; DROP", "@" + "a b " * 9000, "@\u202eana"]
)
def test_hostile_words(space: Community, topic: Topic, text: str) -> None:
    said = client_of(topic.author).post(f"{topic.get_absolute_url()}answer/", {"text": text[:40_000]})
    assert said.status_code in (302, 400)
    assert (
        "<script>"
        not in client_of(topic.author)
        .get(topic.get_absolute_url())
        .content.decode()
        .split("</main>")[0]
        .split("<main")[1]
    )


def test_no_number_of_an_account_stands_anywhere(space: Community) -> None:
    """Who is gone: on the page, in a mail, in search, in the copies of the space."""
    gone = make_member(space, name="Gone")
    reader = make_member(space, name="Rita").user
    topic = make_topic(space, text="Ask @Gone about the wombat.")
    post = topic.posts.get()
    assert f"@member-{gone.user_id}" in post.text
    gone.delete()
    told = told_as(reader, [str(post.pk)])[str(post.pk)]
    (document,) = TopicSource().documents([f"{topic.pk}.1"])
    shown = {
        "page": client_of(reader).get(topic.get_absolute_url()).content.decode(),
        "mail": told.text + told.html + told.short,
        "search": f"{document.texts}",
        "copy": str([*part._export(space)]),
        "offline": "".join(page.html for page in offline.pages(space)),
    }
    for where, words in shown.items():
        assert f"member-{gone.user_id}" not in words, where
        assert "Ask a member about" in words.replace("<bdi>", "").replace("</bdi>", ""), where


def test_who_quotes_or_changes_a_text_reads_names(space: Community, topic: Topic, carla: Any) -> None:
    post = say(topic, "Ask @Carla Quokka, please.")
    quoting = client_of(topic.author).get(f"{topic.get_absolute_url()}?quote=2").content.decode()
    edit = f"{topic.get_absolute_url()}post/2/edit/"
    changing = client_of(post.author).get(edit).content.decode()
    for page in (quoting, changing):
        assert "Ask @Carla Quokka, please." in page
        assert handle(carla.pk) not in page
    client_of(post.author).post(edit, {"text": "Ask @Carla Quokka, please. Soon."})
    post.refresh_from_db()
    assert post.text == f"Ask {handle(carla.pk)}, please. Soon."  # the same person as before


def test_a_handle_stays_where_the_name_would_mean_somebody_else(space: Community, topic: Topic, carla: Any) -> None:
    longer = make_member(space, name="Carla Quokka Senior").user
    for text in (f"Ask {handle(carla.pk)} Senior", f"{handle(99_999_999)} knows"):
        assert to_be_changed(text, topic.author, space) == text
    assert to_be_changed(f"Ask {handle(longer.pk)}", topic.author, space) == "Ask @Carla Quokka Senior"
    make_member(space, name="Carla Quokka")
    assert to_be_changed(f"Ask {handle(carla.pk)}", topic.author, space) == f"Ask {handle(carla.pk)}"

"""What is being written is kept on the server: for its writer alone, on every device, until it is sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from communities.discussion.attachments import Attachment
from communities.discussion.drafts import Draft, forget, words_in
from communities.discussion.models import Topic
from communities.spaces.models import Community
from portal.foundation.erasure import erase, export
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.communities.discussion.conftest import say
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = pytest.mark.django_db
FORUM = "/communities/mentoring-after-release/forum/"
NEW = {"title": "Who helps?", "kind": "question", "language": "en", "text": "We need **mentors**."}
SCRIPT = {"X-Draft": "1"}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(("visibility", "outsider"), [("face", 403), ("private", 404)])
def test_who_keeps_drafts(space: Community, topic: Topic, visibility: str, outsider: int) -> None:
    say(topic, "An answer", topic.author)
    Community.objects.update(visibility=visibility)
    for address in (f"{FORUM}new/draft/", f"{topic.get_absolute_url()}draft/"):
        assert statuses(space, address, "post", NEW) == ladder(302, outsider, 302, 302, 302, 403)
    address = f"{topic.get_absolute_url()}post/2/draft/"  # what others wrote is theirs
    assert statuses(space, address, "post", NEW) == ladder(302, outsider, 403, 403, 403, 403)
    assert client_of(topic.author).post(address, NEW).status_code == 302
    assert as_("member", space).get(f"{FORUM}new/draft/").status_code == 405


def test_a_new_topic_is_there_again_on_another_device_and_gone_once_it_is_sent(space: Community) -> None:
    member = make_member(space).user
    answer = client_of(member).post(
        f"{FORUM}new/draft/", {**NEW, "kind": "discussion", "about": "PR-0001", "save": "1"}
    )
    assert answer["Location"] == f"{FORUM}new/"
    other_device = client_of(member)
    page = text_of(other_device, f"{FORUM}new/")
    for kept in (
        'value="Who helps?"',
        "We need **mentors**.",
        'value="PR-0001"',
        '<option value="discussion" selected>',
    ):
        assert kept in page
    assert "is here again" in words_of(other_device, f"{FORUM}new/")
    assert "Who helps?" not in text_of(as_("member", space), f"{FORUM}new/")
    assert other_device.post(f"{FORUM}new/", NEW).status_code == 302
    assert not Draft.objects.exists()
    assert "Who helps?" not in text_of(client_of(member), f"{FORUM}new/")


def test_what_is_wrong_with_a_file_is_read_at_the_top(space: Community, topic: Topic) -> None:
    client, address = client_of(make_member(space).user), topic.get_absolute_url()
    sent = {"text": "See this", "attach": "1", "files": SimpleUploadedFile("a.png", b"no picture")}
    answer = client.post(f"{address}draft/", sent, follow=True)
    assert answer.redirect_chain == [(f"{address}?page=1", 302)]
    page = " ".join(answer.content.decode().split())
    assert page.index("It is not what its name says") < page.index("See this</textarea>")


def test_an_answer_and_what_it_answers(space: Community, topic: Topic) -> None:
    member = make_member(space).user
    say(topic, "A point")
    client = client_of(member)
    answer = client.post(f"{topic.get_absolute_url()}draft/", {"text": "> A point\n\nTrue", "reply_to": "2"})
    assert answer["Location"] == f"{topic.get_absolute_url()}?page=1#reply"
    page = text_of(client_of(member), topic.get_absolute_url())
    assert "&gt; A point\n\nTrue</textarea>" in page
    assert '<input type="hidden" name="reply_to" value="2">' in page
    quoting = text_of(client, f"{topic.get_absolute_url()}?quote=1")
    assert "&gt; A point\n\nTrue\n\n&gt; Who fetches the key?" in quoting
    client.post(f"{topic.get_absolute_url()}answer/", {"text": "True", "reply_to": "2"})
    assert not Draft.objects.exists()


def test_a_change_is_kept_apart_from_what_stands(space: Community, topic: Topic) -> None:
    client = client_of(topic.author)
    client.post(f"{topic.get_absolute_url()}post/1/draft/", {"text": "Half changed"})
    assert "Half changed" in text_of(client, f"{topic.get_absolute_url()}post/1/edit/")
    assert "Half changed" not in text_of(client, topic.get_absolute_url())
    client.post(f"{topic.get_absolute_url()}post/1/edit/", {"text": "All changed"})
    assert not Draft.objects.exists()


def test_a_script_keeps_it_while_somebody_types(space: Community, topic: Topic) -> None:
    client = as_("member", space)
    for text in ("T", "Tr", "True"):
        answer = client.post(f"{topic.get_absolute_url()}draft/", {"text": text}, headers=SCRIPT)
        assert (answer.status_code, "<html" in answer.content.decode()) == (200, False)
    assert Draft.objects.get().words == {"text": "True"}
    client.post(f"{topic.get_absolute_url()}draft/", {"text": " \n"}, headers=SCRIPT)
    assert not Draft.objects.exists()  # nothing is left to keep


def test_beginning_anew_throws_it_away_with_its_files(space: Community, topic: Topic) -> None:
    client = as_("member", space)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")
    client.post(f"{topic.get_absolute_url()}draft/", {"text": "Wrong", "files": file})
    assert Attachment.objects.count() == 1
    client.post(f"{topic.get_absolute_url()}draft/", {"text": "Wrong", "discard": "1"})
    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "text", ["a\x00b", "x" * 100_000, "\u202e", "<script>alert(1)</script>", "日本語" * 9000, "{{ 1 }}"]
)
def test_whatever_is_typed(space: Community, topic: Topic, text: str) -> None:
    client = as_("member", space)
    assert (
        client.post(f"{topic.get_absolute_url()}draft/", {"text": text, "title": "\x00", "reply_to": text}).status_code
        == 302
    )
    assert len(Draft.objects.get().words["text"]) <= 40_000
    assert "<script>alert" not in text_of(client, topic.get_absolute_url())


def test_lone_halves_of_letters() -> None:
    assert words_in({"text": "a\ud800b", "title": None, "other": "x"}) == {"text": "ab"}
    assert words_in({"kind": "question", "language": "en"}) == {}


def test_scripts_keep_drafts_calmly(space: Community, topic: Topic, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "drafts": 1}
    client = as_("member", space)
    answers = [client.post(f"{topic.get_absolute_url()}draft/", {"text": str(n)}, headers=SCRIPT) for n in range(2)]
    assert [answer.status_code for answer in answers] == [200, 400]
    assert Draft.objects.get().words == {"text": "0"}


def test_drafts_are_forgotten_after_thirty_days(space: Community, topic: Topic) -> None:
    as_("member", space).post(f"{topic.get_absolute_url()}draft/", {"text": "One day"})
    for days, left in ((29, 1), (31, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            forget()
        assert Draft.objects.count() == left


def test_drafts_are_their_writer_s(space: Community, topic: Topic) -> None:
    member = make_member(space).user
    client_of(member).post(f"{topic.get_absolute_url()}draft/", {"text": "One day"})
    (kept,) = export(member)["communities.draft.user"]
    assert "One day" in kept["words"]
    erase(member)
    assert not Draft.objects.exists()


def test_all_drafts_of_somebody_stand_on_one_page(space: Community, topic: Topic, secret: Community) -> None:
    member: Any = topic.author
    client = client_of(member)
    assert "Nothing is waiting" in words_of(client, "/account/drafts/")
    assert as_("stranger", space).get("/account/drafts/").status_code == 302
    few = warm_queries(client, "/account/drafts/")
    client.post(f"{FORUM}new/draft/", NEW)
    client.post(f"{topic.get_absolute_url()}draft/", {"text": "Half an answer"})
    client.post(f"{topic.get_absolute_url()}post/1/draft/", {"text": "<b>Half</b> a change"})
    Draft.objects.create(user=member, place=f"community:{secret.pk}", words={"text": "From before I left"})
    page = text_of(client, "/account/drafts/")
    for way in (
        f'"{FORUM}new/"',
        f'"{topic.get_absolute_url()}?page=1#reply"',
        f'"{topic.get_absolute_url()}post/1/edit/"',
    ):
        assert way in page
    for words in ("Half an answer", "&lt;b&gt;Half", "From before I left", "You can’t write there any more"):
        assert words in page
    assert secret.name not in page
    assert warm_queries(client, "/account/drafts/") <= few + 3
    assert "Half an answer" not in text_of(as_("member", space), "/account/drafts/")
    assert 'href="/account/drafts/"' in text_of(client, "/account/")


def test_who_may_write_no_more_keeps_nothing(space: Community, topic: Topic) -> None:
    Community.objects.update(state="archived")
    assert as_("member", space).post(f"{topic.get_absolute_url()}draft/", {"text": "x"}).status_code == 403
    assert not Draft.objects.exists()


def test_a_draft_costs_its_writer_a_query_and_nobody_else(space: Community, topic: Topic) -> None:
    client, other = as_("member", space), client_of(make_member(space, name="Olga").user)
    before = warm_queries(other, topic.get_absolute_url())
    client.post(f"{topic.get_absolute_url()}draft/", {"text": "One day"})
    assert warm_queries(other, topic.get_absolute_url()) == before
    assert warm_queries(client, topic.get_absolute_url()) <= before + 2

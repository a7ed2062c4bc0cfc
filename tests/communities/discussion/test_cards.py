"""Records that a post names are drawn below it, to each reader what they may know of."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from communities.spaces.models import Community
from portal.foundation.dates import PartialDate
from practices.catalogue.registry import kinds
from practices.records.models import Record
from tests.communities.conftest import as_, make_member, make_space
from tests.communities.discussion.conftest import make_topic, say
from tests.factories import make_place, make_record, make_translation, make_user
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = pytest.mark.django_db
HIDDEN = "group:editors"


def drawn(html: str) -> list[str]:
    """The words of each card of a page."""
    lists = "".join(re.findall(r'<ul class="cards".*?</ul>', html, re.DOTALL))
    return [" ".join(re.sub(r"<[^>]+>", " ", card).split()) for card in re.findall(r"<li>.*?</li>", lists, re.DOTALL)]


def listed(html: str) -> list[str]:
    """The identifiers that stand in lists below posts."""
    return re.findall(r'<span class="how">([A-Z]{2}-\d+)</span>', html)


def opened(space: Community) -> Community:
    """The space, read by strangers too."""
    space.visibility = "public"
    space.save()
    return space


def test_a_card_says_what_a_record_is(space: Community, client: Client) -> None:
    record = make_record(
        title="Woodpecker & Co",
        summary="A workshop that earns its rent.",
        places=[make_place("AT")],
        period=PartialDate.parse("2005/2007"),
        known_in=2007,
    )
    topic = make_topic(opened(space), text=f"See {record.identifier}, {record.identifier} and PR-9999.")
    page = text_of(client, topic.get_absolute_url())
    about = f"Practice AT Austria 2005–2007 · as known in 2007 English {record.identifier}"
    assert drawn(page) == [f"{about} Woodpecker &amp; Co A workshop that earns its rent."]
    assert f'<a href="{record.url}" lang="en" dir="auto">Woodpecker &amp; Co</a>' in page
    assert not listed(page)


def test_a_card_speaks_the_readers_language_where_the_record_does(space: Community, client: Client) -> None:
    record = make_record(title="Woodpecker")
    german = make_translation(record, title="Specht")
    topic = make_topic(opened(space), text=f"{record.identifier}-de")
    assert "Woodpecker" in drawn(text_of(client, topic.get_absolute_url()))[0]
    for page in (
        text_of(client, f"/de{topic.get_absolute_url()}"),
        client.get(topic.get_absolute_url(), headers={"Accept-Language": "de"}).content.decode(),
    ):
        assert f'<a href="{german.url}" lang="de" dir="auto">Specht</a>' in page


def test_three_cards_and_a_list_in_the_order_of_the_words(space: Community) -> None:
    codes = [make_record(title=f"Number {number}").identifier for number in range(5)]
    topic = make_topic(space, text=" ".join(reversed(codes)))
    page = text_of(as_("member", space), topic.get_absolute_url())
    assert [next(code for code in codes if code in card) for card in drawn(page)] == codes[:1:-1]
    assert listed(page) == [codes[1], codes[0]]


def test_what_all_speak_of_is_drawn_once(space: Community) -> None:
    record = make_record()
    topic = make_topic(space, text=record.identifier)
    say(topic, f"> {record.identifier}\n\nYes, {record.identifier}.")
    page = text_of(as_("member", space), topic.get_absolute_url())
    assert (len(drawn(page)), listed(page)) == (1, [record.identifier])


def test_who_may_know_of_what(space: Community, client: Client) -> None:
    hidden = make_record(title="The protected story", audience=HIDDEN)
    stubbed = make_record(
        title="The other story",
        summary="Secret",
        audience=HIDDEN,
        known_in=2003,
        places=[make_place("IT")],
        stub_title="A neutral title",
        stub_summary="What may be said.",
    )
    make_translation(stubbed, title="Die andere")
    past = make_record(title="Past", expire_at=timezone.now() + timedelta(days=1))
    draft = make_record(title="Never published", publish=False)
    Record.objects.filter(pk=past.pk).update(expire_at=timezone.now() - timedelta(days=1))
    text = " ".join(one.identifier for one in (hidden, stubbed, past, draft))
    topic = make_topic(opened(space), text=text)
    for reader in (client, as_("outsider", space), as_("member", space), as_("steward", space)):
        page = text_of(reader, topic.get_absolute_url())
        (card,) = drawn(page)
        assert (
            card
            == f"Practice Open to registered editors English {stubbed.identifier} A neutral title What may be said."
        )
        assert ("protected" in page, "The other story" in page, "Secret" in page) == (False, False, False)
    editor = Client()
    editor.force_login(make_user("editors"))
    shown = drawn(text_of(editor, topic.get_absolute_url()))
    assert ["The protected story" in shown[0], "The other story" in shown[1], "Italy" in shown[1]] == [True] * 3
    assert len(shown) == 2


@pytest.mark.parametrize(
    ("audience", "note"),
    [
        (HIDDEN, "Open to registered editors"),
        ("members", "Open to registered members"),
        ("community", "Not open to everyone"),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_card_of_a_stub_leads_to_its_public_face_and_says_whom_it_is_for(
    space: Community, client: Client, language: str, audience: str, note: str
) -> None:
    if audience == "community":
        audience = make_space("A quiet matter", visibility="private").audience
    named = {
        kind: make_record(kind, language=language, audience=audience, stub_title=f"A neutral {kind}")
        for kind in kinds()
        if kind != "standard_page"
    }
    opened(space)
    for kind, record in named.items():
        topic = make_topic(space, text=record.identifier)
        for before in ("", "/de"):
            page = text_of(client, before + topic.get_absolute_url())
            (card,) = drawn(page)
            assert note in card
            link = re.search(rf'<a href="([^"]+)" lang="{language}" dir="auto">A neutral {kind}</a>', page)
            assert link
            assert f"<h1>A neutral {kind}</h1>" in text_of(client, link[1])


def test_hostile_titles_stay_words(space: Community) -> None:
    record = make_record(title="<script>alert(1)</script>", summary='"><img src=x onerror=alert(1)> ' + "word " * 45)
    topic = make_topic(space, text=record.identifier)
    page = text_of(as_("member", space), topic.get_absolute_url())
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert drawn(page)[0].endswith("…")


def test_a_preview_shows_them(space: Community) -> None:
    record = make_record(title="Woodpecker workshop")
    hidden = make_record(title="The protected story", audience=HIDDEN)
    topic = make_topic(space)
    sent = {"text": f"See {record.identifier}, {hidden.identifier}", "preview": "1"}
    page = as_("member", space).post(f"{topic.get_absolute_url()}answer/", sent).content.decode()
    assert "Woodpecker workshop" in drawn(page)[0]
    assert "protected" not in page


def test_the_number_of_queries(space: Community, client: Client) -> None:
    topic = make_topic(opened(space))
    none = warm_queries(client, topic.get_absolute_url())
    one = make_record(places=[make_place("AT")])
    say(topic, one.identifier)
    few = warm_queries(client, topic.get_absolute_url())
    author = make_member(space).user
    for number in range(18):
        record = make_record("tool" if number % 2 else "practice", places=[make_place("AT"), make_place("IT")])
        make_translation(record)
        say(topic, f"{record.identifier} {one.identifier}", author)
    assert warm_queries(client, topic.get_absolute_url()) == few
    assert few <= none + 1
    assert "Austria" in words_of(client, topic.get_absolute_url())

"""An archive of JSON lines moves in: whole, once, and with word of whatever was odd."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from communities.archives.json_lines import JsonLines
from communities.archives.models import UnclaimedName
from communities.archives.reading import Report, moment, person
from communities.archives.scratch import ELSEWHERE, Line, in_order
from communities.discussion import actions
from communities.discussion.models import Naming, Post, Reading, Topic
from communities.spaces.models import Community, Membership
from communities.spaces.terms import State
from portal.foundation.models import OutboxEntry
from portal.texts.markdown import LONGEST, to_html
from portal.vocabularies.models import Concept, ConceptScheme
from tests.communities.archives.conftest import Import, outline, row
from tests.communities.conftest import client_of, make_member, make_space
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db


def test_topics_posts_dates_and_answers_are_there(bring: Import, space: Community) -> None:
    told = bring(
        row("They do, see PR-0001.", author="Ben", created="2019-03-02T10:00:00+01:00", id="b", reply_to="a", likes=3),
        row(id="a", tags=["Housing", "first days"]),
        row(
            "Welcome", topic="t0", title="Hello", author={"name": "Cem", "email": "cem@old.example"}, created=1514764800
        ),
    )
    assert told == ""
    assert outline() == [
        ("Hello", [(1, "Cem", "Welcome", None)]),
        ("The key", [(1, "Ana", "Who fetches the key?", None), (2, "Ben", "They do, see PR-0001.", 1)]),
    ]
    topic = Topic.objects.get(title="The key")
    assert (topic.last_number, topic.created_at) == (2, datetime(2019, 3, 1, 9, tzinfo=UTC))
    assert topic.last_post_at == datetime(2019, 3, 2, 9, tzinfo=UTC)
    assert sorted(topic.tags.names()) == ["Housing", "first days"]
    answer = topic.posts.get(number=2)
    assert (answer.likes, answer.html) == (3, to_html(answer.text))
    assert Naming.objects.get(post=answer).code == "PR-0001"


def test_subjects_that_the_catalogue_has_come_along_and_others_are_told(bring: Import, space: Community) -> None:
    scheme = ConceptScheme.objects.create(code="theme", titles={"en": "Theme"})
    keys, family = (Concept.objects.create(scheme=scheme, code=code) for code in ("keys", "families"))
    told = bring(
        row(id="a", subjects=["theme:keys", "theme:keys", "theme:unheard-of", 7, ["x"]]),
        row("They do", id="b", subjects="theme:families"),
    )
    assert set(Topic.objects.get().concepts.all()) == {keys, family}
    assert "theme:unheard-of" in told
    assert len(told.splitlines()) == 1


def test_no_address_is_kept(bring: Import) -> None:
    bring(row(), row("And mine", author="dora@old.example"), row("Mine too", author="Eve", email="eve@old.example"))
    assert sorted(UnclaimedName.objects.values_list("name", flat=True)) == ["Ana", "Eve", "dora"]
    stored = [json.dumps(list(model.objects.values()), default=str) for model in (UnclaimedName, Post, Topic)]
    assert "old.example" not in "".join(stored)


def test_the_same_file_twice_changes_nothing(bring: Import) -> None:
    rows = [row(id=number, body=f"Post {number}", topic=number % 3) for number in range(20)]
    bring(*rows)
    before = outline()
    waiting = OutboxEntry.objects.count()
    bring(*rows, name="renamed")
    assert (outline(), OutboxEntry.objects.count()) == (before, waiting)
    bring(*rows, row("New in the archive", id=99, topic=0, title="Renamed there"))
    assert sum(len(posts) for _title, posts in outline()) == 21
    assert Topic.objects.count() == 3


def test_two_archives_that_count_alike_don_t_mix(bring: Import) -> None:
    bring(row(topic=1, title="Housing", id=1))
    bring(row("Other words", topic=1, title="Work", id=1, author="Zoe", created="2020-01-01"))
    assert [title for title, _posts in outline()] == ["Housing", "Work"]


def test_what_people_said_since_stays_and_comes_first(bring: Import, space: Community) -> None:
    bring(row(id=1))
    topic = Topic.objects.get()
    actions.say(topic, "Said here", make_member(space, name="Nia").user)
    bring(row(id=1), row("Late in the archive", id=2, created="2019-03-05"))
    assert [text for _n, _a, text, _r in outline()[0][1]] == [
        "Who fetches the key?",
        "Said here",
        "Late in the archive",
    ]
    topic.refresh_from_db()
    assert topic.last_post_at > timezone.now() - timedelta(minutes=1)


def test_nobody_is_told_and_nothing_is_new_to_who_came_later(bring: Import, space: Community) -> None:
    old = make_member(space, name="Old")
    Membership.objects.filter(pk=old.pk).update(joined_at=datetime(2018, 1, 1, tzinfo=UTC))
    new = make_member(space, name="New")
    bring(row(id=1), row("More", id=2))
    catch_up()
    assert not mail.outbox
    topic = Topic.objects.with_unread(new.user_id).get()
    assert topic.unread == 0
    assert Topic.objects.with_unread(old.user_id).get().unread == 2
    assert Topic.objects.with_unread(None).get().unread == 0
    actions.say(topic, "Said here", make_member(space, name="Nia").user)
    assert Topic.objects.with_unread(new.user_id).get().unread == 1
    first_unread = client_of(new.user).get(f"{topic.get_absolute_url()}unread/")
    assert first_unread.headers["Location"].endswith("#post-3")
    assert Reading.objects.filter(user=new.user).count() == 0


def test_all_of_it_is_found(bring: Import, space: Community, found: Any) -> None:  # noqa: F811
    bring(*(row(f"Word{number} of the day", id=number) for number in range(1, 30)), row("x", id=40, tags=["Kitchen"]))
    catch_up()
    member = client_of(make_member(space, name="Mia").user)
    url = Topic.objects.get().get_absolute_url()
    assert (found("word7", member), found("word25", member)) == ([url], [f"{url}?page=2"])
    assert found("word7") == []


def test_whatever_is_odd_is_told_and_nothing_lost(bring: Import) -> None:
    long = "A word and another one. " * 5000 + "The end."
    told = bring(
        b"{not json",
        b"[1, 2]",
        json.dumps(row(id=1, author="Rene")).encode().replace(b"Rene", b"Ren\xe9"),
        row("Same id", id=1),
        row(id=2, body="NUL\x00 and half \ud83d a sign"),
        row(id=3, created="1601-01-01", body="An early clock"),
        row(id=4, created="20191-77", body="No clock"),
        row(id=5, reply_to=6, body="Circle"),
        row(id=6, reply_to=5, body="of answers"),
        row(id=7, reply_to=7, body="To myself"),
        row(id=8, reply_to="gone", body="To nothing"),
        row(id=9, body=long),
        row(id=10, body="   "),
        row(id=11, body="Nowhere", topic=None, title=""),
        row(id=12, body="Many", likes="lots", tags=["x" * 80, "ok"], author=None),
        row(id=12, body="Many", likes="lots", tags=["x" * 80, "ok"], author=None),
        b"[" * 100_000,
    )
    odd = {line.partition(": ")[0] for line in told.splitlines()}
    assert odd == {f"archive:{number}" for number in range(1, 18)} - {"archive:9"}
    assert told.count(": skipped: ") == 6
    posts = {post.text: post for post in Post.objects.all()}
    assert len(posts) == 11
    assert posts["NUL and half  a sign"]
    assert posts["An early clock"].created_at == datetime(2019, 3, 1, 9, tzinfo=UTC)
    assert posts[long].html.count("The end.") == 1
    assert len(long) > LONGEST
    assert {post.text: post.reply_to.text for post in posts.values() if post.reply_to} in (
        {"of answers": "Circle"},
        {"Circle": "of answers"},
    )
    assert UnclaimedName.objects.filter(name="René").exists()


def test_html_is_kept_as_markdown_and_harmless(bring: Import) -> None:
    html = '<p>See <a href="https://example.org">this</a><script>alert(1)</script></p><blockquote onclick="x()">said</blockquote>'
    deep = "<blockquote>" * 3000 + "deep down"
    bring(row(id=1, body=None, html=html), row(id=2, body="", html=deep), row(id=3, body='<img src=x onerror="x()">'))
    first, second, third = Post.objects.order_by("number")
    assert "[this](https://example.org)" in first.text
    assert "<blockquote>" in first.html
    assert "alert" not in first.html + first.text
    assert "deep down" in second.html
    assert "<img" not in third.html


def test_where_it_can_go(space: Community, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text(json.dumps(row()))
    closed = make_space("Closed", state=State.ARCHIVED, parts=["people", "forum"])
    for slug, name in (("nowhere", file), (closed.slug, file), (space.slug, tmp_path / "none")):
        with pytest.raises(CommandError):
            call_command("communities", "import", slug, str(name), format="jsonl")
    assert not Topic.objects.exists()


def test_a_topic_that_was_moved_takes_nothing_more(bring: Import, space: Community) -> None:
    bring(row(id=1))
    topic = Topic.objects.get()
    topic.community = make_space("Elsewhere", parts=["people", "forum"])
    topic.save()
    assert "moved into another space" in bring(row(id=1), row("For others", id=2))
    assert Post.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_posts(bring: Import, django_assert_max_num_queries: Any) -> None:
    bring(row(id=0, author="Somebody else"))
    with django_assert_max_num_queries(30):
        bring(*(row(id=number, tags=["a"], reply_to=number - 1) for number in range(1, 60)))


WORDS = st.text(max_size=20)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS, st.lists(WORDS, max_size=2))
FIELDS = (
    "topic",
    "title",
    "author",
    "created",
    "body",
    "html",
    "reply_to",
    "tags",
    "subjects",
    "likes",
    "id",
    "email",
    "kind",
)


@given(
    rows=st.lists(
        st.one_of(
            st.binary(max_size=40), st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, VALUES)).map(json.dumps)
        ),
        max_size=4,
    )
)
def test_no_file_ends_the_reading(rows: list[bytes | str], tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("any") / "file"
    file.write_bytes(b"\n".join(one if isinstance(one, bytes) else one.encode() for one in rows))
    told: list[str] = []
    report = Report(note=lambda _place, why: told.append(why), skip=lambda _place, why: told.append(why))
    for said in JsonLines().read(file, report):
        for kept in (said.title, said.name, said.text, said.reference, *said.tags):
            assert "\x00" not in kept
            kept.encode()
        assert "@" not in said.name
        assert len(said.name) <= 120
        assert said.created is None or said.created.year >= 1970


@given(
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.integers(0, 9),
            st.sampled_from([None, "2019-01-01T00:00:00+00:00", "2020-01-01T00:00:00+00:00"]),
        ),
        max_size=12,
    )
)
def test_every_post_has_its_place_once_and_behind_what_it_answers(rows: list[tuple[int, int, str | None]]) -> None:
    lines = [Line(n + 1, str(ref), str(to), created, "f", n) for n, (ref, to, created) in enumerate(rows)]
    silent = Report(note=lambda *_told: None, skip=lambda *_told: None)
    order = list(in_order(lines, silent))
    assert sorted(number for number, _answered, _moment in order) == [line.number for line in lines]
    seen = {0, ELSEWHERE}
    for number, answered, _moment in order:
        assert answered in seen
        seen.add(number)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none()))
def test_no_moment_is_absurd(written: object) -> None:
    when = moment(written)
    assert when is None or datetime(1970, 1, 1, tzinfo=UTC) < when < timezone.now() + timedelta(days=2)


@given(st.text())
def test_no_name_is_an_address(written: str) -> None:
    name, _address = person(written)
    assert "@" not in name


def test_pages_show_the_names_and_likes_of_an_archive(bring: Import, space: Community) -> None:
    bring(row(id=1, likes=3))
    member = client_of(make_member(space, name="Mia").user)
    topic = Topic.objects.get()
    assert "Ana" in member.get(f"{space.get_absolute_url()}forum/").content.decode()
    page = member.get(topic.get_absolute_url()).content.decode()
    assert "<bdi>Ana</bdi>" in page
    assert '<span class="meta">Likes, 3</span>' in page


@pytest.mark.parametrize("said", ["case", "Case", " CASE ", "protected case"])
@pytest.mark.parametrize("where", [0, 1, 2])
def test_no_case_moves_in_whichever_post_says_that_it_is_one(
    bring: Import, space: Community, said: str, where: int
) -> None:
    """Nobody who spoke in it is named: not as an author, not as a name to be claimed, not in the words of others."""
    rows = [
        row(f"Carla Quokka sits in corner {number}.", topic="c", title="Quokka", author="Carla Quokka", id=f"c{number}")
        for number in range(3)
    ]
    rows[where]["kind"] = said
    told = bring(*rows, row(author="Ben", id="a", kind="question"))
    assert told.count("it belongs to a protected case; those don’t move in with an archive") == 3
    for number in range(1, 4):
        assert f"archive:{number}" in told
    assert outline() == [("The key", [(1, "Ben", "Who fetches the key?", None)])]
    assert [*UnclaimedName.objects.values_list("name", flat=True)] == ["Ben"]


def test_a_case_does_not_grow_into_an_earlier_topic(bring: Import) -> None:
    bring(row(id="a"))
    told = bring(row(id="a"), row("Carla Quokka sits there.", author="Carla Quokka", id="b", kind="case"))
    assert "protected case" in told
    assert [len(posts) for _title, posts in outline()] == [1]
    assert not UnclaimedName.objects.filter(name="Carla Quokka").exists()

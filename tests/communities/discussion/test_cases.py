"""Protected cases: who speaks is known to nobody but by a reasoned, noted question; the checks speak before anything is posted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from communities.discussion import actions, by_mail, checks, offline, part
from communities.discussion.models import Disclosure, Post, Pseudonym, Topic, Waiting
from communities.discussion.pseudonyms import names_somebody
from communities.discussion.recognising import recognisable
from communities.moderation import actions as moderation
from communities.moderation.models import Case
from communities.moderation.terms import Outcome as Decided
from communities.spaces.models import Community
from portal.accounts.models import User
from portal.foundation import outbox
from portal.foundation.erasure import erase, export
from portal.notices.choices import choose
from portal.notices.digests import gather
from portal.notices.models import Notice
from portal.notices.terms import Often, Outcome
from tests.communities.conftest import RUNGS, as_, client_of, make_member, make_person, make_space, statuses
from tests.communities.discussion.conftest import make_topic, say
from tests.practices.pages import warm_queries, words_of
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
ROLE = "a prison teacher, IT"
DATE = re.compile(r"\b[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}\b")


def dates(words: str, language: str) -> Iterator[str]:
    """A check as the house will have: exact dates tell who is meant."""
    for date in DATE.findall(words):
        yield f"{date} may tell who is meant ({language})."


@pytest.fixture
def unchecked() -> Iterator[None]:
    """As if the house had no check."""
    checks.unregister(recognisable)
    yield
    checks.register(recognisable)


@pytest.fixture
def checked(unchecked: None) -> Iterator[None]:
    """There is one check, so cases are switched on."""
    checks.register(dates)
    yield
    checks.unregister(dates)


@pytest.fixture
def quokka(space: Community) -> User:
    """A member with a name that stands nowhere else."""
    return make_member(space, name="Carla Quokka").user


@pytest.fixture
def case(checked: None, space: Community, quokka: User) -> Topic:
    """A case that she began."""
    made = Topic(community=space, title="He does not speak any more", kind="case", language="en")
    actions.begin(made, "He sits in the wombat corner.", quokka, role=ROLE)
    return made


def words(**changed: str) -> dict[str, str]:
    return {
        "title": "A silent learner", "kind": "case", "language": "en", "role": ROLE, "text": "He sits in the corner.", **changed,
    }  # fmt: skip


# -- Beginning and answering --


def test_there_are_no_cases_without_a_check(unchecked: None, space: Community) -> None:
    member, address = as_("member", space), f"{space.get_absolute_url()}forum/new/"
    assert "protected case" not in words_of(member, address)
    assert member.post(address, words()).status_code == 400
    assert not Topic.objects.exists()


def test_a_case_is_begun_under_a_role(checked: None, space: Community, quokka: User) -> None:
    client, address = client_of(quokka), f"{space.get_absolute_url()}forum/new/"
    assert "Protected case" in words_of(client, address) or "protected case" in words_of(client, address)
    begun = client.post(address, words())
    assert begun.status_code == 302
    made = Topic.objects.get()
    post = made.posts.get()
    assert (made.author, post.author, str(post.pseudonym), post.writer) == (None, None, ROLE, quokka)
    page = words_of(as_("member", space), begun["Location"])
    assert ROLE in page
    assert "Quokka" not in page


@pytest.mark.parametrize("role", ["", "   ", "Carla, a teacher", "QUOKKA (IT)", "carla@example.org"])
def test_a_role_says_nothing_of_who_it_is(checked: None, space: Community, quokka: User, role: str) -> None:
    refused = client_of(quokka).post(f"{space.get_absolute_url()}forum/new/", words(role=role))
    assert refused.status_code == 400
    assert "He sits in the corner." in refused.content.decode()
    assert not Topic.objects.exists()


@given(some.text(max_size=90), some.text(max_size=60))
def test_any_role_is_looked_at(role: str, name: str) -> None:
    names_somebody(role, User(name=name))
    assert names_somebody(f"x Åse-Marie {role}", User(name="Åse Berg"))


def test_who_answers_keeps_their_role_and_equal_ones_are_told_apart(
    case: Topic, space: Community, quokka: User
) -> None:
    other = make_member(space, name="Ben").user
    address = f"{case.get_absolute_url()}answer/"
    assert client_of(other).post(address, {"text": "Has he family?", "role": ROLE}).status_code == 302
    assert client_of(quokka).post(address, {"text": "A sister.", "role": "somebody else"}).status_code == 302
    assert client_of(other).post(address, {"text": "Ask her."}).status_code == 302
    names = [post.pseudonym.name for post in case.posts.select_related("pseudonym").order_by("number")]
    assert names == [ROLE, f"{ROLE} (2)", ROLE, f"{ROLE} (2)"]
    assert f"You speak here as: {ROLE} (2)" in words_of(client_of(other), case.get_absolute_url())


def test_the_checks_speak_before(case: Topic, space: Community, quokka: User) -> None:
    client, address = client_of(quokka), f"{case.get_absolute_url()}answer/"
    refused = client.post(address, {"text": "He came on 3.4.2019."})
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "3.4.2019 may tell who is meant (en)." in page
    assert "He came on 3.4.2019." in page
    seal = re.search(r'name="read" value="(\w+)"', page)
    assert seal
    other = client.post(address, {"text": "He came on 5.5.2019.", "read": seal[1]})
    assert other.status_code == 400  # that was not what was read
    assert client.post(address, {"text": "He came on 3.4.2019.", "read": seal[1]}).status_code == 302
    assert case.posts.count() == 2


def test_the_checks_speak_before_titles_roles_and_changes_too(case: Topic, space: Community, quokka: User) -> None:
    client, new = client_of(quokka), f"{space.get_absolute_url()}forum/new/"
    assert client.post(new, words(title="Since 3.4.2019")).status_code == 400
    assert client.post(new, words(role="a teacher since 3.4.2019")).status_code == 400
    assert client.post(new, words(tags="silence, 3.4.2019")).status_code == 400
    assert client.post(f"{case.get_absolute_url()}post/1/edit/", {"text": "On 3.4.2019"}).status_code == 400
    assert client.post(f"{case.get_absolute_url()}post/1/edit/", {"text": "Lately"}).status_code == 302
    assert case.posts.get().text == "Lately"


def test_a_case_takes_no_files(case: Topic, space: Community, quokka: User) -> None:
    client = client_of(quokka)
    note = SimpleUploadedFile("note.txt", b"Carla's note")
    answer = f"{case.get_absolute_url()}answer/"
    assert client.post(answer, {"text": "See the note.", "files": note}).status_code == 400
    note.seek(0)
    assert client.post(f"{space.get_absolute_url()}forum/new/", words() | {"files": note}).status_code == 400
    assert 'type="file"' not in client.get(case.get_absolute_url()).content.decode()
    assert (Topic.objects.count(), Post.objects.count()) == (1, 1)


def test_where_the_check_is_gone_nobody_writes(case: Topic, quokka: User) -> None:
    checks.unregister(dates)
    try:
        assert client_of(quokka).post(f"{case.get_absolute_url()}answer/", {"text": "More."}).status_code == 403
        assert client_of(quokka).get(case.get_absolute_url()).status_code == 200
    finally:
        checks.register(dates)


# -- Who sees it --


def test_only_members_see_it_also_where_all_else_is_public(case: Topic, space: Community) -> None:
    assert statuses(space, case.get_absolute_url()) == {
        "stranger": 302, "outsider": 403, "member": 200, "facilitator": 200, "steward": 200, "administrator": 200,
    }  # fmt: skip
    Community.objects.update(visibility="public")
    assert statuses(space, case.get_absolute_url()) == {
        rung: 404 if rung in ("stranger", "outsider") else 200 for rung in RUNGS
    }


def test_nobody_else_finds_it_in_a_public_space(
    case: Topic,
    space: Community,
    found: Callable[..., list[str]],  # noqa: F811
) -> None:
    make_topic(space)
    Community.objects.update(visibility="public")
    say(case, "About PR-0001.", make_member(space, name="Ben").user)
    catch_up()
    assert found("wombat", as_("member", space)) != []
    for client in (Client(), as_("outsider", space)):
        assert found("wombat", client) == []
        page = words_of(client, f"{space.get_absolute_url()}forum/")
        assert "He does not speak" not in page
        assert "The key to the flat" in page
        for address in (
            "/search/suggest/?q=speak",
            "/api/v1/search?q=wombat",
            "/feeds/new/?q=wombat",
            space.get_absolute_url(),
        ):
            assert "not speak" not in client.get(address).content.decode()
    assert "He does not speak" in words_of(as_("member", space), f"{space.get_absolute_url()}forum/")


def test_nobody_finds_who_speaks(
    case: Topic,
    space: Community,
    quokka: User,
    found: Callable[..., list[str]],  # noqa: F811
) -> None:
    """Pages of everybody, search, notices, mails, copies."""
    reader = make_member(space, name="Rita").user
    choose(reader.pk, f"topic:{case.pk}", "", Often.NOW)
    say(case, "She sits there too.", quokka)
    outbox.drain(["event", "notice", "mail"])
    catch_up()
    steward = space.memberships.get(role="steward").user
    copied = b"".join(client_of(steward).post(f"{space.get_absolute_url()}export/"))
    assert b"Quokka" not in copied
    assert "Quokka" not in json.dumps([*part._export(space)], default=str) + "".join(
        page.html for page in offline.pages(space)
    )
    assert ROLE in json.dumps([*part._export(space)], default=str)
    pages = [
        case.get_absolute_url(), f"{space.get_absolute_url()}forum/", f"{case.get_absolute_url()}post/2/versions/",
        "/notices/", f"/search/?q=wombat&community={space.pk}", f"{case.get_absolute_url()}?quote=2",
    ]  # fmt: skip
    for client in (client_of(reader), client_of(steward)):
        for address in pages:
            assert "Quokka" not in client.get(address).content.decode(), address
    assert found("quokka", client_of(steward)) == []
    told = [one for one in mail.outbox if one.to == [reader.email]]
    assert len(told) == 1
    assert "Quokka" not in str(told[0].message())
    assert "sits there" not in str(told[0].message())  # the words stay on the site
    assert not told[0].reply_to


def mails_to(reader: User) -> list[str]:
    """Whole mails, headers and all, decoded."""
    whole = []
    for sent in (one for one in mail.outbox if one.to == [reader.email]):
        parts = [*message_from_bytes(sent.message().as_bytes(), policy=default).walk()]
        bodies = [str(part.get_content()) for part in parts if not part.is_multipart()]
        headers = [f"{name}: {value}" for name, value in parts[0].items()]
        whole.append("\n".join([*headers, *bodies]))
    return whole


TELLING = ("not speak", "prison teacher", "wombat", "sits", "Quokka")


def test_a_mail_at_once_tells_nothing_of_a_case_but_where_it_is(case: Topic, space: Community, quokka: User) -> None:
    reader = make_member(space, name="Rita").user
    choose(reader.pk, f"topic:{case.pk}", "", Often.NOW)
    choose(reader.pk, f"community:{space.pk}", "topic", Often.NOW)
    choose(reader.pk, f"community:{space.pk}", "mention", Often.NOW)
    say(case, "She sits there too.", quokka)
    say(case, "@Rita sits with them.", quokka)
    outbox.drain(["event", "notice", "mail"])
    told = mails_to(reader)
    assert len(told) == 3
    for whole in told:
        assert f"A protected case in “{space.name}”" in whole
        assert not [word for word in TELLING if word in whole]
        assert "List-Id:" in whole
    first = case.posts.get(number=1).pk
    assert any(f"Message-ID: <post.{first}@" in whole for whole in told)
    assert sum(f"In-Reply-To: <post.{first}@" in whole for whole in told) == 2
    page = words_of(client_of(reader), "/notices/")
    assert "He does not speak any more" in page
    assert f"{ROLE} mentions you" in page


def test_a_digest_tells_nothing_of_a_case_but_where_it_is(case: Topic, space: Community, quokka: User) -> None:
    reader = make_member(space, name="Rita").user
    choose(reader.pk, f"topic:{case.pk}", "", Often.DAILY)
    say(case, "She sits there too.", quokka)
    outbox.drain(["event", "notice"])
    gather(reader, timezone.now() + timedelta(days=1))
    outbox.drain(["digest"])
    (whole,) = mails_to(reader)
    assert f"A protected case in “{space.name}”" in whole
    assert not [word for word in TELLING if word in whole]


def test_a_copy_of_ones_own_tells_nothing_of_what_others_say_in_a_case(case: Topic, space: Community) -> None:
    ben = make_member(space, name="Ben").user
    say(case, "Has he family?", ben)
    own = json.dumps(export(ben), default=str)
    assert "Has he family?" in own
    assert not [word for word in ("wombat", "Quokka", ROLE + '"') if word in own]


def test_an_answer_by_mail_is_not_posted(case: Topic, space: Community) -> None:
    ben = make_member(space, name="Ben").user
    assert by_mail.answer(ben, str(case.posts.get().pk), "Best, Ben", []).outcome == Outcome.PROTECTED
    assert case.posts.count() == 1


def test_who_speaks_is_told_of_answers_but_not_of_their_own(case: Topic, space: Community, quokka: User) -> None:
    say(case, "Mine.", quokka)
    say(case, "Yours.", make_member(space, name="Ben").user)
    outbox.drain(["event", "notice"])
    assert list(Notice.objects.filter(user=quokka, thread=f"topic:{case.pk}").values_list("event", flat=True)) == [
        f"post:{case.posts.get(number=3).pk}"
    ]


# -- What one does with it --


def test_it_stays_whole_and_where_it_is(case: Topic, space: Community, topic: Topic) -> None:
    steward = space.memberships.get(role="steward").user
    other = make_space("Housing", parts=["forum"])
    make_member(other, "facilitator", user=steward)
    client, address = client_of(steward), case.get_absolute_url()
    say(case, "More.", make_member(space, name="Ben").user)
    assert client.post(f"{address}tend/", {"to": str(other.pk), "move": "1"}).status_code == 400
    assert client.post(f"{address}merge/", {"into": str(topic.pk)}).status_code == 403
    assert client.post(f"{topic.get_absolute_url()}merge/", {"into": str(case.pk)}).status_code == 400
    assert client.post(f"{address}post/2/split/", {"title": "Two"}).status_code == 403
    assert client.post(f"{address}tend/", {"title": "T", "kind": "discussion", "language": "en"}).status_code == 400
    assert (
        client.post(f"{topic.get_absolute_url()}tend/", {"title": "T", "kind": "case", "language": "en"}).status_code
        == 400
    )
    assert client.post(f"{address}tend/", {"title": "Silent", "kind": "case", "language": "en"}).status_code == 302


def test_its_writer_changes_takes_back_and_removes_it(case: Topic, quokka: User) -> None:
    client = client_of(quokka)
    say(case, "A slip.", quokka)
    say(case, "Another.", quokka)
    assert client.post(f"{case.get_absolute_url()}post/3/undo/").status_code == 302
    assert client.post(f"{case.get_absolute_url()}post/2/remove/", {"reason": "A slip"}).status_code == 302
    assert client.post(f"{case.get_absolute_url()}post/1/react/", {"kind": "thanks"}).status_code == 403
    assert [post.removed_at is None for post in case.posts.order_by("number")] == [True, False]


def test_moderation_sees_the_role_and_its_author_the_decision(case: Topic, space: Community, quokka: User) -> None:
    reporter = make_member(space, name="Ben").user
    post = case.posts.get()
    assert (
        client_of(reporter).post(f"/communities/report/post/{post.pk}/", {"why": "person", "note": ""}).status_code
        == 302
    )
    assert client_of(quokka).get(f"/communities/report/post/{post.pk}/").status_code == 404
    opened = Case.objects.get()
    steward = client_of(space.memberships.get(role="steward").user)
    for address in (f"/communities/moderation/{opened.pk}/", f"{space.get_absolute_url()}moderation/"):
        assert "Quokka" not in steward.get(address).content.decode()
    assert ROLE in words_of(steward, f"/communities/moderation/{opened.pk}/")
    steward.post(f"/communities/moderation/{opened.pk}/", {"outcome": "goes", "statement": "He is recognised"})
    assert "Quokka" not in steward.get(f"/communities/moderation/{opened.pk}/").content.decode()
    assert "He is recognised" in words_of(client_of(quokka), "/account/decisions/")


def test_what_others_took_away_comes_back_after_an_appeal_and_what_its_writer_took_away_does_not(
    case: Topic, space: Community, quokka: User
) -> None:
    steward, other = space.memberships.get(role="steward").user, make_member(space, "facilitator").user
    own = say(case, "A slip.", quokka)
    for post in (case.posts.get(number=1), own):
        moderation.take_away("post", post.pk, "He is recognised", steward)
        opened = Case.objects.get(key=post.pk)
        assert moderation.appeal(opened, "He is not.")
        if post == own:
            Post.objects.filter(pk=own.pk).update(removed_by=quokka)
        opened.refresh_from_db()
        assert moderation.answer(opened, Decided.STAYS, "True.", other)
    assert [post.removed_at is None for post in case.posts.order_by("number")] == [True, False]


def test_a_first_post_waits_under_its_role(checked: None, space: Community) -> None:
    Community.objects.update(joining="open")
    newcomer = make_member(space, name="Nora Numbat").user
    client_of(newcomer).post(f"{space.get_absolute_url()}forum/new/", words())
    waiting = Waiting.objects.get()
    steward = client_of(space.memberships.get(role="steward").user)
    opened = Case.objects.get()
    page = words_of(steward, f"/communities/moderation/{opened.pk}/")
    assert ROLE in page
    assert "Numbat" not in page
    steward.post(f"/communities/moderation/{opened.pk}/", {"outcome": "stays", "statement": ""})
    post = Post.objects.get()
    assert (waiting.role, str(post.pseudonym), post.author, post.writer) == (ROLE, ROLE, None, newcomer)


# -- Who it is --


def test_who_may_ask_who_it_is(case: Topic, space: Community, quokka: User) -> None:
    address = f"{case.get_absolute_url()}post/1/who/"
    assert statuses(space, address) == {
        "stranger": 302, "outsider": 403, "member": 403, "facilitator": 403, "steward": 200, "administrator": 200,
    }  # fmt: skip
    assert client_of(quokka).get(address).status_code == 403
    assert as_("steward", space).get(f"{case.get_absolute_url()}post/9/who/").status_code == 404
    named = make_topic(space, make_member(space, name="Ben").user)
    assert as_("steward", space).get(f"{named.get_absolute_url()}post/1/who/").status_code == 403


def test_the_answer_is_noted_and_told_before_it_is_given(case: Topic, space: Community, quokka: User) -> None:
    steward, address = as_("steward", space), f"{case.get_absolute_url()}post/1/who/"
    assert "Quokka" not in steward.get(address).content.decode()
    assert steward.post(address, {"because": "why not"}).status_code == 400
    assert not Disclosure.objects.exists()
    because = "Somebody may be in danger, and we have to speak to who wrote it."
    said = steward.post(address, {"because": because})
    assert said.status_code == 200
    assert "Carla Quokka" in said.content.decode()
    assert "no-store" in said["Cache-Control"]
    log = steward.get(address).content.decode()
    assert because in log
    assert "Quokka" not in log
    outbox.drain(["event", "notice", "mail"])
    told = next(one for one in mail.outbox if one.to == [quokka.email])
    assert "Stella" in told.body
    assert not [word for word in (because, "not speak", ROLE) if word in mails_to(quokka)[-1]]
    page = words_of(client_of(quokka), "/notices/")
    assert because in page
    assert "A steward asked who you are" in page


def test_who_leaves_takes_the_answer_along(case: Topic, space: Community, quokka: User) -> None:
    own = export(quokka)
    assert [row["posts__text"] for row in own["communities.pseudonym.user"]] == ["He sits in the wombat corner."]
    erase(quokka)
    assert Pseudonym.objects.get().user is None
    assert as_("steward", space).get(f"{case.get_absolute_url()}post/1/who/").status_code == 403
    assert ROLE in words_of(as_("member", space), case.get_absolute_url())


def test_who_leaves_can_take_their_words_along(case: Topic, quokka: User) -> None:
    erase(quokka, with_words=True)
    post = case.posts.get()
    assert (post.text, post.html) == ("", "")
    assert post.removed_at is not None


def test_queries_do_not_grow_with_roles(case: Topic, space: Community) -> None:
    reader = client_of(make_person(name="Rita"))
    make_member(space, name="Rita", user=User.objects.get(name="Rita"))
    before = warm_queries(reader, case.get_absolute_url())
    for number in range(6):
        say(case, f"Post {number}.", make_member(space, name=f"Somebody {number}").user)
    assert warm_queries(reader, case.get_absolute_url()) == before

"""A picture or a file of a post: reported, taken away and brought back alone, while its post stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from communities.discussion.attachments import Attachment
from communities.discussion.models import Post, Topic
from communities.discussion.moderated_files import REMOVED_KEPT, forget
from communities.discussion.trust import Level, level_of
from communities.discussion.writing import attach
from communities.moderation import actions
from communities.moderation.models import Case, Flag
from communities.moderation.terms import Outcome, Why
from communities.people.models import Profile
from communities.spaces.copying import zipped
from communities.spaces.models import Community
from portal.accounts import own_data
from portal.foundation import outbox
from portal.foundation.files import pruning
from portal.notices.digests import make_digests
from tests.communities.conftest import RUNGS, as_, ladder, make_member, make_person, statuses
from tests.communities.moderation.conftest import mails, member_of, of
from tests.files import picture
from tests.practices.pages import text_of, warm_queries, words_of
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
WORDS = {"why": "person", "note": "She is recognised at once"}
GONE = "A picture was taken away by those who tend this space."


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def shot(post: Post) -> Attachment:
    """A picture in Ben's answer, described as okapi."""
    kept = attach(SimpleUploadedFile("okapi.png", picture(), "image/png"), post.author, 0, post=post)
    Attachment.objects.filter(pk=kept.pk).update(alt="An okapi", consent="nobody")
    kept.refresh_from_db()
    return kept


@pytest.fixture
def plan(post: Post) -> Attachment:
    """A document beside it."""
    return attach(SimpleUploadedFile("plan.pdf", b"%PDF-1.7\nthe plan"), post.author, 1, post=post)


def report(kept: Attachment) -> str:
    return f"/communities/report/file/{kept.pk}/"


def away(kept: Attachment) -> str:
    return f"/communities/moderation/take-away/file/{kept.pk}/"


def taken(kept: Attachment, space: Community) -> Case:
    """Taken away by the steward."""
    actions.take_away("file", kept.pk, "She can be recognised.", space.memberships.get(role="steward").user)
    return Case.objects.get(kind="file", key=kept.pk)


def page_of(client: Client, kept: Attachment) -> str:
    assert kept.post
    return text_of(client, kept.post.topic.get_absolute_url())


def test_whoever_sees_it_reports_it_alone_and_it_is_taken_away_alone(
    space: Community, post: Post, shot: Attachment, plan: Attachment
) -> None:
    reader, steward = member_of(space), of(space.memberships.get(role="steward").user)
    page = page_of(reader, shot)
    assert f'href="{report(shot)}"' in page
    assert f'href="{report(plan)}"' in page
    assert "moderation/take-away" not in page
    assert "okapi.png" in words_of(reader, report(shot))
    answer = reader.post(report(shot), WORDS, follow=True)
    assert "Somebody looks at it" in answer.content.decode()
    case = Flag.objects.get().case
    assert (case.kind, case.key, case.community, case.author) == ("file", shot.pk, space, post.author)
    assert [to for to, _body in mails()] == [space.memberships.get(role="steward").user.email]
    assert "Picture or file" in words_of(steward, f"{space.get_absolute_url()}moderation/")
    looked_at = text_of(steward, f"/communities/moderation/{case.pk}/")
    assert f'<img src="{shot.url}" alt="An okapi"' in looked_at
    assert "plan.pdf" not in looked_at
    assert "blockquote" not in looked_at
    steward.post(f"/communities/moderation/{case.pk}/", {"outcome": "goes", "statement": "She can be recognised."})
    page = page_of(reader, shot)
    assert GONE in page
    assert "His name is Zebedee." in page
    assert plan.url in page
    ((to, body),) = mails()
    assert (to, "She can be recognised." in body) == (post.author and post.author.email, True)


def test_who_reports(space: Community, shot: Attachment) -> None:
    assert statuses(space, report(shot)) == ladder(302, 404, 200, 200, 200, 200)
    assert shot.author
    assert of(shot.author).get(report(shot)).status_code == 404
    assert "/report/file/" not in page_of(of(shot.author), shot)


def test_who_takes_away_at_once(space: Community, post: Post, shot: Attachment) -> None:
    assert statuses(space, away(shot)) == ladder(302, 404, 403, 200, 200, 200)
    steward = of(space.memberships.get(role="steward").user)
    assert f'href="{away(shot)}"' in page_of(steward, shot)
    for wrong in ({}, {"statement": " "}, {"statement": "a" * 5001}, {"statement": "\x00"}):
        assert steward.post(away(shot), wrong).status_code == 400
    assert steward.post(away(shot), {"statement": "She can be recognised."})["Location"] == post.get_absolute_url()
    case = Case.objects.get()
    assert (case.kind, case.key, case.outcome, case.statement) == ("file", shot.pk, "goes", "She can be recognised.")
    assert steward.post(away(shot), {"statement": "Again"}).status_code == 404
    assert len(mails()) == 1


def test_who_tends_the_space_does_not_decide_about_their_own(space: Community, topic: Topic) -> None:
    author = make_member(space, "facilitator", name="Fay").user
    kept = attach(SimpleUploadedFile("okapi.png", picture()), author, 0, post=topic.posts.get())
    topic.posts.update(author=author)
    assert of(author).get(away(kept)).status_code == 404
    taken(kept, space)
    assert of(author).get(kept.url).status_code == 404
    assert member_of(space, "facilitator").get(kept.url).status_code == 200


def test_a_profile_is_taken_away_by_administrators_alone(space: Community) -> None:
    profile = Profile.objects.create(user=make_person(), name="Best Prices", published=True, audience="members")
    assert statuses(space, f"/communities/moderation/take-away/person/{profile.pk}/") == ladder(
        302, 403, 403, 403, 403, 200
    )


@pytest.mark.parametrize("way", ["report", "moderation/take-away"])
@pytest.mark.parametrize("wrong", ["file/0", "file/99999999999999999999999", "nothing/1", "waiting/1"])
def test_what_is_not_there_is_not_there(space: Community, way: str, wrong: str) -> None:
    assert as_("administrator", space).get(f"/communities/{way}/{wrong}/").status_code == 404


def test_files_of_drafts_and_of_what_was_removed_are_not_reported(
    space: Community, topic: Topic, shot: Attachment
) -> None:
    reader = member_of(space)
    reader.post(f"{topic.get_absolute_url()}draft/", {"text": "x", "files": SimpleUploadedFile("a.pdf", b"%PDF-1.7\n")})
    assert as_("administrator", space).get(report(Attachment.objects.get(name="a.pdf"))).status_code == 404
    Post.objects.update(removed_at=timezone.now())
    assert as_("administrator", space).get(report(shot)).status_code == 404


def test_it_is_served_to_nobody_but_those_who_decide(space: Community, shot: Attachment, plan: Attachment) -> None:
    Community.objects.update(visibility="public")
    kept = Client().get(shot.url)
    assert kept.status_code == 200
    taken(shot, space)
    statuses_of = {rung: as_(rung, space).get(shot.url) for rung in RUNGS}
    assert {rung: one.status_code for rung, one in statuses_of.items()} == ladder(404, 404, 404, 200, 200, 200)
    assert {one["Cache-Control"] for one in statuses_of.values() if one.status_code == 200} == {"private, no-store"}
    assert shot.author
    assert of(shot.author).get(shot.url).status_code == 404
    assert Client().get(shot.url, headers={"If-None-Match": kept["ETag"]}).status_code == 404
    assert Client().get(plan.url).status_code == 200


def test_nothing_of_it_is_anywhere(
    space: Community,
    topic: Topic,
    shot: Attachment,
    found: Callable[..., list[str]],  # noqa: F811
) -> None:
    """Pages, forms, feeds, search, suggestions, the interface, the notices, mails and digests."""
    Community.objects.update(visibility="public")
    taken(shot, space)
    catch_up()
    told = mails()
    with time_machine.travel(timezone.now().replace(hour=12) + timedelta(days=8), tick=False):
        make_digests()
        told += mails()
    assert told
    assert not [body for _to, body in told if "okapi" in body.lower() or shot.url in body]
    own = f"{topic.get_absolute_url()}post/2/"
    addresses = [
        *(topic.get_absolute_url(), f"{topic.get_absolute_url()}?quote=2", f"{own}edit/", f"{own}versions/"),
        *(f"{space.get_absolute_url()}forum/", space.get_absolute_url(), "/communities/", "/notices/"),
        *("/search/?q=okapi", "/search/suggest/?q=okapi", "/feeds/new/?q=okapi", "/search/export/csv/?q=okapi"),
        *("/api/v1/search?q=okapi", "/api/v1/records?q=okapi", "/sitemap.xml"),
    ]
    assert shot.author
    for client in (Client(), member_of(space), of(shot.author), of(space.memberships.get(role="steward").user)):
        for address in addresses:
            body = client.get(address).content.decode().lower().replace("q=okapi", "").replace("“okapi”", "")
            assert shot.url not in body, address
            assert "okapi.png" not in body, address
            assert "an okapi" not in body, address
        assert found("okapi", client) == []


def test_it_is_in_no_copy_of_the_space(space: Community, shot: Attachment, plan: Attachment) -> None:
    def names() -> str:
        with ZipFile(BytesIO(b"".join(zipped(space, space.memberships.get(role="steward").user)))) as archive:
            return " ".join(
                [*archive.namelist()]
                + [archive.read(name).decode() for name in archive.namelist() if not name.startswith("files/")]
            )

    assert str(shot.file.name) in names()
    taken(shot, space)
    assert "okapi" not in names()
    assert str(shot.file.name) not in names()
    assert str(plan.file.name) in names()


def test_its_author_s_own_copy_says_that_there_was_one(space: Community, shot: Attachment, plan: Attachment) -> None:
    taken(shot, space)
    own = BytesIO()
    own_data.write(shot.author, own)
    with ZipFile(own) as archive:
        assert [name for name in archive.namelist() if name.startswith("files/")] == [f"files/{plan.file.name}"]
        rows = json.loads(archive.read("data.json"))["communities.attachment.author"]
    assert [(row["name"], bool(row["removed_at"])) for row in rows] == [("okapi.png", True), ("plan.pdf", False)]


def test_a_change_of_the_post_does_not_bring_it_back(space: Community, topic: Topic, shot: Attachment) -> None:
    taken(shot, space)
    assert shot.author
    author = of(shot.author)
    edit = f"{topic.get_absolute_url()}post/2/edit/"
    assert f"alt-{shot.pk}" not in text_of(author, edit)
    author.post(edit, {"text": "Changed.", f"alt-{shot.pk}": "Mine again", f"consent-{shot.pk}": "given"})
    author.post(f"{topic.get_absolute_url()}post/2/draft/", {"text": "Changed.", "detach": shot.pk})
    shot.refresh_from_db()
    assert (shot.alt, shot.removed_at is None) == ("An okapi", False)
    assert GONE in page_of(author, shot)


def test_somebody_else_brings_it_back(space: Community, topic: Topic, shot: Attachment) -> None:
    case, author = taken(shot, space), shot.author
    assert author
    client = of(author)
    assert "okapi.png" in words_of(client, "/account/decisions/")
    client.post("/account/decisions/", {"case": case.pk, "text": "It is an animal."})
    decided = f"/communities/moderation/{case.pk}/"
    words = {"outcome": "stays", "answer": "So it is."}
    assert of(space.memberships.get(role="steward").user).post(decided, words).status_code == 403
    assert member_of(space, "facilitator").post(decided, words).status_code == 302
    page = page_of(member_of(space), shot)
    assert f'<img src="{shot.url}" alt="An okapi"' in page
    assert GONE not in page
    assert member_of(space).get(shot.url).status_code == 200


def test_it_does_not_come_back_with_its_post(space: Community, topic: Topic, post: Post, shot: Attachment) -> None:
    taken(shot, space)
    steward = space.memberships.get(role="steward").user
    actions.take_away("post", post.pk, "Rude", steward)
    case = Case.objects.get(kind="post")
    actions.appeal(case, "It is not.")
    case.refresh_from_db()
    actions.answer(case, Outcome.STAYS, "It is not.", make_person())
    page = page_of(member_of(space), shot)
    assert "His name is Zebedee." in page
    assert GONE in page
    assert shot.url not in page


def test_who_decides_about_the_post_sees_that_it_went(space: Community, post: Post, shot: Attachment) -> None:
    taken(shot, space)
    case = actions.report("post", post.pk, Why.PERSON, "", make_person())
    assert case
    assert "taken away" in words_of(
        of(space.memberships.get(role="steward").user), f"/communities/moderation/{case.pk}/"
    )


def test_who_had_one_taken_away_is_looked_at_again(space: Community, shot: Attachment) -> None:
    assert shot.author
    Profile.objects.create(user=shot.author, name="Ben", verified_as="teacher, Norway")
    assert level_of(shot.author) == Level.REGULAR
    taken(shot, space)
    assert level_of(shot.author) == Level.KNOWN


def test_it_is_deleted_when_no_appeal_can_bring_it_back_and_its_trace_stays(
    space: Community, shot: Attachment, own_folder: Path
) -> None:
    case = taken(shot, space)
    forget()
    later = timezone.now() + REMOVED_KEPT + timedelta(days=1)
    actions.appeal(case, "It is an animal.")
    with time_machine.travel(later):
        forget()
        assert Attachment.objects.get().name == "okapi.png"  # somebody waits for an answer
        case.refresh_from_db()
        actions.answer(case, Outcome.GOES, "It is a person.", make_person())
        forget()
        forget()
        outbox.drain([pruning.FILE])
    kept = Attachment.objects.get()
    assert (kept.name, kept.alt, kept.sha256, kept.file.name) == ("", "", "", "")
    assert not [path for path in own_folder.rglob("*") if path.is_file()]
    steward = of(space.memberships.get(role="steward").user)
    assert GONE in page_of(steward, shot)
    assert "It is gone" in words_of(steward, f"/communities/moderation/{case.pk}/")
    assert steward.get(shot.url).status_code == 404


def test_files_of_a_removed_post_wait_for_the_answer_to_an_appeal(
    space: Community, post: Post, shot: Attachment
) -> None:
    actions.take_away("post", post.pk, "Rude", space.memberships.get(role="steward").user)
    case = Case.objects.get()
    actions.appeal(case, "It is not.")
    with time_machine.travel(timezone.now() + REMOVED_KEPT + timedelta(days=1)):
        forget()
        assert Attachment.objects.exists()
        case.refresh_from_db()
        actions.answer(case, Outcome.GOES, "It is.", make_person())
        forget()
    assert not Attachment.objects.exists()


def test_what_waits_keeps_its_files_until_somebody_decides(space: Community) -> None:
    Community.objects.update(joining="open")
    pdf = SimpleUploadedFile("plan.pdf", b"%PDF-1.7\nthe plan")
    words = {"title": "Keys", "kind": "question", "language": "en", "text": "Who has them?", "files": pdf}
    member_of(space).post(f"{space.get_absolute_url()}forum/new/", words)
    assert Case.objects.get().kind == "waiting"
    with time_machine.travel(timezone.now() + 2 * REMOVED_KEPT):
        forget()
    assert Attachment.objects.get().name == "plan.pdf"


def test_the_number_of_queries_does_not_grow(space: Community, topic: Topic, post: Post, shot: Attachment) -> None:
    client = member_of(space)
    before = warm_queries(client, topic.get_absolute_url())
    for number in range(4):
        kept = attach(SimpleUploadedFile(f"{number}.png", picture()), make_person(), 0, post=post)
        taken(kept, space)
    assert warm_queries(client, topic.get_absolute_url()) == before
    assert warm_queries(client, report(shot)) <= 10
    assert warm_queries(of(space.memberships.get(role="steward").user), away(shot)) <= 10

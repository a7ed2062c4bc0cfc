"""Documents where else they are met: in search with their pages, in news, notices, copies, moderation, and with who leaves."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.utils import timezone

from communities.documents import actions, told
from communities.documents.documents import DocumentSource
from communities.documents.leaving import forget_documents
from communities.documents.models import Document, DocumentVersion
from communities.documents.terms import LIMITS
from communities.documents.things import forget
from communities.moderation.actions import take_away
from communities.spaces.models import Community, Membership
from portal.accounts.models import User
from portal.foundation import outbox
from portal.foundation.erasure import erase
from portal.foundation.files import pruning
from portal.foundation.files.taking import take
from search.indexing import pending_hidden
from tests import papers
from tests.communities.conftest import as_, client_of, make_member
from tests.communities.documents.conftest import file, make_document, make_folder, worked_off
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db


def hits(user: Any, *keys: str) -> set[str]:
    return DocumentSource().visible(keys, user)


def test_a_page_is_found_with_its_number_and_opened_there(
    space: Community, paper: Document, search_index: None
) -> None:
    client = as_("member", space)
    page = client.get("/search/?q=quixotic").content.decode()
    assert "A paper, page 2" in page
    assert f'href="{paper.page_url(2)}"' in page
    assert "A paper, page 2" not in as_("outsider", space).get("/search/?q=quixotic").content.decode()


def test_what_search_knows_of_a_document(space: Community, paper: Document) -> None:
    found = {one.id: one for one in DocumentSource().documents([f"{paper.pk}.{number}" for number in range(5)])}
    assert {*found} == {f"document:{paper.pk}.{number}" for number in (1, 2, 3)}
    first, second = found[f"document:{paper.pk}.1"], found[f"document:{paper.pk}.2"]
    assert (first.texts[0].title, second.texts[0].title) == ("A paper", "A paper, page 2")
    assert (first.card["url"], second.card["url"]) == (paper.get_absolute_url(), paper.page_url(2))
    assert second.audience == f"community:{space.pk}"
    assert second.facets == {"language": ["en"], "community": [str(space.pk)]}
    assert [*DocumentSource().all_keys()] == [f"{paper.pk}.{number}" for number in (1, 2, 3)]


def test_a_shorter_version_takes_its_pages_out_of_search(space: Community, paper: Document) -> None:
    outbox.OutboxEntry.objects.all().delete()
    actions.add_version(paper, take(file("paper.pdf", papers.pdf("All new")), LIMITS), paper.author)
    assert pending_hidden() == {f"document:{paper.pk}.{number}" for number in (1, 2, 3)}
    worked_off()
    assert [one.id for one in DocumentSource().documents([f"{paper.pk}.{number}" for number in (1, 2, 3)])] == [
        f"document:{paper.pk}.1"
    ]


def test_search_asks_who_sees_it_and_whether_the_part_is_on(space: Community, paper: Document) -> None:
    key, member = f"{paper.pk}.2", make_member(space).user
    assert hits(member, key, "x", "1.x", "9" * 30 + ".1") == {key}
    assert hits(AnonymousUser(), key) == set()
    outbox.OutboxEntry.objects.all().delete()
    space.parts = ["people"]
    space.save()
    assert hits(User.objects.get(pk=member.pk), key) == set()
    assert f"document:{key}" in pending_hidden()
    assert [*DocumentSource().documents([key])] == []


def test_queries_for_search_are_constant(space: Community, paper: Document, django_assert_num_queries: Any) -> None:
    make_document(space, content=b"Another")
    keys = [f"{pk}.{page}" for pk in Document.objects.values_list("pk", flat=True) for page in (1, 2)]
    with django_assert_num_queries(2):
        assert len([*DocumentSource().documents(keys)]) == 3


def test_news_since_the_last_visit(space: Community) -> None:
    reader = make_member(space, name="Ben").user
    Membership.objects.filter(user=reader).update(
        visited_at=timezone.now() - timedelta(days=2), visited_before=timezone.now() - timedelta(days=2)
    )
    make_document(space, title="The new minutes")
    assert "The new minutes" in words_of(client_of(reader), space.get_absolute_url())


def test_who_is_told_of_a_document(space: Community, document: Document) -> None:
    version = document.versions.get()
    concerned = told.concerned(str(version.pk))
    steward = space.memberships.get(role="steward").user_id
    assert concerned is not None
    assert concerned.people == {steward: "document"}
    story = told.stories(User.objects.get(pk=steward), [str(version.pk)])[str(version.pk)]
    assert (story.title, story.said, story.url) == ("The plan", "Ana adds a document:", document.get_absolute_url())
    assert told.stories(AnonymousUser(), [str(version.pk)]) == {}
    hidden = make_document(space, reach="facilitators", content=b"Not for all")
    make_member(space, name="Cem")
    only = told.concerned(str(hidden.versions.get().pk))
    assert only is not None
    assert set(only.people) == {steward}
    actions.delete(document)
    assert told.concerned(str(version.pk)) is None


def test_a_copy_of_the_space_holds_documents_folders_and_files(space: Community) -> None:
    make_document(space, folder=make_folder(space, "2026", make_folder(space, "Plans")))
    answer: Any = as_("steward", space).get(f"{space.get_absolute_url()}export/?format=zip")
    copy = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    names = copy.namelist()
    version = DocumentVersion.objects.get()
    assert copy.read(f"files/{version.file.name}") == b"The plan of the first weeks."
    lines = [json.loads(line) for line in copy.read(f"{space.slug}.jsonl").decode().splitlines()]
    row = next(line for line in lines if line["type"] == "documents")
    assert (row["folder"], row["versions"][0]["path"]) == ("Plans / 2026", f"files/{version.file.name}")
    page = copy.read(next(name for name in names if name.endswith("documents/index.html"))).decode()
    assert "The plan" in page
    assert "Plans / 2026" in page


def test_files_go_once_no_appeal_can_bring_them_back(space: Community, document: Document) -> None:
    name = str(document.versions.get().file.name)
    take_away("document", document.pk, "It names somebody.", space.memberships.get(role="steward").user)
    forget()
    assert Document.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=1_000)):
        forget()
        outbox.drain([pruning.FILE])
    assert not Document.objects.exists()
    assert not default_storage.exists(name)


def test_who_leaves_takes_their_name_or_what_only_they_wrote(space: Community, document: Document) -> None:
    ana = document.author
    shared = make_document(space, ana, b"Shared", title="Shared")
    actions.add_version(shared, take(file("plan.txt", b"By Ben"), LIMITS), make_member(space, name="Ben").user)
    forget_documents(ana)
    assert [*Document.objects.values_list("title", flat=True)] == ["Shared"]
    erase(ana)
    shared.refresh_from_db()
    assert shared.author is None
    assert "somebody who has left" in words_of(as_("member", space), shared.get_absolute_url())

"""The lists of folders and documents, the page of a document and its files: who sees them, and what they show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from communities.documents import actions
from communities.documents.models import Document, DocumentPage, DocumentVersion
from communities.documents.terms import LIMITS
from communities.moderation.actions import take_away
from communities.spaces.models import Community
from portal.foundation.files.taking import take
from tests import papers
from tests.communities.conftest import as_, ladder, make_member, make_space, statuses
from tests.communities.documents.conftest import file, make_document, make_folder, worked_off
from tests.communities.reaching import check_reach
from tests.files import picture
from tests.practices.pages import text_of, words_of

pytestmark = pytest.mark.django_db
PART = "/communities/mentoring-after-release/documents/"
INSIDE = ladder(302, 404, 200, 200, 200, 200)
EVERYBODY = ladder(200, 200, 200, 200, 200, 200)
FACILITATORS = ladder(302, 404, 404, 200, 200, 200)


def make_anywhere(community: Community, reach: str) -> Document:
    """As the contract of reaching makes them: in a space with documents."""
    if "documents" not in community.parts:
        community.parts = ["people", "documents"]
        community.save()
    return make_document(community, reach=reach, content=f"{community.pk} {reach}".encode())


def test_who_sees_a_document() -> None:
    check_reach(Document, make_anywhere)


def test_the_list_is_for_members_until_something_is_for_everybody(space: Community, document: Document) -> None:
    assert statuses(space, PART) == ladder(302, 403, 200, 200, 200, 200)
    make_document(space, reach="everybody", title="A leaflet", content=b"For all")
    assert statuses(space, PART) == EVERYBODY
    outside = words_of(Client(), PART)
    assert "A leaflet" in outside
    assert "The plan" not in outside
    assert f'href="{PART}"' in Client().get(space.get_absolute_url()).content.decode(), "the face leads there"


@pytest.mark.parametrize(
    ("reach", "expected"), [("inside", INSIDE), ("everybody", EVERYBODY), ("facilitators", FACILITATORS)]
)
@pytest.mark.parametrize("page", ["", "read/"])
def test_who_reads_a_document(space: Community, reach: str, expected: dict[str, int], page: str) -> None:
    document = make_document(space, reach=reach)
    worked_off()
    assert statuses(space, f"{document.get_absolute_url()}{page}") == expected


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        ("inside", ladder(404, 404, 200, 200, 200, 200)),
        ("everybody", EVERYBODY),
        ("facilitators", ladder(404, 404, 404, 200, 200, 200)),
    ],
)
def test_all_files_ask_who_is_there(space: Community, reach: str, expected: dict[str, int]) -> None:
    document = make_document(space, reach=reach, content=papers.pdf("One", "Two"), name="paper.pdf")
    worked_off()
    version = DocumentVersion.objects.get()
    page = version.pages.get(number=2)
    for address in (version.url, version.preview_url, page.picture_url):
        assert statuses(space, address) == expected
        assert str(document.pk) not in address.rpartition("/")[2].partition(".")[0][:0]
        assert len(Path(address).stem) == 32


def test_nothing_of_a_private_space_is_known_outside(secret: Community) -> None:
    secret.parts = ["people", "documents"]
    secret.save()
    document = make_document(secret, reach="everybody")
    expected = ladder(404, 404, 200, 200, 200, 200)
    assert statuses(secret, document.get_absolute_url()) == expected
    assert statuses(secret, "/communities/a-quiet-matter/documents/") == expected
    assert statuses(secret, DocumentVersion.objects.get().url) == expected


def test_where_the_part_is_off_nothing_is_there_and_nothing_is_lost(space: Community, document: Document) -> None:
    url = DocumentVersion.objects.get().url
    space.parts = ["people"]
    space.save()
    nothing = ladder(404, 404, 404, 404, 404, 404)
    for address in (PART, document.get_absolute_url(), url):
        assert statuses(space, address) == nothing
    assert statuses(space, f"{PART}add/") == {**nothing, "stranger": 302}
    space.parts = ["people", "documents"]
    space.save()
    assert as_("member", space).get(document.get_absolute_url()).status_code == 200


def test_a_document_shows_what_is_known_of_it(space: Community, paper: Document) -> None:
    paper.licence, paper.description = "CC BY 4.0", "What we agreed on."
    paper.save()
    ana = space.memberships.get(user__name="Ana").user
    actions.add_version(paper, take(file("paper.pdf", papers.pdf("Another")), LIMITS), ana, note="With the new dates")
    words = words_of(as_("member", space), paper.get_absolute_url())
    for said in (
        "A paper",
        "CC BY 4.0",
        "What we agreed on.",
        "With the new dates",
        "Version 2",
        "Version 1",
        "Ana",
        "PDF",
    ):
        assert said in words


def test_earlier_versions_are_kept_and_served(space: Community, document: Document) -> None:
    first = document.versions.get()
    actions.add_version(document, take(file("plan.txt", b"Second"), LIMITS), document.author)
    client = as_("member", space)
    assert b"".join(client.get(first.url)) == b"The plan of the first weeks."
    assert b"".join(client.get(document.versions.get(number=2).url)) == b"Second"


def test_an_archived_space_is_read_only(space: Community, document: Document) -> None:
    space.state = "archived"
    space.save()
    assert statuses(space, document.get_absolute_url()) == INSIDE
    forbidden = ladder(302, 403, 403, 403, 403, 403)
    assert statuses(space, f"{PART}add/") == forbidden
    assert statuses(space, f"{document.get_absolute_url()}version/") == forbidden
    assert statuses(space, f"{document.get_absolute_url()}edit/") == ladder(302, 404, 403, 403, 403, 403)
    assert statuses(space, f"{document.get_absolute_url()}remove/") == ladder(302, 404, 403, 403, 403, 403)


@pytest.mark.parametrize("number", ["0", "4", "-1", "x", "", "99999999999999999999", "1.5", "²"])
def test_pages_that_are_not_there(space: Community, paper: Document, number: str) -> None:
    assert as_("member", space).get(f"{paper.get_absolute_url()}read/", {"page": number}).status_code == 404


@pytest.mark.parametrize("key", [0, 999, 2**31, 2**63, 10**30])
def test_documents_and_folders_that_are_not_there(space: Community, key: int) -> None:
    client = as_("steward", space)
    for address in (
        f"{PART}{key}/",
        f"{PART}{key}/read/",
        f"{PART}{key}/edit/",
        f"{PART}folder/{key}/",
        f"{PART}folder/{key}/edit/",
    ):
        assert client.get(address).status_code == 404


def test_documents_of_another_space_are_not_here(space: Community) -> None:
    other = make_space("Another", parts=["people", "documents"], visibility="public")
    there, folder = make_document(other), make_folder(other)
    client = as_("administrator", space)
    assert client.get(f"{PART}{there.pk}/").status_code == 404
    assert client.get(f"{PART}folder/{folder.pk}/").status_code == 404


def test_the_reader_shows_a_page_with_its_words(space: Community, paper: Document) -> None:
    client = as_("member", space)
    page = text_of(client, paper.page_url(2))
    drawn = DocumentPage.objects.get(version=paper.current, number=2)
    assert f'<img src="{drawn.picture_url}"' in page
    assert "Quixotic keys" in page
    assert 'href="?page=1" rel="prev"' in page
    assert 'href="?page=3" rel="next"' in page
    assert "script" not in page.partition('class="page-read')[2].partition("</main>")[0]


@pytest.mark.parametrize(("name", "drawn"), [("plan.md", True), ("plan.txt", False)])
def test_the_reader_draws_the_marks_of_markdown_alone(space: Community, name: str, drawn: bool) -> None:
    paper = make_document(space, content=b"# The **plan**\n\n- one <script>alert(1)</script>", name=name)
    worked_off()
    page = text_of(as_("member", space), paper.page_url(1)).partition('class="page-read')[2].partition("</main>")[0]
    assert ("<strong>plan</strong>" in page, "# The **plan**" in page) == (drawn, not drawn)
    assert "<script>" not in page


def test_a_page_that_is_not_drawn_yet_says_so(space: Community) -> None:
    paper = make_document(space, content=papers.pdf("One", "Two"), name="paper.pdf")
    client = as_("member", space)
    assert client.get(paper.page_url(1)).status_code == 302  # nothing to read yet
    from portal.foundation import outbox
    from portal.foundation.files import extraction

    outbox.drain([extraction.KIND])
    words = words_of(client, paper.page_url(2))
    assert "still being made" in words
    assert "Two" in words


def test_a_scanned_paper_is_read_as_pictures_and_its_owner_is_told(space: Community) -> None:
    paper = make_document(space, content=papers.pdf("", ""), name="scan.pdf")
    worked_off()
    author = Client()
    author.force_login(paper.author)
    assert "recognised (OCR)" in words_of(author, paper.get_absolute_url())
    assert "recognised (OCR)" not in words_of(as_("member", space), paper.get_absolute_url())
    assert "it is a picture" in words_of(author, paper.page_url(2))
    assert DocumentPage.objects.exclude(picture="").count() == 2


def test_a_picture_is_shown(space: Community) -> None:
    shown = make_document(space, content=picture("JPEG", (900, 600)), name="bridge.jpg", title="The bridge")
    worked_off()
    version = shown.versions.get()
    assert (version.preview_width, version.preview_height) == (360, 240)
    assert f'<img src="{version.url}" alt="The bridge"' in text_of(as_("member", space), shown.get_absolute_url())


def test_queries_are_constant_and_pages_small(space: Community, django_assert_max_num_queries: Any) -> None:
    ana = make_member(space, name="Ana").user
    folder = make_folder(space, author=ana)
    client = as_("member", space)
    address = folder.get_absolute_url()
    counts = []
    for many in (1, 60):
        for number in range(many):
            make_document(space, ana, content=f"{many} {number}".encode(), title=f"Plan {many} {number}", folder=folder)
            if number < 20:
                make_folder(space, f"{many} {number}", folder)
        client.get(address)
        with django_assert_max_num_queries(24) as counted:
            answer = client.get(address)
        counts.append(len(counted))
        assert len(answer.content) < 100_000
    assert counts[1] <= counts[0] + 1
    document = Document.objects.first()
    assert document is not None
    for number in range(30):
        actions.add_version(document, take(file("plan.txt", f"Version {number}".encode()), LIMITS), ana)
    client.get(document.get_absolute_url())
    with django_assert_max_num_queries(26):
        client.get(document.get_absolute_url())


def test_what_was_taken_away_is_gone_with_its_files(space: Community, document: Document) -> None:
    steward = space.memberships.get(role="steward").user
    url = document.versions.get().url
    take_away("document", document.pk, "It names somebody.", steward)
    gone = ladder(302, 404, 404, 404, 404, 404)
    assert statuses(space, document.get_absolute_url()) == gone
    assert as_("member", space).get(url).status_code == 404
    assert default_storage.exists(str(document.versions.get().file.name))  # an appeal may bring it back

"""Adding documents and versions, many at once, doubled and hostile ones; changing, working on and removing them."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.documents import actions
from communities.documents.models import Document, DocumentPage, DocumentVersion, Folder
from communities.spaces.models import Community
from portal.foundation import outbox
from portal.foundation.files import pruning
from tests import papers
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.communities.documents.conftest import file, make_document, make_folder, sent, worked_off
from tests.files import picture, zipped
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db
PART = "/communities/mentoring-after-release/documents/"
ADD = f"{PART}add/"
CONTRIBUTE = ladder(302, 403, 200, 200, 200, 200)


def huge_png() -> bytes:
    """64,000 pixels wide and high in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 64_000, 64_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 64_000)) + chunk(b"IEND", b"")


def test_who_adds_documents_and_folders(space: Community, document: Document) -> None:
    for address in (ADD, f"{PART}folder/new/"):
        assert statuses(space, address) == CONTRIBUTE
    assert statuses(space, f"{document.get_absolute_url()}version/") == ladder(302, 403, 200, 200, 200, 200)
    assert statuses(space, f"{document.get_absolute_url()}edit/") == ladder(302, 404, 403, 200, 200, 200)
    assert statuses(space, f"{document.get_absolute_url()}remove/") == ladder(302, 404, 403, 200, 200, 200)
    assert statuses(space, f"{document.get_absolute_url()}work/") == ladder(405, 405, 405, 405, 405, 405)
    folder = make_folder(space)
    assert statuses(space, f"{folder.get_absolute_url()}edit/") == ladder(302, 404, 403, 200, 200, 200)


def test_many_files_at_once_and_what_is_refused_is_named(space: Community) -> None:
    client = as_("member", space)
    answer = sent(
        client,
        ADD,
        file("Minutes of May.txt"),
        file("drawing.svg", b"<svg onload='x()'/>"),
        file("paper.pdf", papers.pdf("x")),
    )
    assert (answer.status_code, answer["Location"]) == (302, PART)
    assert {*Document.objects.values_list("title", flat=True)} == {"Minutes of May", "paper"}
    words = words_of(client, PART)
    assert "2 documents were added." in words
    assert "drawing.svg: SVG drawings are not taken" in words


@pytest.mark.parametrize(("name", "content", "said"), [
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG drawings are not taken"),
    ("huge.png", huge_png(), "too many pixels"),
    ("bomb.docx", zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"\x00" * 210_000_000}), "far too large"),
    ("macros.docx", zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"x", "word/vbaProject.bin": b"x"}), "holds macros"),
    ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "locked by a password"),
    ("program.pdf", b"MZ\x90\x00\x03\x00\x00\x00", "Files of this kind are not taken"),
    ("empty.pdf", b"", "empty"),
    ("archive.zip", zipped(a=b"x"), "Files of this kind are not taken"),
])  # fmt: skip
def test_hostile_files_are_refused_with_a_sentence(
    space: Community, name: str, content: bytes, said: str, own_folder: Path
) -> None:
    answer = sent(as_("member", space), ADD, file(name, content), consent="nobody")
    assert answer.status_code == 400
    assert f"{name}: " in answer.content.decode()
    assert said in answer.content.decode()
    assert not Document.objects.exists()
    assert not [path for path in own_folder.rglob("*") if path.is_file()]


def test_a_file_whose_type_lies_is_what_it_holds(space: Community) -> None:
    client = as_("member", space)
    sent(client, ADD, file("holiday.png", papers.pdf("Not a picture")))
    version = DocumentVersion.objects.get()
    assert (version.name, version.media_type) == ("holiday.pdf", "application/pdf")
    answer = client.get(version.url)
    assert answer["Content-Disposition"] == 'attachment; filename="holiday.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_page_of_html_is_only_saved_and_read_without_its_programs(space: Community) -> None:
    client = as_("member", space)
    sent(client, ADD, file("report.html", papers.html("What <b>we</b> did", "<img src=x onerror=alert(2)>And then")))
    worked_off()
    version = DocumentVersion.objects.get()
    answer = client.get(version.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    page = (
        client.get(Document.objects.get().page_url(1))
        .content.decode()
        .partition('class="page-read')[2]
        .partition("</main>")[0]
    )
    assert "What we did" in page
    for unwanted in ("alert", "onerror", "<svg", "program"):
        assert unwanted not in page


def test_a_pdf_with_a_file_and_a_script_inside_is_harmless_and_says_so(space: Community) -> None:
    client = as_("member", space)
    sent(client, ADD, file("paper.pdf", papers.pdf_with_more()))
    worked_off()
    document = Document.objects.get()
    words = words_of(client, document.get_absolute_url())
    assert "It carries more than pages." in words
    assert client.get(DocumentVersion.objects.get().url)["Content-Disposition"].startswith("attachment")
    assert b"JavaScript" not in b"".join(client.get(DocumentPage.objects.get().picture_url))


def test_the_same_bytes_are_not_doubled(space: Community) -> None:
    client = as_("member", space)
    assert sent(client, ADD, file()).status_code == 302
    answer = sent(client, ADD, file("copy of plan.txt"))
    assert answer.status_code == 400
    assert "The same file is here already, as “plan”. Nothing was added." in answer.content.decode()
    document = Document.objects.get()
    again = client.post(f"{document.get_absolute_url()}version/", {"file": file(), "note": "again"})
    assert again.status_code == 400
    assert "byte for byte" in again.content.decode()
    assert DocumentVersion.objects.count() == 1


def test_bytes_that_somebody_may_not_see_are_no_answer(space: Community) -> None:
    make_document(space, reach="facilitators")
    assert sent(as_("member", space), ADD, file()).status_code == 302
    assert Document.objects.count() == 2


def test_members_do_not_hide_from_themselves(space: Community) -> None:
    assert sent(as_("member", space), ADD, file(), reach="facilitators").status_code == 400
    assert sent(as_("facilitator", space), ADD, file(), reach="facilitators").status_code == 302


def test_pictures_come_with_a_word_about_people(space: Community) -> None:
    client = as_("member", space)
    answer = sent(client, ADD, file("bridge.png", picture()))
    assert answer.status_code == 400
    assert "whether people can be recognised" in answer.content.decode()
    assert sent(client, ADD, file("bridge.png", picture()), consent="given").status_code == 302
    assert DocumentVersion.objects.get().consent == "given"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reach": "nobody"},
        {"folder": "999"},
        {"folder": "x"},
        {"language": "xx"},
        {"licence": "x" * 200},
        {"consent": "maybe"},
    ],
)
def test_a_form_with_something_wrong_keeps_what_was_written(space: Community, wrong: dict[str, str]) -> None:
    answer = sent(as_("member", space), ADD, file(), **{"licence": "CC BY 4.0", **wrong})
    assert answer.status_code == 400
    if "licence" not in wrong:
        assert "CC BY 4.0" in answer.content.decode()
    assert not Document.objects.exists()


def test_dropped_files_are_answered_one_by_one(space: Community) -> None:
    client = as_("member", space)
    fields = {"reach": "inside", "folder": "", "language": "", "licence": "", "consent": ""}
    told = client.post(ADD, {**fields, "uploads": file()}, headers={"X-Upload": "1"})
    assert told.json() == {"refused": []}
    told = client.post(ADD, {**fields, "uploads": file("x.svg", b"<svg/>")}, headers={"X-Upload": "1"})
    assert told.json()["refused"][0].startswith("x.svg: SVG")
    told = client.post(ADD, {**fields, "reach": "x"}, headers={"X-Upload": "1"})
    assert len(told.json()["refused"]) == 2


def test_who_is_new_sends_few_files_a_day(space: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [file(f"{number}.txt", str(number).encode()) for number in range(6)]
    client = as_("member", space)
    assert sent(client, ADD, *files).status_code == 302
    assert Document.objects.count() == 4
    assert "You have sent 4 files within a day" in words_of(client, PART)


def test_a_version_comes_with_a_note_and_ends_the_word_that_one_works_on_it(
    space: Community, document: Document
) -> None:
    ana = client_of(document.author)
    until = timezone.localdate() + timedelta(days=3)
    assert ana.post(f"{document.get_absolute_url()}work/", {"until": until.isoformat()}).status_code == 302
    ben = as_("member", space)
    assert "Ana works on it until" in words_of(ben, document.get_absolute_url())
    assert "ask whether your changes fit together" in words_of(ben, f"{document.get_absolute_url()}version/")
    answer = ana.post(
        f"{document.get_absolute_url()}version/",
        {"file": file("plan.txt", b"Better"), "note": "New dates", "consent": ""},
    )
    assert answer.status_code == 302
    document.refresh_from_db()
    version = DocumentVersion.objects.latest("pk")
    assert (document.is_worked_on, document.current, version.number, version.note) == (False, version, 2, "New dates")


def test_the_word_that_one_works_on_it_locks_nothing_and_ends(space: Community, document: Document) -> None:
    ana, ben = client_of(document.author), as_("member", space)
    address = f"{document.get_absolute_url()}work/"
    for bad in ("", "yesterday", "2020-01-01", (timezone.localdate() + timedelta(days=60)).isoformat()):
        assert ana.post(address, {"until": bad}).status_code == 400
    ana.post(address, {"until": timezone.localdate().isoformat()})
    assert ben.post(address, {"done": "1"}).status_code == 403
    assert (
        ben.post(
            f"{document.get_absolute_url()}version/", {"file": file("plan.txt", b"Of Ben"), "note": "Mine"}
        ).status_code
        == 302
    )
    assert ana.post(address, {"done": "1"}).status_code == 302
    document.refresh_from_db()
    assert document.worked_on_by is None


def test_words_are_changed_by_who_began_it_and_who_facilitates(space: Community, document: Document) -> None:
    folder = make_folder(space)
    said = {
        "title": "The better plan",
        "description": "For May",
        "reach": "inside",
        "language": "de",
        "licence": "",
        "folder": folder.pk,
    }
    address = f"{document.get_absolute_url()}edit/"
    assert as_("member", space).post(address, said).status_code == 403
    assert client_of(document.author).post(address, {**said, "title": ""}).status_code == 400
    assert client_of(document.author).post(address, said).status_code == 302
    document.refresh_from_db()
    assert (document.title, document.folder, document.language) == ("The better plan", folder, "de")
    assert as_("facilitator", space).post(address, {**said, "reach": "facilitators"}).status_code == 302
    assert client_of(document.author).get(document.get_absolute_url()).status_code == 404


def test_ones_own_is_deleted_with_its_files(space: Community, own_folder: Path) -> None:
    document = make_document(space, content=papers.pdf("One", "Two"), name="paper.pdf")
    worked_off()
    assert len([path for path in own_folder.rglob("*") if path.is_file()]) == 4
    assert client_of(document.author).post(f"{document.get_absolute_url()}remove/").status_code == 302
    outbox.drain([pruning.FILE])
    assert not Document.objects.exists()
    assert not [path for path in own_folder.rglob("*") if path.is_file()]


def test_what_others_worked_on_is_not_deleted_by_its_author(space: Community, document: Document) -> None:
    ben = make_member(space, name="Ben").user
    client_of(ben).post(f"{document.get_absolute_url()}version/", {"file": file("plan.txt", b"Of Ben"), "note": "Mine"})
    assert client_of(document.author).post(f"{document.get_absolute_url()}remove/").status_code == 403


def test_facilitators_take_away_with_a_reason_that_can_be_appealed(space: Community, document: Document) -> None:
    from communities.moderation.models import Case
    from communities.moderation.things import kinds

    client = as_("facilitator", space)
    address = f"{document.get_absolute_url()}remove/"
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "It names somebody."}).status_code == 302
    assert Case.objects.get().kind == "document"
    kinds()["document"].bring_back(document.pk, None)
    assert client.get(document.get_absolute_url()).status_code == 200


def test_folders_are_made_moved_and_deleted_when_empty(space: Community) -> None:
    client = as_("member", space)
    assert client.post(f"{PART}folder/new/", {"name": "Plans", "parent": ""}).status_code == 302
    plans = Folder.objects.get()
    assert client.post(f"{PART}folder/new/", {"name": " Plans ", "parent": ""}).status_code == 400
    assert client.post(f"{PART}folder/new/?in={plans.pk}", {"name": "2026", "parent": plans.pk}).status_code == 302
    inner = Folder.objects.get(name="2026")
    assert (
        client.post(f"{plans.get_absolute_url()}edit/", {"name": "Plans", "parent": inner.pk}).status_code == 400
    )  # into itself
    assert client.post(f"{plans.get_absolute_url()}edit/", {"delete": "1"}).status_code == 302
    assert Folder.objects.count() == 2
    client.post(f"{inner.get_absolute_url()}edit/", {"delete": "1"})
    client.post(f"{plans.get_absolute_url()}edit/", {"delete": "1"})
    assert not Folder.objects.exists()


def test_folders_have_a_depth(space: Community) -> None:
    parent = None
    for number in range(5):
        parent = make_folder(space, str(number), parent)
    answer = as_("member", space).post(f"{PART}folder/new/", {"name": "Deeper", "parent": parent.pk if parent else ""})
    assert answer.status_code == 400
    assert "5 deep at most" in answer.content.decode()


def test_folders_tell_strangers_nothing_but_what_holds_something_for_them(space: Community) -> None:
    inside, outside = make_folder(space, "Secret plans"), make_folder(space, "Leaflets")
    make_document(space, folder=inside)
    make_document(space, folder=outside, reach="everybody", content=b"For all")
    stranger = Client()
    words = words_of(stranger, PART)
    assert "Leaflets" in words
    assert "Secret plans" not in words
    assert stranger.get(inside.get_absolute_url()).status_code == 404
    assert stranger.get(outside.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("address", [ADD, f"{PART}folder/new/"])
@pytest.mark.parametrize("name", ["folder", "in"])
@pytest.mark.parametrize("key", ["x", "999", "9" * 40, "-1"])
def test_folders_that_are_not_there(space: Community, address: str, name: str, key: str) -> None:
    assert as_("member", space).get(f"{address}?{name}={key}").status_code in (200, 404)


def test_versions_double_sent_at_once_are_one(
    space: Community, document: Document, django_assert_max_num_queries: Any
) -> None:
    with pytest.raises(actions.AlreadyThereError):
        actions.add_version(document, _taken(), document.author)


def _taken() -> Any:
    from communities.documents.terms import LIMITS
    from portal.foundation.files.taking import take

    return take(file(), LIMITS)

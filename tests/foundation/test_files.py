"""Files: private storage, and an address that asks who is there."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from wagtail.models import Collection, UploadedFile

from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.foundation.files.models import CustomDocument, CustomImage
from portal.settings import WAGTAILDOCS_MAX_UPLOAD_SIZE
from tests.files import jpeg_from_a_telephone
from tests.files import picture as picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(audience: str) -> CustomImage:
    stream = BytesIO()
    Picture.new("RGB", (40, 30), "green").save(stream, "PNG")
    return CustomImage.objects.create(
        title="A bridge",
        description="A green bridge",
        file=ContentFile(stream.getvalue(), "bridge.png"),
        audience=audience,
    )


def document(audience: str, name: str = "paper.pdf") -> CustomDocument:
    return CustomDocument.objects.create(title="A paper", file=ContentFile(b"%PDF-1.4 text", name), audience=audience)


def signed_in(*groups: str) -> Client:
    user = User.objects.create_user(f"{'-'.join(groups) or 'member'}@passerelle.example", "a long password 4")
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    client = Client()
    client.force_login(user)
    return client


def test_everybody_sees_a_public_file(client: Client) -> None:
    answer = client.get(document("public").file.url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer).startswith(b"%PDF")


def test_a_public_file_is_asked_for_again_each_time_and_sent_once(client: Client) -> None:
    """So that it is gone from every cache in the moment in which it is restricted."""
    paper = document("public")
    first = client.get(paper.file.url)
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(paper.file.url, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "public, no-cache")
    CustomDocument.objects.update(audience="members")
    assert client.get(paper.file.url, headers={"if-none-match": first["ETag"]}).status_code == 404


def test_a_rendition_is_as_visible_as_its_image(client: Client) -> None:
    rendition = picture("members").get_rendition("width-20")
    assert client.get(rendition.url).status_code == 404
    assert signed_in().get(rendition.url).status_code == 200


@pytest.mark.parametrize(("audience", "groups", "status"), [
    ("members", None, 404), ("members", (), 200), ("group:editors", (), 404), ("group:editors", ("editors",), 200),
    ("group:editors", ("reviewers",), 200), ("group:administrators", ("editors",), 404), ("group:administrators", ("administrators",), 200),
])  # fmt: skip
def test_a_restricted_file_is_not_there_for_others(
    client: Client, audience: str, groups: tuple[str, ...] | None, status: int
) -> None:
    reader = client if groups is None else signed_in(*groups)
    answer = reader.get(document(audience).file.url)
    assert answer.status_code == status
    if status == 200:
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "script.js"])
def test_what_a_browser_could_run_is_only_offered_for_saving(client: Client, name: str) -> None:
    answer = client.get(document("public", name).file.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["nothing.pdf", "../passerelle.sqlite3", "..%2f..%2fmanage.py", "a%00b", "documents/", "%ff%fe"]
)
def test_any_other_address_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/files/{path}").status_code == 404


def test_a_file_without_a_row_is_not_served(client: Client, settings: Any) -> None:
    (settings.MEDIA_ROOT / "stray.txt").write_text("nobody's")
    assert client.get("/files/stray.txt").status_code == 404


def test_a_row_without_its_file_is_not_an_error(client: Client, settings: Any) -> None:
    lost = document("public")
    (settings.MEDIA_ROOT / lost.file.name).unlink()
    assert client.get(lost.file.url).status_code == 404


def test_links_in_texts_lead_to_the_address_that_asks(client: Client) -> None:
    stored = document("members")
    assert stored.url == stored.file.url
    assert client.get(stored.url).status_code == 404


@pytest.mark.parametrize("name", ["page.html", "program.exe", "drawing.svg", "script.js", "nothing"])
def test_the_desk_takes_no_document_that_could_run(site_tree: None, name: str) -> None:
    ensure_groups()
    answer = uploaded(signed_in("administrators"), SimpleUploadedFile(name, b"<script>"))
    assert answer.status_code == 200
    assert "Files of this kind are not taken. Pictures: AVIF" in answer.content.decode()
    assert not CustomDocument.objects.exists()


def test_the_desk_keeps_hash_and_size_and_takes_nothing_too_large(site_tree: None) -> None:
    ensure_groups()
    desk = signed_in("administrators")
    assert uploaded(desk, SimpleUploadedFile("paper.pdf", b"%PDF-1.4 text")).status_code == 302
    kept = CustomDocument.objects.get()
    assert (kept.file_size, kept.file_hash) == (13, hashlib.sha1(b"%PDF-1.4 text", usedforsecurity=False).hexdigest())
    large = SimpleUploadedFile("large.pdf", b"x" * (WAGTAILDOCS_MAX_UPLOAD_SIZE + 1))
    assert "The file is too large" in uploaded(desk, large).content.decode()


@pytest.mark.parametrize("address", ["/admin/images/add/", "/admin/images/multiple/add/"])
def test_the_desk_keeps_pictures_without_what_a_camera_wrote_into_them(site_tree: None, address: str) -> None:
    """Also where many are sent at once: Wagtail then keeps the file apart until the rest of its form is filled in."""
    ensure_groups()
    desk = signed_in("administrators")
    file = SimpleUploadedFile("IMG_1.jpg", jpeg_from_a_telephone(), "image/jpeg")
    fields = {"title": "A bridge", "collection": Collection.get_first_root_node().pk, "audience": "public"}
    if "multiple" in address:
        answer = desk.post(address, {**fields, "files[]": file})
        kept = UploadedFile.objects.get().file if not CustomImage.objects.exists() else CustomImage.objects.get().file
    else:
        answer = desk.post(address, {**fields, "file": file})
        kept = CustomImage.objects.get().file
    assert answer.status_code in (200, 302)
    content = kept.read()
    assert b"Exif" not in content
    with Picture.open(BytesIO(content)) as drawn:
        assert drawn.size == (30, 40)


@pytest.mark.parametrize("address", ["/admin/images/add/", "/admin/images/multiple/add/"])
@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<script>", b"", picture_bytes("PNG")[:50]]
)
def test_the_desk_takes_no_picture_that_is_none(site_tree: None, address: str, content: bytes) -> None:
    ensure_groups()
    fields = {"title": "A bridge", "collection": Collection.get_first_root_node().pk, "audience": "public"}
    name = "files[]" if "multiple" in address else "file"
    answer = signed_in("administrators").post(
        address, {**fields, name: SimpleUploadedFile("a.png", content, "image/png")}
    )
    assert answer.status_code == 200
    assert not CustomImage.objects.exists()
    assert not UploadedFile.objects.exists()


def test_a_form_larger_than_any_file_may_be_is_not_received(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.foundation.files.receiving.LARGEST_REQUEST", 1000)
    answer = client.post("/account/login/", {"file": SimpleUploadedFile("a.bin", b"x" * 2000)})
    assert answer.status_code == 413
    assert "too large to be sent at once" in answer.content.decode()


def test_files_are_for_saving_but_for_pictures(client: Client) -> None:
    paper, bridge = client.get(document("public").file.url), client.get(picture("public").file.url)
    assert paper["Content-Disposition"].startswith('attachment; filename="paper')
    assert bridge["Content-Disposition"].startswith("inline")
    for answer in (paper, bridge):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cross-Origin-Resource-Policy"] == "same-site"


def uploaded(desk: Client, file: Any) -> Any:
    collection = Collection.get_first_root_node()
    fields = {
        "title": "A paper",
        "audience": "public",
        "licence": "",
        "language": "",
        "collection": collection.pk,
        "tags": "",
    }
    return desk.post("/admin/documents/add/", {**fields, "file": file})

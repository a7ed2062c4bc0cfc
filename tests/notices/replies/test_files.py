"""Files that come with answers by mail: kept by the rule of the page, and whoever sent them is told what was not."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from communities.discussion.attachments import Attachment
from communities.discussion.models import Post, Topic, Waiting
from communities.spaces.models import Community
from portal.accounts.models import User
from portal.notices.models import Letter
from portal.notices.replies.reading import read
from portal.notices.upkeep import forget_letters
from tests.communities.conftest import as_, client_of, statuses
from tests.files import docx, jpeg_from_a_telephone, picture
from tests.notices.replies.conftest import address_of, come
from tests.practices.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def with_files(user: User, *files: tuple[str, bytes, str], words: str = "As promised.", name: str = "1") -> bytes:
    """A mail with attachments."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = user.email, address_of(user), f"<{name}@client.example>"
    letter.set_content(words)
    for title, content, kind in files:
        main, _slash, sub = kind.partition("/")
        letter.add_attachment(content, maintype=main, subtype=sub, filename=title)
    return bytes(letter)


def test_files_are_kept_with_the_post(ana: User, topic: Topic) -> None:
    assert (
        come(with_files(ana, ("Größen.docx", docx(), "application/msword"), ("plan.pdf", b"%PDF-1.7 x", "text/plain")))
        == []
    )
    assert list(Attachment.objects.values_list("name", "post__number", "author")) == [
        ("Größen.docx", 3, ana.pk),
        ("plan.pdf", 3, ana.pk),
    ]
    kept = Attachment.objects.earliest("pk")
    seen = statuses(topic.community, kept.url)
    assert (seen["stranger"], seen["outsider"], seen["member"]) == (404, 404, 200)


def test_a_picture_loses_what_the_camera_wrote_and_its_sender_is_asked_to_describe_it(ana: User, topic: Topic) -> None:
    (answer,) = come(with_files(ana, ("IMG_1.jpg", jpeg_from_a_telephone(), "image/jpeg")))
    assert "something about its files" in answer.subject
    assert "say what they show" in answer.body
    assert f"/forum/{topic.pk}/post/" in answer.body
    kept = Attachment.objects.get()
    assert b"Exif" not in b"".join(client_of(ana).get(kept.url))
    assert 'alt="A picture that is not described yet"' in text_of(
        as_("member", topic.community), topic.get_absolute_url()
    )
    address = f"{topic.get_absolute_url()}post/3/edit/"
    assert client_of(ana).post(address, {"text": "As promised."}).status_code == 400
    said = {f"alt-{kept.pk}": "The form", f"consent-{kept.pk}": "nobody"}
    assert client_of(ana).post(address, {"text": "As promised.", **said}).status_code == 302
    assert 'alt="The form"' in text_of(as_("member", topic.community), topic.get_absolute_url())


def test_what_is_refused_is_named_to_the_sender_and_the_rest_is_posted(ana: User, topic: Topic) -> None:
    svg = ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml")
    program = ("../../run.exe", b"MZ\x90\x00", "application/octet-stream")
    (answer,) = come(with_files(ana, svg, program, ("plan.pdf", b"%PDF-1.7 x", "application/pdf")))
    assert "drawing.svg: SVG drawings are not taken" in answer.body
    assert "run.exe: Files of this kind are not taken" in answer.body
    assert "etc" not in answer.body.partition("run.exe")[0][-8:]
    assert Post.objects.latest("pk").text == "As promised."
    assert Attachment.objects.get().name == "plan.pdf"
    (again,) = come(with_files(ana, svg, name="2"))  # not silently lost, though it is the second mail of that day
    assert "drawing.svg" in again.body


def test_the_logo_of_a_signature_is_no_file(ana: User, topic: Topic) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = ana.email, address_of(ana), "<logo@client.example>"
    letter.set_content("As promised.")
    letter.add_alternative("<p>As promised.</p><img src='cid:logo'>", subtype="html")
    letter.get_payload()[1].add_related(picture(), "image", "png", cid="<logo>")  # type: ignore[union-attr,index]
    assert come(bytes(letter)) == []
    assert not Attachment.objects.exists()
    assert Post.objects.latest("pk").text == "As promised."


def test_files_of_an_answer_that_waits_wait_too(ana: User, topic: Topic) -> None:
    Community.objects.update(joining="open")
    Post.objects.filter(author=ana).update(author=None)
    (answer,) = come(
        with_files(ana, ("plan.pdf", b"%PDF-1.7 x", "application/pdf"), ("x.svg", b"<svg/>", "image/svg+xml"))
    )
    assert "looked at first" in answer.subject
    assert "x.svg: SVG" in answer.body
    kept = Attachment.objects.get()
    assert kept.waiting == Waiting.objects.get()
    assert statuses(topic.community, kept.url)["member"] == 404


def test_nobody_floods_a_topic_by_mail(ana: User, topic: Topic) -> None:
    files = [(f"{number}.pdf", b"%PDF-1.7 x", "application/pdf") for number in range(12)]
    (answer,) = come(with_files(ana, *files))
    assert Attachment.objects.count() == 10
    assert answer.body.count("A post takes at most 10 files") == 2


def test_what_was_to_be_told_is_forgotten(ana: User, topic: Topic) -> None:
    come(with_files(ana, ("x.svg", b"<svg/>", "image/svg+xml")))
    assert "x.svg" in Letter.objects.get().note
    Letter.objects.update(came_at="2026-01-01T00:00Z", sender="a@b.example")
    Letter.objects.update(came_at=Letter.objects.get().came_at)
    forget_letters()
    assert not Letter.objects.filter(note__contains="x.svg").exists()


@pytest.mark.parametrize(("header", "name"), [
    ('attachment; filename="=?utf-8?q?Gr=C3=B6=C3=9Fe=2Epdf?="', "Größe.pdf"), ("attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf", "Größe.pdf"),
    ('attachment; filename="=?x-unknown?q?abc?="', "=?x-unknown?q?abc?="), ("attachment", ""), ('attachment; filename="=?utf-8?b?/?="', None),
])  # fmt: skip
def test_names_in_every_encoding(header: str, name: str | None) -> None:
    raw = f"From: a@b.example\nContent-Type: application/pdf\nContent-Disposition: {header}\nContent-Transfer-Encoding: base64\n\nJVBERg==\n"
    (found,) = read(raw.encode()).files
    assert found.content == b"%PDF"
    assert name is None or found.name == name

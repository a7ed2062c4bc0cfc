"""The pages of galleries: for whom they are, what they take in, and how many queries they cost."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from communities.galleries import actions, things
from communities.galleries.models import Agreement, Album, Picture
from communities.moderation.models import Case, Flag
from communities.moderation.terms import Outcome
from communities.spaces.models import Community
from portal.foundation import outbox
from portal.foundation.erasure import erase
from portal.foundation.files import derived, pruning
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.communities.galleries.conftest import agreed, make_album, make_picture, photo
from tests.files import jpeg_from_a_telephone
from tests.practices.pages import warm_queries

pytestmark = pytest.mark.django_db
GALLERIES = "/communities/mentoring-after-release/galleries/"


def files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_who_reads(space: Community, album: Album) -> None:
    picture = make_picture(album)
    assert statuses(space, GALLERIES) == ladder(200, 200, 200, 200, 200, 200)
    assert statuses(space, album.get_absolute_url()) == ladder(200, 200, 200, 200, 200, 200)
    assert statuses(space, picture.get_absolute_url()) == ladder(200, 200, 200, 200, 200, 200)
    inside = make_picture(make_album(community=space, reach="inside"))
    assert statuses(space, inside.get_absolute_url()) == ladder(404, 404, 200, 200, 200, 200)
    few = make_picture(make_album(community=space, reach="facilitators"))
    assert statuses(space, few.album.get_absolute_url()) == ladder(404, 404, 404, 200, 200, 200)


def test_who_writes(space: Community, album: Album) -> None:
    picture = make_picture(album)
    url, one = album.get_absolute_url(), picture.get_absolute_url()
    assert statuses(space, f"{GALLERIES}new/") == ladder(302, 403, 200, 200, 200, 200)
    assert statuses(space, f"{url}pictures/") == ladder(302, 403, 200, 200, 200, 200)
    assert statuses(space, f"{url}edit/") == ladder(302, 403, 403, 200, 200, 200)
    assert statuses(space, f"{url}consents/") == ladder(302, 403, 200, 200, 200, 200)
    assert statuses(space, f"{url}remove/") == ladder(302, 403, 403, 200, 200, 200)
    assert statuses(space, f"{one}edit/") == ladder(302, 403, 403, 200, 200, 200)
    assert statuses(space, f"{one}move/", "post") == ladder(302, 403, 403, 302, 302, 302)
    assert statuses(space, f"{one}cover/", "post") == ladder(302, 403, 403, 302, 302, 302)
    assert statuses(space, f"{one}in-it/") == ladder(200, 200, 200, 200, 200, 200)
    assert as_("member", space).post(f"{one}withdraw/").status_code == 403
    assert as_("member", space).get(f"{one}withdraw/").status_code == 405
    Community.objects.filter(pk=space.pk).update(state="archived")
    assert statuses(space, f"{url}pictures/", "post") == ladder(302, 403, 403, 403, 403, 403)
    assert client_of(album.author).post(f"{one}withdraw/").status_code == 302  # consents end there, too


@pytest.mark.parametrize("path", ["999/", "99999999999999999999/", "1/99999999999999999999/", "x/"])
def test_what_is_not_there(space: Community, path: str) -> None:
    assert as_("steward", space).get(GALLERIES + path).status_code == 404


def test_a_picture_of_another_space_is_not_there(space: Community, secret: Community, album: Album) -> None:
    picture = make_picture(album)
    Community.objects.filter(pk=secret.pk).update(parts=["galleries"])
    path = f"/communities/{secret.slug}/galleries/{album.pk}/"
    client = as_("administrator", space)
    assert client.get(path).status_code == 404
    assert client.get(f"{path}{picture.pk}/").status_code == 404


def test_an_album_is_published_with_consents_and_one_picture_withdrawn(space: Community, own_folder: Path) -> None:
    """As people do it, without JavaScript."""
    client = as_("facilitator", space)
    said = {"title": "The workshop", "text": "In **May**.", "language": "en", "reach": "everybody"}
    assert client.post(f"{GALLERIES}new/", said | {"title": ""}).status_code == 400
    answer = client.post(f"{GALLERIES}new/", said)
    album = Album.objects.get()
    assert answer["Location"] == f"{album.get_absolute_url()}pictures/"
    bad = SimpleUploadedFile("evil.jpg", b"<script>alert(1)</script>")
    sent = client.post(answer["Location"], {"files": [photo("one.jpg"), bad, photo("two.jpg")]}, follow=True)
    assert "evil.jpg" in sent.content.decode()
    first, second = Picture.objects.all()
    assert Client().get(album.get_absolute_url()).content.decode().count("<picture>") == 0
    describe = f"{album.get_absolute_url()}describe/"
    described = {
        "consent": "given",
        "until": "2000-01-01",
        f"p{first.pk}-alt": "A bench",
        f"p{second.pk}-alt": "Two people",
    }
    wrong = client.post(describe, described)
    assert wrong.status_code == 400
    assert "A bench" in wrong.content.decode()
    described["until"] = str(timezone.localdate() + timedelta(days=365))
    assert client.post(describe, described).status_code == 400  # nobody says who agreed
    described |= {"who": "two trainees", "given": "written", "scope": "everybody", f"p{first.pk}-consent": "nobody"}
    assert client.post(describe, described)["Location"] == album.get_absolute_url()
    assert Agreement.objects.get().picture == second
    stranger = Client()
    page = stranger.get(album.get_absolute_url()).content.decode()
    assert page.count("<picture>") == 2
    assert "<strong>May</strong>" in page
    assert len(page.encode()) < 100_000
    assert client.post(f"{second.get_absolute_url()}withdraw/", {"because": "She changed her mind."}).status_code == 302
    assert stranger.get(second.get_absolute_url()).status_code == 404
    assert stranger.get(second.url).status_code == 404
    assert stranger.get(album.get_absolute_url()).content.decode().count("<picture>") == 1
    assert "She changed her mind." in client.get(f"{album.get_absolute_url()}consents/").content.decode()
    outbox.drain([derived.KIND, pruning.FILE])
    assert not Picture.objects.get(pk=second.pk).file
    assert files(own_folder) == 3  # the other one, in two formats beside itself


def test_what_is_not_said_of_all_pictures_is_asked_again(space: Community, album: Album) -> None:
    client = client_of(album.author)
    one, other = make_picture(album, described=False), make_picture(album, described=False)
    answer = client.post(
        f"{album.get_absolute_url()}describe/", {f"p{one.pk}-alt": "A bench", f"p{one.pk}-consent": "nobody"}
    )
    assert answer["Location"] == f"{album.get_absolute_url()}describe/"
    assert Picture.objects.may_be_shown().get() == one
    assert Picture.objects.to_be_described().get() == other


def hostile() -> list[tuple[str, bytes, str]]:
    def drawn(form: str, size: tuple[int, int]) -> bytes:
        stream = BytesIO()
        Image.new("1", size).save(stream, form)
        return stream.getvalue()

    return [
        ("wide.png", drawn("PNG", (64_000, 500)), "too many pixels"),
        ("page.jpg", b"<html><script>alert(1)</script></html>", "not what its name says"),
        ("drawn.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not taken"),
        ("paper.png", b"%PDF-1.7\n1 0 obj", "not taken"),
        ("half.png", drawn("PNG", (400, 300))[:60], "broken"),
        ("nothing.jpg", b"", "empty"),
    ]


@pytest.mark.parametrize(("name", "content", "said"), hostile(), ids=lambda value: str(value)[:12])
def test_what_is_refused_says_why_and_leaves_nothing(
    album: Album, own_folder: Path, name: str, content: bytes, said: str
) -> None:
    answer = client_of(album.author).post(
        f"{album.get_absolute_url()}pictures/", {"files": SimpleUploadedFile(name, content, "image/png")}
    )
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert name in answer.content.decode()
    assert not Picture.objects.exists()
    assert files(own_folder) == 0


def test_place_and_camera_are_taken_out(album: Album) -> None:
    picture = actions.add(album, SimpleUploadedFile("IMG_1.png", jpeg_from_a_telephone()), album.author)
    outbox.drain([derived.KIND])
    assert picture.name == "IMG_1.jpg"
    for name in [
        str(picture.file.name),
        *(str(one.file) for one in derived.of([str(picture.file.name)])[str(picture.file.name)]),
    ]:
        stored = picture.file.storage.open(name).read()
        for told in (b"Exif", b"telephone", b"remark", b"GPS"):
            assert told not in stored


def test_the_same_picture_twice_is_refused_whatever_its_name(space: Community, album: Album, own_folder: Path) -> None:
    client, content = client_of(album.author), photo().read()
    twice = [SimpleUploadedFile("one.png", content), SimpleUploadedFile("two.png", content)]
    answer = client.post(f"{album.get_absolute_url()}pictures/", {"files": twice}, headers={"X-Batch": "1"})
    assert answer.json() == {"kept": 1, "refused": ["two.png: This picture is in the album already."]}
    assert files(own_folder) == 1
    picture = Picture.objects.get()
    client.post(f"{picture.get_absolute_url()}withdraw/")
    again = {"files": SimpleUploadedFile("three.png", content)}
    answer = client.post(f"{album.get_absolute_url()}pictures/", again, headers={"X-Batch": "1"})
    assert "withdrawn" in answer.json()["refused"][0]
    outbox.drain([pruning.FILE])
    assert files(own_folder) == 0


def test_two_at_the_same_moment(album: Album, own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = photo().read()
    monkeypatch.setattr(actions, "_is_new", lambda *_given: None)  # neither has seen the other
    actions.add(album, SimpleUploadedFile("one.png", content), album.author)
    with pytest.raises(Exception, match="already"):
        actions.add(album, SimpleUploadedFile("two.png", content), album.author)
    assert files(own_folder) == 1


def test_somebody_in_it_asks_for_it_to_go_without_an_account(space: Community, album: Album) -> None:
    picture = make_picture(album)
    for note in ("Please.", "Me too."):
        assert Client().post(f"{picture.get_absolute_url()}in-it/", {"note": note}).status_code == 302
    assert [flag.note for flag in Flag.objects.order_by("pk")] == [
        "I am in this picture.\nPlease.",
        "I am in this picture.\nMe too.",
    ]
    case = Case.objects.get()
    facilitator = as_("facilitator", space)
    assert picture.url in facilitator.get(f"/communities/moderation/{case.pk}/").content.decode()
    answer = facilitator.post(
        f"/communities/moderation/{case.pk}/", {"outcome": Outcome.GOES, "statement": "She asked."}
    )
    assert answer.status_code == 302
    assert Client().get(picture.get_absolute_url()).status_code == 404
    assert Client().get(picture.url).status_code == 404
    things._restore(picture.pk, None)
    assert Client().get(picture.url).status_code == 200


def test_what_was_withdrawn_is_forgotten_in_time(space: Community, album: Album, own_folder: Path) -> None:
    picture = make_picture(album)
    actions.withdraw(picture, "Asked for.", None)
    things.forget()
    assert Picture.objects.get().file
    with time_machine.travel(timezone.now() + timedelta(days=300)):
        things.forget()
    outbox.drain([pruning.FILE])
    assert files(own_folder) == 0
    assert Picture.objects.get().withdrawn_because == "Asked for."


def test_pictures_are_put_in_order(album: Album) -> None:
    one, two, three = (make_picture(album) for _number in range(3))
    client = client_of(album.author)
    client.post(f"{three.get_absolute_url()}move/", {"to": "earlier"})
    client.post(f"{one.get_absolute_url()}move/", {"to": "earlier"})
    assert list(album.pictures.values_list("pk", flat=True)) == [one.pk, three.pk, two.pk]
    page = Client().get(three.get_absolute_url()).content.decode()
    assert f'href="{one.get_absolute_url()}" rel="prev"' in page
    assert f'href="{two.get_absolute_url()}" rel="next"' in page


def test_pages_take_as_many_queries_for_sixty_pictures_as_for_one(space: Community, album: Album) -> None:
    member = client_of(make_member(space).user)
    picture = make_picture(album)
    addresses = (GALLERIES, album.get_absolute_url(), picture.get_absolute_url())
    few = [warm_queries(client, address) for address in addresses for client in (Client(), member)]
    for _number in range(59):
        make_picture(album)
    for _number in range(3):
        make_picture(make_album(community=space, author=album.author))
    many = [warm_queries(client, address) for address in addresses for client in (Client(), member)]
    assert many == few
    assert max(many) <= 14


def test_whoever_leaves_leaves_pictures_without_their_name_or_takes_them_along(space: Community, album: Album) -> None:
    ben = make_member(space, name="Ben").user
    kept, unseen = make_picture(album, author=ben), make_picture(album, author=ben, described=False)
    erase(ben)
    assert Picture.objects.get(pk=kept.pk).author is None
    assert not Picture.objects.filter(pk=unseen.pk).exists()
    own = make_picture(album)
    agreed(own)
    assert album.author
    erase(album.author, with_words=True)
    assert not Picture.objects.filter(pk=own.pk).exists()
    assert Picture.objects.filter(pk=kept.pk).exists()

"""Who sees a picture: as far as all who can be recognised agreed, as long as the first of them did; in every channel, and at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from communities.faces.reading import face_of, shown
from communities.galleries import actions, told
from communities.galleries.models import Album, Picture
from communities.spaces.models import Community
from portal.foundation import outbox
from portal.foundation.files import derived
from portal.foundation.files.models import DerivedPicture
from portal.notices.models import Notice
from tests.communities.conftest import as_, client_of
from tests.communities.faces.conftest import publish, things
from tests.communities.galleries.conftest import agreed, make_album, make_picture
from tests.communities.reaching import check_reach
from tests.practices.records.test_reaching_the_index import catch_up, found  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
Found = Callable[..., list[str]]
Channels = dict[str, bool]


def channels(picture: Picture, client: Client, user: Any, found: Found) -> Channels:  # noqa: F811
    """Where a reader finds a picture."""
    album, space = picture.album, picture.album.community
    outbox.drain([derived.KIND])
    small = DerivedPicture.objects.filter(original=picture.file.name).first()
    assert small is not None
    page = client.get(album.get_absolute_url()).content.decode()
    return {
        "page": client.get(picture.get_absolute_url()).status_code == 200,
        "album": f"picture-{picture.pk}" in page,
        "list": str(picture.file.name) in client.get(f"/communities/{space.slug}/galleries/").content.decode(),
        "file": client.get(picture.url).status_code == 200,
        "derived file": client.get(f"/files/{small.file}").status_code == 200,
        "search": str(picture.get_absolute_url()) in found("woodpecker", client),
        "face": any(
            item.card.url == picture.get_absolute_url()
            for one in shown(space, user, face_of(space).shown)
            for item in one.items
        ),
    }


def everywhere(seen: bool) -> Channels:
    return dict.fromkeys(("page", "album", "list", "file", "derived file", "search", "face"), seen)


def test_everywhere_and_nowhere(space: Community, album: Album, client: Client, found: Found) -> None:  # noqa: F811
    nobody = AnonymousUser()
    picture = make_picture(album)
    catch_up()
    publish(space, things("albums", f"picture:{picture.pk}"))
    assert channels(picture, client, nobody, found) == everywhere(True)
    agreed(picture, until=timezone.localdate())
    catch_up()
    assert channels(picture, client, nobody, found) == everywhere(True)
    with time_machine.travel(timezone.now() + timedelta(days=1)):  # nothing has run since
        assert channels(picture, client, nobody, found) == everywhere(False)
        assert channels(picture, as_("member", space), nobody, found) == everywhere(False)
    agreed(picture, scope="members")
    assert channels(picture, client, nobody, found) == everywhere(False)
    catch_up()
    assert channels(picture, client, nobody, found) == everywhere(False)
    member = as_("member", space)
    assert channels(picture, member, nobody, found) == everywhere(True) | {"face": False}
    actions.withdraw(picture, "Somebody asked for it.", None)
    assert channels(picture, member, nobody, found) == everywhere(False)
    assert as_("facilitator", space).get(picture.url).status_code == 200  # to decide about it
    assert as_("facilitator", space).get(picture.get_absolute_url()).status_code == 404


def test_what_is_off_is_nowhere(space: Community, album: Album, client: Client, found: Found) -> None:  # noqa: F811
    picture = make_picture(album)
    catch_up()
    Community.objects.filter(pk=space.pk).update(parts=["people"])
    assert client.get(picture.get_absolute_url()).status_code == 404
    assert client.get(picture.url).status_code == 404
    assert found("woodpecker", client) == []


@pytest.mark.parametrize("said", [{"alt": ""}, {"consent": ""}, {"consent": "given"}])
def test_what_is_not_said_yet_is_seen_by_who_brought_it_and_facilitators(
    space: Community, album: Album, said: dict[str, Any]
) -> None:
    picture = make_picture(album, **said)
    seen = {rung: as_(rung, space).get(picture.url).status_code for rung in ("stranger", "outsider", "member")}
    assert seen == {"stranger": 404, "outsider": 404, "member": 404}
    for client in (
        client_of(album.author),
        as_("facilitator", space),
        as_("steward", space),
        as_("administrator", space),
    ):
        assert client.get(picture.url).status_code == 200
        assert client.get(picture.get_absolute_url()).status_code == 200


def test_the_narrowest_and_the_first_to_end_of_several_consents_holds(space: Community, album: Album) -> None:
    picture = make_picture(album)
    agreed(picture)
    assert Picture.objects.visible_to(AnonymousUser()).exists()
    agreed(picture, until=date(2000, 1, 1))
    assert not Picture.objects.visible_to(AnonymousUser()).exists()


def test_the_members_of_a_public_space_are_told_apart_from_its_readers(space: Community) -> None:
    Community.objects.filter(pk=space.pk).update(visibility="public")
    picture = make_picture(make_album(community=space, reach="inside"))
    assert Client().get(picture.url)["Cache-Control"] == "public, no-cache"
    agreed(picture, scope="members")
    assert Client().get(picture.url).status_code == 404
    assert as_("member", space).get(picture.url)["Cache-Control"] == "private, no-store"


def test_albums_reach_as_all_things_do(site_tree: None) -> None:
    check_reach(Album, make_album)


def test_the_copy_holds_what_members_see_today(space: Community, album: Album) -> None:
    kept, over = make_picture(album, caption="Kept one"), make_picture(album, caption="Over and done")
    agreed(over, until=date(2000, 1, 1))
    answer: Any = as_("steward", space).get(f"/communities/{space.slug}/export/?format=zip")
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        names = archive.namelist()
        assert f"files/{kept.file.name}" in names
        assert f"files/{over.file.name}" not in names
        assert "Kept one" in archive.read(f"galleries/{album.pk}.html").decode()
        rows = [json.loads(line) for line in archive.read(f"{space.slug}.jsonl").splitlines()]
    assert [row["picture"] for row in rows if "picture" in row] == [kept.pk]


def test_people_are_told_before_and_when_a_consent_ends(space: Community, album: Album) -> None:
    picture = make_picture(album)
    agreed(picture, until=timezone.localdate() + timedelta(days=20))
    for _twice in range(2):
        told.look()
        outbox.drain(["event"])
    notices = Notice.objects.filter(kind="consent_ends")
    steward = space.memberships.get(role="steward").user
    assert {notice.user for notice in notices.all()} == {album.author, steward}
    assert notices.count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=21)):
        told.look()
        outbox.drain(["event"])
        assert notices.count() == 4
        (story,) = told.stories_of_consent(steward, [notices.latest("pk").event.partition(":")[2]]).values()
        assert story.said.startswith("The consent for 1 picture ended on")
        assert client_of(steward).get(story.url).status_code == 200

"""A space with a gallery, and pictures in an album."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from communities.galleries import actions
from communities.galleries.models import Agreement, Album, Picture
from communities.galleries.terms import Scope
from communities.spaces.models import Community
from tests.communities.conftest import make_member, make_space, nobody_was_here_before, secret

__all__ = ["nobody_was_here_before", "secret"]
numbers = count(1)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def space(site_tree: None) -> Community:
    """A space with a public face, members' inside and galleries, with a steward."""
    made = make_space(parts=["people", "galleries"], joining="request")
    make_member(made, "steward", name="Stella")
    return made


@pytest.fixture
def album(space: Community) -> Album:
    """An album for everybody by Ana."""
    return make_album(community=space)


def make_album(**fields: Any) -> Album:
    """An album; for everybody unless it is said otherwise."""
    community = fields.pop("community")
    author = fields.pop("author", None) or make_member(community, name="Ana").user
    made = Album(
        **{"title": "The workshop", "language": "en", "reach": "everybody", "author": author, **fields},
        community=community,
    )
    actions.keep_album(made)
    return made


def photo(name: str = "IMG_1.jpg", size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    """A picture that differs from all others."""
    stream, number = BytesIO(), next(numbers)
    Image.new("RGB", size, (number % 200 + 20, number // 200 * 20 % 256, 90)).save(stream, "PNG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def make_picture(album: Album, *, described: bool = True, **fields: Any) -> Picture:
    """A picture in which nobody can be recognised, unless it is said otherwise."""
    made = actions.add(album, photo(), fields.pop("author", album.author))
    if described:
        for name, value in {"alt": "A bench", "caption": "Woodpecker bench", "consent": "nobody", **fields}.items():
            setattr(made, name, value)
        actions.describe(made)
    return made


def agreed(picture: Picture, until: date | None = None, scope: str = Scope.EVERYBODY) -> Agreement:
    """Three people in it agreed."""
    picture.consent = "given"
    agreement = Agreement(who="three trainees", given="written", scope=scope, until=until)
    actions.describe(picture, agreement)
    return agreement

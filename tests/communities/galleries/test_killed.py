"""A process that takes in a picture of an album and makes its sizes, killed with SIGKILL at every touch of the storage and every commit: no row is
without its file, no file is without a row, and what is there can be seen whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from PIL import Image

from communities.galleries.models import Picture
from communities.galleries.terms import GALLERIES
from portal.foundation import outbox
from portal.foundation.files import derived, pruning
from portal.foundation.files.models import DerivedPicture
from tests.communities.conftest import make_space
from tests.communities.galleries.conftest import make_album
from tests.databases import own_data
from tests.killing import killed_at_every_step

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="The process needs a database file of its own.")
MOST_STEPS = 60

PROCESSES = """
import django
django.setup()
from io import BytesIO
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.sqlite3.base import DatabaseWrapper
from PIL import Image
from communities.galleries import actions
from communities.galleries.models import Album
from portal.accounts.models import User
from portal.foundation import outbox
from portal.foundation.files import derived
from tests.killing import around, begin, serve

storage = type(default_storage._wrapped if hasattr(default_storage, "_wrapped") else default_storage)
around(storage, "_save")
around(derived, "_write")
around(DatabaseWrapper, "_commit")

def picture(number):
    stream = BytesIO()
    Image.new("RGB", (1000, 40), (number, 9, 9)).save(stream, "PNG")
    actions.add(Album.objects.get(), SimpleUploadedFile("bench.png", stream.getvalue()), User.objects.get(name="Ana"))

def make(number):
    outbox.drain([derived.KIND])  # what was left half done before
    begin(number)
    picture(number)
    outbox.drain([derived.KIND])

serve({"make": make})
"""


@pytest.fixture(autouse=True)
def nobody_was_here_before() -> None:
    """The database is another one."""


@pytest.fixture
def folder(django_db_setup: None, django_db_blocker: Any, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A data folder with a database and files of its own, which are asked as long as the test lasts."""
    with own_data(tmp_path, django_db_blocker, settings):
        make_album(community=make_space(parts=["people", GALLERIES]))
        yield tmp_path


def names() -> set[str]:
    """The files that rows name."""
    return {
        *Picture.objects.values_list("file", flat=True),
        *DerivedPicture.objects.values_list("file", flat=True),
    }


def everything_can_be_seen() -> None:
    """No row without its file, which is a whole picture."""
    for name in names():
        with default_storage.open(name) as stored, Image.open(stored) as image:
            image.load()


def test_pictures_and_their_sizes_are_there_whole_or_not_at_all(folder: Path) -> None:
    steps = killed_at_every_step(PROCESSES, folder, "make", most=MOST_STEPS, afterwards=everything_can_be_seen)
    assert steps >= 8
    outbox.drain([derived.KIND])
    sizes = DerivedPicture.objects.filter(original__in=Picture.objects.values("file"))
    assert sizes.count() == 6 * Picture.objects.count() > 0  # three widths in two formats
    outbox.drain([pruning.FILE])
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        pruning.prune()
    assert set(pruning.stored()) == names()

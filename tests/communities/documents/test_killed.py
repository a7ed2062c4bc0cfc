"""A process that takes in a document, or reads and draws one, and is killed with SIGKILL at every touch of the storage, every commit, and before and
after each process of its own. Whoever comes next finishes it: nothing is half there, no row is without its file, no file without a row."""

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

from communities.documents.models import Document, DocumentPage, DocumentVersion
from communities.documents.terms import DOCUMENTS, PICTURES
from portal.foundation import outbox
from portal.foundation.files import extraction, pruning
from portal.foundation.models import OutboxEntry
from tests.communities.conftest import make_member, make_space
from tests.databases import own_data
from tests.killing import killed_at_every_step

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="The process needs a database file of its own.")
MOST_STEPS = 120

PROCESSES = """
import subprocess
import django
django.setup()
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.sqlite3.base import DatabaseWrapper
from communities.documents import actions
from communities.documents.models import Document
from communities.documents.terms import LIMITS, PICTURES
from communities.spaces.models import Community
from portal.accounts.models import User
from portal.foundation import outbox
from portal.foundation.files import extraction
from portal.foundation.files.taking import take
from tests import papers
from tests.killing import around, begin, serve

storage = type(default_storage._wrapped if hasattr(default_storage, "_wrapped") else default_storage)
around(storage, "_save")
around(storage, "delete")
around(DatabaseWrapper, "_commit")
around(subprocess, "run")

def paper(number):
    document = Document(community=Community.objects.get(), title=f"Paper {number}")
    file = SimpleUploadedFile("paper.pdf", papers.pdf(f"Number {number}"))
    actions.add(document, take(file, LIMITS), User.objects.get(name="Nora"))

def add(number):
    begin(number)
    paper(number)

def work_off():
    outbox.drain([extraction.KIND])
    outbox.drain([PICTURES])

def read(number):
    work_off()  # what was left half done before
    paper(number)
    begin(number)
    work_off()

serve({"add": add, "read": read})
"""


@pytest.fixture(autouse=True)
def nobody_was_here_before() -> None:
    """The database is another one."""


@pytest.fixture
def folder(django_db_setup: None, django_db_blocker: Any, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A data folder with a database and files of its own, which are asked as long as the test lasts."""
    with own_data(tmp_path, django_db_blocker, settings):
        make_member(make_space(parts=["people", DOCUMENTS]), name="Nora")
        yield tmp_path


def killed(folder: Path, what: str) -> int:
    """How often it was killed until it was done."""
    return killed_at_every_step(PROCESSES, folder, what, most=MOST_STEPS, afterwards=everything_has_its_file)


def names() -> set[str]:
    versions = DocumentVersion.objects.values_list("file", "preview")
    return {
        *DocumentPage.objects.exclude(picture="").values_list("picture", flat=True),
        *filter(None, (name for row in versions for name in row)),
    }


def everything_has_its_file() -> None:
    """No row without its file, which is whole."""
    for name in names():
        with default_storage.open(name) as stored:
            assert stored.read(4) in (b"%PDF", b"RIFF"), name


def no_file_is_left_without_a_row() -> None:
    outbox.drain([pruning.FILE])
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        pruning.prune()
    assert set(pruning.stored("shared_documents/")) == names()


def test_a_document_is_there_with_its_file_or_not_at_all(folder: Path) -> None:
    assert killed(folder, "add") >= 3
    assert not Document.objects.filter(current=None).exists()
    no_file_is_left_without_a_row()


def test_reading_and_drawing_goes_on_where_it_was_killed(folder: Path) -> None:
    assert killed(folder, "read") >= 8
    outbox.drain([extraction.KIND])
    outbox.drain([PICTURES])
    assert not OutboxEntry.objects.filter(kind__in=[extraction.KIND, PICTURES]).exists()
    for version in DocumentVersion.objects.all():
        page = version.pages.get()
        assert (version.extraction, page.text) == ("done", f"Number {version.document.title.partition(' ')[2]}")
        assert version.preview
        assert page.picture
    no_file_is_left_without_a_row()

"""A space with documents, and files to put into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from communities.documents import actions
from communities.documents.models import Document, Folder
from communities.documents.terms import DOCUMENTS, LIMITS, PICTURES
from communities.spaces.models import Community
from portal.foundation import outbox
from portal.foundation.files import extraction
from portal.foundation.files.taking import take
from tests import papers
from tests.communities.conftest import make_member, make_space, nobody_was_here_before, secret

__all__ = ["nobody_was_here_before", "secret"]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def space(site_tree: None) -> Community:
    """A space that lets people in on request, with a public face, members' inside and documents, with a steward."""
    made = make_space(parts=["people", DOCUMENTS], joining="request")
    make_member(made, "steward", name="Stella")
    return made


def file(name: str = "plan.txt", content: bytes = b"The plan of the first weeks.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def make_document(
    space: Community,
    author: Any = None,
    content: bytes = b"The plan of the first weeks.",
    name: str = "plan.txt",
    **fields: Any,
) -> Document:
    """A document with one version."""
    document = Document(**{"community": space, "title": "The plan", "language": "en", **fields})
    return actions.add(
        document, take(file(name, content), LIMITS), author or make_member(space, name="Ana").user, consent="nobody"
    )


def make_folder(space: Community, name: str = "Minutes", parent: Folder | None = None, author: Any = None) -> Folder:
    """A folder."""
    folder = Folder(community=space, name=name, parent=parent, author=author)
    actions.keep_folder(folder)
    return folder


@pytest.fixture
def document(space: Community) -> Document:
    """A text by Ana."""
    return make_document(space)


@pytest.fixture
def paper(space: Community) -> Document:
    """A PDF of three pages by Ana, read and drawn."""
    made = make_document(
        space, content=papers.pdf("The plan", "Quixotic keys", "The end"), name="paper.pdf", title="A paper"
    )
    worked_off()
    made.refresh_from_db()
    return made


def worked_off() -> None:
    """What the worker does with files."""
    outbox.drain([extraction.KIND])
    outbox.drain([PICTURES])


def sent(client: Client, address: str, *files: Any, **more: Any) -> Any:
    """The form that adds documents."""
    return client.post(
        address,
        {"uploads": files, "reach": "inside", "folder": "", "language": "en", "licence": "", "consent": "", **more},
    )

"""Uploads that a cut connection breaks off, that come twice, or whose name or type lies, at the site as it runs for its operator."""

from __future__ import annotations

import http.client
import json
import random
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection
from PIL import Image

from communities.documents.models import Document, DocumentVersion
from communities.galleries.models import Picture
from tests.databases import Tables, other_database
from tests.operations.machine import (
    ROOT,
    answers,
    children,
    end,
    environment,
    free_port,
    manage,
    output_of,
    start,
    wait_for,
)

pytestmark = [
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks processes up in /proc"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the site runs on a database of its own"),
]
SETTINGS: Final = {"DJANGO_SETTINGS_MODULE": "tests.operations.impatient"}
TOKEN: Final = "a" * 32  # of forms: the cookie's is the form's
PEOPLE: Final = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
from tests.communities.conftest import make_member, make_space
from tests.communities.galleries.conftest import make_album
space = make_space("Broken off", parts=["people", "documents", "galleries"], joining="request")
user = make_member(space, "facilitator", name="Nora").user
album = make_album(community=space, author=user)
client = Client()
client.force_login(user)
documents = f"{space.get_absolute_url()}documents/add/"
pictures = f"{album.get_absolute_url()}pictures/"
print(json.dumps({"session": client.cookies[settings.SESSION_COOKIE_NAME].value, "documents": documents, "pictures": pictures}))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """One that runs, with somebody who is signed in."""

    data: Path
    port: int
    supervisor: int
    session: str
    addresses: dict[str, str]

    def request(self, what: str, name: str, content: bytes, media_type: str) -> tuple[bytes, bytes]:
        """Head and body of a form with a file, as a browser sends it."""
        field = {"documents": "uploads", "pictures": "files"}[what]
        fields = {"csrfmiddlewaretoken": TOKEN, "reach": "inside", "consent": "nobody", "folder": "", "licence": ""}
        body = b"".join(
            f'--b\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n{value}\r\n'.encode()
            for one, value in fields.items()
        )
        about = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {media_type}\r\n\r\n'
        body += about.encode() + content + b"\r\n--b--\r\n"
        head = (
            f"POST {self.addresses[what]} HTTP/1.1\r\nHost: localhost:{self.port}\r\nCookie: sessionid={self.session}; csrftoken={TOKEN}\r\n"
            f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode(), body

    def send(self, *sent: Any) -> int:
        """The status of the answer to a whole one."""
        with socket.create_connection(("localhost", self.port), timeout=30) as line:
            line.sendall(b"".join(self.request(*sent)))
            answer = http.client.HTTPResponse(line)
            answer.begin()
            return answer.status

    def break_off(self, *sent: Any, share: float, abruptly: bool) -> None:
        """Sends a part of it, and is gone: with a word of farewell to the network, or without."""
        head, body = self.request(*sent)
        with socket.create_connection(("localhost", self.port), timeout=30) as line:
            line.sendall(head + body[: int(share * len(body))])
            if abruptly:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def web(self) -> set[int]:
        """The processes that answer requests."""
        return {pid for part, name in children(self.supervisor).items() if name == "web" for pid in children(part)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, tables: Tables) -> Iterator[Site]:
    data, port = tmp_path_factory.mktemp("site"), free_port()
    tables.give(data / "passerelle.sqlite3")
    (data / "temporary").mkdir()
    variables = {**SETTINGS, "TMPDIR": str(data / "temporary")}
    done = manage(data, "prepare", "--without-demo", "--without-catalogue", **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    of_tests = environment(data, PYTHONPATH=str(ROOT), **variables)
    said = subprocess.run(
        [sys.executable, "-c", PEOPLE], cwd=ROOT, env=of_tests, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    there = json.loads(said.stdout.splitlines()[-1])
    process = start(data, "serve", "--port", str(port), **variables)
    try:
        wait_for(lambda: answers(port) or process.poll() is not None)
        assert process.poll() is None, output_of(data)
        yield Site(data, port, process.pid, there.pop("session"), there)
    finally:
        end(process)


@pytest.fixture(autouse=True)
def its_database(site: Site, django_db_setup: None, django_db_blocker: Any, settings: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = site.data / "files"
    with django_db_blocker.unblock(), other_database(str(site.data / "passerelle.sqlite3")):
        yield
        connection.close()


def noise(seed: int, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A picture of three megabytes, so that it does not stay in memory."""
    stream = BytesIO()
    Image.frombytes("RGB", size, random.Random(seed).randbytes(size[0] * size[1] * 3)).save(stream, "PNG")
    return stream.getvalue()


def text(seed: int, size: int = 3_000_000) -> bytes:
    """A long text."""
    return f"Text {seed}. ".encode() * (size // 9)


WHOLE: Final[dict[str, tuple[str, Callable[..., bytes], str]]] = {
    "documents": ("plan.txt", text, "text/plain"),
    "pictures": ("bench.png", noise, "image/png"),
}


def counts() -> tuple[int, int, int]:
    return Document.objects.count(), DocumentVersion.objects.count(), Picture.objects.count()


def files(site: Site, folder: str = "files") -> set[Path]:
    """What was uploaded lies in `files`, what is on the way in `temporary`."""
    return {path for path in (site.data / folder).rglob("*") if path.is_file()}


@pytest.mark.parametrize("what", ["documents", "pictures"])
@pytest.mark.parametrize("abruptly", [False, True])
def test_what_is_broken_off_leaves_nothing_and_the_site_goes_on(site: Site, what: str, abruptly: bool) -> None:
    name, made, media_type = WHOLE[what]
    content, before, rows, web = made(1), files(site), counts(), site.web()
    assert len(web) >= 1
    for share in (0.0, 0.001, 0.5, 0.9999):
        site.break_off(what, name, content, media_type, share=share, abruptly=abruptly)
        assert answers(site.port)
    # The server may still be at what a test before has broken off: of what is on the way nothing stays in the end.
    wait_for(lambda: files(site) == before and not files(site, "temporary"))
    assert counts() == rows
    assert site.web() == web  # none died of it


@pytest.mark.parametrize("what", ["documents", "pictures"])
def test_the_same_sent_twice_is_there_once(site: Site, what: str) -> None:
    name, made, media_type = WHOLE[what]
    content, rows = made(2), sum(counts())
    site.break_off(what, name, content, media_type, share=0.5, abruptly=True)
    assert site.send(what, name, content, media_type) == 302
    after = sum(counts())
    assert after > rows
    assert site.send(what, f"again-{name}", content, media_type) == 400
    assert sum(counts()) == after


@pytest.mark.parametrize(
    ("what", "name", "content", "media_type"),
    [
        ("documents", "plan.pdf", b"MZ\x90\x00" + b"\0" * 500, "application/pdf"),
        ("documents", "plan.pdf", b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>", "image/png"),
        ("pictures", "bench.png", b"<html><script>x()</script></html>", "image/png"),
        ("pictures", "bench.png", b"%PDF-1.7\n", "image/png"),
    ],
)
def test_a_file_whose_type_lies_is_refused(site: Site, what: str, name: str, content: bytes, media_type: str) -> None:
    before, rows = files(site), counts()
    assert site.send(what, name, content, media_type) == 400
    assert counts() == rows
    # The server may still be at what a test before has broken off: of what is on the way nothing stays in the end.
    wait_for(lambda: files(site) == before and not files(site, "temporary"))


def test_a_picture_with_another_name_is_what_it_is(site: Site) -> None:
    assert site.send("pictures", "harmless.txt", noise(3, (40, 30)), "text/plain") == 302
    kept = Picture.objects.latest("pk")
    assert (kept.media_type, kept.name) == ("image/png", "harmless.png")

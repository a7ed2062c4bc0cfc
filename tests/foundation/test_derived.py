"""Sizes of pictures: made once, whole or not at all, seen with their original and gone with it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture

from portal.foundation import outbox
from portal.foundation.files import derived, pruning
from portal.foundation.files.models import CustomImage, DerivedPicture
from portal.foundation.files.showing import picture as shown
from portal.foundation.outbox import OutboxEntry
from tests.files import picture

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept(size: tuple[int, int] = (1000, 750), audience: str = "public") -> CustomImage:
    content = ContentFile(picture("JPEG", size), "bridge.jpg")
    image = CustomImage.objects.create(title="A bridge", description="A bridge", file=content, audience=audience)
    derived.wanted(image.file.name)
    return image


def made() -> int:
    return outbox.drain([derived.KIND])


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_each_size_in_both_formats_and_none_larger_than_the_original(own_folder: Path) -> None:
    image = kept()
    made()
    found = DerivedPicture.objects.order_by("media_type", "width")
    assert [(one.media_type, one.width, one.height) for one in found] == [
        ("image/avif", 320, 240), ("image/avif", 960, 720), ("image/avif", 1000, 750),
        ("image/webp", 320, 240), ("image/webp", 960, 720), ("image/webp", 1000, 750),
    ]  # fmt: skip
    for one in found:
        with Picture.open(default_storage.open(str(one.file))) as drawn:
            assert (drawn.size, f"image/{(drawn.format or '').lower()}") == ((one.width, one.height), one.media_type)
    assert files(own_folder) == {image.file.name, *(str(one.file) for one in found)}


def test_a_second_time_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    image = kept()
    made()
    before = list(DerivedPicture.objects.values_list("pk", "file"))
    monkeypatch.setattr(derived, "_write", lambda *_given: pytest.fail("made again"))
    derived.wanted(image.file.name)
    assert made() == 1
    assert list(DerivedPicture.objects.values_list("pk", "file")) == before


def test_what_is_clear_stays_clear_and_a_tiny_picture_has_one_size() -> None:
    stream = BytesIO()
    Picture.new("RGBA", (40, 1), (0, 0, 0, 0)).save(stream, "PNG")
    image = CustomImage.objects.create(title="x", file=ContentFile(stream.getvalue(), "x.png"), audience="public")
    derived.wanted(image.file.name)
    made()
    found = DerivedPicture.objects.all()
    assert {(one.width, one.height) for one in found} == {(40, 1)}
    for one in found:
        with Picture.open(default_storage.open(str(one.file))) as drawn:
            assert drawn.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_they_are_seen_with_their_original(client: Client) -> None:
    image = kept((400, 300))
    made()
    small = DerivedPicture.objects.filter(width=320, media_type="image/avif").get()
    answer = client.get(f"/files/{small.file}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/avif")
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    CustomImage.objects.update(audience="group:editors")
    assert client.get(f"/files/{small.file}").status_code == 404
    CustomImage.objects.update(audience="public")
    image.delete()
    assert client.get(f"/files/{small.file}").status_code == 404


@pytest.mark.parametrize("path", ["derived/", "derived/nothing.webp", "derived/../secret", "derived/original_images/bridge.jpg"])  # fmt: skip
def test_nothing_else_lies_there(client: Client, path: str) -> None:
    assert client.get(f"/files/{path}").status_code == 404


def test_they_go_with_their_original(own_folder: Path) -> None:
    image = kept()
    made()
    with transaction.atomic():
        name = image.file.name
        image.delete()
        pruning.goes(name)
    outbox.drain([pruning.FILE])
    assert not DerivedPicture.objects.exists()
    assert files(own_folder) == set()


def test_nothing_is_made_of_what_is_gone(own_folder: Path) -> None:
    image = kept()
    image.delete()
    assert made() == 1
    assert not DerivedPicture.objects.exists()


def test_an_original_that_went_while_its_sizes_were_made(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image, write = kept(), derived._write

    def then_it_goes(name: str, content: bytes) -> None:
        write(name, content)
        CustomImage.objects.all().delete()

    monkeypatch.setattr(derived, "_write", then_it_goes)
    made()
    assert not DerivedPicture.objects.exists()
    DerivedPicture.objects.create(
        original=image.file.name, media_type="image/webp", width=1, height=1, file="derived/x"
    )
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        pruning.prune()
    assert not DerivedPicture.objects.exists()
    assert files(own_folder) == set()


def test_what_can_not_be_drawn_is_tried_again_and_left_to_be_seen(settings: Any, own_folder: Path) -> None:
    settings.OUTBOX_MAX_ATTEMPTS = 1
    image = kept()
    OutboxEntry.objects.all().delete()
    (own_folder / image.file.name).write_bytes(b"nothing")
    derived.wanted(image.file.name)
    assert made() == 0
    assert OutboxEntry.objects.get(kind=derived.KIND).dead
    assert not DerivedPicture.objects.exists()


# Makes the files of a picture as the worker does, in one process after another, each of which kills itself at a later step than the one before.
PROCESSES = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image
from portal.foundation.files import derived
settings.MEDIA_ROOT = sys.argv[1]
steps, last = 0, 0

def stepped(do):
    def one(*given, **named):
        global steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return do(*given, **named)
    return one

Path.open, os.fsync, Path.replace = map(stepped, (Path.open, os.fsync, Path.replace))
while True:
    last += 1
    child = os.fork()
    if not child:
        with default_storage.open(sys.argv[2]) as file, Image.open(file) as image:
            for made in derived._sizes(image, set()):
                derived._write(f"derived/{last}-{made.width}.{made.type.extension}", made.content)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if status != signal.SIGKILL:
        print(last - 1, status)
        break
"""


def test_a_worker_that_is_killed_leaves_nothing_half(own_folder: Path) -> None:
    """Killed at every step of writing: what stands under its name is whole, and what does not is pruned."""
    image = kept((400, 300))
    command = [sys.executable, "-c", PROCESSES, str(own_folder), image.file.name]
    variables = {
        **os.environ,
        "PASSERELLE_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.stdout.split() == ["12", "0"], done.stderr  # four files, three steps each
    whole = [name for name in files(own_folder) if name.endswith((".avif", ".webp"))]
    assert len(whole) > 12
    for name in whole:
        with Picture.open(own_folder / name) as drawn:
            drawn.load()
    assert len(files(own_folder)) > len(whole) + 1  # begun ones
    made()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        pruning.prune()
    assert files(own_folder) == {image.file.name, *DerivedPicture.objects.values_list("file", flat=True)}


def test_a_file_that_was_left_by_a_killed_worker_is_written_anew(own_folder: Path) -> None:
    image = kept((40, 30))
    left = own_folder / derived.FOLDER / f"{image.file.name.rpartition('.')[0]}-40.webp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half of it")
    made()
    assert len(files(own_folder)) == 3
    with Picture.open(left) as drawn:
        drawn.load()


def test_a_page_shows_the_original_until_there_are_sizes() -> None:
    image = kept((400, 300))
    html = shown(image.file.name, 'A "bridge"', (400, 300), [])
    assert html == (
        f'<picture><img src="/files/{image.file.name}" alt="A &quot;bridge&quot;" width="400" height="300"'
        ' loading="lazy" decoding="async"></picture>'
    )
    made()
    sizes = derived.of([image.file.name])[image.file.name]
    html = shown(image.file.name, "A bridge", (400, 300), sizes, sizes="20rem", widest=320, lazy=False)
    stem = f"/files/derived/{image.file.name.rpartition('.')[0]}"
    assert html == (
        f'<picture><source type="image/avif" srcset="{stem}-320.avif 320w" sizes="20rem">'
        f'<source type="image/webp" srcset="{stem}-320.webp 320w" sizes="20rem">'
        f'<img src="/files/{image.file.name}" alt="A bridge" width="400" height="300"></picture>'
    )


def test_what_is_slow_lets_others_go_first() -> None:
    for _number in range(3):
        kept((30, 20))
    assert outbox.drain([derived.KIND], in_turns=True) == 1
    assert outbox.drain([derived.KIND]) == 2

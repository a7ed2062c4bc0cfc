"""Reads and draws one file in a process of its own: `python -m portal.foundation.files.child WHAT EXTENSION …`, the file on its standard input.

Files come from anybody, and what reads them is large. Here it has no settings, no database and no secret, and little memory and time.
It draws into the folder that it was given. The answer is one line of JSON.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from portal.foundation.files.sheets import TooManyError, sheet_of
from portal.foundation.files.words import LockedError, ScannedError, open_pdf, words_of

MEMORY: Final = 1024 * 1024 * 1024  # bytes
SECONDS: Final = 45  # of a processor, and twice that by the clock
LARGEST_WRITTEN: Final = 16 * 1024 * 1024  # bytes of one picture, or of the words
FILES: Final = 64
PAGE_WIDTH: Final = 1000  # pixels
LONGEST_SIDE: Final = 1600
LARGEST_SCALE: Final = 4.0
PREVIEW: Final = 360  # pixels of the longer side


def limit() -> None:
    """What this process may use; beyond it, it is ended."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_WRITTEN),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.alarm(2 * SECONDS)  # should the worker that waits for it be killed


def pictures(content: bytes, folder: Path, first: int, last: int) -> dict[str, Any]:
    """Draws pages of a PDF, as readers see them: what stands in it as forms, scripts and attached files plays no part."""
    document = open_pdf(content)
    drawn = []
    for number in range(first, min(last, len(document)) + 1):
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(PAGE_WIDTH / max(width, 1), LONGEST_SIDE / max(width, height, 1), LARGEST_SCALE)
        image = page.render(scale=scale).to_pil()
        image.save(folder / f"{number}.webp", "WEBP", quality=75)
        drawn.append([number, image.width, image.height])
        page.close()
    return {"drawn": drawn, "count": len(document)}


def preview(content: bytes, folder: Path) -> dict[str, Any]:
    """A small picture of a PDF's first page, or of a picture."""
    from io import BytesIO

    from PIL import Image

    if content.startswith(b"%PDF"):
        page = open_pdf(content)[0]
        image = page.render(scale=min(PREVIEW / max(*page.get_size(), 1), LARGEST_SCALE)).to_pil()
    else:
        image = Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP"])
        image.draft(None, (PREVIEW, PREVIEW))
        image = image if image.mode in ("RGB", "RGBA") else image.convert("RGBA")
        image.thumbnail((PREVIEW, PREVIEW))
    image.save(folder / "0.webp", "WEBP", quality=75)
    return {"drawn": [[0, image.width, image.height]], "count": 1}


def answer(what: str, extension: str, content: bytes, given: list[str]) -> dict[str, Any]:
    """What was asked for, or why it can't be had."""
    try:
        if what == "words":
            return asdict(words_of(content, extension))
        if what == "sheet":
            return sheet_of(content, *given)
        if what == "preview":
            return preview(content, Path(given[0]))
        return pictures(content, Path(given[0]), int(given[1]), int(given[2]))
    except LockedError:
        return {"unreadable": "locked"}
    except ScannedError:
        return {"unreadable": "scanned"}
    except TooManyError as error:
        return {"too_many": str(error)}
    except (MemoryError, RecursionError):
        return {"unreadable": "heavy"}
    except Exception:  # libraries raise all sorts of things about files that were made to break them
        return {"unreadable": "broken"}


def main() -> None:
    """Answers once."""
    what, extension, *given = sys.argv[1:]
    limit()
    said = answer(what, extension, sys.stdin.buffer.read(), given)
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()

"""Photographs the running site for the README: `python scripts/screenshots.py http://localhost:8000`.

Writes docs/images/NAME-VIEW.png. The browser is Chromium; set CHROMIUM where it is not at /usr/bin/chromium.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "images"
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES: Final = {
    "home": "/",
    "search": "/search/?q=mentoring+after+release",
    "record": "/id/PR-0001/",
    "country": "/countries/IT/",
    "recommendation": "/id/RU-0010/",
}
VIEWS: Final[dict[str, dict[str, Any]]] = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "narrow": {"viewport": {"width": 320, "height": 640}, "device_scale_factor": 2},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}


def photograph(browser: Browser, address: str) -> None:
    """Every page in every view; raises RuntimeError for a page that is not there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for view, options in VIEWS.items():
        context = browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce", **options)
        page = context.new_page()
        for name, path in PAGES.items():
            answer = page.goto(path, wait_until="networkidle")
            if answer is None or not answer.ok:
                raise RuntimeError(f"{path} answered {answer.status if answer else 'nothing'}.")
            file = FOLDER / f"{name}-{view}.png"
            page.screenshot(path=file)
            print(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)
        context.close()


def main() -> None:
    """Asks for a running site first, in one sentence where there is none."""
    address = (sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000").rstrip("/")
    try:
        urlopen(f"{address}/health/live", timeout=5).close()
    except (URLError, OSError) as error:
        sys.exit(f"There is no site at {address} ({error}). Start it with `make run`, then try again.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=list(FLAGS)
        )
        try:
            photograph(browser, address)
        finally:
            browser.close()


if __name__ == "__main__":
    main()

"""Photographs the running site for the README and the guides of stewards and editors: `python scripts/screenshots.py http://localhost:8000`.

Writes docs/images/NAME-VIEW.png, and docs/images/guide/NAME.png as the administrator, at the desk the editor, of the demo log-ins sees it.
The browser is Chromium; set CHROMIUM where it is not at /usr/bin/chromium.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

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
SPACE: Final = "/communities/example-first-weeks"
GUIDE: Final = {  # a page, and the link on it that leads further, if any
    "face": (f"{SPACE}/face/", ""),
    "stewardship": (f"{SPACE}/stewardship/", ""),
    "needs": (f"{SPACE}/stewardship/needs/1/", ""),
    "plan": (f"{SPACE}/stewardship/", f'main a[href^="{SPACE}/stewardship/plan/"]'),
    "commitments": (f"{SPACE}/stewardship/commitments/", ""),
    "poll": (f"{SPACE}/polls/", "main table a"),
    "documents": (f"{SPACE}/documents/", ""),
    "blog": (f"{SPACE}/blog/", ""),
    "album": (f"{SPACE}/galleries/", "main .gallery h3 a"),
    "meetings": (f"{SPACE}/meetings/", ""),
}
RECORD: Final = "/id/PR-0001/"
DESK: Final = {  # the same; {page} is the number of this record
    "desk-home": ("/admin/", ""),
    "desk-care": ("/admin/reports/care/", ""),
    "desk-record": ("/admin/pages/{page}/edit/", ""),
    "desk-table": ("/admin/tables/new/", ""),
    "desk-translations": ("/admin/reports/translations/", ""),
    "desk-beside": ("/admin/translating/{page}/", 'main a[href*="/beside/"]'),
    "desk-rating": ("/admin/rating/propose/PR-0001/", ""),
    "desk-peers": ("/admin/peer-review/begin/PR-0001/", ""),
    "desk-vocabulary": ("/admin/vocabularies/theme/", ""),
}
GUIDE_VIEW: Final[dict[str, Any]] = {"viewport": {"width": 1000, "height": 760}}
DESK_VIEW: Final[dict[str, Any]] = {"viewport": {"width": 1280, "height": 840}}
PASSWORD: Final = Path(os.environ.get("PASSERELLE_DATA_DIR") or FOLDER.parent.parent / "var") / "demo-password"
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


def signed_in(browser: Browser, address: str, group: str, **options: Any) -> Page:
    """A page in which one of the demo log-ins is signed in."""
    page = browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce", **options).new_page()
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(f"{group}@passerelle.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD.read_text(encoding="utf-8").strip())
    page.locator("main button[type=submit], main button:not([type])").first.click()
    page.wait_for_url(lambda url: "login" not in url)
    return page


def photograph_guide(page: Page, pages: dict[str, tuple[str, str]]) -> None:
    """What a guide shows, below the head of the page."""
    folder = FOLDER / "guide"
    folder.mkdir(parents=True, exist_ok=True)
    page.goto(RECORD)
    edited = page.locator('main a[href^="/admin/pages/"]').first.get_attribute("href") or ""
    number = next(part for part in edited.split("/") if part.isdecimal())
    for name, (path, link) in pages.items():
        page.goto(path.format(page=number), wait_until="networkidle")
        if link:
            page.locator(link).first.click()
            page.wait_for_load_state("networkidle")
        page.locator("main").evaluate("(main) => window.scrollTo(0, main.getBoundingClientRect().top + window.scrollY)")
        page.screenshot(path=folder / f"{name}.png")
        print(f"docs/images/guide/{name}.png")


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
            photograph_guide(signed_in(browser, address, "administrator", **GUIDE_VIEW), GUIDE)
            photograph_guide(signed_in(browser, address, "editor", **DESK_VIEW), DESK)
        finally:
            browser.close()


if __name__ == "__main__":
    main()

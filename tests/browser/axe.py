"""What axe finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

COLOURS = """() => axe.run({
  runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}, resultTypes: ["violations"]
}).then(found => found.violations)"""


def violations(page: Page, *, settle: int = 0) -> list[tuple[str, str, str]]:
    """Everything in light and, since nothing else differs there, the colours in dark: scheme, rule, and the element it is about.

    `settle`: milliseconds that a change of scheme takes. What is found is looked for once more: something may just have faded in.
    """
    if not _once(page, settle):
        return []
    page.wait_for_timeout(1500)
    return _once(page, settle)


def _once(page: Page, settle: int) -> list[tuple[str, str, str]]:
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(settle)
    found = [("light", one) for one in Axe().run(page).response["violations"]]
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(settle)
    found += [("dark", one) for one in page.evaluate(COLOURS)]
    return [(scheme, one["id"], node["html"][:200]) for scheme, one in found for node in one["nodes"]]

"""Every kind of page: axe in light and dark, no sideways scrolling at 320 px and at 200 % text, under 100 KB."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Open = Callable[..., Page]
PAGES = [
    "/", "/search/", "/search/?q=mentoring", "/search/?q=qqqqzzzz", "/search/help/", "/search/advanced/", "/practices/", "/id/PR-0001/", "/id/PR-0021/", "/id/PR-0037/", "/id/DP-0001/",
    "/id/TP-0001/", "/id/NW-0001/", "/id/OR-0001/", "/id/PG-0001/", "/id/TL-0001/", "/id/VA-0003/", "/id/EV-0001/", "/id/RP-0001/", "/id/RS-0001/",
    "/id/RS-0002/", "/id/RC-0001/", "/id/RU-0010/", "/id/AR-0003/", "/id/AR-0006/", "/id/PR-0001-de/", "/id/PR-0001/history/", "/countries/", "/countries/UK/",
    "/conflicts/", "/glossary/", "/sources/", "/id/SR-0001/", "/themes/", "/figures/annex_1/", "/about/", "/contact/", "/accessibility/", "/contribute/",
    "/how-we-rate/", "/educators/", "/de/", "/account/login/", "/account/signup/", "/demo/mail/",
]  # fmt: skip
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_everyone(open_page: Open, path: str) -> None:
    weight = 0
    page = open_page("about:blank")

    def weigh(request: object) -> None:
        nonlocal weight
        sizes = request.sizes()  # type: ignore[attr-defined]
        weight += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    page.on("requestfinished", weigh)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    assert weight <= 100_000
    assert page.locator("h1").count() == 1
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate(OVERFLOW) <= 1
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    assert page.evaluate(OVERFLOW) <= 1

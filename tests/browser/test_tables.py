"""An editor brings a table with mistakes in, mends it, and publishes it; every page of it passes axe and fits a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_desk import OVERFLOW, complaints

Open = Callable[..., Page]
TABLE = "Titel;Kurzbeschreibung;problem;done;Land;known_in;Quelle\nHomes after prison;What it is and what came of it.;Nowhere to live.;A flat and somebody to talk to.;{place};2007;SR-0001, p. 5\n"


def is_for_everyone(page: Page) -> None:
    assert complaints(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    page.wait_for_timeout(300)
    assert page.evaluate(OVERFLOW) <= 1
    page.set_viewport_size({"width": 1280, "height": 800})


def file(place: str, encoding: str) -> dict[str, object]:
    return {"name": "table.csv", "mimeType": "text/csv", "buffer": TABLE.format(place=place).encode(encoding)}


def test_a_table_with_mistakes_is_mended_and_published(signed_in: Open) -> None:
    page = signed_in("editor", "/admin/tables/new/")
    is_for_everyone(page)
    page.get_by_label("What its rows are").select_option("practice")
    page.locator("input[type=file]").set_input_files(file("Östereich", "cp1252"))  # type: ignore[arg-type]
    page.get_by_role("button", name="Send the table").click()
    expect(page.get_by_role("heading", name="What the columns hold").last).to_be_visible()
    expect(page.get_by_role("cell", name="Östereich")).to_be_visible()
    expect(page.get_by_label("E: Land")).to_have_value("places")
    is_for_everyone(page)
    page.get_by_role("button", name="Check the table").click()
    expect(page.get_by_text("is it Österreich").first).to_be_visible(timeout=20_000)
    is_for_everyone(page)
    page.locator("input[type=file]").set_input_files(file("Österreich", "utf-16"))  # type: ignore[arg-type]
    page.get_by_role("button", name="Send the mended table").click()
    page.get_by_role("button", name="Bring in and publish").click(timeout=20_000)
    expect(page.get_by_text("1 record was published.")).to_be_visible(timeout=20_000)
    is_for_everyone(page)
    page.goto(page.url.replace(re.sub(r"^https?://[^/]+", "", page.url), "/practices/homes-after-prison/"))
    expect(page.get_by_role("heading", name="Homes after prison")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Take the import back").click()
    is_for_everyone(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("All of it was taken back.")).to_be_visible(timeout=20_000)
    page.goto(re.sub(r"/admin/.*", "/admin/tables/", page.url))
    is_for_everyone(page)

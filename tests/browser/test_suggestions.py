"""The search box as a combobox: by keyboard, for a screen reader, by hand, and with a network that fails."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]


@pytest.mark.parametrize(
    ("path", "box"), [("/", "main"), ("/search/", "main"), ("/countries/", "header"), ("/nowhere/", "main")]
)
def test_by_keyboard_with_everything_announced(open_page: Open, path: str, box: str) -> None:
    page = open_page(path)
    field = page.locator(f"{box} input[role=combobox]")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("mentro")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text=re.compile(r"\d+ suggestions"))).to_have_count(1)
    expect(page.get_by_role("listbox").get_by_role("group", name="Records")).to_be_visible()
    field.press("ArrowDown")
    active = page.locator("[role=option][aria-selected=true]")
    expect(active).to_have_count(1)
    expect(field).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "-")
    field.press("ArrowUp")
    expect(active).to_have_count(0)
    field.press("ArrowUp")
    assert active.get_attribute("id") == options.last.get_attribute("id")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_value("mentro")
    field.press("ArrowDown")
    field.press("ArrowDown")
    title = active.locator("span").first.inner_text()
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_enter_without_a_choice_searches(open_page: Open) -> None:
    page = open_page("/")
    field = page.locator("main input[role=combobox]")
    field.press_sequentially("mentoring")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/search/?q=mentoring")


def test_a_click_leads_there_and_leaving_closes(open_page: Open) -> None:
    page = open_page("/search/")
    field = page.locator("main input[role=combobox]")
    field.press_sequentially("Oster")
    expect(page.get_by_role("option", name=re.compile("Austria"))).to_be_visible()
    field.press("Tab")
    expect(page.get_by_role("listbox")).to_have_count(0)
    field.fill("Osterr")
    page.get_by_role("option", name=re.compile("Austria")).click()
    page.wait_for_url("**/countries/AT/")


def test_without_a_network_the_box_still_searches(open_page: Open) -> None:
    page = open_page("/search/")
    page.route("**/search/suggest/**", lambda route: route.fulfill(status=200, body="no JSON"))
    field = page.locator("main input[role=combobox]")
    field.press_sequentially("prison")
    field.press("Enter")
    expect(page.get_by_role("heading", name=re.compile(r"\d+ results"))).to_be_visible()


def test_without_javascript_there_is_a_page(open_page: Open) -> None:
    page = open_page("/search/", java_script_enabled=False)
    page.locator("main input[name=q]").fill("mentorign")
    page.get_by_role("button", name="Suggest").click()
    expect(page.get_by_role("heading", name=re.compile(r"\d+ suggestions"))).to_be_visible()
    page.locator("main ul.links a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

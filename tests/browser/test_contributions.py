"""Contributing: a member suggests a correction and is thanked; somebody without an account confirms by mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, text_of
from tests.browser.test_every_page import is_for_everyone

Open = Callable[..., Page]


def test_a_member_suggests_a_correction_and_is_thanked(signed_in: Open, open_page: Open) -> None:
    page = signed_in("member", "/id/PR-0021/")
    page.get_by_role("link", name="Suggest a correction").click()
    page.get_by_text("Summary", exact=True).first.click()
    box = page.locator("[name=field-summary]")
    words = box.input_value()
    box.fill(f"{words} Said by a quagga.")
    page.get_by_label("Where can this be read?").fill("The annual report, page 4")
    page.wait_for_timeout(600)
    page.reload()  # what was typed is kept
    expect(page.locator("[name=field-summary]")).to_have_value(f"{words} Said by a quagga.")
    page.get_by_label("If it is taken up").select_option("role")
    page.get_by_label("Name or role").fill("a prison educator, AT")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".diff ins").first).to_be_visible()
    is_for_everyone(page)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    desk = signed_in("editor", "/admin/contributions/")
    desk.get_by_role("link", name=re.compile("PR-0021")).first.click()
    desk.get_by_role("button", name="Put it into the record").click()
    expect(desk.get_by_text("The record is changed and published")).to_be_visible()
    page.get_by_role("link", name="Your contributions").click()
    page.locator("main .rows").get_by_role("link", name="PR-0021").first.click()
    expect(page.get_by_text("Accepted. Thank you!")).to_be_visible()
    is_for_everyone(page)
    history = open_page("/id/PR-0021/history/")
    expect(history.get_by_text("a prison educator, AT")).to_be_visible()


def test_somebody_without_an_account_confirms_and_reads_on(site: Site, open_page: Open) -> None:
    page: Any = open_page("/contribute/problem/PR-0001/", java_script_enabled=False)
    page.get_by_label("What is wrong?").fill("A link leads nowhere.")
    page.get_by_label("Your e-mail address").fill("stranger@example.org")
    page.wait_for_timeout(4000)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("look into your mailbox")
    letter = text_of(site.mail("stranger@example.org", "Please confirm"))
    link = re.search(r"/contribute/confirm/\S+", letter)
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Yes, send it").click()
    expect(page.get_by_text("It waits for an editor")).to_be_visible()
    thread = page.url
    page.goto(link[0])
    expect(page.get_by_role("heading", level=1)).to_contain_text("works no more")
    read = open_page(thread)
    expect(read.get_by_text("A link leads nowhere.")).to_be_visible()
    is_for_everyone(read)

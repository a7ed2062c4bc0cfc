"""Documents: several are dropped at once, one is refused, a word is found with its page and read there, and a version comes with a note."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests import papers
from tests.browser.test_every_page import is_for_everyone

Open = Callable[..., Page]
SPACE = "/communities/example-first-weeks/"
DOCUMENTS = f"{SPACE}documents/"
DROP = """(files) => {
  const given = new DataTransfer();
  for (const [name, data] of files) {
    given.items.add(new File([Uint8Array.from(atob(data), (one) => one.charCodeAt(0))], name));
  }
  const what = { dataTransfer: given, bubbles: true, cancelable: true };
  const page = document.querySelector("main");
  return [page.dispatchEvent(new DragEvent("dragover", what)), page.dispatchEvent(new DragEvent("drop", what))];
}"""


def drop(page: Page, files: dict[str, bytes]) -> None:
    """Drops files anywhere onto the page, which takes them."""
    given = [[name, base64.b64encode(content).decode()] for name, content in files.items()]
    assert page.evaluate(DROP, given) == [False, False]


def test_files_are_dropped_found_by_a_word_and_read(signed_in: Open, tmp_path: Path) -> None:
    page = signed_in("administrator", DOCUMENTS)
    first = papers.pdf("The first page", "Here a quixotic word stands", "The end")
    drop(page, {"handbook.pdf": first, "notes.txt": b"Bring a mug.", "game.exe": b"MZ\x90\x00" + bytes(60)})
    page.get_by_label("everybody").check()
    page.get_by_role("button", name="Add them").click()
    came = page.locator("[data-came] li")
    expect(came.nth(0)).to_have_text("handbook.pdf Added")
    expect(came.nth(1)).to_have_text("notes.txt Added")
    expect(came.nth(2)).to_contain_text("game.exe")
    expect(came.nth(2)).not_to_contain_text("Added")  # the others are kept
    page.get_by_role("link", name="Show the documents").click()
    expect(page.get_by_role("link", name="notes", exact=True)).to_be_visible()
    page.get_by_role("link", name="handbook", exact=True).click()
    document = page.url
    for _attempt in range(60):  # the worker reads it
        page.goto("/search/?q=quixotic")
        if page.get_by_text("page 2").count():
            break
        page.wait_for_timeout(500)
    page.locator("main").get_by_role("link", name="handbook").first.click()
    expect(page).to_have_url(f"{document}read/?page=2")
    expect(page.get_by_text("Here a quixotic word stands")).to_be_visible()
    is_for_everyone(page)
    page.goto(f"{document}version/")
    changed = tmp_path / "handbook-2.pdf"
    changed.write_bytes(papers.pdf("The first page", "Another word"))
    page.locator("main input[type=file]").set_input_files(changed)
    page.get_by_label("What changed").fill("The end was taken out.")
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(document)
    expect(page.get_by_text("The end was taken out.")).to_be_visible()
    expect(page.locator("#versions ~ ol > li")).to_have_count(2)
    is_for_everyone(page)

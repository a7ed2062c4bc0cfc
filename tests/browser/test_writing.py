"""Writing in a community: nothing that was begun is lost, marks come at the press of a button, and others see it."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import ROOT, Site, no_faster_than_people_sign_in
from tests.browser.stage import SLUG, picture
from tests.browser.test_every_page import is_for_everyone

Open = Callable[..., Page]
SPACE = "/communities/example-first-weeks/"
PASTE = """async (area) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 40 });
  canvas.getContext("2d").fillRect(0, 0, 40, 40);
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([await new Promise((done) => canvas.toBlob(done))], "image.png", { type: "image/png" }));
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
GIVE = """([area, kind, name, data]) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  const given = new DataTransfer();
  given.items.add(new File([bytes], name, { type: "image/png" }));
  const what = { bubbles: true, cancelable: true };
  if (kind === "paste") return area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, ...what }));
  const over = area.dispatchEvent(new DragEvent("dragover", { dataTransfer: given, ...what }));
  return over || area.dispatchEvent(new DragEvent("drop", { dataTransfer: given, ...what }));
}"""


def give(page: Page, kind: str, name: str) -> None:
    """Drops a picture onto the words, or pastes it; the browser itself does nothing with it."""
    area = page.get_by_label("Your words").element_handle()
    data = base64.b64encode(picture(640, 360 if kind == "drop" else 361)).decode()  # two that differ
    with page.expect_response(lambda answer: answer.url.endswith("/draft/")):
        assert page.evaluate(GIVE, [area, kind, name, data]) is False


def are_seen(pictures: Locator, count: int) -> None:
    """So many pictures are there, and came."""
    expect(pictures).to_have_count(count)
    for one in pictures.all():
        one.scroll_into_view_if_needed()
        expect(one).to_have_js_property("naturalWidth", 640)


@pytest.fixture
def writing(signed_in: Open, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A member, or who else is named, begins a topic; the invented community lets everybody in."""
    person = getattr(request, "param", "member")
    page = signed_in(person, f"{SPACE}join/")
    page.locator("main").get_by_role("button", name="Join").click()
    page.goto(f"{SPACE}forum/new/")
    yield page
    page = signed_in(person, f"{SPACE}leave/")
    page.locator("main").get_by_role("button", name="Leave").click()


def test_what_was_begun_is_there_again_until_it_is_sent_or_its_writer_signs_out(writing: Page) -> None:
    page = writing
    page.get_by_label("Title").fill("The first days")
    page.get_by_label("Your words").fill("Who waits at the gate?")
    page.wait_for_timeout(600)
    page.goto("/communities/")
    page.goto(f"{SPACE}forum/new/")
    expect(page.get_by_text("is here again")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value("Who waits at the gate?")
    page.get_by_role("button", name="Begin anew").click()
    expect(page.get_by_label("Your words")).to_have_value("")
    page.get_by_label("Your words").fill("Another beginning")
    page.wait_for_timeout(600)
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length") == 0


def test_a_draft_is_offered_on_another_device(writing: Page, signed_in: Open) -> None:
    page = writing
    page.get_by_label("Title").fill("From the train")
    page.get_by_label("Your words").fill("Half a thought")
    with page.expect_response("**/forum/new/draft/"):
        page.get_by_label("Your words").press_sequentially(".")
    other = signed_in("member", f"{SPACE}forum/new/")
    expect(other.get_by_text("is here again")).to_be_visible()
    expect(other.get_by_label("Your words")).to_have_value("Half a thought.")
    other.get_by_role("button", name="Begin anew").click()
    expect(other.get_by_label("Your words")).to_have_value("")


def test_what_is_sent_after_a_session_has_ended_is_sent_after_signing_in(
    signed_in: Open, site: Site, stage: dict[str, Any]
) -> None:
    page = signed_in("member", f"/communities/{SLUG}/forum/new/")
    page.get_by_label("Title").fill("The first evening")
    page.get_by_label("Kind").select_option("discussion")
    page.get_by_label("Your words").fill("Somebody who waits with a *warm* meal.\n\nAnd what else?")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Begin it").click()
    no_faster_than_people_sign_in()
    page.get_by_label("E-mail").fill("member@passerelle.example")
    page.get_by_label("Password", exact=True).fill(site.password)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    expect(page.locator("blockquote").last).to_contain_text("Somebody who waits with a *warm* meal.")
    is_for_everyone(page)
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("heading", name="The first evening")).to_be_visible()
    expect(page.locator("em", has_text="warm")).to_be_visible()


def test_a_file_is_chosen_a_picture_pasted_and_described(writing: Page) -> None:
    page = writing
    page.get_by_label("Title").fill("The plan")
    page.get_by_label("Your words").fill("See below.")
    plan: FilePayload = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}
    page.get_by_label("Pictures and files").set_input_files(plan)
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    page.get_by_label("Your words").evaluate(PASTE)
    shown = page.get_by_label("What the picture shows")
    expect(shown).to_be_focused()
    page.get_by_role("button", name="Begin it").click()
    expect(shown).to_be_focused()  # the browser asks for it
    shown.fill("A black square")
    page.get_by_label("People in it").select_option(label="Nobody can be recognised")
    is_for_everyone(page)
    page.get_by_role("button", name="Take it out plan.pdf").click()
    expect(page.get_by_role("link", name="plan.pdf")).to_have_count(0)
    expect(page.get_by_label("Your words")).to_have_value("See below.")
    expect(shown).to_have_value("A black square")
    page.get_by_role("button", name="Begin anew").click()
    expect(shown).to_have_count(0)


def test_pictures_are_dropped_and_pasted_described_kept_and_posted(signed_in: Open, stage: dict[str, Any]) -> None:
    page = signed_in("member", f"/communities/{SLUG}/forum/new/")
    page.get_by_label("Title").fill("The gate at night")
    page.get_by_label("Kind").select_option("discussion")
    page.get_by_label("Your words").fill("See **below**.")
    give(page, "drop", "gate.png")
    shown = page.get_by_label("What the picture shows")
    expect(shown).to_be_focused()
    shown.fill("A gate, and nobody at it")
    page.get_by_label("People in it").select_option("nobody")
    give(page, "paste", "image.png")
    expect(shown).to_have_count(2)
    expect(shown.first).to_have_value("A gate, and nobody at it")
    expect(shown.last).to_be_focused()
    page.get_by_role("button", name="Begin it").click()
    assert page.url.endswith("/forum/new/")  # the browser asks for the other description first
    shown.last.fill("A lamp")
    page.get_by_label("People in it").last.select_option("nobody")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.get_by_text("is here again")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("The gate at night")
    expect(page.get_by_label("Kind")).to_have_value("discussion")
    expect(page.get_by_label("Your words")).to_have_value("See **below**.")
    assert [one.input_value() for one in shown.all()] == ["A gate, and nobody at it", "A lamp"]
    assert [one.input_value() for one in page.get_by_label("People in it").all()] == ["nobody", "nobody"]
    are_seen(page.locator(".files img"), 2)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".note strong", has_text="below")).to_be_visible()
    are_seen(page.locator(".files img"), 2)
    is_for_everyone(page)
    page.get_by_role("button", name="Begin it").click()
    post = page.locator("article.post")
    expect(post).to_contain_text("See below.")
    are_seen(post.locator("img"), 2)
    assert [one.get_attribute("alt") for one in post.locator("img").all()] == ["A gate, and nobody at it", "A lamp"]
    is_for_everyone(page)
    page.goto(f"/communities/{SLUG}/forum/new/")
    expect(page.get_by_label("Your words")).to_have_value("")
    expect(shown).to_have_count(0)


def test_the_enter_key_in_the_title_throws_nothing_away(writing: Page) -> None:
    page = writing
    page.get_by_label("Your words").fill("Who waits at the gate?")
    page.get_by_label("Title").fill("The first days")
    with page.expect_response("**/forum/new/draft/"):
        page.get_by_label("Title").press_sequentially(".")
    page.goto(f"{SPACE}forum/new/")
    page.get_by_label("Your words").fill("")
    page.get_by_label("Title").press("Enter")
    expect(page.get_by_label("Title")).to_have_value("The first days.")
    page.get_by_role("button", name="Begin anew").click()
    expect(page.get_by_label("Title")).to_have_value("")


def test_marks_are_set_around_what_is_chosen(writing: Page) -> None:
    page = writing
    words = page.get_by_label("Your words")
    words.fill("early\nwith a list")
    words.press("Control+a")
    page.get_by_role("button", name="List").click()
    expect(words).to_have_value("- early\n- with a list")
    words.fill("")
    page.get_by_role("button", name="Bold").click()
    page.keyboard.type("gate")
    expect(words).to_have_value("**gate**")


NEWCOMER = """
import sys, django
django.setup()
from tests.communities.conftest import make_person
person = make_person(email="newcomer@passerelle.example", name="Nele New")
person.set_password(sys.argv[1])
person.save()
"""


@pytest.fixture
def newcomer(site: Site) -> None:
    """Somebody who has written nothing yet: of the demo log-ins all have, in one test or another."""
    subprocess.run([sys.executable, "-c", NEWCOMER, site.password], cwd=ROOT, env=site.environment, check=True)


@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize("writing", ["newcomer"], indirect=True)
def test_a_first_post_where_everybody_can_join_is_looked_at_and_let_in(writing: Page, signed_in: Open) -> None:
    page = writing
    page.get_by_label("Title").fill("How do you begin?")
    page.get_by_label("Your words").fill("On the first day, I mean.")
    page.get_by_role("button", name="Begin it").click()
    expect(page.get_by_text("looks at it before others see it")).to_be_visible()
    page.goto(f"{SPACE}forum/")
    expect(page.get_by_role("link", name="How do you begin?")).to_have_count(0)
    desk = signed_in("administrator", "/communities/moderation/")
    desk.get_by_role("link", name="Waits to be seen by others").first.click()
    expect(desk.get_by_text("On the first day, I mean.")).to_be_visible()
    desk.get_by_label("it stays, or is shown from now on").check()
    desk.get_by_role("button", name="Decide").click()
    page.goto(f"{SPACE}forum/")
    page.get_by_role("link", name="How do you begin?").click()
    expect(page.get_by_text("On the first day, I mean.")).to_be_visible()

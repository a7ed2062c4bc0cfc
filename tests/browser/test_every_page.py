"""Every kind of page: axe in light and dark, no sideways scrolling at 320 px and at 200 % text, under 100 KB."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations

Open = Callable[..., Page]
PAGES = [
    "/", "/search/", "/search/?q=mentoring", "/search/?q=qqqqzzzz", "/search/help/", "/search/advanced/", "/practices/", "/id/PR-0001/", "/id/PR-0021/", "/id/PR-0037/", "/id/DP-0001/",
    "/id/TP-0001/", "/id/NW-0001/", "/id/OR-0001/", "/id/PG-0001/", "/id/TL-0001/", "/id/VA-0003/", "/id/EV-0001/", "/id/RP-0001/", "/id/RS-0001/",
    "/id/RS-0002/", "/id/RC-0001/", "/id/RU-0010/", "/id/AR-0003/", "/id/AR-0006/", "/id/PR-0001-de/", "/id/PR-0001/history/", "/id/PR-0001/peer-review/", "/id/PR-0001/ratings/", "/countries/", "/countries/UK/",
    "/conflicts/", "/glossary/", "/sources/", "/sources/SR-0001/", "/themes/", "/figures/annex_1/", "/about/", "/contact/", "/accessibility/", "/contribute/",
    "/how-we-rate/", "/educators/", "/de/", "/account/login/", "/account/signup/", "/demo/mail/", "/a-z/", "/themes/topic/mentoring/", "/glossary/equal/",
    "/stories/", "/stories/tell/", "/figures/", "/thank-you/", "/account/password/reset/", "/account/password/reset/done/", "/account/password/reset/key/1-set-password/",
    "/account/password/reset/key/done/", "/account/confirm-email/", "/account/confirm-email/gone/", "/account/inactive/", "/account/left/",
    "/contribute/correction/PR-0001/", "/contribute/problem/PR-0001/", "/contribute/practice/", "/contribute/look-into-your-mail/", "/review/thank-you/",
]  # fmt: skip
SPACE = "/communities/example-first-weeks/"
TOPIC = f"{SPACE}forum/1/"
GALLERIES = f"{SPACE}galleries/"
PAGES += [GALLERIES, f"{GALLERIES}1/", f"{GALLERIES}1/1/", f"{GALLERIES}1/1/in-it/"]
SIGNED_IN = [
    *(("member", path) for path in (
        "/account/", "/account/email/", "/account/password/change/", "/account/leave/", "/account/profile/", "/communities/", "/communities/mine/",
        "/communities/propose/", "/communities/discuss/PR-0001/", SPACE, f"{SPACE}join/", "/people/", "/people/1/",
        "/people/?q=mentoring", "/people/1/ask/", "/account/decisions/", "/account/drafts/", "/account/first-steps/", "/account/second-step/", "/account/devices/", "/notices/", "/notices/settings/",
        "/communities/report/post/2/", "/stories/tell/", "/account/contributions/", "/account/following/", "/account/organisations/", "/claim/OR-0001/", "/id/PR-0001/ratings/appeal/", "/follow/PR-0001/", "/follow/?country=AT", "/contribute/sent/",
    )),
    *(("administrator", path) for path in (  # to whom every space is open
        SPACE, f"{SPACE}people/", f"{SPACE}people/2/", f"{SPACE}people/2/ban/", f"{SPACE}requests/", f"{SPACE}invite/", f"{SPACE}bans/", f"{SPACE}edit/",
        f"{SPACE}blog/", f"{SPACE}blog/1/", f"{SPACE}blog/1/versions/", f"{SPACE}blog/1/back/", f"{SPACE}blog/new/", f"{SPACE}blog/mine/",
        f"{SPACE}blog/settings/", f"{SPACE}blog/series/1/",
        f"{GALLERIES}new/", f"{GALLERIES}1/", f"{GALLERIES}1/edit/", f"{GALLERIES}1/pictures/", f"{GALLERIES}1/consents/", f"{GALLERIES}1/remove/",
        f"{GALLERIES}1/1/", f"{GALLERIES}1/1/edit/",
        f"{SPACE}face/", f"{SPACE}face/preview/", f"{SPACE}state/", f"{SPACE}export/", f"{SPACE}search/?q=mentor", f"{SPACE}forum/", TOPIC, f"{TOPIC}tend/",
        f"{TOPIC}post/2/versions/", f"{TOPIC}post/2/remove/", "/style-guide/",
        "/communities/moderation/", "/stories/desk/", f"{SPACE}moderation/", f"{TOPIC}tags/", f"{TOPIC}merge/", f"{TOPIC}post/2/split/",
        *(f"{SPACE}documents/{path}" for path in (
            "", "add/", "folder/new/", "folder/1/", "folder/1/edit/", "1/", "1/edit/", "1/version/", "1/remove/", "1/read/",
        )),
        *(f"{SPACE}meetings/{rest}" for rest in (  # the first is a date poll, the second to come, the third was held
            "", "?past=1", "new/", "calendar/", "1/", "1/times/", "2/", "2/edit/", "2/agenda/", "2/cancel/", "3/", "3/came/", "3/minutes/",
        )),
    )),
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
    is_for_everyone(page)


@pytest.mark.parametrize(("group", "path"), SIGNED_IN)
def test_a_page_for_people_who_are_signed_in_is_for_everyone(signed_in: Open, group: str, path: str) -> None:
    page = signed_in(group, path)
    assert page.url.endswith(path)
    assert page.locator(".blank > h1").count() == 0  # no page of what went wrong
    is_for_everyone(page)


def test_what_a_member_reads_and_writes_in_is_for_everyone(signed_in: Open) -> None:
    page = signed_in("member", f"{SPACE}join/")
    page.locator("main").get_by_role("button", name="Join").click()
    for path in (
        SPACE,
        f"{SPACE}forum/",
        f"{SPACE}forum/new/",
        TOPIC,
        f"{SPACE}people/",
        f"{SPACE}leave/",
        "/communities/mine/",
    ):
        page.goto(path)
        is_for_everyone(page)
    page.goto(f"{SPACE}leave/")
    page.locator("main").get_by_role("button", name="Leave").click()


def is_for_everyone(page: Page) -> None:
    """One heading, nothing for axe to complain of in light and dark, and no scrolling sideways."""
    expect(page.locator("h1")).to_have_count(
        1
    )  # waits: a slow machine may still be reading the page that a form has led to
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate(OVERFLOW) <= 1
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    assert page.evaluate(OVERFLOW) <= 1


def test_a_post_is_shown_whole_as_it_was_set(signed_in: Open) -> None:
    page = signed_in("administrator", TOPIC)
    posts = page.locator(".post .said")
    assert posts.count() > 1
    for post in posts.all():
        cut, spaces = post.evaluate("one => [one.scrollHeight - one.clientHeight, getComputedStyle(one).whiteSpace]")
        assert (cut <= 1, spaces) == (True, "normal")


def test_on_paper_there_is_the_text_and_nothing_to_press(open_page: Open) -> None:
    page = open_page("/id/RS-0001/")
    page.emulate_media(media="print")
    expect(page.get_by_text("Cite this record")).to_be_visible()
    for pressed in ("nav", "main form", ".cite a", "main button"):
        assert [one for one in page.locator(pressed).all() if one.is_visible()] == []


HIDDEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect()
  if (one === document.body) return "the end"
  const seen = [[.5, .5], [.05, .5], [.95, .5], [.5, .1], [.5, .9]].some(([x, y]) => {
    const there = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)
    return there && (one.contains(there) || there.contains(one) || there.closest("label"))
  })
  return seen ? "" : one.outerHTML
}"""


@pytest.mark.parametrize("size", [{"width": 1200, "height": 500}, {"width": 320, "height": 600}])
@pytest.mark.parametrize("path", ["/search/?q=mentoring", "/id/PR-0001/", "/people/"])
def test_what_has_the_focus_is_not_behind_something(open_page: Open, path: str, size: dict[str, int]) -> None:
    """WCAG 2.2, 2.4.11."""
    page = open_page(path, viewport=size)
    page.keyboard.press("Tab")
    steps = 0
    while (hidden := page.evaluate(HIDDEN)) != "the end":
        assert hidden == ""
        page.keyboard.press("Tab")
        steps += 1
    assert steps > 20

"""Journeys through a community: founding one, asking and being answered by mail, moderating with an appeal, taking everything and leaving."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, text_of
from tests.browser.test_every_page import is_for_everyone

Open = Callable[..., Page]
Go = Callable[[str, str], Page]
STEWARD = "reviewer"


@pytest.fixture
def go(signed_in: Open) -> Go:
    """Goes to a page as one of the demo log-ins, who signs in once."""
    pages: dict[str, Page] = {}

    def to(group: str, path: str) -> Page:
        if group not in pages:
            pages[group] = signed_in(group, path)
        else:
            pages[group].goto(path)
        return pages[group]

    return to


def check(page: Page) -> None:
    """The page that is open is for everyone: seen in a tab of its own, so that nothing that was typed is lost."""
    tab = page.context.new_page()
    tab.goto(page.url)
    is_for_everyone(tab)
    tab.close()


def press(page: Page, name: str) -> None:
    """Presses a button of the page."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def found(go: Go, name: str) -> str:
    """Has a community proposed by its later steward and founded by an administrator; returns its address."""
    page = go(STEWARD, "/communities/propose/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Purpose").fill("Mentors who wait at the gate tell each other what helps.")
    page.get_by_label("on request").check()
    check(page)
    press(page, "Propose it")
    check(page)
    page.locator("main").get_by_role("link", name=name).click()
    expect(page.get_by_text("Nobody but you and the administrators sees it yet.")).to_be_visible()
    check(page)
    space = re.sub(r"^https?://[^/]+", "", page.url)
    desk = go("administrator", "/admin/community_desk/")
    desk.get_by_role("link", name=name).first.click()
    desk.get_by_label("Found it", exact=True).check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text(re.compile("updated|changed|saved", re.IGNORECASE)).first).to_be_visible()
    return space


def let_in(go: Go, space: str, *people: str) -> None:
    """Lets people in who ask."""
    for person in people:
        page = go(person, f"{space}join/")
        page.get_by_label("Who are you").fill("I have waited there for years.")
        press(page, "Ask to join")
        steward = go(STEWARD, f"{space}requests/")
        steward.get_by_label("Let them in").first.check()
        steward.locator("main form button[type=submit]").first.click()
        steward.wait_for_load_state()


def test_a_steward_founds_a_community_and_opens_it(go: Go, site: Site, open_page: Open) -> None:
    space = found(go, "Gate mentors")
    letter = site.mail(f"{STEWARD}@passerelle.example", "Gate mentors")
    page = go(STEWARD, space)
    assert f"{site.address}{space}" in text_of(letter)
    expect(page.get_by_text("You belong to it as a steward")).to_be_visible()
    check(page)
    page = go(STEWARD, f"{space}face/")
    check(page)
    page = go(STEWARD, f"{space}edit/")
    check(page)
    page.get_by_label("public: everybody reads all of it").check()
    page.get_by_label("open: whoever has an account").check()
    page.get_by_label("Charter").fill("Nobody is left alone on the first day.")
    press(page, "Save")
    stranger = open_page(space)
    expect(stranger.get_by_text("Nobody is left alone on the first day.")).to_be_visible()
    check(stranger)
    member = go("member", f"{space}join/")
    press(member, "Join")
    expect(member.get_by_text("You belong to it as a member")).to_be_visible()
    check(member)
    page = go(STEWARD, f"{space}people/")
    expect(page.locator("main li", has_text="Demo member").first).to_be_visible()
    check(page)


def test_a_member_is_answered_by_mail_and_the_answer_becomes_a_draft(go: Go, site: Site) -> None:
    space = found(go, "Keys and papers")
    let_in(go, space, "member", "contributor")
    page = go("contributor", "/notices/settings/")
    page.locator("summary", has_text="Keys and papers").click()
    page.locator("details", has_text="Keys and papers").get_by_label("A new topic").select_option("now")
    check(page)
    press(page, "Save")
    page = go("member", f"{space}forum/new/")
    page.get_by_label("Title").fill("Where do lost papers turn up?")
    page.get_by_label("Kind").select_option("question")
    page.get_by_label("Your words").fill("Somebody leaves prison without an identity card. **Who** helps first?")
    check(page)
    press(page, "Begin it")
    topic = page.url
    check(page)
    asked = site.mail("contributor@passerelle.example", "Where do lost papers turn up?")
    answer = EmailMessage()
    answer["From"], answer["To"] = "Demo contributor <contributor@passerelle.example>", str(asked["Reply-To"])
    answer["Subject"], answer["Message-ID"] = f"Re: {asked['Subject']}", "<gate.1@mail.example>"
    answer["In-Reply-To"] = answer["References"] = str(asked["Message-ID"])
    answer["Date"] = datetime.now(UTC)
    quoted = "\n".join(f"> {line}" for line in text_of(asked).splitlines())
    said_before = "On Sat, Nov 28, 2026 at 9:18 PM Demo reviewer <reply@passerelle.example> wrote:"
    answer.set_content(f"The registry office of the place of birth, by letter.\n\n{said_before}\n{quoted}\n")
    site.deliver(answer)
    said = page.locator("article.post", has_text="The registry office of the place of birth")
    for _attempt in range(40):
        page.goto(topic)
        if said.count():
            break
        page.wait_for_timeout(250)
    expect(said).to_contain_text("Demo contributor")
    expect(said).not_to_contain_text("wrote")
    said.get_by_role("button", name="This is the answer").click()
    expect(page.get_by_text("Accepted answer")).to_be_visible()
    check(page)
    said.get_by_role("button", name="Offer it to the catalogue").click()
    expect(page.get_by_text("Its author is asked.").first).to_be_visible()
    wanted = site.mail("contributor@passerelle.example", "May your answer go into the catalogue?")
    link = re.search(rf"{site.address}(/\S*offers/\d+/)", text_of(wanted))
    assert link
    author = go("contributor", link[1])
    check(author)
    author.get_by_label("Named as").fill("a contributor, AT")
    press(author, "I agree")
    draft = author.get_by_text(re.compile(r"It is the catalogue’s draft [A-Z]{2}-\d+"))
    code = (re.search(r"[A-Z]{2}-\d+", draft.inner_text()) or [""])[0]
    desk = go("editor", f"/admin/pages/search/?q={code}")
    desk.locator("td.title a").first.click()
    expect(desk.get_by_label(re.compile("^Title")).first).to_have_value("Where do lost papers turn up?")


def test_a_moderator_decides_about_a_report_and_somebody_else_about_the_appeal(go: Go, site: Site) -> None:
    space = found(go, "Evening rounds")
    let_in(go, space, "member", "contributor", "editor")
    page = go(STEWARD, f"{space}people/")
    page.get_by_role("link", name=re.compile("Role ?: Demo editor")).click()
    page.get_by_label("facilitator").check()
    check(page)
    press(page, "Save")
    author = go("contributor", f"{space}forum/new/")
    author.get_by_label("Title").fill("Our last evening")
    author.get_by_label("Your words").fill("The man from the corner shop was there again.")
    press(author, "Begin it")
    topic = author.url
    reader = go("member", topic)
    reader.get_by_role("link", name=re.compile("^Report")).click()
    reader.get_by_role("radio").first.check()
    reader.get_by_label("What should be known").fill("Everybody knows who that is.")
    check(reader)
    press(reader, "Report")
    moderator = go("editor", f"{space}moderation/")
    check(moderator)
    moderator.get_by_role("link", name="Reported once").click()
    expect(moderator.get_by_text("Everybody knows who that is.")).to_be_visible()
    check(moderator)
    moderator.get_by_label("it is taken away").check()
    moderator.get_by_label("Statement of reasons").fill("Rule 2: nobody may be recognised.")
    press(moderator, "Decide")
    reader.goto(topic)
    expect(reader.get_by_text("The man from the corner shop")).to_have_count(0)
    check(reader)
    told = site.mail("contributor@passerelle.example", "Rule 2: nobody may be recognised.", in_text=True)
    assert "/account/decisions/" in text_of(told)
    author.goto("/account/decisions/")
    check(author)
    author.get_by_text("This is wrong").first.click()
    author.get_by_label("Why is it wrong?").first.fill("He is invented.")
    press(author, "Appeal")
    expect(author.get_by_text("You get an answer by mail").first).to_be_visible()
    moderator.goto(f"{space}moderation/")
    moderator.get_by_role("link", name="An appeal").click()
    expect(moderator.get_by_text("somebody else answers the appeal")).to_be_visible()
    steward = go(STEWARD, f"{space}moderation/")
    steward.get_by_role("link", name="An appeal").click()
    expect(steward.get_by_text("He is invented.")).to_be_visible()
    check(steward)
    steward.get_by_label("it is shown (again)").check()
    steward.get_by_label("Your answer").fill("You said so, and it can be read that way.")
    press(steward, "Decide")
    answered = site.mail("contributor@passerelle.example", "You said so, and it can be read that way.", in_text=True)
    assert answered["Subject"]
    reader.goto(topic)
    expect(reader.get_by_text("The man from the corner shop")).to_be_visible()


def test_a_protected_case_is_talked_about_by_roles_and_a_steward_who_asks_is_told_of(
    go: Go, site: Site, open_page: Open
) -> None:
    space = found(go, "Quiet learners")
    page = go(STEWARD, f"{space}edit/")
    page.get_by_label("public: everybody reads all of it").check()
    press(page, "Save")
    let_in(go, space, "member", "contributor")
    author = go("member", f"{space}forum/new/")
    author.get_by_label("Title").fill("A learner who does not speak")
    expect(author.get_by_label("You speak as")).to_be_hidden()
    author.get_by_label("Kind").select_option("case")
    author.get_by_label("You speak as").fill("Demo member, a teacher")
    author.get_by_label("Your words").fill("He has not said a word since 3.4.2019.")
    press(author, "Begin it")
    expect(author.get_by_text("A role tells what you do, not who you are").first).to_be_visible()
    expect(author.get_by_text("3.4.2019 may tell who is meant.")).to_be_visible()
    expect(author.get_by_label("Your words")).to_have_value("He has not said a word since 3.4.2019.")
    author.get_by_label("You speak as").fill("a prison teacher, IT")
    author.get_by_label("Your words").fill("He has not said a word for years.")
    is_for_everyone(author)
    press(author, "Begin it")
    topic = author.url
    expect(author.get_by_text("A protected case.")).to_be_visible()
    check(author)
    other = go("contributor", topic)
    asked = other.locator("article.post").first
    expect(asked).to_contain_text("a prison teacher, IT")
    expect(other.locator("main")).not_to_contain_text("Demo member")
    other.get_by_label("You speak as").fill("a probation officer, FI")
    other.get_by_label("Your words").fill("Has he family?")
    check(other)
    press(other, "Post reply")
    expect(other.locator("article.post").last).to_contain_text("a probation officer, FI")
    expect(other.get_by_text("You speak here as: a probation officer, FI")).to_be_visible()
    author.goto(topic)
    expect(author.locator("article.post").last).to_contain_text("Has he family?")
    expect(author.locator("main")).not_to_contain_text("Demo contributor")
    for outside in (open_page(space), go("editor", space)):
        answer = outside.goto(topic)
        assert answer
        assert answer.status == 404
        expect(outside.get_by_text("does not speak")).to_have_count(0)
        outside.goto(f"{space}forum/")
        expect(outside.get_by_role("heading", level=1)).to_be_visible()
        expect(outside.get_by_text("does not speak")).to_have_count(0)
    because = "Somebody may be in danger, and we have to speak to who wrote it."
    steward = go(STEWARD, topic)
    expect(steward.locator("main")).not_to_contain_text("Demo member")
    steward.locator("article.post").first.get_by_role("link", name="Who is this?").click()
    check(steward)
    who = steward.url
    steward.get_by_label("Reason").fill(because)
    press(steward, "Note it, and say who it is")
    expect(steward.get_by_text("They are the words of: Demo member")).to_be_visible()
    is_for_everyone(steward)
    steward.goto(who)
    expect(steward.get_by_text(because)).to_be_visible()
    expect(steward.locator("main")).not_to_contain_text("Demo member")
    told = text_of(site.mail("member@passerelle.example", "asked who you are"))
    assert "Demo reviewer" in told
    assert because not in told
    author.goto("/notices/")
    expect(author.get_by_text(because)).to_be_visible()


def test_somebody_comes_takes_everything_along_and_leaves(go: Go, site: Site, open_page: Open) -> None:
    space = found(go, "Winter coats")
    email, password = "robin@people.example", "a-long-walk-home-7"
    page = open_page("/account/signup/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("Password (again)").fill(password)
    page.get_by_label("Name to be shown").fill("Robin Wander")
    check(page)
    press(page, "Create account")
    letter = site.mail(email, "")
    link = re.search(rf"{site.address}(/account/confirm-email/\S+)", text_of(letter))
    assert link
    page.goto(link[1])
    check(page)
    press(page, "Yes, confirm it")
    sign_in(page, email, password)
    expect(page.get_by_role("heading", level=1)).to_have_text("First steps")
    check(page)
    page.goto(f"{space}join/")
    page.get_by_label("Who are you").fill("I collect coats.")
    press(page, "Ask to join")
    steward = go(STEWARD, f"{space}requests/")
    steward.get_by_label("Let them in").first.check()
    steward.locator("main form button[type=submit]").first.click()
    page.goto(f"{space}forum/new/")
    page.get_by_label("Title").fill("Forty coats")
    page.get_by_label("Your words").fill("They hang in the hall.")
    press(page, "Begin it")
    topic = page.url
    page.goto("/account/")
    check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download all that is yours")).click()
    with ZipFile(download.value.path()) as archive:
        own = json.loads(archive.read("data.json"))
        assert "They hang in the hall." in archive.read("index.html").decode()
    assert [row["text"] for row in own["communities.post.author"]] == ["They hang in the hall."]
    page.goto("/account/leave/")
    check(page)
    page.get_by_label("Your password").fill(password)
    press(page, "Delete my account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account will be deleted")
    check(page)
    assert site.mail(email, "delete")
    end_the_days(site)
    reader = go(STEWARD, topic)
    post = reader.locator("article.post").first
    for _attempt in range(60):
        if "Robin" not in post.inner_text():
            break
        reader.wait_for_timeout(500)
        reader.reload()
    expect(post).to_contain_text("somebody who has left")
    expect(post).to_contain_text("They hang in the hall.")
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("main button[type=submit], main button:not([type])").first.click()
    expect(page.locator("main [role=alert], main .errorlist, main .errors").first).to_be_visible()


def sign_in(page: Page, email: str, password: str) -> None:
    """Signs somebody in, unless they are."""
    page.goto("/account/login/")
    if "/login/" in page.url:
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.locator("main button[type=submit], main button:not([type])").first.click()
        page.wait_for_url(lambda url: "login" not in url)


def end_the_days(site: Site) -> None:
    """Lets the days of waiting be over, and the worker look at it again: only the clock is moved."""
    with sqlite3.connect(site.folder / "passerelle.sqlite3", timeout=30) as database:
        ago = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S")
        database.execute("UPDATE accounts_leaving SET due_at = ?", [ago])
        database.execute("UPDATE foundation_dutyrun SET started_at = ? WHERE name = 'end_accounts'", [ago])

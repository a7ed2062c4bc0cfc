"""The real site in a real browser: prepared in a folder of its own, served by `manage.py serve`, read with Chromium."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests.databases import Tables

ROOT = Path(__file__).resolve().parent.parent.parent
INBOUND_SECRET = "handed-over-by-the-mail-server"
SIGNED_IN: deque[float] = deque(maxlen=25)  # when; a few tests sign in by themselves
REFUSED = re.compile(r"the server responded with a status of 4(00|04|10) ")  # a page that says what is wrong
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def text_of(mail: EmailMessage) -> str:
    """The plain words of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


class Site:
    """The running site: its address, its folder, the password of its demo log-ins, and its mail in both directions."""

    def __init__(self, address: str, folder: Path, environment: dict[str, str]) -> None:
        self.address, self.folder, self.environment = address, folder, environment
        self.password = (folder / "demo-password").read_text().strip()

    def mail(self, to: str, said: str, *, in_text: bool = False) -> EmailMessage:
        """The newest mail to an address with some words in its subject, or in its text; waits until it is sent."""
        for _attempt in range(80):
            for path in sorted((self.folder / "mail").glob("*.eml"), reverse=True):
                found = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
                if to in str(found["To"]) and said in (text_of(found) if in_text else str(found["Subject"])):
                    return found
            time.sleep(0.25)
        pytest.fail(f"No mail to {to} says “{said}”.")

    def deliver(self, message: EmailMessage) -> None:
        """Hands a mail over as a mail server does."""
        headers = {"Authorization": f"Bearer {INBOUND_SECRET}", "Content-Type": "message/rfc822"}
        sent = urllib.request.Request(f"{self.address}/notices/mail/", message.as_bytes(), headers)
        assert urllib.request.urlopen(sent, timeout=10).status == 202


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, tables: Tables) -> Iterator[Site]:
    """Prepares and serves the site once for all browser tests."""
    folder = tmp_path_factory.mktemp("site")
    tables.give(folder / "passerelle.sqlite3")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "PASSERELLE_MODE": "demo",
        "PASSERELLE_DATA_DIR": str(folder),
        "PASSERELLE_ADDRESS": address,
        "PASSERELLE_LOG_LEVEL": "ERROR",
        "PASSERELLE_REPLY_ADDRESS": "reply@passerelle.example",
        "PASSERELLE_INBOUND_SECRET": INBOUND_SECRET,
    }
    environment.pop("DATABASE_URL", None)
    log = folder / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--prepare", "--port", str(port), "--workers", "1"],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        wait_until_ready(address, process, log)
        yield Site(address, folder, environment)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the site says that it is ready; fails with what it printed."""
    for _attempt in range(480):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/health/ready", timeout=2)
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"The site did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def stage(site: Site) -> dict[str, Any]:
    """A community in which everything has happened: the keys of what is there."""
    command = [sys.executable, "-m", "tests.browser.stage"]
    made = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    keys: dict[str, Any] = json.loads(made.stdout)
    return keys


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in contexts of their own; the test fails when a console error or a foreign host was seen."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(path: str = "/", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=site.address, **{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                wrong.append(message.text) if message.type == "error" and not REFUSED.search(message.text) else None
            ),
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda request: (
                wrong.append(request.url) if not request.url.startswith((site.address, "data:", "blob:")) else None
            ),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def no_faster_than_people_sign_in() -> None:
    """Waits where a quick machine would be refused: from one address the site takes thirty log-ins a minute."""
    while len(SIGNED_IN) == SIGNED_IN.maxlen and time.monotonic() - SIGNED_IN[0] < 65:
        time.sleep(0.5)
    SIGNED_IN.append(time.monotonic())


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """What a browser keeps of each demo log-in who has signed in."""
    return {}


@pytest.fixture
def signed_in(site: Site, open_page: Callable[..., Page], sessions: dict[str, StorageState]) -> Callable[..., Page]:
    """Opens a page as one of the demo log-ins: through the site's own form, unless they are signed in still."""

    def opened(group: str, path: str = "/", **options: Any) -> Page:
        if group in sessions:
            page = open_page("/account/login/", storage_state=sessions[group], **options)
        else:
            page = open_page("/account/login/", **options)
        if "/login/" in page.url:
            no_faster_than_people_sign_in()
            page.get_by_label("E-mail").fill(f"{group}@passerelle.example")
            page.get_by_label("Password", exact=True).fill(site.password)
            page.locator("main button[type=submit], main button:not([type])").first.click()
            page.wait_for_url(lambda url: "login" not in url)
            sessions[group] = page.context.storage_state()
        page.goto(path)
        return page

    return opened

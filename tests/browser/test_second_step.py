"""A second step of signing in: an app that shows codes, a security key, recovery codes; where one is signed in."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.test_second_factor import code_of
from tests.browser.conftest import Site
from tests.browser.test_communities import Go, Open, check, go, press
from tests.browser.test_every_page import is_for_everyone

__all__ = ["go"]
WHO = "contributor"
INDEX = "/account/second-step/"


@pytest.fixture
def no_second_step_left(site: Site) -> Iterator[None]:
    """Others sign in as the same person afterwards."""
    yield
    with sqlite3.connect(site.folder / "passerelle.sqlite3", timeout=30) as database:
        database.execute("delete from mfa_authenticator")


def again(page: Page, site: Site) -> None:
    """Gives the password once more, where that is asked for."""
    if "/reauthenticate/" in page.url:
        check(page)
        page.get_by_label("Password").fill(site.password)
        press(page, "Go on")


def password(page: Page, site: Site) -> None:
    page.get_by_label("E-mail").fill(f"{WHO}@passerelle.example")
    page.get_by_label("Password", exact=True).fill(site.password)
    press(page, "Sign in")


@pytest.mark.usefixtures("no_second_step_left")
def test_an_app_and_recovery_codes(go: Go, site: Site, open_page: Open) -> None:
    page = go(WHO, "/account/")
    page.get_by_role("link", name="Second step when you sign in").click()
    check(page)
    page.get_by_role("link", name="Set up an app").click()
    again(page, site)
    expect(page.get_by_role("heading", name="Set up an app that shows codes")).to_be_visible()
    secret = page.locator("main ol code").inner_text()
    is_for_everyone(page)  # without loading it again: the secret would be another one
    page.get_by_label("code").fill("12")
    press(page, "Switch it on")
    expect(page.get_by_text("This code is not right").first).to_be_visible()
    page.get_by_label("code").fill(code_of(secret))
    press(page, "Switch it on")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    check(page)
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    site.mail(f"{WHO}@passerelle.example", "second step")
    for path in ("", "totp/deactivate/", "recovery-codes/generate/", "reauthenticate/"):
        page.goto(f"{INDEX}{path}")
        is_for_everyone(page)

    other = open_page("/account/login/", java_script_enabled=False)
    password(other, site)
    expect(other.get_by_role("heading", name="The second step")).to_be_visible()
    other.get_by_label("Code").fill(codes[0])
    press(other, "Sign in")
    other.goto("/account/devices/")
    expect(other.get_by_text("this browser")).to_be_visible()
    press(other, "Sign out everywhere else")
    expect(other.get_by_text("You are signed out everywhere else.")).to_be_visible()
    page.goto("/account/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    site.mail(f"{WHO}@passerelle.example", "Somebody signed in")


@pytest.mark.usefixtures("no_second_step_left")
def test_a_security_key(site: Site, open_page: Open) -> None:
    page = open_page("/account/login/")
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "isUserVerified": True}
    there = key.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})
    password(page, site)
    page.goto(f"{INDEX}webauthn/add/")
    again(page, site)
    page.get_by_label("Name").fill("The key at my keyring")
    is_for_everyone(page)  # a second tab would ask the key for another answer
    press(page, "Add it")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{INDEX}webauthn/")
    expect(page.get_by_role("heading", name="The key at my keyring")).to_be_visible()
    check(page)
    for link in ("Rename", "Remove"):
        page.goto(f"{INDEX}webauthn/")
        page.get_by_role("link", name=link).click()
        check(page)
    page.goto(f"{INDEX}webauthn/reauthenticate/")
    is_for_everyone(page)

    page.goto("/account/logout/")
    press(page, "Sign out")
    page.goto("/account/login/")
    password(page, site)
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    is_for_everyone(page)
    press(page, "Use a security key")
    page.wait_for_url(re.compile(r"^(?!.*second-step)"))
    page.goto("/account/")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()

    page.goto("/account/logout/")
    press(page, "Sign out")
    key.send("WebAuthn.setUserVerified", {"authenticatorId": there["authenticatorId"], "isUserVerified": False})
    key.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": there["authenticatorId"]})
    page.goto("/account/login/")
    password(page, site)
    press(page, "Use a security key")
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()

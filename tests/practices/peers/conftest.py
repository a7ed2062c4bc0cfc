"""A record that can be reviewed, editors, and people who were invited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.accounts.groups import ensure_groups
from practices.peers import actions, links
from practices.peers.models import PeerReview
from practices.peers.terms import CRITERIA
from practices.records.models import Citation
from tests.factories import make_record, make_source, make_user


@pytest.fixture
def record(site_tree: None) -> Any:
    """A published practice with a source and a year."""
    citation = Citation(source=make_source(), at="Page 3")
    return make_record(title="Telfi", summary="Lessons at a distance.", known_in=2007, citations=[citation])


@pytest.fixture
def editor(site_tree: None) -> Any:
    """Who begins reviews."""
    ensure_groups()
    return make_user("editors")


@pytest.fixture
def reader(site_tree: None) -> Callable[..., Client]:
    """Somebody at the screen: `reader("members")`; a stranger for ""."""

    def make(group: str = "", **fields: Any) -> Client:
        browser = Client()
        if group:
            ensure_groups()
            browser.force_login(make_user(group, **fields))
        return browser

    return make


@pytest.fixture
def review(record: Any, editor: Any) -> PeerReview:
    """A review that is under way, with nobody invited yet."""
    return actions.begin(record, editor, "The first of its kind.")


@pytest.fixture
def invite(review: PeerReview, editor: Any) -> Callable[..., Any]:
    """`invite("field", "rosa@example.org")`."""

    def make(role: str = "field", email: str = "rosa@example.org", name: str = "Rosa Sample") -> Any:
        return actions.invite(review, editor, role, {"email": email, "name": name, "payment": "agreed"})

    return make


@pytest.fixture
def hand_in(invite: Callable[..., Any]) -> Callable[..., Any]:
    """`hand_in("lived", "ivo@example.org", named_as="Ivo")`: somebody who has reviewed it by their link."""

    def make(role: str = "field", email: str = "rosa@example.org", **said: str) -> Any:
        invited = invite(role, email)
        browser, link = Client(), links.to_invitation(invited)
        assert browser.post(link, {"conflict": "none"}).status_code == 302
        assert browser.post(link, filled_in(**said)).status_code == 302
        invited.refresh_from_db()
        assert invited.answer == "handed_in"
        return invited

    return make


def filled_in(**said: str) -> dict[str, str]:
    """A whole review, as its form sends it."""
    sent = {"advice": "give", "text": "Clear and **honest**.", "hand_in": "1"}
    for one in CRITERIA:
        sent |= {f"score_{one.name}": "mostly", f"reason_{one.name}": f"Because of {one.name}."}
    return {**sent, **said}

"""What tests of the site's own pages share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.test import Client

from portal.accounts.groups import ensure_groups
from portal.foundation import outbox
from tests.factories import make_user


@pytest.fixture(autouse=True)
def nobody_was_here_before() -> None:
    """What each process counts in memory outlives a test; what the database counts does not."""
    caches["process"].clear()


@pytest.fixture
def catch_up(site_tree: None, search_index: None) -> Callable[[], object]:
    """The worker's part in search."""
    return lambda: outbox.drain(["index"])


@pytest.fixture
def reader(db: None) -> Callable[[str], Client]:
    """Somebody at the screen: `reader("members")`; a stranger for ""."""

    def make(group: str = "") -> Client:
        browser = Client()
        if group:
            ensure_groups()
            browser.force_login(make_user(group))
        return browser

    return make

"""People who contribute, and records that they know better about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from portal.accounts.groups import ensure_groups
from practices.contributions.forms import CLOCK
from practices.records.models import Citation
from tests.factories import make_place, make_record, make_source, make_user


@pytest.fixture
def record(site_tree: None) -> Any:
    """A published practice with a source and a year."""
    citation = Citation(source=make_source(), at="Page 3")
    return make_record(
        title="Telfi", summary="Lessons at a distance.", known_in=2007, citations=[citation], places=[make_place("AT")]
    )


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
def opened() -> str:
    """What a form carries that was opened a minute ago."""
    with travel(timezone.now() - timedelta(minutes=1), tick=False):
        return CLOCK.sign("")

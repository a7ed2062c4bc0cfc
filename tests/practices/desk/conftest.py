"""People at the editing desk."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.accounts.groups import ensure_groups
from tests.factories import make_user


@pytest.fixture
def editor(site_tree: None, client: Client) -> Client:
    """Signed in as an editor."""
    ensure_groups()
    client.force_login(make_user("editors"))
    return client


@pytest.fixture
def administrator(site_tree: None, client: Client) -> Client:
    """Signed in as an administrator."""
    ensure_groups()
    client.force_login(make_user("administrators"))
    return client

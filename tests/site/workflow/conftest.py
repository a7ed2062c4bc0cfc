"""A site with its stages, people who work in them, and a draft that was submitted."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import caches
from django.test import Client
from wagtail.models import Page

from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.foundation import outbox
from portal.site.workflow import actions
from portal.site.workflow.models import ReviewInvitation, ReviewState, version_of
from portal.site.workflow.stages import ensure_stages
from practices.records.models import Citation
from tests.factories import make_record, make_source, make_user

numbers = itertools.count(1)
Person = Callable[..., User]
Submit = Callable[..., ReviewState]


@pytest.fixture(autouse=True)
def stages(site_tree: None) -> None:
    """As `prepare` leaves a new site."""
    caches["process"].clear()
    ensure_groups()
    ensure_stages()


@pytest.fixture
def person() -> Person:
    """Makes somebody: `person("editors", name="Eda")`."""

    def make(group: str | None = None, **fields: Any) -> User:
        user = make_user(group, **{"name": "Anna", **fields})
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    return make


@pytest.fixture
def submit(person: Person) -> Submit:
    """Has a contributor submit a draft, by default to the first stage: `submit(last=True)` to the last."""

    def do(
        by: User | None = None, *, last: bool = False, complete: bool = True, page: Any = None, **fields: Any
    ) -> ReviewState:
        by = by or person("contributors", name="Carla")
        cited = [Citation(source=make_source(), at="Page 3")] if complete else []
        known = {"known_in": 2007} if complete else {}
        named = {"title": "Day visits", "slug": f"draft-{next(numbers)}", **known, **fields}
        page = page or make_record(publish=False, owner=by, citations=cited, **named)
        workflow = page.get_workflow()
        assert workflow is not None
        workflow.start(page, by)
        state = current(page)
        if last:
            actions.decide(state, approved=True, by=person("editors", name="Eda"), seen=version_of(newest(page)))
            state = current(page)
        return state

    return do


@pytest.fixture
def invite(submit: Submit, person: Person) -> Callable[..., ReviewInvitation]:
    """Has a reviewer ask somebody without an account about the last stage."""

    def do(state: ReviewState | None = None, by: User | None = None, **options: Any) -> ReviewInvitation:
        state = state or submit(last=True)
        asked = {"email": "peer@example.org", "language": "en", "days": 7, "note": "Is it right?", **options}
        return actions.invite(state, by or person("reviewers", name="Rosa"), **asked)

    return do


def newest(page: Any) -> Any:
    """The page as it stands in the database."""
    return Page.objects.get(pk=page.pk)


def current(page: Any) -> ReviewState:
    """The stage in which a page is."""
    found = newest(page).current_workflow_task_state
    assert isinstance(found, ReviewState)
    return found


def again(state: Any) -> Any:
    """A row as it stands in the database."""
    return type(state).objects.get(pk=state.pk)


def change(page: Any, title: str = "Another title") -> Any:
    """Saves a further draft."""
    draft = newest(page).specific.get_latest_revision_as_object()
    draft.title = title
    draft.save_revision()
    return newest(page)


def browser_of(user: User | None) -> Client:
    """Somebody at the screen."""
    browser = Client()
    if user is not None:
        browser.force_login(user)
    return browser


def work_off() -> None:
    """The worker’s part."""
    for _round in range(4):
        outbox.drain(["event", "notice", "mail"])

"""What the tests of translating share: the desk with its groups, and records with texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.groups import ensure_groups
from portal.foundation import outbox
from portal.site.workflow.stages import ensure_stages
from practices.models import Practice
from tests.factories import make_record, make_translation, make_user
from tests.practices.desk.forms import shown

Desk = Callable[..., Client]


@pytest.fixture
def desk(site_tree: None) -> Desk:
    """Somebody of a group, signed in."""
    ensure_groups()
    ensure_stages()

    def signed_in(group: str = "editors") -> Client:
        client = Client()
        client.force_login(make_user(group))
        return client

    return signed_in


def beside(page: Any) -> str:
    """The address of a translation beside its original."""
    return reverse("side_by_side", args=[page.pk])


def languages_of(page: Any) -> str:
    """The address of a record's languages."""
    return reverse("translations_of_record", args=[page.pk])


def pair(**fields: Any) -> tuple[Any, Any]:
    """A practice, and a German translation of its title and summary that was written by hand."""
    record = make_record(
        title="Family visits", summary="Families visit on Sundays.", problem="<p>Nobody came.</p>", done="<p>A bus.</p>"
    )
    words = {"summary": "Sonntags kommen Familien.", "problem": "", "done": "", **fields}
    german = make_translation(record, title="Familienbesuche", **words)
    outbox.drain(["translations"])
    return record, now(german)


def now(page: Any) -> Any:
    """A practice as it stands."""
    return Practice.objects.get(pk=page.pk)


def draft(page: Any) -> Any:
    """Its newest version."""
    return now(page).get_latest_revision_as_object()


def save(client: Client, page: Any, do: str = "keep", **changes: Any) -> Any:
    """Opens the two columns, changes some of it, presses a button."""
    return client.post(beside(page), {**shown(client, beside(page)), **changes, "do": do})


def change(record: Any, **fields: Any) -> None:
    """The original is published anew."""
    record = now(record)
    for name, value in fields.items():
        setattr(record, name, value)
    record.save_revision().publish()
    outbox.drain(["translations"])

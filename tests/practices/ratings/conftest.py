"""A record with results, editors who rate it, and people whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from portal.accounts.groups import ensure_groups
from practices.models import Citation, Claim, Rating, Record, Relation, Representation
from practices.ratings import actions
from tests.factories import make_concept, make_record, make_source, make_user

Make = Callable[..., Any]


@pytest.fixture
def record(site_tree: None) -> Any:
    """A published practice with two figures for one outcome, one for another, and a source of each."""
    ensure_groups()
    work = make_concept("indicator:found_work", labels={"en": "Found work indeed"})
    first, second = make_source(title="The first report"), make_source(title="The second report")
    figures = [
        Claim(indicator=work, label="Found work", value=12, source=first, sort_order=0),
        Claim(indicator=work, label="Found work", value=14, source=second, sort_order=1),
        Claim(indicator=work, value=3, source=first, sort_order=2),
    ]
    return make_record(title="Telfi", known_in=2007, citations=[Citation(source=first, at="Page 3")], results=figures)


def with_mail(group: str, email: str) -> Any:
    """Somebody whose address is confirmed: the others get no mail."""
    user = make_user(group, email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.fixture
def rosa(record: Any) -> Any:
    """The editor who proposes."""
    return with_mail("editors", "rosa@example.org")


@pytest.fixture
def ivo(record: Any) -> Any:
    """The editor who agrees."""
    return with_mail("editors", "ivo@example.org")


@pytest.fixture
def third(record: Any) -> Any:
    """A third person, who decides about appeals."""
    return with_mail("reviewers", "third@example.org")


@pytest.fixture
def member(record: Any) -> Any:
    """Somebody with an account."""
    return with_mail("members", "member@example.org")


@pytest.fixture
def propose(record: Any, rosa: Any) -> Make:
    """`propose(strength="weak", outcomes=[…])`: a proposal of Rosa's."""

    def make(by: Any = None, outcomes: Any = (), named: str = "", **said: Any) -> Rating:
        seen = Record.objects.get(pk=record.pk).live_revision_id or 0
        whole = {
            "strength": "promising",
            "because": "There is a comparison.",
            "sources": [cited(record)[0]],
            "proposed_as": named,
        }
        return actions.propose(record, by or rosa, seen, {**whole, **said}, outcomes)

    return make


@pytest.fixture
def agreed(propose: Make, ivo: Any) -> Make:
    """`agreed(strength="weak")`: what Rosa proposed and Ivo agreed to."""

    def make(named: str = "", named_too: str = "", **said: Any) -> Rating:
        found = propose(named=named, **said)
        actions.second(found, ivo, found.version, agreed=True, reason="I read it likewise.", named_as=named_too)
        return Rating.objects.get(pk=found.pk)

    return make


@pytest.fixture
def speaks_for(record: Any) -> Make:
    """`speaks_for(person)`: an organisation developed the record, and this person speaks for it."""

    def make(person: Any) -> Any:
        relations = [Relation(type="developed", target=record)]
        organisation = make_record("organisation", relations=relations)
        return Representation.objects.create(
            record=organisation, code=organisation.identifier, user=person, state="verified", proof="letter", email=person.email
        )  # fmt: skip

    return make


def signed_in(user: Any) -> Client:
    """The browser of somebody."""
    browser = Client()
    browser.force_login(user)
    return browser


def cited(record: Any) -> list[str]:
    """The identifiers of both reports."""
    return sorted(set(Claim.objects.filter(record=record.pk).values_list("source__identifier", flat=True)))


def filled_in(record: Any, **said: Any) -> dict[str, Any]:
    """A proposal as its form sends it: two outcomes are known, the second is left alone; two rows are free."""
    first, second = cited(record)
    sent = {
        "seen": Record.objects.get(pk=record.pk).live_revision_id, "strength": "promising", "because": "There is a comparison.",
        "sources": [first], "named": "no", "outcome-TOTAL_FORMS": 4, "outcome-INITIAL_FORMS": 2,
        "outcome-0-outcome": "Found work", "outcome-0-strength": "weak", "outcome-0-because": "A figure alone.",
        "outcome-0-sources": [first, second], "outcome-1-outcome": "Found work indeed",
    }  # fmt: skip
    return {**sent, **said}

"""Speaking for an organisation: proving it, being verified, and what follows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from portal.accounts.groups import ensure_groups
from portal.foundation import outbox
from portal.foundation.audit.models import AuditEntry
from portal.foundation.erasure import erase, export
from portal.notices.models import Notice
from practices.models import Contribution, LifeSign, Record, Representation
from practices.representing import actions, links
from practices.representing.links import is_of_domain
from practices.representing.told import decisions
from tests.factories import make_record, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def organisation(site_tree: None) -> Any:
    """A published organisation with a website as printed."""
    ensure_groups()
    return make_record("organisation", title="Neustart", website="www.neustart.example/about")


@pytest.fixture
def ana(organisation: Any) -> Any:
    """A member who works there."""
    return make_user("members", email="ana@home.example", name="Ana")


@pytest.fixture
def speaks(organisation: Any, ana: Any) -> Representation:
    """Ana, verified."""
    made = actions.claim(organisation, ana, "I lead it.", "ana@elsewhere.example")
    actions.decide(made, make_user("editors"), accepted=True, reason="They answered our letter.")
    made.refresh_from_db()
    return made


def signed_in(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def claim_of(record: Any) -> str:
    return reverse("claim", args=[record.identifier])


OWN = "/account/organisations/"


@pytest.mark.parametrize(
    ("email", "website", "same"),
    [
        ("ana@neustart.example", "www.neustart.example/about", True),
        ("Ana@NEUSTART.example", "https://www.neustart.example", True),
        ("ana@neustart.example", "neustart.example, visited in 2007", True),
        ("ana@sub.neustart.example", "www.neustart.example", False),
        ("ana@example", "http://example", False),
        ("ana@neustart.example", "", False),
        ("ana@neustart.example.evil.example", "neustart.example", False),
        ("ana@neustart.example", "http://[neustart.example", False),
    ],
)
def test_only_the_very_domain_of_the_website_proves_an_address(email: str, website: str, same: bool) -> None:
    assert is_of_domain(email, website) is same


def test_an_address_of_the_domain_is_proven_by_its_letter_and_an_editor_decides(organisation: Any, ana: Any) -> None:
    browser = signed_in(ana)
    assert "Is this your organisation?" in browser.get(organisation.url).content.decode()
    sent = {"why": "I lead it.", "email": "ana@neustart.example"}
    for _time in range(2):
        assert browser.post(claim_of(organisation), sent).status_code == 302
    made = Representation.objects.get()
    assert made.state == "unproven"
    desk = signed_in(make_user("editors"))
    where = reverse("representation", args=[made.pk])
    assert desk.get(where).status_code == 404
    outbox.drain(["mail"])
    letter = mail.outbox[0]
    assert (len(mail.outbox), letter.to) == (1, ["ana@neustart.example"])
    assert "I lead it" not in letter.body
    found = re.search(r"https?://\S+/claim/confirm/\S+", str(letter.body))
    assert found
    link = found[0]
    assert browser.get(link).status_code == 200
    assert Representation.objects.get().state == "unproven"  # programs follow links, too
    assert browser.post(link).status_code == 302
    assert browser.post(link).status_code == 410
    assert desk.get(where).status_code == 200
    assert desk.post(where, {"verify": "1", "reason": ""}).status_code == 400
    for _time in range(2):
        assert desk.post(where, {"verify": "1", "reason": "By its domain."}).status_code == 302
    assert Representation.objects.get().state == "verified"
    outbox.drain(["event"])
    assert list(Notice.objects.values_list("user", flat=True)) == [ana.pk]
    assert "By its domain." in browser.get(OWN).content.decode()
    assert {"representing.claimed", "representing.verified"} <= set(AuditEntry.objects.values_list("action", flat=True))


@pytest.mark.parametrize("change", ["forged", "old", "somebody else"])
def test_no_other_link_proves_an_address(organisation: Any, ana: Any, change: str) -> None:
    made = actions.claim(organisation, ana, "I lead it.", "ana@neustart.example")
    link, browser, when = links.to_confirm(made), signed_in(ana), timezone.now()
    if change == "forged":
        link = link[:-2] + ("a" if link[-2] != "a" else "b") + "/"
    elif change == "old":
        when += timedelta(days=8)
    else:
        browser = signed_in(make_user("members"))
    with travel(when, tick=False):
        if change == "old":
            browser.force_login(ana)
        assert browser.post(link).status_code == 410
    assert Representation.objects.get().state == "unproven"


def test_any_other_address_waits_for_an_editor_who_may_decline(organisation: Any, ana: Any) -> None:
    browser = signed_in(ana)
    assert browser.post(claim_of(organisation), {"why": "", "email": "nonsense"}).status_code == 400
    browser.post(claim_of(organisation), {"why": "I lead it.", "email": "ana@gmail.example"})
    made = Representation.objects.get()
    assert (made.state, made.proof) == ("waiting", "letter")
    where = reverse("representation", args=[made.pk])
    assert (
        signed_in(make_user("editors")).post(where, {"decline": "1", "reason": "Nobody knows them."}).status_code == 302
    )
    assert "Nobody knows them." in browser.get(OWN).content.decode()
    assert browser.post(OWN, {"of": made.pk, "as_described": "1"}).status_code == 302
    assert not LifeSign.objects.exists()


@pytest.mark.parametrize(
    ("group", "may"), [("members", False), ("contributors", False), ("editors", True), ("reviewers", True)]
)
def test_only_editors_decide_and_never_about_themselves(organisation: Any, ana: Any, group: str, may: bool) -> None:
    made = actions.claim(organisation, ana, "I lead it.", "ana@x.example")
    browser = signed_in(make_user(group))
    where = reverse("representation", args=[made.pk])
    assert (browser.get(where).status_code == 200) is may
    browser.post(where, {"verify": "1", "reason": "Known."})
    assert (Representation.objects.get().state == "verified") is may
    own = make_user("editors")
    mine = actions.claim(organisation, own, "I lead it.", "own@x.example")
    assert signed_in(own).post(reverse("representation", args=[mine.pk]), {"verify": "1", "reason": "Me."}).status_code in (302, 403)  # fmt: skip
    mine.refresh_from_db()
    assert mine.state == "waiting"


def test_strangers_are_asked_to_sign_in_and_other_kinds_are_not_claimed(organisation: Any, ana: Any) -> None:
    assert Client().get(claim_of(organisation)).status_code == 302
    assert Client().post(OWN, {"of": "1", "as_described": "1"}).status_code == 302
    assert signed_in(ana).get(claim_of(make_record())).status_code == 404
    hidden = make_record("organisation", audience="group:editors")
    assert signed_in(ana).get(claim_of(hidden)).status_code == 404


def test_one_click_confirms_the_record_and_moves_its_review(
    speaks: Representation, organisation: Any, ana: Any
) -> None:
    browser = signed_in(ana)
    assert browser.post(OWN, {"of": speaks.pk, "as_described": "1"}).status_code == 302
    due = Record.objects.get(pk=organisation.pk)
    assert due.review_due == timezone.localdate() + timedelta(days=365)
    assert "Confirmed by the organisation" in Client().get(organisation.url).content.decode()
    due.latest_revision.publish()
    assert Record.objects.get(pk=organisation.pk).review_due == due.review_due
    answer = browser.post(OWN, {"of": speaks.pk, "changed": "1"})
    assert answer["Location"] == reverse("suggest_correction", args=[organisation.identifier])
    assert browser.post(OWN, {"of": speaks.pk, "ended": "someday"}).status_code == 400
    assert browser.post(OWN, {"of": speaks.pk, "ended": ""}).status_code == 400
    assert browser.post(OWN, {"of": speaks.pk, "ended": "2024-10"}).status_code == 302
    assert "it ended: Oct" in Client().get(organisation.url).content.decode()
    assert Record.objects.get(pk=organisation.pk).review_due == timezone.localdate()


def test_nobody_answers_for_an_organisation_of_others(speaks: Representation) -> None:
    other = signed_in(make_user("members"))
    for of in (speaks.pk, 99999, "x", ""):
        assert other.post(OWN, {"of": of, "as_described": "1"}).status_code == 404
    assert not LifeSign.objects.exists()


def test_corrections_of_who_speaks_for_it_are_marked(speaks: Representation, organisation: Any, ana: Any) -> None:
    fields = {"kind": "correction", "state": "waiting", "record": organisation, "code": organisation.full_identifier}
    own = Contribution.objects.create(person=ana, **fields)
    others = Contribution.objects.create(person=make_user(), **fields)
    desk = signed_in(make_user("editors"))
    pages = [desk.get(reverse("contribution", args=[one.pk])).content.decode() for one in (own, others)]
    assert ["by the organisation" in page for page in pages] == [True, False]


def test_the_question_comes_once_a_year_and_not_after_an_answer(speaks: Representation) -> None:
    actions.ask()
    assert Representation.objects.get().asked_at is None
    Representation.objects.update(decided_at=timezone.now() - timedelta(days=366))
    for _time in range(2):
        actions.ask()
    outbox.drain(["event"])
    assert Notice.objects.filter(event__startswith="organisation_alive").count() == 1
    Representation.objects.update(asked_at=None)
    actions.answer(speaks, "as_described")
    actions.ask()
    assert Representation.objects.get().asked_at is None


def test_it_is_given_up_or_taken_away_with_a_reason(speaks: Representation, organisation: Any, ana: Any) -> None:
    browser = signed_in(ana)
    assert browser.post(OWN, {"of": speaks.pk, "give_up": "1", "reason": ""}).status_code == 400
    assert browser.post(OWN, {"of": speaks.pk, "give_up": "1", "reason": "I left."}).status_code == 302
    assert Representation.objects.get().state == "ended"
    outbox.drain(["event"])
    Notice.objects.all().delete()
    again = actions.claim(organisation, ana, "I am back.", "ana@x.example")
    actions.decide(again, make_user("editors"), accepted=True, reason="Yes.")
    where = reverse("representation", args=[again.pk])
    assert signed_in(make_user("editors")).post(where, {"end": "1", "reason": "They left."}).status_code == 302
    outbox.drain(["event"])
    assert Notice.objects.filter(event__endswith="ended").count() == 1
    assert "They left." in browser.get(OWN).content.decode()


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_what_was_decided_before_the_last_is_told_in_whatever_order(
    speaks: Representation, ana: Any, newest_first: bool
) -> None:
    actions.end(speaks, make_user("editors"), "They left.")
    keys = sorted([f"{speaks.pk}-verified", f"{speaks.pk}-ended"], reverse=newest_first)
    assert {key: said.text for key, said in decisions(ana, keys).items()} == {f"{speaks.pk}-ended": "They left."}


def test_what_is_kept_and_for_how_long(speaks: Representation, organisation: Any, ana: Any) -> None:
    actions.answer(speaks, "as_described")
    actions.claim(organisation, make_user(), "Me too.", "b@neustart.example")
    Representation.objects.filter(state="unproven").update(begun_at=timezone.now() - timedelta(days=8))
    actions.forget()
    assert Representation.objects.get() == speaks
    assert export(ana)["practices.representation.user"][0]["email"] == "ana@elsewhere.example"
    erase(ana)
    assert not Representation.objects.exists()
    assert LifeSign.objects.get().by is None


def test_the_page_of_ones_own_takes_the_same_number_of_queries_for_any_number(
    ana: Any, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(ana)

    def asked(number: int) -> int:
        for _one in range(number):
            actions.claim(make_record("organisation"), ana, "I lead it.", "ana@x.example")
        browser.get(OWN)
        with django_assert_max_num_queries(12) as context:
            browser.get(OWN)
        return len(context)

    assert asked(1) == asked(3)

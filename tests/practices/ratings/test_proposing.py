"""The form of a proposal: who sees it, what it offers, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.foundation.audit.models import AuditEntry
from portal.foundation.refusals import NotNowError
from practices.models import Practice, RatedOutcome, Rating, Record
from practices.ratings import actions
from practices.records.models import DECIDED_FIELDS
from tests.factories import make_record, make_source, make_translation, make_user
from tests.practices.pages import text_of, warm_queries
from tests.practices.ratings.conftest import cited, filled_in, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Make = Callable[..., Any]


def form_of(record: Any) -> str:
    return reverse("rating_propose", args=[record.identifier])


@pytest.mark.parametrize(
    ("group", "may"),
    [("", False), ("members", False), ("contributors", False), ("editors", True), ("reviewers", True), ("administrators", True)],
)  # fmt: skip
def test_only_editors_rate(record: Any, propose: Make, group: str, may: bool) -> None:
    browser = signed_in(make_user(group)) if group else Client()
    assert (browser.get(form_of(record)).status_code == 200) is may
    browser.post(form_of(record), filled_in(record))
    assert Rating.objects.exists() is may
    assert ("Rate the evidence</a>" in text_of(browser, record.url)) is may
    found = Rating.objects.first() or propose()
    for address in (reverse("rating", args=[found.pk]), reverse("ratings_desk:index")):
        assert (browser.get(address).status_code == 200) is may


def test_the_form_knows_the_outcomes_and_their_sources(record: Any, rosa: Any) -> None:
    page, (first, second) = text_of(signed_in(rosa), form_of(record)), cited(record)
    for said in (
        'value="Found work"',
        'value="Found work indeed"',
        f"{first}: The first report",
        f"{second}: The second report",
    ):
        assert said in page
    assert page.count('name="outcome-0-sources"') == 2
    assert page.count("checked") == 3  # two reports for the one outcome, one for the other


def test_a_proposal_is_kept_with_its_outcomes_and_sets_nothing(record: Any, rosa: Any) -> None:
    answer = signed_in(rosa).post(form_of(record), filled_in(record, named="yes", named_as="Rosa Sample"))
    made = Rating.objects.get()
    assert answer["Location"] == reverse("rating", args=[made.pk])
    assert (made.state, made.strength, made.proposed_as, made.sources) == (
        "proposed",
        "promising",
        "Rosa Sample",
        cited(record)[:1],
    )
    rated = RatedOutcome.objects.get()
    assert (rated.outcome, rated.strength, rated.sources) == ("Found work", "weak", cited(record))
    assert Record.objects.get(pk=record.pk).evidence_strength == "unrated"
    assert AuditEntry.objects.get(action="ratings.proposed").person == rosa
    assert (
        made.code not in text_of(Client(), reverse("record_ratings", args=[made.code])).partition("Nobody has rated")[2]
    )


def test_the_same_proposal_twice_is_one_and_another_waits(record: Any, rosa: Any, ivo: Any) -> None:
    for _time in range(2):
        assert signed_in(rosa).post(form_of(record), filled_in(record)).status_code == 302
    assert Rating.objects.count() == RatedOutcome.objects.count() == 1
    assert signed_in(ivo).get(form_of(record)).status_code == 302  # it leads to what waits
    refused = signed_in(ivo).post(form_of(record), filled_in(record, because="Ivo’s own words."))
    assert refused.status_code == 409
    assert "Ivo’s own words." in refused.content.decode()
    assert Rating.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"strength": ""}, "required"),
        ({"strength": "excellent"}, "excellent"),
        ({"because": " "}, "required"),
        ({"because": "x" * 2001}, "2000"),
        ({"sources": []}, "Choose the sources it rests on"),
        ({"sources": ["SR-9999"]}, "SR-9999"),
        ({"named": "yes", "named_as": ""}, "Say by which name or role"),
        ({"outcome-0-because": ""}, "Say why, in a sentence"),
        ({"outcome-0-strength": ""}, "Say how strong the evidence is"),
        ({"outcome-0-outcome": ""}, "Say which outcome this is about"),
        ({"outcome-0-outcome": "x" * 256}, "255"),
        ({"outcome-2-outcome": "Less debt", "outcome-2-strength": "strong", "outcome-2-because": "So."}, "Choose the sources"),
        ({"outcome-TOTAL_FORMS": "many"}, "ManagementForm"),
        ({"seen": ""}, "What you wrote is still here"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_and_nothing_is_lost(
    record: Any, rosa: Any, said: dict[str, Any], complaint: str
) -> None:
    words = {"outcome-3-outcome": "More visits", "because": "My own words."}
    answer = signed_in(rosa).post(form_of(record), filled_in(record, **{**words, **said}))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert complaint in page
    assert ("My own words." in page) is ("because" not in said)
    assert not Rating.objects.exists()


def test_not_rated_is_a_rating_and_needs_no_source(record: Any, rosa: Any) -> None:
    answer = signed_in(rosa).post(form_of(record), filled_in(record, strength="unrated", sources=[]))
    assert answer.status_code == 302


def test_hostile_and_foreign_words_are_words(record: Any, rosa: Any) -> None:
    words = "<script>alert(1)</script> \x00 ﷽ Доказательства {{ 7|add:7 }} \ud83e"
    browser = signed_in(rosa)
    sent = filled_in(record, because=words.replace("\ud83e", ""), **{"outcome-0-because": words.replace("\ud83e", "")})
    assert browser.post(form_of(record), sent).status_code in (302, 400)
    sent = {key: said.replace("\x00", "") if isinstance(said, str) else said for key, said in sent.items()}
    browser.post(form_of(record), sent)
    found = Rating.objects.get()
    page = text_of(browser, reverse("rating", args=[found.pk]))
    assert "<script>alert(1)" not in page
    assert "Доказательства {{ 7|add:7 }}" in page


def test_who_wrote_about_an_older_version_reads_it_again(record: Any, rosa: Any) -> None:
    sent = filled_in(record)
    record.save_revision().publish()
    answer = signed_in(rosa).post(form_of(record), sent)
    assert answer.status_code == 409
    assert "The record was changed since you opened this page" in answer.content.decode()
    assert "A figure alone." in answer.content.decode()
    now = Record.objects.get(pk=record.pk).live_revision_id
    assert f'name="seen" value="{now}"' in answer.content.decode()
    assert not Rating.objects.exists()


def test_what_cant_be_rated(record: Any, rosa: Any) -> None:
    browser = signed_in(rosa)
    draft, organisation, german = make_record(publish=False), make_record("organisation"), make_translation(record)
    refused = browser.post(
        form_of(draft),
        filled_in(
            record, strength="unrated", sources=[], seen=0, **{"outcome-0-strength": "", "outcome-0-because": ""}
        ),
    )
    assert (refused.status_code, "Publish it first" in refused.content.decode()) == (409, True)
    assert browser.get(form_of(organisation)).status_code == 404
    assert browser.get(reverse("rating_propose", args=["PR-9999"])).status_code == 404
    with pytest.raises(NotNowError):
        actions.propose(german, rosa, german.live_revision_id, {"strength": "weak", "because": "x"}, [])
    assert not Rating.objects.exists()


def test_the_badge_stands_in_no_form_and_no_version(record: Any, agreed: Make) -> None:
    assert not [name for name in Practice.get_edit_handler().get_form_class().base_fields if name in DECIDED_FIELDS]
    before = Practice.objects.get(pk=record.pk).save_revision()
    agreed(strength="weak")
    before.publish()
    work = Practice.objects.get(pk=record.pk)
    assert work.evidence_strength == "weak"
    work.evidence_strength = "strong"
    work.save()
    work.save_revision().publish()
    assert Record.objects.get(pk=record.pk).evidence_strength == "weak"
    assert work.copy(update_attrs={"slug": "another", "title": "Another"}).evidence_strength == "unrated"
    page = text_of(signed_in(make_user("administrators")), reverse("wagtailadmin_pages:edit", args=[record.pk]))
    assert form_of(record) in page
    assert 'name="evidence_strength"' not in page


def test_the_form_takes_the_same_number_of_queries_for_any_number_of_outcomes(
    record: Any, rosa: Any, propose: Make
) -> None:
    from practices.models import Claim

    browser, where = signed_in(rosa), form_of(record)
    few = warm_queries(browser, where)
    source = make_source()
    indicator = Claim.objects.filter(record=record).first()
    assert indicator
    Claim.objects.bulk_create(
        Claim(record=record, indicator=indicator.indicator, label=f"Outcome {number}", value=number, source=source) for number in range(60)
    )  # fmt: skip
    assert warm_queries(browser, where) == few
    assert text_of(browser, where).count("Outcome ") < 400  # at most forty rows

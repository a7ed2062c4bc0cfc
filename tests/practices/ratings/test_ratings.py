"""The public history of a record's ratings, and appeals against the one that stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from portal.foundation import outbox
from portal.foundation.audit.models import AuditEntry
from portal.foundation.refusals import NotNowError
from portal.notices.models import Notice
from practices.models import Contribution, Rating, RatingAppeal, Record
from practices.ratings import actions
from tests.factories import make_record, make_source, make_translation, make_user
from tests.practices.pages import text_of, warm_queries, words_of
from tests.practices.ratings.conftest import cited, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Make = Callable[..., Any]


def history_of(record: Any) -> str:
    return reverse("record_ratings", args=[record.identifier])


def form_of(record: Any) -> str:
    return reverse("rating_appeal", args=[record.identifier])


def told(user: Any) -> list[str]:
    outbox.drain(["event", "notice", "mail"])
    return [str(event) for event in Notice.objects.filter(user=user).values_list("event", flat=True).order_by("pk")]


def test_everybody_reads_who_said_what_and_why(record: Any, agreed: Make) -> None:
    _first, second = cited(record)
    row = {"outcome": "Found work", "strength": "weak", "because": "A figure <alone>.", "sources": [second]}
    agreed(named="Rosa Sample", strength="moderate", outcomes=[row])
    agreed(strength="weak", because="On second thoughts.", named_too="Ivo, a statistician")
    said = words_of(Client(), history_of(record))
    for words in ("A figure <alone>.", "There is a comparison.", "On second thoughts.", "The first report", "The second report",
                  "Proposed by Rosa Sample; agreed to by another editor.", "Proposed by an editor; agreed to by Ivo, a statistician.",
                  "It stands at the badge", "Replaced by a later one", "I read it likewise."):  # fmt: skip
        assert words in said, words
    assert said.index("On second thoughts.") < said.index("There is a comparison.")
    assert "example.org" not in said
    work = Record.objects.get(pk=record.pk)
    assert (work.evidence_strength, work.evidence_by) == ("weak", "an editor, Ivo, a statistician")
    assert "How this came about" in text_of(Client(), record.url)


def test_who_may_not_see_the_record_or_a_source_reads_nothing_of_it(record: Any, agreed: Make, rosa: Any) -> None:
    secret = make_source(title="A sealed file", audience="group:editors")
    agreed(sources=[secret.identifier])
    assert "A sealed file" in text_of(signed_in(rosa), history_of(record))
    shown = words_of(Client(), history_of(record))
    assert "1 source that is not for everybody" in shown
    assert "A sealed file" not in shown
    assert secret.identifier not in shown
    Record.objects.filter(pk=record.pk).update(audience="members")
    assert Client().get(history_of(record)).status_code == 404
    organisation = make_record("organisation")
    assert Client().get(history_of(organisation)).status_code == 404
    assert Client().post(history_of(record)).status_code == 405


def test_a_translation_shows_the_ratings_of_the_work(record: Any, agreed: Make) -> None:
    german = make_translation(record)
    agreed()
    assert "There is a comparison." in words_of(Client(), reverse("record_ratings", args=[german.full_identifier]))


def test_nothing_was_rated_yet(record: Any) -> None:
    assert "Nobody has rated it yet." in words_of(Client(), history_of(record))
    assert signed_in(make_user("members")).get(form_of(record)).status_code == 404


def test_a_member_appeals_and_a_third_person_lifts_the_rating(
    record: Any, agreed: Make, member: Any, rosa: Any, ivo: Any, third: Any
) -> None:
    found = agreed(strength="strong")
    told(rosa)
    Notice.objects.all().delete()
    mail.outbox.clear()
    browser = signed_in(member)
    assert form_of(record) in text_of(browser, history_of(record))
    sent = {"of": found.pk, "reason": "The groups differ: see page 4.", "named": "yes", "named_as": "Mia, a teacher"}
    for _time in range(2):
        assert browser.post(form_of(record), sent).status_code in (302, 409)
    made = RatingAppeal.objects.get()
    said = words_of(Client(), history_of(record))
    for words in ("The groups differ: see page 4.", "Mia, a teacher (a member)", "Waits for a third person"):
        assert words in said
    key = f"rating_appeal:{made.pk}"
    assert [told(one) for one in (rosa, ivo, third, member)] == [[f"{key}-waiting"]] * 3 + [[]]
    assert "The groups differ" in mail.outbox[0].body
    where, answer = reverse("rating", args=[found.pk]), {"of": made.pk, "answer-reason": "They do differ."}
    for rater in (rosa, ivo):
        assert 'name="uphold"' not in text_of(signed_in(rater), where)
        with pytest.raises(PermissionDenied):
            actions.settle(made, rater, upheld=False, answer="We were right.")
    assert where in text_of(signed_in(third), "/admin/")
    desk = signed_in(third)
    refused = desk.post(where, {**answer, "uphold": "1", "answer-reason": " "})
    assert (refused.status_code, "Say why, in a sentence" in refused.content.decode()) == (400, True)
    assert desk.post(where, {**answer, "uphold": "1"}).status_code == 302
    assert desk.post(where, {**answer, "reject": "1"}).status_code == 409
    work = Record.objects.get(pk=record.pk)
    assert (work.evidence_strength, work.evidence_because) == (
        "unrated",
        "An appeal against the last rating was right.",
    )
    said = words_of(Client(), history_of(record))
    for words in ("Lifted after an appeal", "They do differ.", "The appeal is right"):
        assert words in said
    assert [told(one)[-1] for one in (member, rosa, ivo)] == [f"{key}-upheld"] * 3
    assert told(third) == [f"{key}-waiting"]
    assert {"ratings.appealed", "ratings.appeal_upheld"} <= set(AuditEntry.objects.values_list("action", flat=True))
    assert "nothing to appeal against" in words_of(browser, form_of(record)) or "You have appealed" in words_of(
        browser, form_of(record)
    )


def test_an_appeal_that_is_not_right_leaves_the_rating(record: Any, agreed: Make, member: Any, third: Any) -> None:
    found = agreed()
    made = actions.appeal(found, member, "It is wrong.")
    actions.settle(made, third, upheld=False, answer="It is not.")
    assert Record.objects.get(pk=record.pk).evidence_strength == "promising"
    assert "It is not." in words_of(Client(), history_of(record))
    with pytest.raises(NotNowError):
        actions.appeal(found, member, "It is still wrong.")
    with pytest.raises(NotNowError):
        actions.settle(made, third, upheld=True, answer="Or is it?")


def test_after_an_appeal_two_editors_rate_anew(record: Any, agreed: Make, member: Any, third: Any) -> None:
    made = actions.appeal(agreed(strength="strong"), member, "It is wrong.")
    late = agreed(strength="moderate")  # meanwhile
    actions.settle(made, third, upheld=True, answer="It was.")
    assert Record.objects.get(pk=record.pk).evidence_strength == "moderate"
    assert Rating.objects.published().first() == late
    with pytest.raises(NotNowError):
        actions.appeal(made.rating, make_user(), "Against the old one.")


@pytest.mark.parametrize("group", ["members", "contributors", "editors", "administrators"])
def test_whoever_is_signed_in_appeals(record: Any, agreed: Make, group: str) -> None:
    found, browser = agreed(), signed_in(make_user(group))
    assert browser.post(form_of(record), {"of": found.pk, "reason": "It is wrong.", "named": "no"}).status_code == 302
    assert RatingAppeal.objects.get().shown_as == "a member"


def test_strangers_sign_in_first_and_the_two_editors_dont_appeal(
    record: Any, agreed: Make, rosa: Any, ivo: Any
) -> None:
    found = agreed()
    assert "/account/login/" in Client().get(form_of(record))["Location"]
    for rater in (rosa, ivo):
        assert "You have rated it yourself" in words_of(signed_in(rater), form_of(record))
        assert signed_in(rater).post(form_of(record), {"of": found.pk, "reason": "x", "named": "no"}).status_code == 403
    assert not RatingAppeal.objects.exists()


def test_as_what_somebody_appeals_is_told(record: Any, agreed: Make, member: Any, speaks_for: Make) -> None:
    found, sender = agreed(), make_user("members")
    speaks_for(member)
    Contribution.objects.create(
        kind="correction", state="accepted", code=record.identifier, record=record, person=sender
    )
    assert "organisation" in actions.appeal(found, member, "Ours was larger.").shown_as
    assert "contributed" in actions.appeal(found, sender, "Mine was clear.").shown_as


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"reason": ""}, "required"),
        ({"reason": "x" * 2001}, "2000"),
        ({"named": "yes", "named_as": " "}, "Say by which name or role"),
        ({"of": "0"}, "Another rating has come meanwhile"),
        ({"of": "x" * 50}, "Another rating has come meanwhile"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(
    record: Any, agreed: Make, member: Any, said: dict[str, str], complaint: str
) -> None:
    sent = {"of": agreed().pk, "reason": "My own words.", "named": "no", **said}
    answer = signed_in(member).post(form_of(record), sent)
    assert answer.status_code in (400, 409)
    page = answer.content.decode()
    assert complaint in page
    assert sent["reason"] in page
    assert not RatingAppeal.objects.exists()


def test_hostile_words_are_words(record: Any, agreed: Make, member: Any) -> None:
    words = "<img src=x onerror=alert(1)>\n\n﷽ Доказательства {{ 7|add:7 }}"
    actions.appeal(agreed(because=words, named=words[:100]), member, words, words[:100])
    page = text_of(Client(), history_of(record)) + text_of(Client(), record.url)
    assert "<img src=x" not in page
    assert "Доказательства {{ 7|add:7 }}" in page


def test_pages_take_the_same_number_of_queries_for_any_history(record: Any, agreed: Make, member: Any) -> None:
    row = {"strength": "weak", "because": "A figure.", "sources": cited(record)}
    agreed(outcomes=[{**row, "outcome": "One"}])
    stranger, browser = Client(), signed_in(member)
    few = warm_queries(stranger, history_of(record)), warm_queries(browser, form_of(record))
    for number in range(6):
        found = agreed(
            because=f"The {number}.", outcomes=[{**row, "outcome": f"Outcome {one}"} for one in range(number)]
        )
        for _person in range(number):
            actions.appeal(found, make_user(), "Wrong.")
    assert (warm_queries(stranger, history_of(record)), warm_queries(browser, form_of(record))) == few
    assert few[0] <= 7

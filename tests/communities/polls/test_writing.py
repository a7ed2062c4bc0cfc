"""Drafting, opening, taking back, ending, deleting and taking away: who may, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.moderation.actions import settle
from communities.moderation.models import Case
from communities.moderation.terms import Outcome
from communities.polls import actions, things
from communities.polls.models import Poll
from communities.spaces.models import Community
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.communities.polls.conftest import cast, fresh, make_draft, make_poll
from tests.practices.pages import words_of

pytestmark = pytest.mark.django_db
POLLS = "/communities/mentoring-after-release/polls/"
FORM = {
    "question": "When shall we meet?", "language": "en", "method": "single", "options": "Tuesday\nThursday\n\n", "named": "anonymous",
    "shown": "voted", "quorum_unit": "voters", "reach": "inside",
}  # fmt: skip


def drafted(client: Client, **fields: Any) -> Any:
    """Sends the form of a new poll."""
    return client.post(f"{POLLS}new/", {**FORM, **fields})


def test_who_drafts(space: Community) -> None:
    assert statuses(space, f"{POLLS}new/") == ladder(302, 403, 200, 200, 200, 403)
    assert statuses(space, f"{POLLS}new/", "post", FORM) == ladder(302, 403, 302, 302, 302, 403)
    Community.objects.update(state="archived")
    assert as_("steward", space).get(f"{POLLS}new/").status_code == 403


def test_from_draft_to_result(space: Community) -> None:
    client = as_("member", space)
    assert drafted(client, text="**Bring** tea.", closes_at="").status_code == 302
    poll = Poll.objects.get()
    address = poll.get_absolute_url()
    assert "A draft." in words_of(client, address)
    assert client.post(f"{address}edit/", {**FORM, "question": "Which day?"}).status_code == 302
    assert client.post(f"{address}open/").status_code == 302
    other = as_("member", space)
    assert "Which day?" in words_of(other, address)
    assert [other.get(f"{address}edit/").status_code, client.get(f"{address}edit/").status_code] == [403, 403]
    tuesday = fresh(poll).options.get(text="Tuesday").pk
    other.post(f"{address}vote/", {"choice": tuesday})
    assert client.post(f"{address}close/").status_code == 302
    assert "“Tuesday” has come first." in words_of(other, address)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("question", ""), ("question", "x" * 201), ("options", "Only one"), ("options", "Tuesday\ntuesday"), ("options", "x" * 151 + "\ny"),
        ("options", "\n".join(map(str, range(16)))), ("method", "lottery"), ("named", "perhaps"), ("shown", ""), ("reach", "moon"),
        ("closes_at", "2001-01-01T10:00"), ("closes_at", "9999-12-31T23:59"), ("closes_at", "0001-01-01T00:00"), ("closes_at", "soon"),
        ("quorum", "0"), ("quorum", "-1"), ("quorum", "99999999999999999999"), ("language", "xx"), ("text", "x" * 20_001),
    ],
)  # fmt: skip
def test_what_is_no_poll(space: Community, field: str, value: str) -> None:
    answer = drafted(as_("member", space), **{field: value})
    assert answer.status_code == 400
    assert not Poll.objects.exists()
    if field != "question":
        assert "When shall we meet?" in answer.content.decode()  # nothing that was written is lost


@pytest.mark.parametrize(("unit", "quorum"), [("percent", "101"), ("voters", "1000001")])
def test_a_quorum_that_nobody_can_meet(space: Community, unit: str, quorum: str) -> None:
    assert drafted(as_("member", space), quorum=quorum, quorum_unit=unit).status_code == 400


def test_most_choices(space: Community) -> None:
    client = as_("member", space)
    assert drafted(client, method="multiple", most="0").status_code == 400
    assert drafted(client, method="multiple", most="2").status_code == 302
    assert drafted(client, method="single", most="2").status_code == 302
    assert list(Poll.objects.order_by("pk").values_list("most", flat=True)) == [2, None]


def test_only_who_facilitates_asks_the_public(space: Community) -> None:
    assert drafted(as_("member", space), opinion="on", reach="everybody").status_code == 302
    assert not Poll.objects.get().opinion
    assert drafted(as_("facilitator", space), opinion="on").status_code == 400
    assert drafted(as_("facilitator", space), opinion="on", reach="everybody").status_code == 302
    assert Poll.objects.filter(opinion=True).count() == 1
    Community.objects.update(visibility="private")
    assert drafted(as_("facilitator", space), opinion="on", reach="everybody").status_code == 302
    assert Poll.objects.filter(opinion=True).count() == 1


@pytest.mark.parametrize("way", ["open/", "delete/", "edit/"])
def test_a_draft_is_in_nobody_elses_hands(space: Community, way: str) -> None:
    draft = make_draft(space)
    assert statuses(space, draft.get_absolute_url() + way, "post", FORM) == ladder(302, 404, 404, 404, 404, 404)
    assert Poll.objects.filter(opened_at=None).count() == 1


def test_a_draft_is_deleted(space: Community) -> None:
    draft = make_draft(space)
    client = client_of(draft.author)
    assert client.get(f"{draft.get_absolute_url()}delete/").status_code == 405
    assert client.post(f"{draft.get_absolute_url()}delete/").status_code == 302
    assert not Poll.objects.exists()


def test_who_ends_a_poll(space: Community) -> None:
    for rung, status in ladder(302, 404, 403, 302, 302, 302).items():
        poll = make_poll(space)
        assert as_(rung, space).post(f"{poll.get_absolute_url()}close/").status_code == status
        assert (fresh(poll).closed_at is not None) == (status == 302 and rung != "stranger")
    poll = make_poll(space)
    assert client_of(poll.author).post(f"{poll.get_absolute_url()}close/").status_code == 302
    assert client_of(poll.author).post(f"{poll.get_absolute_url()}close/").status_code == 403  # it has ended


def test_ending_twice_counts_once(space: Community, poll: Poll) -> None:
    cast(poll, "Tuesday")
    actions.close(poll)
    ended = fresh(poll)
    actions.close(poll)
    assert (fresh(poll).closed_at, fresh(poll).voters) == (ended.closed_at, 1)


def test_taken_back_only_while_nobody_has_voted(space: Community, poll: Poll) -> None:
    client, address = client_of(poll.author), f"{poll.get_absolute_url()}draft/"
    assert statuses(space, address, "post") == ladder(302, 404, 403, 403, 403, 403)
    assert client.post(address)["Location"].endswith("edit/")
    assert fresh(poll).opened_at is None
    actions.open_poll(fresh(poll))
    cast(fresh(poll), "Tuesday")
    assert client.post(address).status_code == 403
    assert not actions.take_back(fresh(poll))


def test_opening_too_late_for_its_end(space: Community) -> None:
    draft = make_draft(space, closes_at=timezone.now() + timedelta(hours=1))
    Poll.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    answer = client_of(draft.author).post(f"{draft.get_absolute_url()}open/")
    assert answer["Location"].endswith("edit/")
    assert fresh(draft).opened_at is None


# -- Moderation --


def test_who_takes_away(space: Community, poll: Poll) -> None:
    address = f"{poll.get_absolute_url()}remove/"
    assert statuses(space, address) == ladder(302, 404, 403, 200, 200, 200)
    assert as_("facilitator", space).post(address, {"reason": ""}).status_code == 400
    voter = cast(poll, "Tuesday")
    assert as_("facilitator", space).post(address, {"reason": "It asks for names."}).status_code == 302
    assert client_of(voter).get(poll.get_absolute_url()).status_code == 404
    assert client_of(poll.author).get(poll.get_absolute_url()).status_code == 404
    assert "It asks for names." in words_of(client_of(poll.author), "/account/decisions/")
    actions.restore(fresh(poll))
    assert "You have voted." in words_of(client_of(voter), poll.get_absolute_url())


def test_reported(space: Community, poll: Poll) -> None:
    address = f"/communities/report/poll/{poll.pk}/"
    assert statuses(space, address) == ladder(302, 404, 200, 200, 200, 200)
    assert client_of(poll.author).get(address).status_code == 404
    assert address in as_("member", space).get(poll.get_absolute_url()).content.decode()
    assert as_("member", space).post(address, {"why": "harmful", "note": "x"}).status_code in (302, 400)
    draft = make_draft(space)
    assert client_of(draft.author).get(f"/communities/report/poll/{draft.pk}/").status_code == 404


def test_the_poll_of_somebody_new_waits_in_a_space_that_everybody_can_join(space: Community) -> None:
    Community.objects.update(joining="open")
    space.refresh_from_db()
    draft = make_draft(space)
    client = client_of(draft.author)
    assert client.post(f"{draft.get_absolute_url()}open/")["Location"] == "/account/decisions/"
    assert "Waits to be looked at." in words_of(client, draft.get_absolute_url())
    assert client.get(f"{draft.get_absolute_url()}edit/").status_code == 403
    case = Case.objects.get()
    steward = as_("steward", space)
    assert "Saturday" in words_of(steward, f"/communities/moderation/{case.pk}/")
    settle(case, Outcome.STAYS, "", make_member(space, "steward").user)
    assert fresh(draft).opened_at is not None
    assert "When shall we meet?" in words_of(as_("member", space), draft.get_absolute_url())


def test_one_that_waited_and_was_not_let_in(space: Community) -> None:
    draft = make_draft(space)
    things.hold(draft, "a first post")
    settle(Case.objects.get(), Outcome.GOES, "Advertising", make_member(space, "steward").user)
    assert fresh(draft).opened_at is None
    assert client_of(draft.author).get(draft.get_absolute_url()).status_code == 404
    assert not Poll.objects.visible_to(draft.author).exists()

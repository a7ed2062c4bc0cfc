"""The list of polls and a poll: who sees which, what is shown of results and when, and how many queries it takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.polls import actions, voting
from communities.polls.models import Option, Poll
from communities.polls.voting import Voter
from communities.spaces.models import Community
from communities.spaces.reach import Reach
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.communities.polls.conftest import cast, keys_of, make_draft, make_poll
from tests.communities.reaching import check_reach
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = pytest.mark.django_db
POLLS = "/communities/mentoring-after-release/polls/"


def test_who_sees_what(db: None) -> None:
    def make(community: Community, reach: str) -> Poll:
        return make_poll(community, reach=reach)

    check_reach(Poll, make)


def test_the_list(space: Community, poll: Poll) -> None:
    assert statuses(space, POLLS) == ladder(*[200] * 6)
    assert "When shall we meet?" not in words_of(Client(), POLLS)
    assert "When shall we meet?" in words_of(as_("member", space), POLLS)
    Poll.objects.update(reach=Reach.EVERYBODY)
    assert "When shall we meet?" in words_of(Client(), POLLS)


def test_a_poll(space: Community, poll: Poll) -> None:
    address = poll.get_absolute_url()
    assert statuses(space, address) == ladder(302, 404, 200, 200, 200, 200)
    assert Client().get(address)["Location"] == f"/account/login/?next={address}"
    Poll.objects.update(reach=Reach.FACILITATORS)
    assert statuses(space, address) == ladder(302, 404, 404, 200, 200, 200)
    Poll.objects.update(reach=Reach.EVERYBODY)
    assert statuses(space, address) == ladder(*[200] * 6)


def test_a_draft_is_its_authors(space: Community) -> None:
    draft = make_draft(space, reach=Reach.EVERYBODY)
    assert statuses(space, draft.get_absolute_url()) == ladder(302, 404, 404, 404, 404, 404)
    assert "A draft." in words_of(client_of(draft.author), draft.get_absolute_url())
    assert "Your drafts" in words_of(client_of(draft.author), POLLS)


def test_strangers_do_not_learn_of_a_private_space(space: Community, poll: Poll) -> None:
    Community.objects.update(visibility="private")
    assert statuses(space, poll.get_absolute_url()) == ladder(404, 404, 200, 200, 200, 200)
    assert statuses(space, POLLS) == ladder(404, 404, 200, 200, 200, 200)


def test_a_space_without_polls_has_none(space: Community, poll: Poll) -> None:
    Community.objects.update(parts=["people"])
    for address in (POLLS, f"{POLLS}new/", poll.get_absolute_url(), f"{poll.get_absolute_url()}results.csv"):
        assert as_("member", space).get(address).status_code == 404
        assert Client().get(address).status_code in (302, 404)


@pytest.mark.parametrize("rest", ["0/", "999999/", "1e3/", "%00/", "999999999999999999999/", "999999/votes/"])
def test_what_is_not_there_is_not_there(space: Community, rest: str) -> None:
    assert as_("member", space).get(POLLS + rest).status_code == 404


def test_a_poll_of_another_space_is_not_here(space: Community, secret: Community) -> None:
    Community.objects.update(parts=["polls"])
    other = make_poll(secret)
    assert as_("administrator", space).get(f"{POLLS}{other.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("shown", "before", "after"), [("always", True, True), ("voted", False, True), ("closed", False, False)]
)
def test_results_are_shown_as_was_stated(space: Community, shown: str, before: bool, after: bool) -> None:
    poll = make_poll(space, shown=shown)
    cast(poll, "Thursday")
    voter = make_member(space, name="Vic")
    client, address = client_of(voter.user), poll.get_absolute_url()
    said = "“Thursday” is ahead so far."
    assert (said in words_of(client, address)) is before
    assert client.get(f"{address}results.csv").status_code == (200 if before else 403)
    cast(poll, "Thursday", by=voter.user)
    assert (said in words_of(client, address)) is after
    assert (said in words_of(as_("steward", space), address)) is before  # who tends it has no other rule
    actions.close(poll)
    assert "“Thursday” has come first." in words_of(client, address)


def test_it_ends_by_the_clock_whenever_the_worker_comes(space: Community) -> None:
    poll = make_poll(space, shown="closed", closes_at=timezone.now() + timedelta(hours=1))
    voter = cast(poll, "Tuesday")
    Poll.objects.update(closes_at=timezone.now())
    words = words_of(client_of(voter), poll.get_absolute_url())
    assert "“Tuesday” has come first." in words
    assert "Change my vote" not in words
    vote = {"choice": keys_of(poll, "Thursday")[0]}
    assert client_of(voter).post(f"{poll.get_absolute_url()}vote/", vote).status_code == 409
    actions.close_polls()
    assert "“Tuesday” has come first." in words_of(client_of(voter), poll.get_absolute_url())


def test_a_chart_has_its_table(space: Community) -> None:
    poll = make_poll(space, shown="always", method="multiple")
    cast(poll, "Tuesday", "Thursday")
    cast(poll, "Thursday")
    page = text_of(as_("member", space), poll.get_absolute_url())
    table = page.partition('<table class="table results">')[2].partition("</table>")[0]
    assert table.count("<svg") == 3
    assert table.count('aria-hidden="true"') >= 3
    assert "50.0 %" in table
    assert "add up to more than 100 %" in page


def test_a_tie_is_said(space: Community) -> None:
    poll = make_poll(space, shown="always")
    cast(poll, "Tuesday")
    cast(poll, "Saturday")
    assert "A tie: “Tuesday” and “Saturday” are equal." in words_of(as_("member", space), poll.get_absolute_url())


def test_the_quorum(space: Community) -> None:
    poll = make_poll(space, quorum=50, quorum_unit="percent", shown="always")
    client = as_("member", space)  # four belong to it with this one, Ana and Stella, and whoever votes
    cast(poll, "Tuesday")
    assert "1 more vote is needed (1 of 2)" in words_of(client, poll.get_absolute_url())
    cast(poll, "Tuesday")
    assert "The quorum is not met yet: 1 more vote is needed (2 of 3)" in words_of(client, poll.get_absolute_url())
    cast(poll, "Tuesday")
    actions.close(poll)
    for _number in range(9):
        make_member(space)  # later ones don't count
    assert "The quorum is met: 3 of 6 members voted, 3 are needed." in words_of(client, poll.get_absolute_url())


def test_names_are_for_those_who_belong(space: Community) -> None:
    poll = make_poll(space, named=True, shown="always", reach=Reach.EVERYBODY)
    cast(poll, "Tuesday", by=make_member(space, name="=Vera").user)
    address = poll.get_absolute_url()
    assert statuses(space, f"{address}votes/") == ladder(403, 403, 200, 200, 200, 200)
    assert statuses(space, f"{address}votes.csv") == ladder(403, 403, 200, 200, 200, 200)
    assert statuses(space, f"{address}results.csv") == ladder(*[200] * 6)
    assert "=Vera Tuesday" in words_of(as_("member", space), f"{address}votes/")
    assert "'=Vera,Tuesday" in as_("member", space).get(f"{address}votes.csv").content.decode()
    assert "Vera" not in Client().get(address).content.decode()
    assert "Vera" not in as_("member", space).get(f"{address}results.csv").content.decode()


def test_an_anonymous_poll_has_no_list_of_votes(space: Community, poll: Poll) -> None:
    cast(poll, "Tuesday")
    actions.close(poll)
    for name in ("votes/", "votes.csv"):
        assert statuses(space, poll.get_absolute_url() + name) == ladder(302, 404, 404, 404, 404, 404)


def test_scores_and_rounds_are_exported(space: Community) -> None:
    scored = make_poll(space, method="score", shown="always")
    first, second, _third = keys_of(scored, "Tuesday", "Thursday", "Saturday")
    voting.vote(scored, Voter(make_member(space).user), [[first, 5], [second, 0]])
    text = as_("member", space).get(f"{scored.get_absolute_url()}results.csv").content.decode()
    assert "Tuesday,1,5,5.0" in text
    ranked = make_poll(space, method="ranked", shown="always")
    cast(ranked, "Saturday", "Tuesday")
    text = as_("member", space).get(f"{ranked.get_absolute_url()}results.csv").content.decode()
    assert "Round 1" in text


@pytest.mark.parametrize("method", ["single", "multiple", "score", "ranked"])
def test_the_number_of_queries(space: Community, method: str) -> None:
    poll = make_poll(space, method=method, shown="always", named=True, quorum=2)
    client, address = as_("member", space), poll.get_absolute_url()

    def ballot(number: int) -> Any:
        chosen = keys_of(poll, *("Tuesday", "Thursday", "Saturday")[: 1 + number % 3])
        return [[key, 3] for key in chosen] if method == "score" else chosen

    voting.vote(poll, Voter(make_member(space).user), ballot(0))
    few, few_listed = warm_queries(client, address), warm_queries(client, POLLS)
    for number in range(40):
        voting.vote(poll, Voter(make_member(space, name=f"Person {number}").user), ballot(number))
    for number in range(25):
        make_poll(space, question=f"Question {number}")
    assert warm_queries(client, address) == few <= 14
    assert warm_queries(client, POLLS) == few_listed <= 14
    names = warm_queries(client, f"{address}votes/")
    assert names <= 14
    assert warm_queries(Client(), f"{POLLS}") <= 8


def test_pages_stay_light(space: Community) -> None:
    options = [f"{number} {'A long option ' * 13}"[:150] for number in range(15)]
    poll = make_poll(space, options=options, method="ranked", shown="always")
    for number in range(15):
        voting.vote(
            poll,
            Voter(make_member(space).user),
            list(Option.objects.filter(poll=poll).values_list("pk", flat=True))[number:],
        )
    assert len(as_("member", space).get(poll.get_absolute_url()).content) < 100_000

"""`vote/` and `option/`: who votes, what is a vote, changing it, the public, and that an anonymous vote stays one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from communities.polls import actions, keys, voting
from communities.polls.models import Ballot, Option, Poll
from communities.polls.voting import Voter, ballot_of
from communities.spaces.actions import put_out
from communities.spaces.models import Community
from portal.accounts.models import User
from portal.foundation.erasure import erase, export
from tests.communities.conftest import as_, client_of, ladder, make_member, make_person, statuses
from tests.communities.polls.conftest import cast, fresh, keys_of, make_draft, make_poll, sums
from tests.practices.pages import text_of, words_of

pytestmark = pytest.mark.django_db


def send(client: Client, poll: Poll, **data: Any) -> Any:
    """Sends a ballot paper."""
    return client.post(f"{poll.get_absolute_url()}vote/", data)


def test_who_votes(space: Community, poll: Poll) -> None:
    tuesday = keys_of(poll, "Tuesday")[0]
    found = statuses(space, f"{poll.get_absolute_url()}vote/", "post", {"choice": tuesday})
    assert found == ladder(404, 404, 302, 302, 302, 403)  # administrators see it, but belong to it only as members
    assert fresh(poll).voters == 3
    Poll.objects.update(reach="everybody")
    found = statuses(space, f"{poll.get_absolute_url()}vote/", "post", {"choice": tuesday})
    assert found == ladder(403, 403, 302, 302, 302, 403)


def test_nobody_votes_where_a_space_is_archived_or_after_the_end(space: Community, poll: Poll) -> None:
    client, vote = as_("member", space), {"choice": keys_of(poll, "Tuesday")[0]}
    Community.objects.update(state="archived")
    assert send(client, poll, **vote).status_code == 403
    Community.objects.update(state="active")
    actions.close(poll)
    assert send(client, poll, **vote).status_code == 409
    actions.remove(poll, None)
    assert send(client, poll, **vote).status_code == 404
    assert sums(poll) == {"Tuesday": 0, "Thursday": 0, "Saturday": 0}


def test_who_was_put_out_votes_no_more_and_stays_counted(space: Community, poll: Poll) -> None:
    member = make_member(space)
    cast(poll, "Tuesday", by=member.user)
    put_out(member, "Insults", make_member(space, "steward").user)
    assert send(client_of(member.user), poll, choice=keys_of(poll, "Thursday")[0]).status_code == 404
    assert sums(poll)["Tuesday"] == 1


def test_a_draft_takes_no_votes(space: Community) -> None:
    draft = make_draft(space)
    assert send(client_of(draft.author), draft, choice=keys_of(draft, "Tuesday")[0]).status_code == 403
    assert send(as_("member", space), draft, choice=keys_of(draft, "Tuesday")[0]).status_code == 404


def test_a_vote_is_changed_and_taken_out(space: Community, poll: Poll) -> None:
    client = as_("member", space)
    tuesday, thursday = keys_of(poll, "Tuesday", "Thursday")
    send(client, poll, choice=tuesday)
    assert "Your vote is counted." in words_of(client, poll.get_absolute_url())
    assert re.search(rf'value="{tuesday}"[^>]*checked', text_of(client, poll.get_absolute_url()))
    send(client, poll, choice=thursday)
    assert sums(poll) == {"Tuesday": 0, "Thursday": 1, "Saturday": 0}
    assert fresh(poll).voters == Ballot.objects.count() == 1
    assert send(client, poll, withdraw="1").status_code == 302
    assert (fresh(poll).voters, Ballot.objects.count(), sum(sums(poll).values())) == (0, 0, 0)


@pytest.mark.parametrize("choice", ["", "x", "0", "-1", "999999999999999999999999", "\0"])
def test_what_is_no_vote(space: Community, poll: Poll, choice: str) -> None:
    answer = send(as_("member", space), poll, choice=choice)
    assert answer.status_code == 400
    assert fresh(poll).voters == 0


def test_an_option_of_another_poll_is_none_of_this(space: Community, poll: Poll) -> None:
    other = make_poll(space)
    assert send(as_("member", space), poll, choice=keys_of(other, "Tuesday")[0]).status_code == 400


def test_several_choices(space: Community) -> None:
    poll = make_poll(space, method="multiple", most=2)
    client, chosen = as_("member", space), keys_of(poll, "Tuesday", "Thursday", "Saturday")
    answer = send(client, poll, choice=chosen)
    assert answer.status_code == 400
    assert "Choose at most 2 options." in answer.content.decode()
    assert send(client, poll, choice=chosen[:2]).status_code == 302
    assert sums(poll) == {"Tuesday": 1, "Thursday": 1, "Saturday": 0}


def test_scores(space: Community) -> None:
    poll = make_poll(space, method="score", shown="always")
    first, second, third = (f"o{key}" for key in keys_of(poll, "Tuesday", "Thursday", "Saturday"))
    client = as_("member", space)
    assert send(client, poll, **{first: "6"}).status_code == 400
    assert send(client, poll).status_code == 400
    assert send(client, poll, **{first: "5", second: "0", third: ""}).status_code == 302
    assert send(as_("member", space), poll, **{first: "4", third: "3"}).status_code == 302
    found = dict(Option.objects.values_list("text", "points"))
    assert found == {"Tuesday": 9, "Thursday": 0, "Saturday": 3}
    assert "Tuesday 4.5 2" in words_of(client, poll.get_absolute_url())


def test_a_ranking(space: Community) -> None:
    poll = make_poll(space, method="ranked", shown="always")
    first, second, third = (f"o{key}" for key in keys_of(poll, "Tuesday", "Thursday", "Saturday"))
    client = as_("member", space)
    answer = send(client, poll, **{first: "1", second: "1"})
    assert answer.status_code == 400
    assert "Two options have the rank 1." in answer.content.decode()
    assert send(client, poll, **{first: "3", third: "1"}).status_code == 302
    assert Ballot.objects.get().choices == keys_of(poll, "Saturday", "Tuesday")
    words = words_of(client, poll.get_absolute_url())
    assert "“Saturday” is ahead so far." in words
    send(as_("member", space), poll, **{first: "1"})
    send(as_("member", space), poll, **{first: "1"})
    assert "“Tuesday” is ahead so far." in words_of(client, poll.get_absolute_url())
    actions.close(poll)
    assert "“Tuesday” has come first." in words_of(client, poll.get_absolute_url())
    assert "Round 1" in words_of(client, poll.get_absolute_url())


# -- Anonymous --


def test_an_anonymous_ballot_names_nobody(space: Community, poll: Poll) -> None:
    voter = cast(poll, "Tuesday")
    ballot = Ballot.objects.get()
    assert (ballot.user_id, ballot.public) == (None, False)
    assert ballot.key == keys.key_of(fresh(poll), voter.pk)
    assert {field.name for field in Ballot._meta.fields} == {"id", "poll", "user", "key", "public", "choices"}


def test_at_the_end_only_sums_are_left(space: Community, poll: Poll) -> None:
    voter = cast(poll, "Tuesday")
    actions.close(poll)
    ended = fresh(poll)
    assert (ended.secret, ended.seal, Ballot.objects.count(), ended.voters, sums(poll)["Tuesday"]) == ("", "", 0, 1, 1)
    assert ballot_of(ended, Voter(voter)) is None


def test_named_votes_stay_named(space: Community) -> None:
    poll = make_poll(space, named=True)
    voter = cast(poll, "Tuesday")
    actions.close(poll)
    assert Ballot.objects.get().user == voter
    assert fresh(poll).secret == ""


def test_another_key_of_the_site_doubles_no_vote(space: Community, poll: Poll, settings: Any) -> None:
    client, voter = as_("member", space), cast(poll, "Tuesday")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert ballot_of(fresh(poll), Voter(voter)) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert ballot_of(fresh(poll), Voter(voter)) is None
    with pytest.raises(keys.KeyChangedError):
        voting.vote(poll, Voter(voter), keys_of(poll, "Thursday"))
    assert fresh(poll).voters == 1
    assert client is not None


def test_who_leaves_takes_their_open_votes_along(space: Community, poll: Poll) -> None:
    named, voter = make_poll(space, named=True), make_member(space, name="Vera").user
    ended, ended_named = make_poll(space), make_poll(space, named=True)
    for one in (poll, named, ended, ended_named):
        cast(one, "Tuesday", by=voter)
    for one in (ended, ended_named):
        actions.close(one)
    told = export(voter)["communities.ballot.user"]
    assert sorted(row["named"] for row in told) == [False, True, True]
    assert {row["vote"] for row in told} == {"Tuesday"}
    erase(User.objects.get(pk=voter.pk))
    assert [sums(one)["Tuesday"] for one in (poll, named, ended, ended_named)] == [0, 0, 1, 1]
    assert [fresh(one).voters for one in (poll, named, ended, ended_named)] == [0, 0, 1, 1]
    assert Ballot.objects.get().user is None
    assert "somebody who has left Tuesday" in words_of(as_("member", space), f"{ended_named.get_absolute_url()}votes/")


# -- The public --


def paper_of(client: Client, poll: Poll) -> str:
    """The paper that stands in the form."""
    found = re.search(r'name="paper" value="([^"]+)"', text_of(client, poll.get_absolute_url()))
    assert found
    return found[1]


@pytest.fixture
def opinion(space: Community) -> Poll:
    """An opinion poll."""
    return make_poll(space, reach="everybody", opinion=True, shown="always")


def test_strangers_answer_apart_from_members(space: Community, opinion: Poll) -> None:
    tuesday, thursday = keys_of(opinion, "Tuesday", "Thursday")
    stranger = Client()
    assert send(stranger, opinion, paper=paper_of(stranger, opinion), choice=tuesday).status_code == 302
    assert send(as_("member", space), opinion, choice=thursday).status_code == 302
    option = Option.objects.get(pk=tuesday)
    assert (option.votes, option.public_votes) == (0, 1)
    assert (fresh(opinion).voters, fresh(opinion).public_voters) == (1, 1)
    words = words_of(stranger, opinion.get_absolute_url())
    assert words.count("Not representative.") == 2
    assert "“Thursday” is ahead so far." in words
    assert "“Tuesday” is ahead so far." in words


def test_one_browser_is_one_answer(space: Community, opinion: Poll) -> None:
    tuesday, thursday = keys_of(opinion, "Tuesday", "Thursday")
    stranger = Client()
    paper = paper_of(stranger, opinion)
    send(stranger, opinion, paper=paper, choice=tuesday)
    cookie = stranger.cookies[f"poll-{opinion.pk}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", opinion.get_absolute_url())
    send(stranger, opinion, paper=paper_of(stranger, opinion), choice=thursday)  # with another paper: it has the cookie
    again = Client()
    send(again, opinion, paper=paper, choice=thursday)  # without the cookie: it has the same paper
    assert fresh(opinion).public_voters == 1
    assert Option.objects.get(pk=thursday).public_votes == 1


@pytest.mark.parametrize("paper", ["", "x", "\0", "a:b:c"])
def test_forged_papers(space: Community, opinion: Poll, paper: str) -> None:
    assert send(Client(), opinion, paper=paper, choice=keys_of(opinion, "Tuesday")[0]).status_code == 400
    other = make_poll(space, reach="everybody", opinion=True)
    foreign = keys.new_paper(other)
    assert send(Client(), opinion, paper=foreign, choice=keys_of(opinion, "Tuesday")[0]).status_code == 400


def test_the_public_is_asked_only_where_it_was_said(space: Community, poll: Poll) -> None:
    Poll.objects.update(reach="everybody")
    vote = {"choice": keys_of(poll, "Tuesday")[0], "paper": keys.new_paper(poll)}
    assert send(Client(), poll, **vote).status_code == 403
    assert "Members vote here." in words_of(Client(), poll.get_absolute_url())


def test_the_public_is_slowed_down(space: Community, opinion: Poll, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = {**settings.REQUESTS_PER_MINUTE, "opinions": 2}
    tuesday = keys_of(opinion, "Tuesday")[0]
    answers = [send(Client(), opinion, paper=keys.new_paper(opinion), choice=tuesday) for _number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert send(as_("member", space), opinion, choice=tuesday).status_code == 302


def test_the_public_needs_its_token(space: Community, opinion: Poll) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert (
        send(strict, opinion, paper=keys.new_paper(opinion), choice=keys_of(opinion, "Tuesday")[0]).status_code == 403
    )


def test_who_was_banned_does_not_answer_as_the_public(space: Community, opinion: Poll) -> None:
    member = make_member(space)
    put_out(member, "Insults", make_member(space, "steward").user)
    vote = {"choice": keys_of(opinion, "Tuesday")[0], "paper": keys.new_paper(opinion)}
    assert send(client_of(member.user), opinion, **vote).status_code == 403
    assert send(client_of(make_person()), opinion, **vote).status_code == 302


# -- Options from members --


def test_members_add_options(space: Community) -> None:
    poll = make_poll(space, suggestions=True)
    address, client = f"{poll.get_absolute_url()}option/", as_("member", space)
    assert client.post(address, {"text": " Sunday \n morning "}).status_code == 302
    assert sums(poll)["Sunday morning"] == 0
    for wrong in ("", "SUNDAY  morning", "x" * 151):
        assert client.post(address, {"text": wrong}).status_code == 400
    for text in ("Monday", "Friday"):
        assert client.post(address, {"text": text}).status_code == 302
    assert client.post(address, {"text": "Wednesday"}).status_code == 400
    assert statuses(space, address, "post", {"text": "Noon"}) == ladder(302, 404, 302, 400, 400, 403)


def test_options_are_added_only_where_it_was_said(space: Community, poll: Poll) -> None:
    assert as_("member", space).post(f"{poll.get_absolute_url()}option/", {"text": "Noon"}).status_code == 403

"""`stewardship/commitments/`: taken up, seen by whom it is for, ticked by oneself, given up without a trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from communities.commitments import actions
from communities.commitments.models import Commitment, Proposal
from communities.commitments.terms import MOST_OPEN, MOST_PROPOSED
from communities.commitments.told import look
from communities.spaces.exporting import lines
from communities.spaces.models import Community
from portal.foundation import outbox
from portal.foundation.erasure import erase, export
from portal.notices import registry
from portal.notices.models import Notice
from tests.communities.commitments.conftest import HERE, in_days, taken_up
from tests.communities.conftest import RUNGS, as_, client_of, ladder, make_member, statuses
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def form(**fields: Any) -> dict[str, Any]:
    """What is sent to take something up."""
    return {"what": "own", "words": "I learn to listen", "due_on": in_days(10), "shown": "stewards"} | fields


def test_who_reads_the_page(space: Community) -> None:
    assert statuses(space, HERE) == ladder(302, 403, 200, 200, 200, 200)


def test_who_takes_something_up(space: Community) -> None:
    assert statuses(space, HERE, "post", form()) == ladder(302, 403, 302, 302, 302, 403)
    assert Commitment.objects.count() == 3


def test_who_proposes(space: Community) -> None:
    assert statuses(space, f"{HERE}proposals/") == ladder(302, 403, 403, 403, 200, 200)


@pytest.mark.parametrize("page", ["", "proposals/", "1/change/"])
def test_a_private_space_is_not_there(secret: Community, page: str) -> None:
    address = f"/communities/a-quiet-matter/stewardship/commitments/{page}"
    assert as_("outsider", secret).get(address).status_code == 404


def test_an_archived_space_is_read_only(space: Community) -> None:
    own = taken_up(make_member(space))
    Community.objects.update(state="archived")
    client = client_of(own.membership.user)
    assert client.get(HERE).status_code == 200
    assert client.post(HERE, form()).status_code == 403
    assert client.post(f"{HERE}{own.pk}/", {"done": "1"}).status_code == 403
    assert as_("steward", space).get(f"{HERE}proposals/").status_code == 403


def test_a_lesson_a_proposal_and_own_words(space: Community) -> None:
    member = make_member(space)
    actions.propose(space, "I welcome one newcomer")
    proposal = Proposal.objects.get()
    client = client_of(member.user)
    for what in ("messages", f"proposal-{proposal.pk}", "own"):
        assert client.post(HERE, form(what=what, shown="space")).status_code == 302
    proposal.delete()  # what was taken up stays
    said = {one.said: (one.lesson, one.shown) for one in Commitment.objects.all()}
    assert said == {
        "I learn to filter messages": ("messages", True), "I welcome one newcomer": ("", True), "I learn to listen": ("", True),
    }  # fmt: skip
    assert client.post(HERE, form(what=f"proposal-{proposal.pk}")).status_code == 400  # it is proposed no more


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": ""}, {"what": "proposal-99"}, {"what": "own", "words": " "}, {"words": "x" * 161}, {"words": "\x00"},
        {"due_on": "31.02.2026"}, {"due_on": "0001-01-01"}, {"due_on": "9999-12-31"}, {"shown": "everybody"},
    ],
)  # fmt: skip
def test_a_mistake_is_told_and_nothing_lost(space: Community, wrong: dict[str, str]) -> None:
    answer = as_("member", space).post(HERE, form(words="My own words") | wrong)
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert answer.context["form"]["words"].value() == wrong.get("words", "My own words")
    assert not Commitment.objects.exists()


def test_the_same_is_taken_up_once(space: Community) -> None:
    client = as_("member", space)
    assert [client.post(HERE, form(what="browser")).status_code for _again in range(2)] == [302, 400]
    Commitment.objects.all()[0].delete()
    assert client.post(HERE, form(what="browser")).status_code == 302


def test_nobody_takes_up_without_end(space: Community) -> None:
    member = make_member(space)
    for number in range(MOST_OPEN):
        taken_up(member, f"Thing {number}")
    assert client_of(member.user).post(HERE, form()).status_code == 400


def test_who_sees_what(space: Community) -> None:
    one = make_member(space, name="Mia")
    for words, shown in (("Quietly", False), ("Openly", True)):
        taken_up(one, words, shown=shown)
    for rung in RUNGS[2:]:
        words = words_of(as_(rung, space), HERE)
        assert "Openly Mia" in words
        assert ("Quietly" in words) is (rung in ("steward", "administrator"))
    assert "Quietly" in words_of(client_of(one.user), HERE)


def test_nothing_of_another_space_is_seen(space: Community, secret: Community) -> None:
    taken_up(make_member(secret), "Not for you", shown=True)
    steward = space.memberships.get(role="steward")
    assert not Commitment.objects.visible_to(steward.user).exists()
    assert "Not for you" not in words_of(client_of(steward.user), HERE)


def test_only_its_owner_ticks_changes_and_gives_up(space: Community) -> None:
    own = taken_up(make_member(space), shown=True)
    for rung in ("member", "facilitator", "steward"):
        client = as_(rung, space)
        assert client.post(f"{HERE}{own.pk}/", {"done": "1"}).status_code == 404
        assert client.get(f"{HERE}{own.pk}/change/").status_code == 404
    assert as_("administrator", space).post(f"{HERE}{own.pk}/", {"give_up": "1"}).status_code == 403
    client = client_of(own.membership.user)
    assert client.get(f"{HERE}{own.pk}/").status_code == 405
    client.post(f"{HERE}{own.pk}/", {"done": "1"})
    assert Commitment.objects.done().count() == 1
    client.post(f"{HERE}{own.pk}/", {"undone": "1"})
    assert Commitment.objects.open().count() == 1
    client.post(f"{HERE}{own.pk}/", {"give_up": "1"})
    assert not Commitment.objects.exists()


def test_what_was_taken_up_again_is_not_doubled_by_unticking(space: Community) -> None:
    member = make_member(space)
    old = taken_up(member)
    actions.tick(old)
    taken_up(member)
    client = client_of(member.user)
    answer = client.post(f"{HERE}{old.pk}/", {"undone": "1"}, follow=True)
    assert "You have taken this up again meanwhile." in answer.content.decode()
    assert Commitment.objects.open().count() == 1


def test_day_words_and_readers_are_changed(space: Community) -> None:
    own, other = (taken_up(make_member(space), "First"), taken_up(make_member(space), "Second"))
    client = client_of(own.membership.user)
    sent = {"words": "Second", "due_on": in_days(30), "shown": "space"}
    assert client.post(f"{HERE}{own.pk}/change/", sent)["Location"] == HERE
    own.refresh_from_db()
    assert (own.words, own.due_on, own.shown) == ("Second", in_days(30), True)
    taken_up(own.membership, "Third")
    assert client.post(f"{HERE}{own.pk}/change/", sent | {"words": "Third"}).status_code == 400
    assert client.get(f"{HERE}{other.pk}/change/").status_code == 404
    assert client.get(f"{HERE}{2**70}/change/").status_code == 404
    actions.tick(own)
    assert client.get(f"{HERE}{own.pk}/change/")["Location"] == HERE


def test_a_late_one_can_keep_its_day(space: Community) -> None:
    own = taken_up(make_member(space), days=-3)
    client = client_of(own.membership.user)
    assert "the day is over, which is no harm" in words_of(client, HERE)
    sent = {"words": "Other words", "due_on": in_days(-3), "shown": "stewards"}
    assert client.post(f"{HERE}{own.pk}/change/", sent).status_code == 302
    assert client.post(f"{HERE}{own.pk}/change/", sent | {"due_on": in_days(-2)}).status_code == 400


def test_the_list_of_stewards_stays_short(space: Community) -> None:
    client = as_("steward", space)
    for number in range(MOST_PROPOSED):
        client.post(f"{HERE}proposals/", {"words": f"Thing {number}"})
    assert Proposal.objects.count() == MOST_PROPOSED
    assert client.post(f"{HERE}proposals/", {"words": "One more"}).status_code == 400
    assert client.post(f"{HERE}proposals/", {"words": ""}).status_code == 400
    for wrong in ("x", "9" * 30, "²"):
        assert client.post(f"{HERE}proposals/", {"remove": wrong}).status_code == 302
    client.post(f"{HERE}proposals/", {"remove": Proposal.objects.all()[0].pk})
    assert Proposal.objects.count() == MOST_PROPOSED - 1
    with pytest.raises(ValidationError):
        actions.propose(space, "Thing 5")


def test_its_owner_is_told_once_before_the_day(space: Community) -> None:
    own, later = taken_up(make_member(space), "Now", 1), taken_up(make_member(space), "Later", 9)
    for _again in range(2):
        look()
        outbox.drain()
    told = Notice.objects.get()
    assert (told.user_id, told.kind) == (own.membership.user_id, "commitment")
    assert registry.stories(own.membership.user, [told.event])[told.event].title == "Now"
    assert not registry.stories(later.membership.user, [told.event])
    actions.tick(own)
    assert not registry.stories(own.membership.user, [told.event])


def test_whoever_gives_up_is_not_reminded_of_it(space: Community) -> None:
    own = taken_up(make_member(space), days=0)
    look()
    outbox.drain()
    actions.give_up(own)
    assert not Notice.objects.exists()


def test_another_day_is_another_reminder(space: Community) -> None:
    own = taken_up(make_member(space), days=0)
    look()
    outbox.drain()
    own.due_on = in_days(1)
    actions.change(own)
    assert not Notice.objects.exists()
    look()
    outbox.drain()
    assert Notice.objects.count() == 1


def test_who_leaves_takes_it_along(space: Community) -> None:
    member = make_member(space)
    taken_up(member, "My own")
    assert export(member.user)["communities.commitments"][0]["words"] == "My own"
    erase(member.user)
    assert not Commitment.objects.exists()


def test_the_copy_of_a_space_holds_what_was_shown_to_it(space: Community) -> None:
    member = make_member(space, name="Mia")
    taken_up(member, "Quietly")
    taken_up(member, "Openly", shown=True)
    actions.propose(space, "I welcome one newcomer")
    copy = "".join(line.decode() if isinstance(line, bytes) else line for line in lines(space))
    assert "Openly" in copy
    assert "I welcome one newcomer" in copy
    assert "Quietly" not in copy


def test_as_many_queries_however_many(space: Community) -> None:
    client = as_("steward", space)
    taken_up(make_member(space))
    few = warm_queries(client, HERE)
    for number in range(20):
        taken_up(make_member(space), shown=bool(number % 2))
    assert warm_queries(client, HERE) == few <= 20

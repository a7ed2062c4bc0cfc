"""`stewardship/`, `needs/`: asking, answering, and what is shown of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.spaces.models import Community
from communities.stewardship import actions, results
from communities.stewardship.models import NeedsAnswer, NeedsProfile, check_scores
from communities.stewardship.terms import Orientation
from portal.foundation import outbox
from portal.foundation.erasure import erase, export
from portal.notices.models import Notice
from tests.communities.conftest import as_, client_of, ladder, make_member, statuses
from tests.communities.stewardship.conftest import HERE, SAID, answered, say
from tests.practices.pages import warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def test_who_reads_the_workspace(space: Community) -> None:
    assert statuses(space, HERE) == ladder(302, 403, 200, 200, 200, 200)


def test_who_reads_what_came_of_it(profile: NeedsProfile) -> None:
    assert statuses(profile.community, f"{HERE}needs/1/") == ladder(302, 403, 200, 200, 200, 200)


def test_who_answers(profile: NeedsProfile) -> None:
    assert statuses(profile.community, f"{HERE}needs/1/answer/") == ladder(302, 403, 200, 200, 200, 403)


def test_who_asks(space: Community) -> None:
    assert statuses(space, f"{HERE}needs/", "post", {"ask": "1"}) == ladder(302, 403, 403, 403, 302, 302)
    assert NeedsProfile.objects.count() == 1  # the second one was told that a round is open


def test_a_private_space_is_not_there(secret: Community) -> None:
    for page in ("", "needs/1/", "needs/1/answer/"):
        assert as_("outsider", secret).get(f"/communities/a-quiet-matter/stewardship/{page}").status_code == 404


@pytest.mark.parametrize("page", ["needs/2/", "needs/99999999999999999999/", "needs/2/answer/"])
def test_a_round_that_is_not_there(profile: NeedsProfile, page: str) -> None:
    assert as_("member", profile.community).get(f"{HERE}{page}").status_code == 404


def test_an_answer_is_kept_and_changed(profile: NeedsProfile) -> None:
    member = make_member(profile.community)
    client = client_of(member.user)
    for score in (2, 5):
        answer = client.post(f"{HERE}needs/1/answer/", SAID | {"meetings": score, "missing": "A quiet room"})
        assert answer["Location"] == f"{HERE}needs/1/"
    kept = NeedsAnswer.objects.get()
    assert (kept.scores["meetings"], kept.capacity, kept.missing) == (5, "member", "A quiet room")
    assert client.get(f"{HERE}needs/1/answer/").context["form"]["meetings"].value() == 5


def test_stewards_answer_as_stewards(profile: NeedsProfile) -> None:
    as_("steward", profile.community).post(f"{HERE}needs/1/answer/", SAID)
    assert NeedsAnswer.objects.get().capacity == "steward"


@pytest.mark.parametrize(
    "wrong",
    [
        {"meetings": ""},
        {"meetings": "6"},
        {"meetings": "x"},
        {"rhythm": "3"},
        {"missing": "x" * 501},
        {"missing": "\x00"},
    ],
)
def test_a_mistake_is_told_and_nothing_lost(profile: NeedsProfile, wrong: dict[str, Any]) -> None:
    answer = as_("member", profile.community).post(f"{HERE}needs/1/answer/", SAID | {"content": 4} | wrong)
    assert answer.status_code == 400
    assert str(answer.context["form"]["content"].value()) == "4"
    assert not NeedsAnswer.objects.exists()


def test_every_choice_says_in_words_what_it_is(profile: NeedsProfile) -> None:
    form = as_("member", profile.community).get(f"{HERE}needs/1/answer/").context["form"]
    for name in form.fields:
        for _value, label in getattr(form.fields[name], "choices", ()):
            assert sum(letter.isalpha() for letter in str(label)) >= 4, (name, label)


def test_a_closed_round_takes_no_answer(profile: NeedsProfile) -> None:
    member = make_member(profile.community)
    actions.close(profile, None)
    answer = client_of(member.user).post(f"{HERE}needs/1/answer/", SAID)
    assert answer["Location"] == f"{HERE}needs/1/"
    with pytest.raises(ValidationError):
        say(profile, member)


def test_an_archived_space_is_read_only(profile: NeedsProfile) -> None:
    Community.objects.update(state="archived")
    assert statuses(profile.community, f"{HERE}needs/1/answer/") == ladder(302, 403, 403, 403, 403, 403)
    assert statuses(profile.community, f"{HERE}needs/1/")["member"] == 200


def test_means_are_hidden_while_one_could_tell_whose_they_are(profile: NeedsProfile) -> None:
    answered(profile, 4, 4)
    assert "Too few answers." in words_of(as_("member", profile.community), f"{HERE}needs/1/")
    assert results.results(profile).rows[0].members is None
    answered(profile, 1)
    assert results.results(profile).rows[0].members == 3


def test_members_and_stewards_are_told_apart(profile: NeedsProfile) -> None:
    answered(profile, 1, 2, 3)
    say(profile, profile.community.memberships.get(role="steward"), 5)
    row = results.results(profile).rows[8]
    assert (row.label, row.members, row.stewards, row.apart) == ("Serving a context", 2, 5, 3)
    words = words_of(as_("member", profile.community), f"{HERE}needs/1/")
    assert "9. Serving a context 2.0 5.0" in words


def test_a_second_round_shows_the_first_beside_it(profile: NeedsProfile) -> None:
    answered(profile, 1, 2, 3)
    actions.close(profile, None)
    second = actions.ask(profile.community, None)
    answered(second, 5, 5, 5)
    row = results.results(second).rows[0]
    assert (row.members, row.before) == (5, 2)
    page = as_("member", profile.community).get(f"{HERE}needs/2/").content.decode()
    assert 'class="before" points=' in page
    assert f'href="{HERE}needs/1/"' in page


def test_only_who_tends_it_reads_what_people_miss(profile: NeedsProfile) -> None:
    say(profile, make_member(profile.community), missing="Somebody who answers")
    assert "Somebody who answers" in words_of(as_("steward", profile.community), f"{HERE}needs/1/")
    assert "Somebody who answers" not in words_of(as_("facilitator", profile.community), f"{HERE}needs/1/")


def test_members_are_told_once_and_not_when_they_have_answered(profile: NeedsProfile) -> None:
    eager, idle = make_member(profile.community), make_member(profile.community)
    say(profile, eager)
    outbox.drain()
    assert set(Notice.objects.values_list("user", flat=True)) == {idle.user_id}


def test_scores_stay_without_a_name_and_words_go(profile: NeedsProfile) -> None:
    member = make_member(profile.community)
    say(profile, member, 4, missing="My own words")
    assert export(member.user)["communities.needsanswer.user"][0]["missing"] == "My own words"
    erase(member.user)
    kept = NeedsAnswer.objects.get()
    assert (kept.user_id, kept.missing, kept.scores["meetings"]) == (None, "", 4)


def test_the_copy_of_the_space_has_the_means(profile: NeedsProfile) -> None:
    from communities.spaces.exporting import lines

    answered(profile, 1, 2, 3)
    copy = "".join(line.decode() if isinstance(line, bytes) else line for line in lines(profile.community))
    assert (
        '"meetings": {"members": 2.0, "stewards": null}' in copy or '"meetings":{"members":2.0,"stewards":null}' in copy
    )


def test_two_rounds_are_never_open_at_once(profile: NeedsProfile) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedsProfile.objects.create(community=profile.community, number=2)


def test_as_many_queries_however_many_answered(profile: NeedsProfile) -> None:
    client = as_("steward", profile.community)
    few = warm_queries(client, f"{HERE}needs/1/")
    answered(profile, *range(6), *range(6))
    assert warm_queries(client, f"{HERE}needs/1/") == few <= 16
    assert warm_queries(client, HERE) <= 25  # with what waits for stewards


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.floats(0, 5), min_size=9, max_size=9))
def test_outlines_stay_inside_the_drawing(scores: list[float]) -> None:
    for point in results.outline(scores).split():
        x, y = map(float, point.split(","))
        assert (x - 160) ** 2 + (y - 160) ** 2 <= 120.2**2


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from([*Orientation.values, "other"]), st.one_of(st.integers(), st.text(), st.booleans()))
)
def test_no_other_scores_are_kept(scores: dict[str, Any]) -> None:
    complete = set(scores) == set(Orientation.values)
    fine = complete and all(type(one) is int and 0 <= one <= 5 for one in scores.values())
    if not fine:
        with pytest.raises(ValidationError):
            check_scores(scores)

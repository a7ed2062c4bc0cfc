"""`/people/`, `/people/12/` and `/account/profile/`: who is found, by whom, and by whose will."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from communities.people.forms import ProfileForm
from communities.people.models import Profile
from communities.spaces.models import Community
from portal.accounts.groups import ensure_groups
from portal.foundation import erasure, outbox
from tests.communities.conftest import RUNGS, as_, client_of, ladder, make_member, make_person, make_space, statuses
from tests.factories import make_concept, make_place
from tests.practices.pages import text_of, warm_queries, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
PROFILE = {
    "published": "on",
    "audience": "public",
    "name": "Tessa",
    "offers": "Finding employers.",
    "languages": ["en", "sv"],
}


def make_profile(**fields: Any) -> Profile:
    """Somebody who is found by everybody."""
    user = fields.pop("user", None) or make_person()
    return Profile.objects.create(user=user, **{"name": "Tessa", "published": True, "audience": "public", **fields})


# -- The directory --


def test_each_finds_whom_they_may(search_index: None) -> None:
    make_profile(name="Public Paula")
    make_profile(name="Member Mia", audience="members")
    make_profile(name="Hidden Hanna", published=False)
    outbox.drain(["index"])
    stranger, member = words_of(Client(), "/people/"), words_of(client_of(make_person()), "/people/")
    assert [name in stranger for name in ("Public Paula", "Member Mia", "Hidden Hanna")] == [True, False, False]
    assert [name in member for name in ("Public Paula", "Member Mia", "Hidden Hanna")] == [True, True, False]


def test_people_are_found_by_field_language_country_and_words(search_index: None) -> None:
    profile = make_profile(offers="Kitchen training", languages=["sv"])
    profile.fields.add(make_concept("theme:families", labels={"en": "Families", "de": "Angehörige"}))
    profile.countries.add(make_place("AT"))
    profile.save()
    outbox.drain(["index"])
    for asked in ({"q": "kitchen"}, {"q": "Angehörige"}, {"theme": "families"}, {"language": "sv"}, {"country": "AT"}):
        assert Client().get("/people/", asked).context["listing"].total == 1, asked
    assert "Svenska" in text_of(Client(), "/people/")
    assert Client().get("/search/", {"q": "kitchen"}).context["listing"].total == 1


@pytest.mark.parametrize(
    "address", ["/search/?q=tessa", "/search/suggest/?q=tess", "/api/v1/search?q=tessa", "/people/"]
)
def test_who_is_not_for_everybody_leaks_nowhere(search_index: None, address: str) -> None:
    profile = make_profile(audience="members", name="Tessa Testinger")
    outbox.drain(["index"])
    assert b"Testinger" not in Client().get(address).content
    assert f"/people/{profile.pk}/".encode() not in Client().get("/sitemap-people.xml").content
    assert Client().get(profile.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("change", [{"published": False}, {"audience": "members"}])
def test_taking_it_back_takes_effect_at_once(search_index: None, change: dict[str, Any]) -> None:
    profile = make_profile()
    outbox.drain(["index"])
    assert Client().get("/people/").context["listing"].total == 1
    for name, value in change.items():
        setattr(profile, name, value)
    profile.save()
    assert Client().get("/people/").context["listing"].total == 0  # before the worker came
    outbox.drain(["index"])
    assert Client().get("/people/").context["listing"].total == 0


def test_a_suspended_account_is_out_of_sight(search_index: None) -> None:
    profile = make_profile()
    outbox.drain(["index"])
    profile.user.is_active = False
    profile.user.save()
    assert Client().get("/people/").context["listing"].total == 0
    assert Client().get(profile.get_absolute_url()).status_code == 404


# -- One person --


def test_a_person_is_shown_without_any_address() -> None:
    profile = make_profile(offers="<script>x</script>", seeks="A flat\n\nIn Graz")
    page = text_of(Client(), profile.get_absolute_url())
    assert "Tessa" in page
    assert "<script>x" not in page
    assert profile.user.email not in page
    assert "@" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("fields", "stranger", "others"),
    [({}, 200, 200), ({"audience": "members"}, 404, 200), ({"published": False}, 404, 404)],
)
def test_who_reads_of_a_person(secret: Community, fields: dict[str, Any], stranger: int, others: int) -> None:
    profile = make_profile(user=make_member(secret).user, **fields)
    assert statuses(secret, profile.get_absolute_url()) == ladder(stranger, *[others] * 5)


def test_that_somebody_is_in_a_private_space_is_for_its_members(secret: Community) -> None:
    address = make_profile(user=make_member(secret).user).get_absolute_url()
    told = [rung for rung in RUNGS if "A quiet matter" in words_of(as_(rung, secret), address)]
    assert told == ["member", "facilitator", "steward"]


def test_common_spaces_are_shown_to_those_who_share_them() -> None:
    profile, other = make_profile(), make_person()
    shared, own = make_space("Shared"), make_space("Theirs alone")
    for space in (shared, own):
        make_member(space, user=profile.user)
    make_member(shared, user=other)
    words = words_of(client_of(other), profile.get_absolute_url())
    assert "Shared" in words
    assert "Theirs alone" not in words
    assert "Shared" not in words_of(Client(), profile.get_absolute_url())


@pytest.mark.parametrize("key", ["0", "999999", "9" * 40, "x", "%00"])
def test_who_is_not_there_is_not_found(key: str) -> None:
    assert Client().get(f"/people/{key}/").status_code == 404


# -- One's own --


def test_strangers_are_asked_to_log_in() -> None:
    assert Client().get("/account/profile/")["Location"] == "/account/login/?next=/account/profile/"


def test_nobody_is_found_who_did_not_say_so() -> None:
    user = make_person(name="Tessa")
    client = client_of(user)
    page = text_of(client, "/account/profile/")
    assert 'name="published"' in page
    assert "checked" not in page.partition('name="published"')[2].partition(">")[0]
    assert not Profile.objects.exists()
    answer = client.post("/account/profile/", {name: value for name, value in PROFILE.items() if name != "published"})
    assert answer["Location"] == "/account/profile/"
    assert not Profile.objects.get().published
    assert "/account/profile/" in text_of(client, "/account/")


def test_a_profile_is_written_published_and_deleted(search_index: None) -> None:
    user = make_person()
    concept, place = make_concept("theme:families"), make_place("AT")
    client = client_of(user)
    sent = PROFILE | {"fields_of_work": [concept.pk], "countries": [place.pk]}
    assert client.post("/account/profile/", sent).status_code == 302
    outbox.drain(["index"])
    assert Client().get("/people/", {"theme": "families", "country": "AT"}).context["listing"].total == 1
    own = erasure.export(user)
    assert own["communities.profile.user"][0]["offers"] == "Finding employers."
    assert own["communities.profile.fields"] == [{"fields": "theme:families", "countries": "AT"}]
    assert client.post("/account/profile/", {"delete": "1"})["Location"] == "/account/"
    assert Client().get("/people/").context["listing"].total == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "a\x00"},
        {"audience": "group:editors"},
        {"audience": "community:1"},
        {"languages": ["tlh"]},
        {"offers": "Write to me: tessa@example.org"},
        {"countries": ["x"]},
        {"fields_of_work": ["999999"]},
        {"seeks": "x" * 3001},
    ],
)
def test_a_mistake_is_told_and_nothing_saved(wrong: dict[str, Any]) -> None:
    answer = client_of(make_person()).post("/account/profile/", PROFILE | wrong)
    assert answer.status_code == 400
    assert b"Please look at this again" in answer.content
    assert not Profile.objects.exists()


def test_leaving_the_site_takes_the_profile(search_index: None) -> None:
    profile = make_profile()
    outbox.drain(["index"])
    erasure.erase(profile.user)
    assert not Profile.objects.exists()
    assert Client().get("/people/").context["listing"].total == 0


# -- Verified professionals --


def test_an_administrator_verifies_and_the_person_cannot() -> None:
    ensure_groups()
    profile = make_profile(organisation="Probation Graz")
    ada = make_person(group="administrators")
    desk = client_of(ada)
    address = f"/admin/people_desk/edit/{profile.pk}/"
    assert desk.get(address).status_code == 200
    assert desk.get("/admin/people_desk/").status_code == 200
    assert desk.post(address, {"verified_as": "probation officer, Austria", "name": "Somebody else"}).status_code == 302
    profile.refresh_from_db()
    assert (profile.name, profile.verified_by) == ("Tessa", ada)
    assert profile.verified_on
    assert "Verified as probation officer, Austria" in words_of(Client(), profile.get_absolute_url())

    own = client_of(profile.user)
    sent = PROFILE | {"organisation": "Probation Graz"}
    own.post("/account/profile/", sent | {"verified_as": "minister"})
    profile.refresh_from_db()
    assert profile.verified_as == "probation officer, Austria"
    own.post("/account/profile/", sent | {"name": "Another name"})
    profile.refresh_from_db()
    assert not any((profile.verified_as, profile.verified_on, profile.verified_by))


@pytest.mark.parametrize("group", ["editors", "reviewers"])
def test_nobody_else_verifies(group: str) -> None:
    ensure_groups()
    profile = make_profile()
    client = client_of(make_person(group=group))
    assert client.post(f"/admin/people_desk/edit/{profile.pk}/", {"verified_as": "x"}).status_code in (302, 403)
    profile.refresh_from_db()
    assert profile.verified_as == ""


def test_the_number_of_queries_does_not_grow(search_index: None) -> None:
    profile = make_profile()
    outbox.drain(["index"])
    few = [warm_queries(Client(), address) for address in ("/people/", profile.get_absolute_url())]
    for number in range(8):
        other = make_profile(name=f"Person {number}", languages=["sv"])
        other.countries.add(make_place("AT"))
        profile.fields.add(make_concept(f"theme:t{number}"))
    outbox.drain(["index"])
    again = [warm_queries(Client(), address) for address in ("/people/", profile.get_absolute_url())]
    assert again == few
    assert few[0] <= 8


def test_countries_are_offered_as_they_are_read() -> None:
    names = {"AT": ("Austria", "Österreich"), "NO": ("Norway", "Norwegen"), "CH": ("Switzerland", "Schweiz")}
    for code, (english, german) in names.items():
        make_place(code, names={"en": english, "de": german})
    for interface, order in (
        ("en", ["Austria", "Norway", "Switzerland"]),
        ("de", ["Norwegen", "Österreich", "Schweiz"]),
    ):
        with override(interface):
            assert [name for _key, name in ProfileForm().fields["countries"].choices] == order  # type: ignore[attr-defined]
    norway = make_place("NO")
    assert client_of(make_person()).post("/account/profile/", {**PROFILE, "countries": [norway.pk]}).status_code == 302
    assert list(Profile.objects.get().countries.all()) == [norway]

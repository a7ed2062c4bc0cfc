"""`/people/12/verify/`: who speaks for an organisation says what its people do there; nobody says it of strangers, nor of themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.people.models import Profile
from portal.accounts.groups import GROUPS, ensure_groups
from portal.foundation import outbox
from portal.foundation.audit.models import AuditEntry
from portal.foundation.erasure import erase
from portal.notices.models import Notice
from practices.records.models import RecordName
from practices.representing.models import Representation
from practices.representing.terms import Proof, State
from tests.communities.conftest import client_of, make_person
from tests.communities.people.test_people import PROFILE, make_profile
from tests.factories import make_record, make_user
from tests.practices.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
WORDS = "job coach, Graz"


@pytest.fixture
def organisation() -> Any:
    return make_record("organisation", title="Neustart")


@pytest.fixture
def speaker(organisation: Any) -> Any:
    """Sam, who speaks for it."""
    sam = make_person(name="Sam")
    Representation.objects.create(
        record=organisation, code=organisation.identifier, user=sam, why="I lead it.", email="sam@neustart.example",
        state=State.VERIFIED, proof=Proof.LETTER, decided_at=timezone.now(),
    )  # fmt: skip
    return sam


@pytest.fixture
def profile() -> Profile:
    """Tessa, who says that she works there."""
    return make_profile(organisation="NeuStart ")


def address(profile: Profile) -> str:
    return f"{profile.get_absolute_url()}verify/"


def verify(client: Client, profile: Profile, words: str = WORDS) -> Any:
    return client.post(address(profile), {"verify": "1", "verified_as": words})


def said_of(profile: Profile) -> tuple[str, str]:
    profile.refresh_from_db()
    return profile.verified_as, profile.verified_for


def test_who_speaks_for_an_organisation_verifies_its_people(speaker: Any, profile: Profile) -> None:
    client = client_of(speaker)
    assert "Verify for NeuStart" in words_of(client, profile.get_absolute_url())
    assert "You speak for “NeuStart" in words_of(client, address(profile))
    assert verify(client, profile)["Location"] == profile.get_absolute_url()
    assert verify(client, profile).status_code == 302  # twice is once
    assert said_of(profile) == (WORDS, "NeuStart ")
    assert (profile.verified_by, profile.verified_on) == (speaker, timezone.localdate())
    text = words_of(Client(), profile.get_absolute_url())
    assert f"Verified as {WORDS} by NeuStart" in text
    assert "by an administrator" not in text
    assert AuditEntry.objects.filter(action="people.verified").count() == 1


def test_the_person_is_told_once(speaker: Any, profile: Profile) -> None:
    verify(client_of(speaker), profile)
    outbox.drain(["event"])
    verify(client_of(speaker), profile, "trainer, Graz")
    outbox.drain(["event"])
    assert list(Notice.objects.filter(event__startswith="person_verified").values_list("user", flat=True)) == [
        profile.user_id
    ]
    page = words_of(client_of(profile.user), "/notices/")
    assert "has verified what you do there: trainer, Graz." in page


def test_other_names_of_the_organisation_and_its_translations_count(speaker: Any, organisation: Any) -> None:
    RecordName.objects.create(page=organisation, text="Verein Neustart")
    assert verify(client_of(speaker), make_profile(organisation="verein neustart")).status_code == 302


def test_it_is_taken_back(speaker: Any, profile: Profile) -> None:
    client = client_of(speaker)
    verify(client, profile)
    assert client.post(address(profile), {"take_back": "1"}).status_code == 302
    assert said_of(profile) == ("", "")
    assert (profile.verified_by, profile.verified_on) == (None, None)
    assert "Verified as" not in words_of(Client(), profile.get_absolute_url())
    assert AuditEntry.objects.filter(action="people.no_longer_verified").count() == 1


def test_what_an_administrator_verified_is_left_alone(speaker: Any, profile: Profile) -> None:
    Profile.objects.filter(pk=profile.pk).update(verified_as="minister", verified_on=timezone.localdate())
    client = client_of(speaker)
    assert "verified this person already" in words_of(client, address(profile))
    assert verify(client, profile).status_code == 409
    assert client.post(address(profile), {"take_back": "1"}).status_code == 409
    assert said_of(profile) == ("minister", "")


def test_an_administrator_takes_over_what_an_organisation_said(speaker: Any, profile: Profile) -> None:
    verify(client_of(speaker), profile)
    ensure_groups()
    desk = client_of(make_person(group="administrators"))
    assert desk.post(f"/admin/people_desk/edit/{profile.pk}/", {"verified_as": "guard"}).status_code == 302
    assert said_of(profile) == ("guard", "")


def test_another_name_or_organisation_ends_it(speaker: Any, profile: Profile) -> None:
    verify(client_of(speaker), profile)
    client_of(profile.user).post("/account/profile/", PROFILE | {"organisation": "Another one"})
    assert said_of(profile) == ("", "")


def test_nobody_verifies_people_of_others_nor_themselves(speaker: Any) -> None:
    own = make_profile(user=speaker, organisation="Neustart")
    others = [make_profile(organisation=name) for name in ("", "Neu", "Neustart Graz", "Probation Graz")]
    hidden = make_profile(organisation="Neustart", published=False)
    client = client_of(speaker)
    for one in (own, *others, hidden):
        assert client.get(address(one)).status_code == 404
        assert verify(client, one).status_code == 404
        assert said_of(one) == ("", "")
    assert "Verify for" not in words_of(client, own.get_absolute_url())


@pytest.mark.parametrize("state", [State.UNPROVEN, State.WAITING, State.DECLINED, State.ENDED])
def test_who_does_not_speak_for_it_now_verifies_nobody(speaker: Any, profile: Profile, state: State) -> None:
    Representation.objects.update(state=state)
    assert verify(client_of(speaker), profile).status_code == 404


@pytest.mark.parametrize("group", GROUPS)
def test_no_group_verifies_here(organisation: Any, profile: Profile, group: str) -> None:
    ensure_groups()
    client = client_of(make_user(group))
    assert verify(client, profile).status_code == 404
    assert "Verify for" not in words_of(client, profile.get_absolute_url())


def test_strangers_are_asked_to_sign_in(profile: Profile) -> None:
    assert "login" in verify(Client(), profile)["Location"]
    assert said_of(profile) == ("", "")


@pytest.mark.parametrize("words", ["", "  ", "x" * 161])
def test_words_are_asked_for(speaker: Any, profile: Profile, words: str) -> None:
    answer = verify(client_of(speaker), profile, words)
    assert answer.status_code == 400
    assert said_of(profile) == ("", "")


def test_hostile_words_are_text(speaker: Any, profile: Profile) -> None:
    assert verify(client_of(speaker), profile, "<script>alert(1)</script> مرشد \x00").status_code in {302, 400}
    verify(client_of(speaker), profile, "<script>alert(1)</script> مرشد")
    assert "<script>alert" not in Client().get(profile.get_absolute_url()).content.decode()
    assert "مرشد" in words_of(Client(), profile.get_absolute_url())


def test_it_stays_without_the_name_of_who_said_it(speaker: Any, profile: Profile) -> None:
    verify(client_of(speaker), profile)
    erase(speaker)
    assert said_of(profile) == (WORDS, "NeuStart ")
    assert profile.verified_by is None


def test_more_organisations_ask_no_more_queries(speaker: Any, profile: Profile) -> None:
    client = client_of(speaker)

    def queries() -> int:
        client.get(profile.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(profile.get_absolute_url())
        return len(asked)

    before = queries()
    for number in range(4):
        more = make_record("organisation", title=f"Another {number}")
        Representation.objects.create(
            record=more, code=more.identifier, user=speaker, state=State.VERIFIED, proof=Proof.LETTER
        )
    assert queries() == before

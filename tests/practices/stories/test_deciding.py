"""Two different people read a story before anybody else does; one takes it down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from portal.accounts.models import User
from portal.foundation.audit.models import AuditEntry
from practices.stories import actions
from practices.stories.models import Consent, Decision, Story
from tests.practices.pages import warm_queries, words_of
from tests.practices.stories.conftest import client_of, make_story, person, publish

pytestmark = pytest.mark.django_db
RISKY = "I am 34, come from Kirkby and was convicted of armed robbery in 2011. I have three sons."


@pytest.fixture
def waiting(teller: User) -> Story:
    story = make_story(teller)
    actions.release(story, teller)
    return Story.objects.select_related("consent").get()


def address(story: Story) -> str:
    return f"/stories/desk/{story.key}/"


def approval(story: Story, **changed: str) -> dict[str, str]:
    return {"approve": "1", "seen": story.digest, "reason": "", **changed}


def test_who_sees_the_desk(waiting: Story) -> None:
    expected = {
        None: 302,
        "": 403,
        "members": 403,
        "contributors": 403,
        "offender-managers": 403,
        "editors": 200,
        "reviewers": 200,
        "administrators": 200,
    }
    for number, (group, status) in enumerate(expected.items()):
        client = client_of(None if group is None else person(f"P{number}", *([group] if group else [])))
        for page in ("/stories/desk/", address(waiting)):
            assert client.get(page).status_code == status, (group, page)
        if status != 200:
            assert client.post(address(waiting), approval(waiting)).status_code == status
            assert client.post("/stories/desk/write-down/").status_code == status
    assert not waiting.approvals.exists()


def test_two_different_people(waiting: Story) -> None:
    first, second = client_of(person("Ria", "editors")), client_of(person("Rob", "reviewers"))
    for _again in range(2):
        first.post(address(waiting), approval(waiting))
    assert Story.objects.get().state == "released"
    assert client_of(None).get("/stories/ST-1001/").status_code == 404
    second.post(address(waiting), approval(waiting))
    story = Story.objects.get()
    assert (story.state, story.identifier, story.audience) == ("published", "ST-1001", "public")
    page = words_of(client_of(None), story.get_absolute_url())
    assert "Told by Rowan" in page
    assert "Somebody phoned" in client_of(None).get("/stories/").content.decode()
    assert client_of(None).get("/id/ST-1001/").status_code == 302


@pytest.mark.parametrize("part", ["teller", "helper", "entered_by"])
def test_nobody_decides_about_their_own(waiting: Story, part: str) -> None:
    own, other = person("Olga", "editors"), person("Rob", "administrators")
    Story.objects.update(**{part: own})
    assert client_of(own).post(address(waiting), approval(waiting)).status_code == 403
    client_of(other).post(address(waiting), approval(waiting))
    story = Story.objects.select_related("consent").get()
    assert story.state == "released"
    with pytest.raises(PermissionError):
        actions.approve(story, own, story.digest)


def test_what_was_changed_is_read_anew_by_both(waiting: Story) -> None:
    ria, rob = person("Ria", "editors"), person("Rob", "reviewers")
    seen = approval(waiting)
    client_of(ria).post(address(waiting), seen)
    Story.objects.update(text="Other words.")
    client_of(rob).post(address(waiting), seen)
    assert Story.objects.get().state == "released"
    fresh = Story.objects.select_related("consent").get()
    client_of(rob).post(address(waiting), approval(fresh))
    assert Story.objects.get().state == "released"  # Ria read others


def test_what_tells_too_much_needs_a_written_reason(waiting: Story) -> None:
    Story.objects.update(text=RISKY)
    story = Story.objects.select_related("consent").get()
    assert story.risk.is_blocked
    ria, rob = client_of(person("Ria", "editors")), client_of(person("Rob", "reviewers"))
    refused = ria.post(address(story), approval(story))
    assert refused.status_code == 400
    assert "<mark>" in refused.content.decode()
    assert not story.approvals.exists()
    with pytest.raises(ValueError, match="written reason"):
        actions.approve(story, person("Cy", "editors"), story.digest)
    for client in (ria, rob):
        client.post(address(story), approval(story, reason="All of it is invented."))
    assert Story.objects.get().state == "published"
    overruled = Decision.objects.filter(what="overruled")
    assert [one.reason for one in overruled] == ["All of it is invented."] * 2


def test_it_is_given_back_with_a_note(waiting: Story, teller: User) -> None:
    client = client_of(person("Ria", "editors"))
    assert client.post(address(waiting), {"return": "1", "note": ""}).status_code == 400
    assert client.post(address(waiting), {"return": "1", "note": "Leave out the town."}).status_code == 302
    assert Story.objects.get().state == "draft"
    assert "Leave out the town." in words_of(client_of(teller), waiting.own_url)
    assert client.get(address(waiting)).status_code == 404


def test_taken_down_in_one_click(teller: User) -> None:
    story = publish(make_story(teller))
    before = client_of(None).get("/stories/").content.decode()
    assert "Somebody phoned" in before
    client_of(person("Edda", "editors")).post(address(story), {"take_down": "1"})
    assert client_of(None).get(story.get_absolute_url()).status_code == 410
    assert "Somebody phoned" not in client_of(None).get("/stories/").content.decode()
    assert client_of(None).get("/id/ST-1001/").status_code == 410
    assert client_of(teller).get(story.own_url).status_code == 200  # it is theirs still


def test_what_nobody_told_here_is_erased_when_it_is_taken_down() -> None:
    editor = person("Edda", "editors")
    story = publish(make_story(None, entered_by=editor))
    actions.take_down(story, editor)
    assert not Story.objects.exists()
    assert not Consent.objects.exists()


def test_a_consent_ends_by_the_clock(teller: User) -> None:
    story = publish(make_story(teller))
    Consent.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert client_of(None).get(story.get_absolute_url()).status_code == 404  # no duty has run yet
    assert "Somebody phoned" not in client_of(None).get("/stories/").content.decode()
    actions.end_consents()
    assert Story.objects.get().state == "draft"
    assert client_of(None).get(story.get_absolute_url()).status_code == 410
    assert Decision.objects.filter(what="ended").count() == 1


def test_nothing_is_published_without_a_consent_that_holds(waiting: Story) -> None:
    Consent.objects.update(until=timezone.localdate() - timedelta(days=1))
    story = Story.objects.select_related("consent").get()
    for name in ("Ria", "Rob"):
        assert not actions.approve(story, person(name, "editors"), story.digest)
    Consent.objects.all().delete()
    with pytest.raises(ValueError, match="consent"):
        actions.release(Story.objects.get(), None)


@pytest.mark.parametrize(
    ("scope", "seen"),
    [("public", {"", "x", "m", "e", "a"}), ("members", {"x", "m", "e", "a"}), ("managers", {"m", "a"})],
)
def test_testimonials_reach_those_for_whom_they_are_meant(teller: User, scope: str, seen: set[str]) -> None:
    story = publish(make_story(teller, scope=scope, kind="testimonial"))
    groups = {"x": [], "m": ["offender-managers"], "e": ["editors"], "a": ["administrators"]}
    clients = {"": client_of(None)} | {name: client_of(person(f"P{name}", *held)) for name, held in groups.items()}
    Group.objects.get_or_create(name="offender-managers")
    assert {name for name, client in clients.items() if client.get(story.get_absolute_url()).status_code == 200} == seen
    assert {
        name for name, client in clients.items() if "Somebody phoned" in client.get("/stories/").content.decode()
    } == seen


def test_a_consent_is_shown_to_no_reader(teller: User) -> None:
    story = make_story(teller)
    Consent.objects.update(guardian="her aunt Wilhelmina", witness="Wendy Witness")
    story = publish(Story.objects.select_related("consent").get(pk=story.pk))
    page = client_of(None).get(story.get_absolute_url()).content.decode()
    assert "Wilhelmina" not in page
    assert "Witness" not in page
    assert "Tess" not in page


def test_what_somebody_told_is_written_down_with_its_consent() -> None:
    editor = person("Edda", "editors")
    client = client_of(editor)
    made = client.post("/stories/desk/write-down/")["Location"]
    fields = {
        "kind": "testimonial", "language": "en", "title": "It held", "pseudonym": "Rowan", "text": "It held.", "linked": "", "age": "", "when": "",
        "consent-given": "recorded", "consent-scope": "managers", "consent-language": "en", "consent-basis": "consent", "consent-agree": "on", "release": "1",
    }  # fmt: skip
    assert client.post(made, fields).status_code == 400
    assert client.post(made, fields | {"consent-witness": "a colleague"}).status_code == 302
    story = Story.objects.select_related("consent").get()
    assert (story.state, story.consent.given, story.entered_by) == ("released", "recorded", editor)
    assert client.post(address(story), approval(story)).status_code == 403


def test_queries_do_not_grow(teller: User) -> None:
    readers = person("Ria", "editors"), person("Rob", "reviewers")
    story = publish(make_story(teller), *readers)
    desk, one = client_of(readers[0]), client_of(None)
    pages = ((one, "/stories/"), (one, story.get_absolute_url()), (desk, "/stories/desk/"), (desk, address(story)))
    before = [warm_queries(client, page) for client, page in pages]
    for _number in range(4):
        publish(make_story(teller), *readers)
    assert [warm_queries(client, page) for client, page in pages] == before


def test_what_was_decided_meanwhile_stays(waiting: Story, teller: User) -> None:
    """Two browsers at once: the slower one changes nothing of what two people may be reading, nor of what is published."""
    title, editor = waiting.title, person("Ria", "editors")
    waiting.title = "Changed behind their backs"
    assert not actions.keep(waiting)
    assert Story.objects.get().title == title
    publish(Story.objects.select_related("consent").get())
    actions.release(waiting, teller)
    assert not actions.give_back(waiting, editor, "Too late.")
    assert Story.objects.get().state == "published"
    answer = client_of(editor).post(address(waiting), {"return": "1", "note": "Too late."})
    assert answer.status_code == 403


def test_each_decision_stands_in_the_log_of_the_whole_site(waiting: Story) -> None:
    editor = person("Ria", "editors")
    actions.give_back(waiting, editor, "Leave the town out.")
    entry = AuditEntry.objects.get(action="stories.returned")
    assert (entry.person, entry.thing) == (editor, f"practices.story:{waiting.key}")
    assert entry.reason == ""  # the note is for who told it: it may repeat their words, and goes with the story

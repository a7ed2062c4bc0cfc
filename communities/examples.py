"""Invented spaces and people, so that a newcomer sees a living place: marked as examples wherever they stand, and taken out in one go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import yaml
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from communities.blog import actions as blog
from communities.blog.models import Entry
from communities.blog.terms import key_of
from communities.discussion import actions as discussion
from communities.discussion.models import Post, Topic
from communities.discussion.tagging import About
from communities.discussion.terms import Reacted
from communities.documents import actions as documents
from communities.documents.models import Document, Folder
from communities.documents.terms import LIMITS
from communities.faces import examples as faces
from communities.galleries import actions as galleries
from communities.galleries.models import Album
from communities.meetings import actions as meetings
from communities.meetings.models import AgendaItem, Meeting, Outcome
from communities.people.models import Profile
from communities.polls import examples as polls
from communities.spaces.actions import on_from_the_start
from communities.spaces.models import Community, Membership
from communities.spaces.terms import Role, State
from communities.steering import examples as steering
from communities.stewardship import examples as stewardship
from portal.accounts.models import User
from portal.foundation.calendars.schedules import zone_of
from portal.foundation.erasure import erase
from portal.foundation.files.facts import Consent
from portal.foundation.files.taking import take
from portal.foundation.pages import BasePage
from portal.vocabularies.models import Concept, Place

DOMAIN: Final = "@people.passerelle.example"  # nobody can sign in with it: no password, no confirmed address
PICTURES: Final = Path(__file__).resolve().parent.parent / "data" / "examples" / "pictures"
SAID: Final = ("name", "organisation", "audience", "offers", "seeks", "languages", "verified_as")
WORDS: Final = ("kind", "name", "purpose", "languages", "visibility", "joining", "rules", "charter", "origin")


@transaction.atomic
def load(file: Path) -> None:
    """Makes what is not there yet; what is there stays as somebody changed it."""
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    people = {row["key"]: person(row) for row in read["people"]}
    for row in read["communities"]:
        if not Community.objects.filter(slug=row["slug"]).exists():
            space(row, people)


@transaction.atomic
def remove() -> None:
    """Takes all of it out."""
    for community in Community.objects.filter(is_example=True):
        community.delete()
    for user in User.objects.filter(email__endswith=DOMAIN):
        erase(user)


def person(row: Mapping[str, Any]) -> User:
    """An invented person with a published profile."""
    user, new = User.objects.get_or_create(email=row["key"] + DOMAIN, defaults={"name": row["name"]})
    if not new:
        return user
    user.set_unusable_password()
    user.save()
    profile = Profile(user=user, published=True, is_example=True, **{name: row[name] for name in SAID if name in row})
    profile.verified_on = timezone.localdate() if profile.verified_as else None
    profile.full_clean()
    profile.save()
    keys = row.get("fields", ())
    known = Concept.objects.filter(code__in=[key.partition(":")[2] for key in keys])
    profile.fields.set([concept for concept in known if concept.key in keys])
    profile.countries.set(Place.objects.filter(code__in=row.get("countries", ())))
    return user


def space(row: Mapping[str, Any], people: Mapping[str, User]) -> None:
    """An invented space with its people and what it shows."""
    community = Community(slug=row["slug"], is_example=True, state=State.ACTIVE, founded_at=timezone.now())
    for name in WORDS:
        if name in row:
            setattr(community, name, row[name])
    community.started_on, community.review_on = (date.fromisoformat(row[name]) for name in ("started_on", "review_on"))
    community.grew_out_of = Community.objects.filter(slug=row.get("grew_out_of")).first()
    on = [*row.get("parts", ()), *(code for code in ("polls", "meetings") if code in row)]
    community.parts = [*(part.code for part in on_from_the_start()), *on]
    community.full_clean()
    community.save()
    for role, keys in row["members"].items():
        ends = community.review_on if role == Role.STEWARD else None
        for key in keys:
            Membership.objects.create(community=community, user=people[key], role=role, term_to=ends)
    loaders = {
        "documents": document, "topics": topic, "polls": polls.load, "entries": entry, "meetings": meeting, "albums": album,
    }  # fmt: skip
    for name, load_one in loaders.items():
        for one in row.get(name, ()):
            load_one(community, one, people)
    if "stewardship" in row:
        stewardship.load(community, row["stewardship"], people)
    if "steering" in row:
        steering.load(community, row["steering"], people)
    faces.load(community, row["face"], lambda item: thing_of(item, people))


def entry(community: Community, row: Mapping[str, Any], people: Mapping[str, User]) -> None:
    """An invented entry of a blog, with what is said of it."""
    words = {
        name: row[name] for name in ("title", "summary", "language", "reach", "guest", "guest_from") if name in row
    }
    author = people[row["by"]]
    written = Entry(community=community, author=author, **words)
    blocks = [
        {"type": kind, "value": value, "id": str(uuid4())} for block in row["blocks"] for kind, value in block.items()
    ]
    blog.keep(written, blocks, About((), row.get("tags", ())), row.get("series", ""))
    blog.publish(written, author)
    for comment in row.get("comments", ()):
        discussion.say(
            Topic.objects.get(attached_to=key_of(written.pk)), comment["text"].strip(), people[comment["by"]]
        )


def topic(community: Community, row: Mapping[str, Any], people: Mapping[str, User]) -> None:
    """An invented conversation."""
    first, *answers = row["posts"]
    words = {name: row[name] for name in ("title", "kind", "language")}
    begun = Topic(community=community, about=row.get("about", ""), pinned=row.get("pinned", False), **words)
    discussion.begin(begun, first["text"].strip(), people[first["by"]])
    for answer in answers:
        discussion.say(begun, answer["text"].strip(), people[answer["by"]])
    if "answer" in row:
        discussion.accept(begun, Post.objects.get(topic=begun, number=row["answer"]), people[first["by"]])
    for number, keys in row.get("thanks", {}).items():
        for key in keys:
            discussion.react(Post.objects.get(topic=begun, number=number), Reacted.THANKS, people[key])


def document(community: Community, row: Mapping[str, Any], people: Mapping[str, User]) -> None:
    """An invented document: a file that holds these words."""
    author, folder = people[row["by"]], None
    if name := row.get("folder"):
        folder, _new = Folder.objects.get_or_create(community=community, name=name, defaults={"author": author})
    words = {name: row[name] for name in ("title", "description", "language", "licence", "reach") if name in row}
    taken = take(ContentFile(row["text"].encode(), row["name"]), LIMITS)
    documents.add(Document(community=community, folder=folder, **words), taken, author)


def meeting(community: Community, row: Mapping[str, Any], people: Mapping[str, User]) -> None:
    """An invented meeting; its days are counted from today, so that there is always one to come."""
    words = {
        name: row[name]
        for name in ("title", "about", "language", "zone", "length", "place", "video", "reach")
        if name in row
    }
    called = Meeting(community=community, **words)
    called.starts_at = in_days(row["in_days"], row["zone"]) if "in_days" in row else None
    meetings.call(called, people[row["by"]])
    for position, item in enumerate(row.get("agenda", ()), start=1):
        AgendaItem.objects.create(meeting=called, position=position, **item)
    if "times" in row:
        meetings.propose(called, [in_days(days, row["zone"]) for days in row["times"]])
    proposed = list(called.times.values_list("pk", flat=True))
    for key, answers in row.get("answers", {}).items():
        meetings.answer_times(called, people[key], dict(zip(proposed, answers, strict=True)))
    for key, says in row.get("comes", {}).items():
        meetings.attend(called, people[key], says)
    for outcome in row.get("outcomes", ()):
        Outcome.objects.create(meeting=called, **outcome)
    if "minutes" in row:
        there = {people[key].pk for key in row["comes"]}
        meetings.came(called, there, there, 0)
        meetings.keep_minutes(called, row["minutes"].strip(), people[row["by"]], publish=True)


def in_days(days: int, zone: str) -> datetime:
    """Two in the afternoon of a day by the clocks of a zone."""
    return datetime.combine(timezone.localdate() + timedelta(days=days), time(14), zone_of(zone))


def album(community: Community, row: Mapping[str, Any], people: Mapping[str, User]) -> None:
    """An invented album of drawn pictures."""
    begun = Album(
        community=community,
        author=people[row["by"]],
        **{name: row[name] for name in ("title", "text", "language", "reach")},
    )
    galleries.keep_album(begun)
    for said in row["pictures"]:
        with (PICTURES / said["file"]).open("rb") as file:
            one = galleries.add(begun, File(file, said["file"]), begun.author)
        one.alt, one.caption, one.consent = said["alt"], said["caption"], Consent.NOBODY
        one.credit = said.get("credit", "")
        galleries.describe(one)


def thing_of(item: Mapping[str, Any], people: Mapping[str, User]) -> str:
    """What is shown, by its key in search; empty where the catalogue was left out."""
    if "person" in item:
        return f"person:{Profile.objects.get(user=people[item['person']]).pk}"
    page = BasePage.objects.in_language("en").filter(identifier=item["record"]).first()
    return f"page:{page.pk}" if page else ""

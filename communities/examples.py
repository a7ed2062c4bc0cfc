"""Invented spaces and people, so that a newcomer sees a living place: marked as examples wherever they stand, and taken out in one go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction
from django.utils import timezone

from communities.discussion import actions as discussion
from communities.discussion.models import Post, Topic
from communities.discussion.terms import Reacted
from communities.people.models import Profile
from communities.spaces.actions import on_from_the_start
from communities.spaces.models import Community, Membership, ShowcaseItem
from communities.spaces.terms import Role, State
from portal.accounts.models import User
from portal.foundation.erasure import erase
from portal.foundation.pages import BasePage
from portal.vocabularies.models import Concept, Place

DOMAIN: Final = "@people.passerelle.example"  # nobody can sign in with it: no password, no confirmed address
SAID: Final = ("name", "organisation", "audience", "offers", "seeks", "languages", "verified_as")
WORDS: Final = ("name", "purpose", "languages", "visibility", "joining", "rules", "charter", "origin")


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
    community.parts = [part.code for part in on_from_the_start()]
    community.full_clean()
    community.save()
    for role, keys in row["members"].items():
        ends = community.review_on if role == Role.STEWARD else None
        for key in keys:
            Membership.objects.create(community=community, user=people[key], role=role, term_to=ends)
    for position, item in enumerate(row.get("showcase", ()), start=1):
        if thing := thing_of(item, people):
            ShowcaseItem.objects.create(community=community, thing=thing, note=item["note"], position=position)
    for talk in row.get("topics", ()):
        topic(community, talk, people)


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


def thing_of(item: Mapping[str, Any], people: Mapping[str, User]) -> str:
    """What is shown, by its key in search; empty where the catalogue was left out."""
    if "person" in item:
        return f"person:{Profile.objects.get(user=people[item['person']]).pk}"
    page = BasePage.objects.in_language("en").filter(identifier=item["record"]).first()
    return f"page:{page.pk}" if page else ""

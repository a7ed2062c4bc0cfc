"""`python -m bench.discussion FOLDER`: a data folder with a busy community, to measure its pages on; 8,000 people, 19,000 topics, 100,000 posts.

The posts move in as an archive does, their authors' names claimed by accounts beforehand. A folder that holds them already is left as it
is, so that a fill that was interrupted goes on. Afterwards:
`PASSERELLE_DATA_DIR=FOLDER DJANGO_SETTINGS_MODULE=bench.settings manage.py serve`.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import django
from django.db import transaction

from bench.__main__ import environment_of, manage

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress

    from bench.generate import Words
    from communities.archives.reading import Said
    from communities.spaces.models import Community
    from portal.accounts.models import User

SLUG: Final = "bench"
DOMAIN: Final = "@bench.example"
SINCE: Final = datetime(2012, 1, 1, tzinfo=UTC)
YEARS: Final = timedelta(days=365 * 12)
READ_BY_EACH: Final = 40  # topics that one person has read
OFTEN: Final = 0.05  # of the people write half of the posts
CODES: Final = 40  # records that posts name


def main() -> None:
    """Prepares the folder, then fills it in a process within Django."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the data folder; it is made and prepared where it is not there")
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--topics", type=int, default=19_000)
    parser.add_argument("--people", type=int, default=8_000)
    options = parser.parse_args()
    os.environ |= environment_of(options.folder)
    manage(dict(os.environ), "prepare")
    django.setup()
    fill(options.posts, options.topics, options.people)


def fill(posts: int, topics: int, people: int, seed: int = 7) -> None:
    """Fills the database of the settings, and builds the index anew."""
    from django.core.management import call_command

    from communities.archives.importing import bring_in
    from communities.archives.reading import Report
    from communities.archives.scratch import Scratch
    from portal.foundation.models import OutboxEntry
    from search.models import KIND

    space, chance = space_for_all(), random.Random(seed)
    authors = accounts(space, people)
    with Scratch() as scratch:
        silent = Report(note=lambda *_told: None, skip=lambda *_told: None)
        scratch.fill(archive(posts, topics, authors, chance), silent)
        outcome = bring_in(scratch, space, silent, progress=lambda done: say(done, posts))
    print(f"{outcome.posts:,} posts in {outcome.topics:,} topics; {outcome.known:,} were there")
    readings(space, authors, chance)
    call_command("search", "rebuild")
    OutboxEntry.objects.filter(kind=KIND).delete()


def say(done: int, posts: int) -> None:
    """Progress."""
    if done % 10_000 == 0:
        print(f"… {done:,} of {posts:,} posts", flush=True)


def space_for_all() -> Community:
    """A public space, so that everybody can be measured reading it."""
    from django.utils import timezone

    from communities.spaces.actions import on_from_the_start
    from communities.spaces.models import Community
    from communities.spaces.terms import State, Visibility

    made = {
        "name": "A busy community", "purpose": "Talks.", "visibility": Visibility.PUBLIC, "joining": "open", "state": State.ACTIVE,
        "founded_at": timezone.now(), "languages": ["en"], "parts": [part.code for part in on_from_the_start()],
    }  # fmt: skip
    community: Community = Community.objects.get_or_create(slug=SLUG, defaults=made)[0]
    return community


def accounts(space: Community, number: int) -> list[User]:
    """People with confirmed addresses, members of the space, whose names in the archive are theirs already."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    from communities.archives.models import UnclaimedName, address_hash
    from communities.spaces.models import Membership
    from communities.spaces.terms import Role
    from portal.accounts.models import User

    password = make_password("bench")  # the same for all: it is slow to make
    there = User.objects.filter(email__endswith=DOMAIN)
    new = [
        User(email=f"person{index}{DOMAIN}", name=f"Person {index}", password=password)
        for index in range(there.count(), number)
    ]
    many: Any = {"batch_size": 1000}
    with transaction.atomic():
        User.objects.bulk_create(new, **many)
        EmailAddress.objects.bulk_create((confirmed(user) for user in new), **many)
        steward = "" if Membership.objects.filter(community=space, role=Role.STEWARD).exists() else "Person 0"
        Membership.objects.bulk_create(
            (
                Membership(community=space, user=user, role=Role.STEWARD if user.name == steward else Role.MEMBER)
                for user in new
            ),
            **many,
        )
        UnclaimedName.objects.bulk_create(
            (
                UnclaimedName(community=space, name=user.name, address_hash=address_hash(user.email), claimed_by=user)
                for user in new
            ),
            **many,
        )
        profiles(new)
    return list(there.order_by("pk"))


def confirmed(user: User) -> EmailAddress:
    """An address that was confirmed."""
    from allauth.account.models import EmailAddress

    return EmailAddress(user=user, email=user.email, verified=True, primary=True)


def profiles(people: Sequence[User]) -> None:
    """All of them chose to be found, each with a country and two fields."""
    from communities.people.models import Profile
    from portal.vocabularies.models import Concept, Place

    concepts = list(Concept.objects.filter(scheme="theme").values_list("pk", flat=True))
    countries = list(Place.objects.filter(kind=Place.Kind.COUNTRY).values_list("pk", flat=True))
    made = Profile.objects.bulk_create(
        (
            Profile(user=user, name=user.name, published=True, audience="public", offers="Housing", seeks="Employers")
            for user in people
        ),
        batch_size=1000,
    )
    fields, places = Profile.fields.through, Profile.countries.through
    fields.objects.bulk_create(
        (
            fields(profile=one, concept_id=concepts[(number + more) % len(concepts)])
            for number, one in enumerate(made)
            for more in (0, 5)
        ),
        batch_size=1000,
    )
    places.objects.bulk_create(
        (places(profile=one, place_id=countries[number % len(countries)]) for number, one in enumerate(made)),
        batch_size=1000,
    )


def archive(posts: int, topics: int, authors: Sequence[User], chance: random.Random) -> Iterator[Said]:
    """The posts of a forum: a few long topics and many short ones, a few people who write much; each answers one before it."""
    from bench.generate import text, vocabularies_of_texts
    from communities.archives.reading import Place, Said

    vocabularies = vocabularies_of_texts()
    told: dict[int, list[int]] = {}
    for number in range(posts):
        topic = number if number < topics else int(topics * chance.random() ** 3)
        words = chance.choice(vocabularies)
        before = told.setdefault(topic, [])
        author = authors[int(len(authors) * (chance.random() * (OFTEN if chance.random() < 0.5 else 1)))]
        tags = (text(words, 1, chance).rstrip("."),) if not before and chance.random() < 0.5 else ()
        yield Said(
            place=Place(Path("bench"), number), reference=str(number), answers=str(chance.choice(before)) if before else "", topic=str(topic),
            title=text(words, 6, chance).rstrip("."), name=author.name, address=author.email, created=SINCE + YEARS * (number / posts),
            text=post(words, chance), tags=tags, likes=chance.choice((0, 0, 0, 1, 2, 7)), kind=chance.choice(("question", "discussion")),
        )  # fmt: skip
        before.append(number)


def post(words: Words, chance: random.Random) -> str:
    """One to four paragraphs, some of them with what people use: quotations, lists, bold words, addresses, records."""
    from bench.generate import text

    said = [text(words, chance.randint(12, 60), chance) for _paragraph in range(chance.randint(1, 4))]
    if chance.random() < 0.3:
        said.insert(0, f"> {text(words, 20, chance)}")
    if chance.random() < 0.2:
        said.append("\n".join(f"- {text(words, 6, chance)}" for _item in range(3)))
    if chance.random() < 0.2:
        said.append(
            f"**{text(words, 3, chance)}** https://example.org/{chance.randint(1, 999)} PR-{chance.randint(1, CODES):04}"
        )
    return "\n\n".join(said)


def readings(space: Community, people: Sequence[User], chance: random.Random) -> None:
    """What people have read, wholly or in part."""
    from communities.discussion.models import Reading, Topic

    if Reading.objects.filter(topic__community=space).exists():
        return
    topics = list(Topic.objects.filter(community=space).values_list("pk", "last_number"))
    made: list[Any] = [
        Reading(user=person, topic_id=pk, number=chance.randint(1, last))
        for person in people
        for pk, last in chance.sample(topics, k=min(READ_BY_EACH, len(topics)))
    ]
    Reading.objects.bulk_create(made, batch_size=5000)


if __name__ == "__main__":
    main()

"""`python -m bench.parts`: the public face, the blog, the documents, an album, a poll and the first page inside, against a bare page of
the same server.

A community of 1,000 people with a forum of 5,000 posts, 200 blog entries, 300 documents, an album of 60 pictures and a poll of 10,000 votes
is made once and kept in `--folder` for the next runs. It ends with status 1 where anything is missed.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final

from bench.__main__ import ROOT, UNKEPT, environment_of, manage, options_of_community, rounds, say, server, show
from bench.forum import FILLED, cookie_of, the_bare_page
from bench.load import Asked

if TYPE_CHECKING:
    from communities.spaces.models import Community
    from portal.accounts.models import User

FOLDER: Final = ROOT / "var" / "bench-parts"
SLUG: Final = "bench"
PEOPLE: Final = 1_000
TOPICS, POSTS = 1_000, 5_000
ENTRIES: Final = 200
DOCUMENTS: Final = 300
PICTURES: Final = 60
VOTES: Final = 10_000
LEAST: Final = 0.7  # of the rate of the bare page
STRANGERS: Final = ("face", "blog", "blog entry", "documents", "album", "poll, open", "poll, ended")
MEMBERS: Final = ("what is new", "blog, member", "documents, member", "album, member", "poll, member")


def main() -> int:
    """Measures and prints; 0 when every target is met."""
    options = options_of_community(__doc__, FOLDER)
    environment = environment_of(options.folder)
    os.environ |= environment
    whole = options.folder / FILLED
    manage(environment, "prepare")
    if not whole.exists():
        say("making a community that uses all its parts, once")
        subprocess.run(
            [sys.executable, "-c", "from bench.parts import fill; fill()"], cwd=ROOT, env=environment, check=True
        )
        whole.touch()
    import django

    django.setup()
    say("a community that uses all its parts")
    pages = addresses()
    with server(environment) as (port, _process):
        rates = rounds(port, pages, options)
    for name, rate in rates.items():
        print(f"  {name:18} {rate:8.1f} requests/s")
    missed = sum(show(f"{name} / bare", rates[name] / rates["bare"], LEAST, least=True) for name in STRANGERS)
    bare = rates["bare, signed in"]
    missed += sum(show(f"{name} / bare, signed in", rates[name] / bare, LEAST, least=True) for name in MEMBERS)
    return 1 if missed else 0


def addresses() -> dict[str, Asked]:
    """What is asked for, by strangers and by a member who was away for a month."""
    from communities.galleries.models import Album
    from communities.polls.models import Poll
    from portal.accounts.models import User

    member = User.objects.filter(memberships__community__slug=SLUG, memberships__role="member").order_by("pk")[0]
    start = f"/communities/{SLUG}/"
    ended, opened = Poll.objects.filter(community__slug=SLUG).order_by("opened_at")
    album = Album.objects.get(community__slug=SLUG).get_absolute_url()
    entry = f"{start}blog/{_an_entry()}/"
    cookie, pages = cookie_of(member), the_bare_page(member)
    for name, address in (
        ("blog", f"{start}blog/"), ("documents", f"{start}documents/"), ("album", album), ("poll", opened.get_absolute_url())
    ):  # fmt: skip
        pages["poll, open" if name == "poll" else name] = Asked([f"{address}?{UNKEPT}"])
        pages[f"{name}, member"] = Asked([f"{address}?{UNKEPT}"], cookie)
    pages["blog entry"] = Asked([f"{entry}?{UNKEPT}"])
    pages["poll, ended"] = Asked([f"{ended.get_absolute_url()}?{UNKEPT}"])
    pages["face"] = Asked([start])
    pages["what is new"] = Asked([start], cookie)
    return pages


def _an_entry() -> int:
    from communities.blog.models import Entry

    return Entry.objects.filter(community__slug=SLUG).order_by("pk").values_list("pk", flat=True)[ENTRIES // 2]


def fill() -> None:
    """Makes everything, by the actions that people's forms use, and has the worker's work done."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench import discussion
    from communities.spaces import parts
    from portal.foundation import outbox
    from portal.foundation.models import OutboxEntry
    from search.models import KIND

    discussion.fill(POSTS, TOPICS, PEOPLE)
    space = discussion.space_for_all()
    space.parts = [part.code for part in parts.parts().values() if not part.always]
    space.save()
    people = discussion.accounts(space, PEOPLE)
    chance = random.Random(3)
    for make in (entries, documents, pictures, polls, face):
        say(make.__name__)
        make(space, people, chance)
    say("pictures in their sizes, and texts")
    outbox.drain([kind for kind in (*outbox.kinds(slow=True), *outbox.kinds(slow=False)) if kind != KIND])
    call_command("search", "rebuild")
    OutboxEntry.objects.filter(kind=KIND).delete()


def entries(space: Community, people: list[User], chance: random.Random) -> None:
    """Of the blog, for everybody."""
    from bench.generate import text, vocabularies_of_texts
    from communities.blog import actions
    from communities.blog.models import Entry
    from communities.discussion.tagging import About

    words = vocabularies_of_texts()[0]
    for _number in range(ENTRIES):
        facts = {
            "title": text(words, 6, chance),
            "summary": text(words, 20, chance),
            "language": "en",
            "reach": "everybody",
        }
        entry = Entry(community=space, author=chance.choice(people), **facts)
        said = [{"type": "paragraph", "value": text(words, 80, chance)} for _paragraph in range(4)]
        actions.keep(entry, said, About(), "")
        actions.publish(entry, people[0])


def documents(space: Community, people: list[User], chance: random.Random) -> None:
    """Notes of meetings, for everybody."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from bench.generate import text, vocabularies_of_texts
    from communities.documents import actions
    from communities.documents.models import Document
    from communities.documents.terms import LIMITS
    from portal.foundation.files.taking import take

    words = vocabularies_of_texts()[0]
    for number in range(DOCUMENTS):
        document = Document(community=space, title=text(words, 5, chance), language="en", reach="everybody")
        file = SimpleUploadedFile(f"notes-{number}.txt", text(words, 300, chance).encode())
        actions.add(document, take(file, LIMITS), chance.choice(people), consent="nobody")


def pictures(space: Community, people: list[User], _chance: random.Random) -> None:
    """An album, for everybody."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    from communities.galleries import actions
    from communities.galleries.models import Album

    album = Album(community=space, title="The workshop", language="en", reach="everybody", author=people[0])
    actions.keep_album(album)
    for number in range(PICTURES):
        stream = BytesIO()
        Image.effect_noise((1600, 1200), 20 + number).save(stream, "JPEG")
        picture = actions.add(album, SimpleUploadedFile(f"picture-{number}.jpg", stream.getvalue()), people[number])
        picture.alt, picture.caption, picture.consent = f"Bench {number}", "Where the wood is cut", "nobody"
        actions.describe(picture)


def face(space: Community, people: list[User], _chance: random.Random) -> None:
    """What everybody sees first: the newest of all parts, and two records of the catalogue."""
    from communities.faces import actions
    from communities.faces.models import Section, Thing
    from portal.foundation.pages import BasePage

    pages = BasePage.objects.in_language("en").filter(identifier__in=["PR-0001", "PR-0030"])
    records = [Thing(f"page:{page.pk}", "We build on it.") for page in pages]
    with actions.drafting(space) as sections:
        sections += [Section(kind, newest=3) for kind in ("entries", "documents", "albums", "polls", "topics")]
        sections.append(Section("records", things=records))
    actions.publish(space, people[0])


def polls(space: Community, people: list[User], chance: random.Random) -> None:
    """A public one under way and one that has ended; members' votes, and those of the public up to the number."""
    from django.db import transaction
    from django.utils import timezone

    from communities.polls import actions
    from communities.polls.models import Ballot, Poll
    from communities.polls.voting import locked, recount

    for opened in (2, 1):
        poll = Poll(
            community=space, author=people[0], question="What comes first?", language="en", reach="everybody", shown="always",
            opinion=True,
        )  # fmt: skip
        actions.save(poll, ["Housing", "Work", "Family", "Debts", "Health", "Something else"])
        actions.open_poll(poll)
        keys = list(poll.options.values_list("pk", flat=True))
        ballots = (
            Ballot(poll=poll, key=f"{number:064}", public=number >= PEOPLE, choices=[chance.choice(keys)])
            for number in range(VOTES)
        )
        Ballot.objects.bulk_create(ballots, batch_size=1000)
        with transaction.atomic():
            poll = locked(poll)
            recount(poll)
            poll.save(update_fields=["voters", "public_voters"])
        Poll.objects.filter(pk=poll.pk).update(opened_at=timezone.now() - timedelta(days=opened))
        if opened == 2:
            actions.close(poll)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m bench.forum`: pages of a busy community against a bare page of the same server, and the work of posting.

The community of `bench.discussion` is made once, in about four minutes, and kept in `--folder` for the next runs. It ends with status 1
where anything is missed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.__main__ import ROOT, UNKEPT, environment_of, manage, options_of_community, rounds, say, server, show
from bench.discussion import SINCE, SLUG, YEARS
from bench.load import Asked

FOLDER: Final = ROOT / "var" / "bench-forum"
FILLED: Final = "community-is-whole"  # a file that says so
FORUM: Final = f"/communities/{SLUG}/forum/"
AWAY: Final = timedelta(days=30)  # so long was the member not here who looks what is new
CAME: Final = 8  # people, meanwhile
DEEP: Final = 500  # page of the list of topics
POSTING: Final = 60.0  # milliseconds at most
POSTED: Final = 13
LEAST: Final = {"topic": 0.8, "topics": 0.7, "what is new": 0.7, "people": 0.7}  # of the rate of the bare page
AS_FAST: Final = 0.9  # a deep page beside the first one, with what two measurements of the same differ by


def main() -> int:
    """Measures and prints; 0 when every target is met."""
    options = options_of_community(__doc__, FOLDER)
    environment = environment_of(options.folder)
    fill(options.folder, environment)
    os.environ |= environment
    import django

    django.setup()
    say("a busy community")
    pages = addresses()
    with server(environment) as (port, _process):
        rates = rounds(port, pages, options)
    for name, rate in rates.items():
        print(f"  {name:15} {rate:8.1f} requests/s")
    missed = sum(
        show(f"{name} / bare", rates[name] / rates["bare"], least, least=True) for name, least in LEAST.items()
    )
    missed += show("what is new / bare, signed in", rates["what is new"] / rates["bare, signed in"], 0.7, least=True)
    missed += show(f"page {DEEP} / page 1", rates["topics, deep"] / rates["topics"], AS_FAST, least=True)
    missed += show("posting, before the answer (ms)", milliseconds_to_post(), POSTING, least=False)
    return 1 if missed else 0


def fill(folder: Path, environment: dict[str, str]) -> None:
    """Makes the community, or brings the one of an earlier run to today's tables."""
    whole = folder / FILLED
    if whole.exists():
        manage(environment, "prepare")
        return
    say("making a busy community: 100,000 posts, once")
    subprocess.run([sys.executable, "-m", "bench.discussion", str(folder)], cwd=ROOT, check=True)
    whole.touch()


def addresses() -> dict[str, Asked]:
    """What is asked for: pages as strangers see them; what is new as a member does, and the bare page by both."""
    from communities.discussion.models import Topic

    member = members(1)[0]
    let_things_happen(member)
    long = Topic.objects.filter(community__slug=SLUG, last_number__gte=20).order_by("-last_number")[:20]
    return {
        **the_bare_page(member),
        "topic": Asked([f"{FORUM}{topic.pk}/" for topic in long]),
        "topics": Asked([FORUM]),
        "topics, deep": Asked([f"{FORUM}?page={DEEP}"]),
        "what is new": Asked([f"/communities/{SLUG}/"], cookie_of(member)),
        "people": Asked([f"/people/?{UNKEPT}"]),
    }


def the_bare_page(member: Any) -> dict[str, Asked]:
    """What pages are measured against, for strangers and for who is signed in."""
    from bench.models import BarePage
    from portal.site.models import HomePage

    if not BarePage.objects.exists():
        HomePage.objects.get(locale__language_code="en").add_child(instance=BarePage(title="Bare", slug="bare"))
    return {
        "bare": Asked([f"/bare/?{UNKEPT}"]),
        "bare, signed in": Asked([f"/bare/?{UNKEPT}"], cookie_of(member)),
    }


def let_things_happen(member: Any) -> None:
    """Everybody joined before the first post, so that all of them are news to them, but for a few; the member was away for a while."""
    from communities.spaces.models import Membership

    belong = Membership.objects.filter(community__slug=SLUG)
    belong.update(joined_at=SINCE)
    belong.filter(pk__in=list(belong.order_by("-pk").values_list("pk", flat=True)[:CAME])).update(
        joined_at=SINCE + YEARS
    )
    belong.filter(user=member).update(visited_at=SINCE + YEARS - AWAY, visited_before=None)


def members(count: int) -> list[Any]:
    """People who have written enough to be known."""
    from communities.discussion.models import Post
    from portal.accounts.models import User

    writers = Post.objects.filter(topic__community__slug=SLUG, number__gt=1).values("author")
    belong = User.objects.filter(memberships__community__slug=SLUG, memberships__role="member")
    return list(belong.filter(pk__in=writers).order_by("pk")[:count])


def signed_in(user: Any) -> Any:
    """A browser of theirs within this process."""
    from django.test import Client

    browser = Client(HTTP_HOST="localhost")
    browser.force_login(user)
    return browser


def cookie_of(user: Any) -> str:
    """What their browser sends to be known."""
    return str(signed_in(user).cookies.output(attrs=[], header="").strip())


def milliseconds_to_post() -> float:
    """The median time from a sent answer to its page's address, each by another person."""
    from communities.discussion.models import Topic

    topic = Topic.objects.filter(community__slug=SLUG, last_number__gte=20, closed_at=None).order_by("last_number")[0]
    posting = [partial(posted, browser, f"{FORUM}{topic.pk}/answer/") for browser in map(signed_in, members(POSTED))]
    taken = list(map(milliseconds, posting))
    return statistics.median(taken[3:])


def posted(browser: Any, address: str) -> None:
    """Says something."""
    answer = browser.post(address, {"text": "It **helped** us to ask the employers first.\n\n- early\n- in person"})
    if answer.status_code != 302 or FORUM not in answer["Location"]:
        raise SystemExit(f"Posting was answered with {answer.status_code} {answer.get('Location', '')}")


def milliseconds(do: Callable[[], None]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    do()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main())

"""Makes the HTML of what was said anew where the rules for it have changed since: a batch at a time, while the site runs.

What is done is marked in the same transaction, so whoever is interrupted goes on. Nobody is told of anything, and the index
follows only where other words are to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from communities.discussion.actions import codes_in, name
from communities.discussion.documents import KIND, key_of
from communities.discussion.models import Naming, Post, PostVersion
from communities.discussion.texts import html_of
from portal.foundation.duties import duty
from portal.texts import markdown
from portal.texts.markdown import to_plain
from search.indexing import changed

BATCH: Final = 100  # texts of one transaction, and in memory
AT_ONCE: Final = 500  # texts of one run of the duty: about half a second
Progress = Callable[[int], None]


@duty("remake_posts", every=timedelta(seconds=10))
def remake_some() -> None:
    """The next few."""
    remake(AT_ONCE)


def remake(most: int | None = None, progress: Progress = lambda _done: None) -> int:
    """Makes anew what is left to do, `most` of it, and returns how many texts; `progress` is told how many are done."""
    done = 0
    for model in (Post, PostVersion):
        while (most is None or done < most) and (count := _remake_batch(model)):
            done += count
            progress(done)
    return done


def left() -> int:
    """How many texts there are to do."""
    return sum(model.objects.filter(_old()).count() for model in (Post, PostVersion))


def _old() -> Q:
    return Q(rules=None) | Q(rules__lt=markdown.RULES)


def _remake_batch(model: type[Post] | type[PostVersion]) -> int:
    said: Sequence[Post | PostVersion] = list(model.objects.filter(_old()).order_by()[:BATCH])
    made = {one.pk: html_of(one.text) for one in said}
    same = [one.pk for one in said if one.html == made[one.pk]]
    with transaction.atomic():
        model.objects.filter(pk__in=same).update(rules=markdown.RULES)
        others = [one for one in said if one.pk not in same and _keep(one, made[one.pk])]
        _follow([one for one in others if isinstance(one, Post)], made)
    return len(said)


def _keep(said: Post | PostVersion, html: str) -> bool:
    """Whether the HTML was kept: not where the text was changed meanwhile, which made it anew."""
    still = type(said).objects.filter(pk=said.pk, text=said.text)
    return bool(still.update(html=html, rules=markdown.RULES))


def _follow(posts: Sequence[Post], made: Mapping[int, str]) -> None:
    """The index and the namings of posts whose HTML is another now."""
    known: dict[int, set[str]] = {}
    for post, code in Naming.objects.filter(post__in=posts).values_list("post", "code"):
        known.setdefault(post, set()).add(code)
    for one in posts:
        if codes_in(one.text) != known.get(one.pk, set()):
            name(one)
    changed(KIND, sorted({key_of(one) for one in posts if to_plain(one.html) != to_plain(made[one.pk])}))

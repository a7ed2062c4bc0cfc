"""When somebody deletes their account: their name goes out of what others quoted, and their words too if they want it so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.discussion.attachments import Attachment
from communities.discussion.documents import KIND, key_of
from communities.discussion.mentions import handle
from communities.discussion.models import Naming, Post, PostVersion, Topic
from communities.discussion.texts import html_of
from portal.foundation import generation
from portal.foundation.erasure import also_erase, erases_words
from portal.texts.markdown import RULES
from search.indexing import changed

SHORTEST: Final = 3  # characters of a name that is looked for


@erases_words
def forget_words(user: Any) -> None:
    """What they wrote is taken away, as if they had removed it, with all that it said before; that somebody answered stays."""
    own = Post.objects.said_by(user)
    keys = {key_of(post) for post in own.only("topic", "number")}
    Topic.objects.filter(accepted__author=user).update(accepted=None)
    PostVersion.objects.filter(post__in=own).delete()
    Attachment.objects.filter(post__in=own).delete()
    Naming.objects.filter(post__in=own).delete()
    own.filter(removed_at=None).update(removed_at=timezone.now(), removed_because=_("Whoever wrote it has left."))
    own.update(text="", html="")
    changed(KIND, sorted(keys), hides=True)
    generation.rise()  # records say where they are talked about


@also_erase
def forget_name(user: Any) -> None:
    """Out of the topics that they wrote in, and wherever they were mentioned by their handle."""
    take_out(user.name, Q(author=user) | Q(pseudonym__user=user))
    known, mention = handle(user.pk), re.compile(rf"{re.escape(handle(user.pk))}(?!\d)")
    posts = Post.objects.filter(text__contains=known)
    versions = PostVersion.objects.filter(text__contains=known).select_related("post")
    _rewrite((*posts, *versions), lambda said: mention.sub(_("somebody who has left"), said.text))


def take_out(name: str, own: Q) -> None:
    """In the topics of somebody's own posts: out of these, and of the others' lines that quote, introduce a quotation or address them."""
    if len(name) < SHORTEST:
        return
    pattern, other = re.compile(rf"(?<!\w)@?{re.escape(name)}(?!\w)"), _("somebody who has left")
    written = set(Post.objects.filter(own).values_list("pk", flat=True))
    topics = Post.objects.filter(own).values("topic")
    posts = Post.objects.filter(topic__in=topics, text__contains=name)
    versions = PostVersion.objects.filter(post__topic__in=topics, text__contains=name).select_related("post")

    def without(said: Post | PostVersion) -> str:
        if _post(said).pk in written:
            return pattern.sub(other, said.text)
        return "\n".join(_nameless(said.text.split("\n"), pattern, other))

    _rewrite((*posts, *versions), without)


def _rewrite(texts: Iterable[Post | PostVersion], rewritten: Callable[[Post | PostVersion], str]) -> None:
    """Keeps what changes, and lets the index follow."""
    keys = set()
    for said in texts:
        text = rewritten(said)
        if text != said.text:
            said.text, said.html, said.rules = text, html_of(text), RULES
            said.save(update_fields=["text", "html", "rules"])
            keys.add(key_of(_post(said)))
    changed(KIND, sorted(keys), hides=True)


def _post(said: Post | PostVersion) -> Post:
    return said if isinstance(said, Post) else said.post


def _nameless(lines: list[str], pattern: re.Pattern[str], other: str) -> Iterator[str]:
    """Lines of a text, those that are quoted, introduce a quotation or address somebody without the name."""
    following = [*(next((line for line in lines[place + 1 :][:2] if line.strip()), "") for place in range(len(lines)))]
    for line, after in zip(lines, following, strict=True):
        introduces = line.rstrip().endswith(":") and after.lstrip().startswith(">")
        addressed = "@" in line or line.lstrip().startswith(">") or introduces
        yield pattern.sub(other, line) if addressed else line

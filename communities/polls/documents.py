"""Polls, as search finds them: by question, explanation and options. Drafts and votes are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from communities.polls.models import Poll
from communities.polls.terms import KIND, PART
from communities.spaces.documents import numbers
from communities.spaces.parts import is_on
from communities.spaces.terms import READABLE
from portal.texts.markdown import to_plain
from search import registry
from search.documents import Card, SearchDocument, Text

SUMMARY = 300  # characters


class PollSource:
    """Polls that were opened."""

    name = KIND
    models: Sequence[type[Any]] = (Poll,)

    def all_keys(self) -> Iterable[str]:
        """Every poll that somebody can find."""
        return map(str, Poll.objects.opened().order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[SearchDocument]:
        """The documents of some polls: two queries for any number of them."""
        found = Poll.objects.opened().filter(pk__in=numbers(keys)).select_related("community")
        for poll in found.prefetch_related("options"):
            if is_on(poll.community, PART) and poll.community.state in READABLE:
                yield document(poll)

    def visible(self, keys: Collection[str], user: Any) -> set[str]:
        """Those that this person may see, by the database."""
        found = Poll.objects.visible_to(user).opened().filter(pk__in=numbers(keys))
        return {str(pk) for pk, on in found.values_list("pk", "community__parts") if PART in on}


def document(poll: Poll) -> SearchDocument:
    """A poll as search sees it."""
    key, community = f"{KIND}:{poll.pk}", poll.community
    explained = to_plain(poll.html)
    options = [option.text for option in poll.options.all()]
    return SearchDocument(
        id=key,
        record=key,
        kind=KIND,
        texts=[
            Text(
                poll.language,
                poll.question,
                explained[:SUMMARY] or " · ".join(options)[:SUMMARY],
                "\n\n".join((explained, *options)),
            )
        ],
        facets={"language": [poll.language], "community": [str(community.pk)]},
        audience=poll.audience,
        year_from=poll.opened_at.year if poll.opened_at else None,
        published=poll.opened_at,
        card=Card(
            url=poll.get_absolute_url(),
            language=poll.language,
            belongs=[{"text": community.name, "url": community.get_absolute_url()}],
        ),
    )


def declare() -> None:
    """Registers the source, the kind and its symbol."""
    registry.register(PollSource())
    registry.kind(KIND, _("Polls"), icon="poll")

"""What followers are told, in the same digest as everything else; of what they may not see any more, nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.notices import registry
from portal.notices.registry import Concerned, Event, Kind, Story
from practices.following.actions import NEWS
from practices.following.models import News, titles_for

FOLLOWED: Final = "followed"
NAMED: Final = 10  # titles in one line of a mail


def declare() -> None:
    """Registers the kind and the event."""
    registry.kind(
        Kind(
            FOLLOWED,
            gettext_lazy("News of a record or a list that you follow"),
            gettext_lazy(
                "You get this mail because you follow this. You end it in your account, under “What you follow”."
            ),
        )
    )
    registry.event(Event(NEWS, concerned, stories))


def concerned(key: str) -> Concerned | None:
    """The follower, if they may see anything of it."""
    news = News.objects.filter(pk=key).select_related("following").first()
    if news is None:
        return None
    follower = User.objects.get(pk=news.following.user_id)
    return Concerned({follower.pk: FOLLOWED} if titles_for(follower, [news])[news.pk] else {})


def stories(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What this person may read of it now, however much it is: two queries."""
    found = list(News.objects.filter(pk__in=keys, following__user=user.pk).select_related("following"))
    titles = titles_for(user, found)
    return {str(news.pk): story(news, titles[news.pk]) for news in found if titles[news.pk]}


def story(news: News, titles: list[str]) -> Story:
    """A line of a digest."""
    following = news.following
    if news.what == News.What.FOUND:
        where, text = f"{reverse('search')}{following.query}", "\n\n".join(titles[:NAMED])
    else:
        where, text = reverse("by_identifier", args=[following.code]), ""
    title = titles[0] if following.code else following.label
    return Story(title, where, str(news.get_what_display()), text)

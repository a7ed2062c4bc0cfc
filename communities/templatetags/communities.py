"""What pages of communities need beside the site's own tags."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString

from communities import texts
from communities.discussion import drawing
from communities.discussion.models import Topic
from communities.discussion.reading import Shown
from communities.faces.drawing import section_items
from communities.moderation.models import Case
from communities.moderation.things import name_of
from communities.polls.drawing import result_rows
from communities.spaces.drawing import news_items
from communities.spaces.models import Community
from communities.spaces.parts import is_on
from portal.notices.choices import IN_A_THREAD
from portal.notices.terms import FOLLOWED, Often

register = template.Library()
register.simple_tag(news_items)
register.simple_tag(result_rows)
register.simple_tag(section_items)


@register.filter
def written(text: Any) -> SafeString:
    """What somebody wrote, as a page shows it."""
    return texts.shown(text)


@register.filter
def words(text: Any) -> str:
    """The same without its marks, where only the beginning is shown."""
    return texts.plain(text)


@register.filter
def has_part(community: Community, code: str) -> bool:
    """Whether a space has a part."""
    return is_on(community, code)


@register.simple_tag(takes_context=True)
def post_items(context: Context, posts: Iterable[Shown]) -> SafeString:
    """The posts of a page of a topic. Context: topic, page_number, may_answer, may_accept."""
    return drawing.post_items(
        posts,
        context["topic"],
        context["page_number"],
        may_answer=context["may_answer"],
        may_accept=context["may_accept"],
        token=CsrfTokenNode().render(context) if context["standing"].signed_in else "",
    )


@register.simple_tag
def topic_rows(topics: Iterable[Topic], with_unread: Any) -> SafeString:
    """The rows of a list of topics; with how many posts are new, for who belongs to the space."""
    return drawing.topic_rows(topics, with_unread=bool(with_unread))


@register.simple_tag
def mail_choices(topic: Topic) -> list[tuple[str, Any, bool]]:
    """How often its reader can have mail of answers in a topic, and which of that holds."""
    holds = topic.follows or (FOLLOWED if topic.is_followed else Often.NONE)
    return [(often, label, often == holds) for often, label in IN_A_THREAD]


@register.simple_tag
def case_kind(case: Case) -> str:
    """What kind of thing a case is about."""
    return name_of(case.kind)

"""The forum of a space as pages that are read without this site."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from communities.discussion.attachments import Attachment, alt_or_word
from communities.discussion.models import Post, Topic, name_of
from communities.discussion.references import as_members_read
from communities.spaces.models import Community
from communities.spaces.parts import OfflinePage

TOPICS: Final = 500  # of one page of the list


def pages(community: Community) -> Iterator[OfflinePage]:
    """The list of topics, page by page, then each topic on a page of its own; what was removed is not there."""
    names = as_members_read(community)
    lists = Paginator(Topic.objects.filter(community=community), TOPICS)
    for page in lists:
        yield OfflinePage(_list_name(page.number), str(_("Forum")), _list(page))
    posts = Post.objects.said_in(community).annotate(answered=F("reply_to__number")).order_by("topic", "number")
    in_order = posts.prefetch_related(Prefetch("attachments", Attachment.objects.standing())).iterator(chunk_size=500)
    for key, group in groupby(in_order, key=lambda post: post.topic_id):
        said = list(group)
        html = SafeString(
            "".join(_post(post, names.in_html(post.html, community.pk)) for post in said)
        )  # of escaped parts
        yield OfflinePage(f"{key}.html", said[0].topic.title, html)


def _list_name(number: int) -> str:
    return "index.html" if number == 1 else f"index-{number}.html"


def _list(page: Page[Any]) -> SafeString:
    rows = format_html_join(
        "\n",
        '<tr><td><a href="{}.html">{}</a></td><td>{}</td><td>{}</td></tr>',
        (
            (topic.pk, topic.title, topic.last_number, date_format(localtime(topic.last_post_at)))
            for topic in page.object_list
        ),
    )
    others = format_html_join(
        " ", '<a href="{}">{}</a>', ((_list_name(number), number) for number in page.paginator.page_range)
    )
    return format_html(
        "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table><p>{}</p>",
        _("Topic"), _("Posts"), _("Last"), rows, others if page.paginator.num_pages > 1 else "",
    )  # fmt: skip


def _file(one: Attachment) -> SafeString:
    if one.is_picture:
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}">', one.url, alt_or_word(one.alt), one.width, one.height
        )
    return format_html('<a href="{}">{}</a> ({})', one.url, one.name, one.kind)


def _post(post: Any, html: SafeString) -> SafeString:
    answered = (
        format_html(' · <a href="#post-{0}">{1} #{0}</a>', post.answered, _("In answer to")) if post.answered else ""
    )
    return format_html(
        '<article id="post-{}"><p class="by"><strong>{}</strong> · {} · #{}{}</p>\n{}{}</article>\n',
        post.number, name_of(post) or _("somebody who has left"), date_format(localtime(post.created_at), "DATETIME_FORMAT"), post.number,
        answered, html, format_html_join("\n", "<p>{}</p>", ((_file(one),) for one in post.attachments.all())),
    )  # fmt: skip

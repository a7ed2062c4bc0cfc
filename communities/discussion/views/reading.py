"""The topics of a space, a topic, and the ways into it: the first unread post, a post by its number, what a post said before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.discussion import actions, policies, pseudonyms
from communities.discussion.drawing import page_links
from communities.discussion.forms import PostForm, Speaker
from communities.discussion.models import Post, Tag, Topic, TopicEvent
from communities.discussion.reading import page_of_posts, rows_of, subjects_of, tags_of, topic_page
from communities.discussion.references import references
from communities.discussion.terms import ACCEPTED, FORUM, MENTION, POST
from communities.discussion.writing import Writing
from communities.spaces import parts
from communities.spaces.policies import Standing, belongs, see_inside
from communities.spaces.standing import Rule, allowed
from portal.foundation import prepared
from portal.foundation.prepared import NO_ROW, PK, PKS
from portal.notices import telling
from search.lists import reading_languages

View = Callable[..., HttpResponse]


def inside(user: Any, slug: str, rule: Rule = see_inside) -> Standing:
    """How somebody stands to a space that has a forum. Http404 where there is none, PermissionDenied where the rule says no."""
    standing = allowed(user, slug, see_inside)
    if FORUM not in standing.community.parts:
        raise Http404
    if not rule(standing):
        raise PermissionDenied
    return standing


def for_readers(view: View) -> View:
    """Who is not signed in and may not read is asked to sign in: a link from a mail leads on from there."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return asked


def topic_of(standing: Standing, key: int) -> Topic:
    """A topic of the space that the reader may see; Http404 where there is none."""
    given = (standing.community.pk, min(key, PK), standing.user.pk or NO_ROW)  # no row has such a key, nor a larger one
    for topic in prepared.objects("topic", Topic, _topic, pks=given):
        topic.community = standing.community
        if topic.is_protected and not belongs(standing):
            break
        return topic
    raise Http404


def _topic() -> QuerySet[Topic]:
    found = Topic.objects.filter(community=PKS[0], pk=PKS[1]).with_names().with_unread(PKS[2])
    subjects = Topic.concepts.through.objects.filter(topic=OuterRef("pk"))
    touched = TopicEvent.objects.filter(topic=OuterRef("pk"))
    return found.with_following(PKS[2]).annotate(has_subjects=Exists(subjects), is_touched=Exists(touched))


def _events() -> QuerySet[TopicEvent]:
    return TopicEvent.objects.filter(topic=PK).annotate(by_name=F("by__name"))


def crumbs(standing: Standing, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here."""
    space = standing.community
    forum = (_("Forum"), f"{space.get_absolute_url()}forum/")
    return [(_("Home"), "/"), (_("Communities"), "/communities/"), (space.name, space.get_absolute_url()), forum, *more]


@never_cache
@require_safe
@for_readers
def topics(request: HttpRequest, slug: str) -> HttpResponse:
    """`/communities/mentoring/forum/`: the topics, those on top first, then the latest talked about."""
    standing = inside(request.user, slug)
    tag = tag_in(request.GET.get("tag", ""))
    tabs = parts.tabs(standing)
    of_all = next((tab.count for tab in tabs if tab.code == FORUM), None)
    page = topic_page(standing, request.GET.get("page"), tag, None if tag else of_all)
    context = {
        "community": standing.community, "page": page, "rows": rows_of(standing, list(page.object_list)),
        "tabs": tabs, "may_write": policies.write(standing),
        "standing": standing, "tag": tag, "query": f"tag={quote(tag.slug)}&" if tag else "",
        "crumbs": [*crumbs(standing)[:-1], (_("Forum"), "")],
    }  # fmt: skip
    return render(request, "communities/discussion/topics.html", context)


@never_cache
@require_safe
@for_readers
def topic(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`/communities/mentoring/forum/12/`: a topic, twenty posts a page."""
    standing = inside(request.user, slug)
    shown = topic_of(standing, key)
    page = number_in(request.GET.get("page", "1"))
    if not 1 <= page <= shown.last_page:
        raise Http404
    quoted = post_numbered(shown, request.GET.get("quote", ""))
    writing = Writing(request.user, shown, is_begun=shown.drafted)
    form = PostForm(initial=begun(writing, quoted), speaker=speaker_of(shown, request.user))
    answered = quoted.number if quoted else writing.words.get("reply_to", "")
    context = page_context(standing, shown, page, form, writing, reading_languages(request)) | {"quoted": answered}
    return render(request, "communities/discussion/topic.html", context)


def tag_in(slug: str) -> Tag | None:
    """The tag that an address names. Http404 for one that nothing bears."""
    if not slug:
        return None
    return get_object_or_404(Tag, slug=slug.replace("\0", ""))


def number_in(text: str) -> int:
    """The number that an address or a form gives; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def post_numbered(topic: Topic, number: str) -> Post | None:
    """The post that a reader wants to quote or to answer, if there is one."""
    wanted = number_in(number)
    return Post.objects.standing().filter(topic=topic, number=wanted).first() if wanted else None


def quotation(post: Post) -> str:
    """The Markdown that quotes a post; whoever answers cuts it down."""
    said = "\n".join(f"> {line}".rstrip() for line in post.text.splitlines())
    return f"{said}\n\n"


def begun(writing: Writing, quoted: Post | None) -> dict[str, str]:
    """What stands in the form of an answer from the start: the draft, and behind it what is to be quoted."""
    words = writing.words
    if quoted and (quote := quotation(quoted)) not in words.get("text", ""):
        words["text"] = f"{words['text'].rstrip()}\n\n{quote}" if words.get("text") else quote
    return words


def page_context(
    standing: Standing, topic: Topic, page: int, form: PostForm, writing: Writing, languages: Sequence[str]
) -> dict[str, Any]:
    """What a page of a topic shows, to somebody who reads these languages; notes how far a member has read."""
    posts = page_of_posts(topic, page, standing, languages)
    read_to = posts[-1].post.number if posts else 0
    if standing.membership and read_to > topic.last_number - topic.unread:
        actions.read(topic, standing.user, read_to)
    if topic.told:
        telling.read(standing.user, (f"{event}:{one.post.pk}" for one in posts for event in (POST, MENTION, ACCEPTED)))
    return {
        "community": standing.community, "standing": standing, "topic": topic, "posts": posts, "page_number": page,
        "paging": page_links(topic, page, pages_around(page, topic.last_page)),
        "events": prepared.objects("events", TopicEvent, _events, pk=topic.pk) if topic.is_touched else [],
        "may_answer": policies.answer(standing, topic), "may_accept": policies.accept(standing, topic),
        "may_moderate": policies.moderate(standing), "tags": tags_of(topic) if topic.is_tagged else [],
        "subjects": subjects_of(topic) if topic.has_subjects else [], "may_tag": policies.tag(standing, topic),
        "form": form, "writing": writing, "draft_url": f"{topic.get_absolute_url()}draft/", "crumbs": crumbs(standing, (topic.title, "")),
    }  # fmt: skip


def speaker_of(topic: Topic, user: Any) -> Speaker | None:
    """Who writes in a protected case, with the role that they spoke under before; None elsewhere. One query in a case."""
    if not topic.is_protected:
        return None
    before = pseudonyms.own(topic, user)
    return Speaker(user, before.name if before else "", topic.language)


def pages_around(page: int, last: int) -> list[int]:
    """The first, the last, and those around one; 0 where some are left out."""
    shown = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    found: list[int] = []
    for number in shown:
        if found and number > found[-1] + 1:
            found.append(0)
        found.append(number)
    return found


@never_cache
@require_safe
@for_readers
def unread(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Leads to the first post that the reader has not read; to the last one where they have read all."""
    standing = inside(request.user, slug)
    shown = topic_of(standing, key)
    seen = shown.last_number - shown.unread
    return redirect(shown.page_url(max(1, min(seen + 1, shown.last_number))))


@require_safe
@for_readers
def post(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/forum/12/post/34/`: leads to where the post stands, on whatever page."""
    standing = inside(request.user, slug)
    shown = topic_of(standing, key)
    if not 1 <= number <= shown.last_number:
        raise Http404
    trace = Post.objects.filter(topic=shown, number=number).select_related("moved_to__topic__community").first()
    return redirect(trace.moved_to if trace and trace.moved_to else shown.page_url(number))


@never_cache
@require_safe
@for_readers
def versions(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/post/34/versions/`: what a post said before it was changed."""
    standing = inside(request.user, slug)
    shown = topic_of(standing, key)
    said = get_object_or_404(Post.objects.standing(), topic=shown, number=number)
    versions, space = list(said.versions.all()), standing.community.pk
    mentioned = references(request.user, ((space, one.html) for one in (said, *versions)))
    for one in (said, *versions):
        one.html = mentioned.in_html(one.html, space)
    context = {
        "community": standing.community, "topic": shown, "post": said, "versions": versions,
        "crumbs": crumbs(standing, (shown.title, shown.page_url(number)), (_("Earlier versions"), "")),
    }  # fmt: skip
    return render(request, "communities/discussion/versions.html", context)

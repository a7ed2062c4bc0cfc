"""The topics of a space, a topic, and the ways into it: the first unread post, a post by its number, what a post said before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.discussion import actions, hosts, policies
from communities.discussion.drawing import page_links
from communities.discussion.forms import PostForm, Speaker
from communities.discussion.models import Post, Tag, Topic
from communities.discussion.reading import Shown, events_of, page_of_posts, rows_of, subjects_of, topic_page
from communities.discussion.references import references
from communities.discussion.terms import ACCEPTED, FORUM, MENTION, POST
from communities.discussion.writing import Writing
from communities.spaces import parts
from communities.spaces.parts import is_on
from communities.spaces.policies import Standing, see_inside
from communities.spaces.standing import Rule, allowed
from portal.foundation import prepared
from portal.foundation.hanging import listed
from portal.foundation.prepared import NO_ROW, PK, PKS
from portal.notices import telling
from search.lists import reading_languages

View = Callable[..., HttpResponse]


def inside(user: Any, slug: str, rule: Rule = see_inside) -> Standing:
    """How somebody stands to a space. PermissionDenied where the rule says no; `topic_of` sees to that the topic's part is on."""
    standing = allowed(user, slug, see_inside)
    if not rule(standing):
        raise PermissionDenied
    return standing


def forum(user: Any, slug: str, rule: Rule = see_inside) -> Standing:
    """The same for a space that has a forum; Http404 where there is none."""
    standing = allowed(user, slug, see_inside)
    if not is_on(standing.community, FORUM):
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


def topic_of(standing: Standing, key: int, quoted: int = 0) -> Topic:
    """A topic of the space that the reader may see, with the words of a post that is `quoted`; Http404 where there is none. One query."""
    # no row has such a key, nor a larger one
    given = (standing.community.pk, min(key, PK), standing.user.pk or NO_ROW, quoted)
    for topic in prepared.objects("topic", Topic, _topic, pks=given):
        topic.community = standing.community
        if not policies.read(standing, topic):
            break
        return topic
    raise Http404


def _topic() -> QuerySet[Topic]:
    found = Topic.objects.filter(community=PKS[0], pk=PKS[1]).with_names().with_surroundings()
    return found.with_unread(PKS[2]).with_following(PKS[2]).with_words_of(PKS[3])


def crumbs(standing: Standing, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here."""
    space = standing.community
    above = (_("Forum"), f"{space.get_absolute_url()}forum/")
    return [*parts.above(space), above, *more]


def crumbs_to(standing: Standing, topic: Topic, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to something below a topic, or with nothing more to the topic itself: by the forum, or by the part that it hangs on."""
    way = crumbs(standing, (topic.title, topic.read_at if more else ""), *more)
    if host := hosts.host_of(topic.attached_to):
        way[3] = (str(host.part_label), reverse(host.part_url_name, args=[standing.community.slug]))
        way[4] = (topic.title, topic.read_at)
    return way


@never_cache
@require_safe
@for_readers
def topics(request: HttpRequest, slug: str) -> HttpResponse:
    """`/communities/mentoring/forum/`: the topics, those on top first, then the latest talked about."""
    standing = forum(request.user, slug)
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
    """`/communities/mentoring/forum/12/`: a topic, twenty posts a page; one that hangs on a thing leads to the thing's page."""
    standing = inside(request.user, slug)
    shown = topic_of(standing, key, number_in(request.GET.get("quote", "")))
    if shown.attached_to:
        return redirect(f"{shown.read_at}?{request.GET.urlencode()}" if request.GET else shown.read_at)
    return render(request, "communities/discussion/topic.html", talk(request, standing, shown))


def talk(request: HttpRequest, standing: Standing, shown: Topic) -> dict[str, Any]:
    """What a page shows of a topic that was found with the words to be quoted, at the page that its address names. Http404 for a page
    that it has not."""
    number = number_in(request.GET.get("quote", ""))
    page = number_in(request.GET.get("page", "1"))
    if not 1 <= page <= shown.last_page:
        raise Http404
    writing = Writing(request.user, shown, is_begun=shown.drafted and policies.answer(standing, shown))
    form = PostForm(speaker=speaker_of(shown, request.user))
    context = page_context(standing, shown, page, form, writing, reading_languages(request))
    form.initial = begun(writing, named_in(shown.quoted, context["posts"], number))
    return context | {"quoted": writing.words.get("reply_to", "") if shown.quoted is None else number}


def tag_in(slug: str) -> Tag | None:
    """The tag that an address names. Http404 for one that nothing bears."""
    if not slug:
        return None
    return get_object_or_404(Tag, slug=slug.replace("\0", ""))


def number_in(text: str) -> int:
    """The number that an address or a form gives; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def post_numbered(topic: Topic, number: str) -> Post | None:
    """The post that a reader wants to answer, if there is one."""
    wanted = number_in(number)
    return Post.objects.standing().filter(topic=topic, number=wanted).first() if wanted else None


def quotation(text: str) -> str:
    """The Markdown that quotes a post; whoever answers cuts it down."""
    said = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return f"{said}\n\n"


def named_in(quoted: str | None, posts: Sequence[Shown], number: int) -> str | None:
    """The words of a post of the page that is quoted, with the names that its reader may know in place of handles; as they are where it
    stands on another page."""
    post = next((one for one in posts if one.post.number == number), None)
    return quoted if quoted is None or post is None else post.referred.in_text(quoted, post.post.topic.community_id)


def begun(writing: Writing, quoted: str | None) -> dict[str, str]:
    """What stands in the form of an answer from the start: the draft, and behind it what is to be quoted."""
    words = writing.words
    if quoted is not None and (quote := quotation(quoted)) not in words.get("text", ""):
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
    here = {f"{event}:{one.post.pk}" for one in posts for event in (POST, MENTION, ACCEPTED)}
    if news := here.intersection(event for (event,) in listed(topic.told_json)):
        telling.read(standing.user, news)
    return {
        "community": standing.community, "standing": standing, "topic": topic, "posts": posts, "page_number": page,
        "paging": page_links(topic, page, pages_around(page, topic.last_page)),
        "events": events_of(topic), "may_answer": policies.answer(standing, topic), "may_accept": policies.accept(standing, topic),
        "may_moderate": policies.moderate(standing), "tags": topic.shown_tags, "subjects": subjects_of(topic),
        "may_tag": policies.tag(standing, topic),
        "form": form, "writing": writing, "draft_url": f"{topic.get_absolute_url()}draft/", "crumbs": crumbs_to(standing, topic),
    }  # fmt: skip


def speaker_of(topic: Topic, user: Any) -> Speaker | None:
    """Who writes in a protected case, with the role that they spoke under before; None elsewhere."""
    return Speaker(user, topic.own_role or "", topic.language) if topic.is_protected else None


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
        "crumbs": crumbs_to(standing, shown, (_("Earlier versions"), "")),
    }  # fmt: skip
    return render(request, "communities/discussion/versions.html", context)

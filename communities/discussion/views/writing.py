"""Writing: a new topic, an answer, a change, a reaction; and taking back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from communities.discussion import actions, policies
from communities.discussion.again import answer_sent_before, topic_sent_before
from communities.discussion.drawing import records
from communities.discussion.forms import NewTopicForm, PostForm, ReasonForm
from communities.discussion.mentions import settled, to_be_changed
from communities.discussion.models import Post, Topic, Waiting
from communities.discussion.reading import in_order
from communities.discussion.references import references
from communities.discussion.terms import FORUM, Reacted, thread_of
from communities.discussion.trust import Level, held_because, level_of, waits_too_much, writes_too_much
from communities.discussion.views.asking import opening
from communities.discussion.views.reading import (
    crumbs,
    crumbs_to,
    forum,
    inside,
    page_context,
    post_numbered,
    speaker_of,
    topic_of,
)
from communities.discussion.waiting import POST, hold
from communities.discussion.writing import Writing
from communities.moderation.actions import take_away
from communities.spaces.models import Community
from communities.spaces.policies import Standing
from communities.spaces.terms import State
from portal.foundation.identity import PATTERN
from portal.foundation.limits import seconds_to_wait
from portal.foundation.requests import read_or_send
from portal.notices.choices import IN_A_THREAD, choose
from portal.texts.markdown import to_html
from search.cards import cards_by_identifier
from search.lists import reading_languages


@dataclass(frozen=True, slots=True)
class Preview:
    """How a text will look, and the records that it names."""

    html: SafeString
    records: SafeString


def preview_of(request: HttpRequest, form: PostForm, space: Community) -> Preview | None:
    """What was asked for, where the text is one."""
    if not form.is_valid() or "preview" not in request.POST:
        return None
    text = settled(form.cleaned_data["text"], request.user, space)
    html, codes = to_html(text), actions.codes_in(text)
    named = in_order(html, codes, cards_by_identifier(codes, request.user, reading_languages(request))) if codes else ()
    return Preview(references(request.user, [(space.pk, html)]).in_html(html, space.pk), records(named, set()))


def written_at(request: HttpRequest, where: Community | Topic | Post) -> Writing:
    """What the reader is writing there, with the files that came with the form if it was sent."""
    writing = Writing(request.user, where)
    if request.method == "POST":
        writing.take(request.POST, request.FILES.getlist("files"))
    return writing


@never_cache
@read_or_send
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """`…/forum/new/`: a new topic."""
    standing = forum(request.user, slug, policies.write)
    writing = written_at(request, standing.community)
    about = request.GET.get("about", "")[:20]
    form = NewTopicForm(
        request.POST or None,
        standing=standing,
        initial=opening(request, writing.words, standing.community) | ({"about": about} if about else {}),
        instance=Topic(community=standing.community),
    )
    preview = preview_of(request, form, standing.community)
    if form.is_valid() and not preview and writing.is_complete(protected=form.is_protected):
        with transaction.atomic():
            kept = begun_with(request, standing, form, writing)
        if kept:
            return kept
    context = {
        "community": standing.community,
        "form": form,
        "writing": writing,
        "draft_url": reverse("topic_new_draft", args=[slug]),
        "preview": preview,
        "crumbs": crumbs(standing, (_("New topic"), "")),
    }
    return render(
        request, "communities/discussion/new.html", context, status=400 if form.is_bound and not preview else 200
    )


def begun_with(request: HttpRequest, standing: Standing, form: NewTopicForm, writing: Writing) -> HttpResponse | None:
    """The way to what a complete form became, now or when it was sent before; None where it can't be sent now."""
    topic, text, role = form.topic(), form.cleaned_data["text"], form.cleaned_data.get("role", "")
    if before := topic_sent_before(writing, text, standing.community, topic.title):
        return there_already(before, writing)
    if not may_send(request, form):
        return None
    if because := because_of(form) or held_because(standing, level_of(request.user), text):
        return wait(request, waiting_topic(topic, form, request.user), because, writing)
    writing.give(actions.begin(topic, text, request.user, role=role, about=form.matter()))
    return redirect(topic)


def there_already(before: Post | Waiting, writing: Writing) -> HttpResponse:
    """What was sent twice stands once; the copies of its files go with the draft."""
    writing.discard()
    return redirect(before if isinstance(before, Post) else "moderation_own")


@never_cache
@require_POST
@login_required
def answer(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Adds a post; shows the page of the topic again where it can't be kept, with what was written."""
    user: Any = request.user
    standing = inside(user, slug)
    topic = topic_of(standing, key)
    if not policies.answer(standing, topic):
        raise PermissionDenied
    form = PostForm(request.POST, speaker=speaker_of(topic, user))
    answered, writing = replied_to(request, topic), written_at(request, topic)
    preview = preview_of(request, form, standing.community)
    if form.is_valid() and not preview and writing.is_complete():
        with transaction.atomic():
            kept = answered_with(request, standing, topic, answered, form, writing)
        if kept:
            return kept
    quoted = answered.number if answered else ""
    context = page_context(standing, topic, topic.last_page, form, writing, reading_languages(request)) | {
        "preview": preview,
        "quoted": quoted,
    }
    return render(request, "communities/discussion/topic.html", context, status=200 if preview else 400)


def answered_with(
    request: HttpRequest, standing: Standing, topic: Topic, to: Post | None, form: PostForm, writing: Writing
) -> HttpResponse | None:
    """The way to what a complete form became, now or when it was sent before; None where it can't be sent now."""
    user: Any = request.user
    text, role = form.cleaned_data["text"], form.cleaned_data.get("role", "")
    if before := answer_sent_before(writing, text, topic, to):
        return there_already(before, writing)
    if not may_send(request, form):
        return None
    if because := because_of(form) or held_because(standing, level_of(user), text):
        held = Waiting(community=standing.community, topic=topic, author=user, role=role, text=text, reply_to=to)
        return wait(request, held, because, writing)
    said = actions.say(topic, text, user, to, role=role)
    writing.give(said)
    return redirect(topic.page_url(said.number))


def because_of(form: PostForm) -> str:
    """Why something is looked at first that a check blocks and its author asked for; empty for what none blocks."""
    return _("somebody could be recognised in a protected case") if form.is_asked else ""


def waiting_topic(topic: Topic, form: NewTopicForm, author: Any) -> Waiting:
    """A topic that is not begun yet."""
    of_topic = {name: getattr(topic, name) for name in ("community", "kind", "title", "language", "about")}
    said = {name: form.cleaned_data.get(name, "") for name in ("text", "role", "subjects", "tags")}
    return Waiting(author=author, **of_topic, **said)


def wait(request: HttpRequest, held: Waiting, because: str, writing: Writing) -> HttpResponse:
    """Keeps what is looked at first, and says so."""
    with transaction.atomic():
        hold(held, because)
        writing.give(held)
    messages.success(
        request,
        _(
            "Thank you. Somebody who tends this space looks at it before others see it (%(because)s), usually within a day."
        )
        % {"because": because},
    )
    return redirect("moderation_own")


def may_send(request: HttpRequest, form: PostForm) -> bool:
    """Whether somebody writes no faster than people do, and not more than can be looked at; else the form says so."""
    if waits_too_much(request.user):
        form.add_error(None, _("So much of what you wrote waits to be looked at. Please wait until that is done."))
        return False
    if writes_too_much(request.user):
        form.add_error(
            None, _("You have written as many posts within an hour as you can for now. Please send it a little later.")
        )
        return False
    if wait := seconds_to_wait(request, "posts"):
        form.add_error(None, _("That was fast. Please wait %(seconds)s seconds and send it again.") % {"seconds": wait})
    return not wait


def replied_to(request: HttpRequest, topic: Topic) -> Post | None:
    """The post that is answered, if one was named."""
    return post_numbered(topic, request.POST.get("reply_to", ""))


def own(request: HttpRequest, slug: str, key: int, number: int, rule: Any) -> tuple[Standing, Post]:
    """A post with how the reader stands to its space. Raises PermissionDenied where the rule says no."""
    standing = inside(request.user, slug)
    topic = topic_of(standing, key)
    post: Post = get_object_or_404(Post.objects.standing(), topic=topic, number=number)
    post.topic = topic
    if not rule(standing, post):
        raise PermissionDenied
    return standing, post


@never_cache
@read_or_send
@login_required
def edit(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/post/34/edit/`: changes what one said; the earlier version stays to be read."""
    standing, post = own(request, slug, key, number, policies.edit)
    writing = written_at(request, post)
    speaker = speaker_of(post.topic, request.user)
    speaker = replace(speaker, may_ask=False) if speaker else None
    words = {"text": to_be_changed(post.text, request.user, standing.community)} | writing.words
    form = PostForm(request.POST or None, initial=words, speaker=speaker)
    preview = preview_of(request, form, standing.community)
    if form.is_valid() and not preview and writing.is_complete() and may_change(standing, form):
        with transaction.atomic():
            actions.change(post, form.cleaned_data["text"])
            writing.give(post)
        return redirect(post)
    context = {
        "community": standing.community, "topic": post.topic, "post": post, "form": form, "preview": preview,
        "writing": writing, "draft_url": reverse("post_draft", args=[slug, key, number]),
        "crumbs": crumbs_to(standing, post.topic, (_("Change"), "")),
    }  # fmt: skip
    return render(
        request, "communities/discussion/edit.html", context, status=400 if form.is_bound and not preview else 200
    )


def may_change(standing: Standing, form: PostForm) -> bool:
    """Whether a post may become this without being looked at; else the form says so. A first post stands already."""
    because = held_because(standing, max(level_of(standing.user), Level.KNOWN), form.cleaned_data["text"])
    if because:
        form.add_error("text", _("A post that stands can’t get so many links. Say it in a new post, please."))
    return not because


@require_POST
@login_required
def undo(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """Takes a fresh post back, as if it had never been there."""
    standing, post = own(request, slug, key, number, policies.undo)
    if not actions.undo(post):
        messages.error(request, _("Somebody has answered since. You can still change your post, or remove it."))
        return redirect(post)
    messages.success(request, _("Your post was taken back."))
    gone = post.number == 1 and not post.topic.attached_to
    return redirect("topics", standing.community.slug) if gone else redirect(post.topic)


@never_cache
@read_or_send
@login_required
def remove(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/post/34/remove/`: takes a post's words away; the reason stands in their place."""
    standing, post = own(request, slug, key, number, policies.remove)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        if post.writer_id == request.user.pk:
            actions.remove(post, form.cleaned_data["reason"], request.user)
        else:
            take_away(POST, post.pk, form.cleaned_data["reason"], request.user)
        return redirect(post)
    context = {
        "community": standing.community, "topic": post.topic, "post": post, "form": form,
        "crumbs": crumbs_to(standing, post.topic, (_("Remove"), "")),
    }  # fmt: skip
    return render(request, "communities/discussion/remove.html", context, status=400 if form.is_bound else 200)


@require_POST
@login_required
def react(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """Thanks and the like: adds a reaction or takes it back."""
    _standing, post = own(request, slug, key, number, policies.react)
    kind = request.POST.get("kind", "")
    if kind in Reacted:
        actions.react(post, Reacted(kind), request.user)
    return redirect(post)


@require_POST
@login_required
def follow(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """How often somebody is told of answers in a topic, or that they are not."""
    topic = topic_of(inside(request.user, slug), key)
    user: Any = request.user
    often = request.POST.get("often", "")
    if label := dict(IN_A_THREAD).get(often):
        choose(user.pk, thread_of(topic.pk), "", often)
        messages.success(request, _("Mail of answers here: %(often)s.") % {"often": label})
    else:
        messages.error(request, _("Nothing was changed. Choose from the list how often you want mail of answers."))
    return redirect(topic)


@never_cache
@require_safe
@login_required
def discuss(request: HttpRequest, code: str) -> HttpResponse:
    """`/communities/discuss/PR-0001/`: the spaces in which somebody can talk about a record; where there is one, straight there."""
    if not PATTERN.match(code):
        raise Http404
    spaces = [space for space in written_in(request.user) if FORUM in space.parts]
    if len(spaces) == 1:
        return redirect(f"{reverse('topic_new', args=[spaces[0].slug])}?about={code}")
    crumbs = [(_("Home"), "/"), (_("Communities"), "/communities/"), (_("Discuss"), "")]
    return render(request, "communities/discussion/discuss.html", {"code": code, "spaces": spaces, "crumbs": crumbs})


def written_in(user: Any) -> Any:
    """The living spaces that somebody belongs to."""
    return Community.objects.filter(state=State.ACTIVE, memberships__user=user).order_by("name")

"""What is done to a topic as a whole: pinning, closing, renaming, moving, and which post answers it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.discussion import actions, policies, rearranging
from communities.discussion.forms import MergeForm, MoveForm, SplitForm, TagsForm, TopicForm
from communities.discussion.models import Post, Topic
from communities.discussion.views.reading import crumbs, inside, topic_of
from communities.discussion.views.writing import own
from communities.spaces.models import Community
from communities.spaces.policies import Standing, facilitated_by
from communities.spaces.terms import State
from portal.foundation.requests import read_or_send


@require_POST
@login_required
def pin(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Keeps a topic on top, or no longer."""
    topic = topic_of(inside(request.user, slug, policies.moderate), key)
    actions.pin(topic, request.user)
    return redirect(topic)


@require_POST
@login_required
def close(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Closes a topic, or opens it again."""
    topic = topic_of(inside(request.user, slug, policies.moderate), key)
    actions.close(topic, request.user)
    return redirect(topic)


@require_POST
@login_required
def accept(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """Says that a post answers the question; a second time takes it back."""
    standing = inside(request.user, slug)
    topic = topic_of(standing, key)
    if not policies.accept(standing, topic):
        raise PermissionDenied
    post = get_object_or_404(Post.objects.standing(), topic=topic, number=number)
    actions.accept(topic, None if topic.accepted_id == post.pk else post, request.user)
    return redirect(topic.page_url(number))


@never_cache
@read_or_send
@login_required
def tend(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/forum/12/tend/`: title, kind and language of a topic, and the space that it stands in."""
    standing = inside(request.user, slug, policies.moderate)
    topic = topic_of(standing, key)
    if topic.attached_to:
        raise Http404  # it is called as what it hangs on
    title = topic.title
    moving = request.method == "POST" and "move" in request.POST
    form = TopicForm(None if moving else request.POST or None, standing=standing, instance=topic)
    move = MoveForm(request.POST if moving else None, spaces=targets(standing, topic))
    if move.is_valid():
        actions.move(topic, move.cleaned_data["to"], request.user)
        return redirect(topic)
    if form.is_valid():
        actions.rename(form.save(commit=False), title, request.user)
        return redirect(topic)
    context = {
        "community": standing.community, "topic": topic, "form": form, "move": move,
        "may_rearrange": policies.rearrange(standing, topic),
        "crumbs": crumbs(standing, (title, topic.get_absolute_url()), (_("Tend"), "")),
    }  # fmt: skip
    return render(request, "communities/discussion/tend.html", context, status=400 if request.method == "POST" else 200)


@never_cache
@read_or_send
@login_required
def tags(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/forum/12/tags/`: what a topic is about, and the words under which it is found."""
    standing = inside(request.user, slug)
    topic = topic_of(standing, key)
    if not policies.tag(standing, topic):
        raise PermissionDenied
    now = {"tags": ", ".join(topic.tags.names()), "subjects": topic.concepts.values_list("pk", flat=True)}
    form = TagsForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        actions.tag(topic, form.matter())
        return redirect(topic)
    context = {
        "community": standing.community, "topic": topic, "form": form,
        "crumbs": crumbs(standing, (topic.title, topic.get_absolute_url()), (_("Tags"), "")),
    }  # fmt: skip
    return render(request, "communities/discussion/tags.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def merge(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """`…/forum/12/merge/`: puts all posts of a topic behind those of another one."""
    standing = inside(request.user, slug, policies.moderate)
    topic = topic_of(standing, key)
    if not policies.rearrange(standing, topic):
        raise PermissionDenied
    form = MergeForm(request.POST if request.method == "POST" else None, topic=topic)
    if form.is_valid():
        into = form.cleaned_data["into"]
        rearranging.merge(topic, into, request.user)
        return redirect(into)
    context = {
        "community": standing.community, "topic": topic, "form": form,
        "crumbs": crumbs(standing, (topic.title, topic.get_absolute_url()), (_("Merge"), "")),
    }  # fmt: skip
    return render(request, "communities/discussion/merge.html", context, status=400 if form.is_bound else 200)


@never_cache
@read_or_send
@login_required
def split(request: HttpRequest, slug: str, key: int, number: int) -> HttpResponse:
    """`…/post/34/split/`: begins a new topic with this post and those after it."""
    standing, post = own(request, slug, key, number, policies.split)
    form = SplitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect(rearranging.split(post.topic, number, form.cleaned_data["title"], request.user))
    context = {
        "community": standing.community, "topic": post.topic, "post": post, "form": form,
        "crumbs": crumbs(standing, (post.topic.title, post.get_absolute_url()), (_("Split"), "")),
    }  # fmt: skip
    return render(request, "communities/discussion/split.html", context, status=400 if form.is_bound else 200)


def targets(standing: Standing, topic: Topic) -> QuerySet[Community]:
    """Where a topic can be moved to: the other living spaces in which somebody may moderate."""
    if not policies.rearrange(standing, topic):
        return Community.objects.none()
    others = Community.objects.filter(state=State.ACTIVE, pk__in=facilitated_by(standing.user))
    return others.exclude(pk=standing.community.pk)

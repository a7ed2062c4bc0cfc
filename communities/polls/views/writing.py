"""Drafting, opening, ending and taking away polls."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.discussion.trust import held_because, level_of
from communities.moderation.actions import take_away as decide
from communities.polls import actions, policies, things
from communities.polls.forms import PollForm, ReasonForm
from communities.polls.models import Option, Poll
from communities.polls.terms import KIND
from communities.polls.views.reading import crumbs, for_readers, poll_of
from communities.spaces.policies import Standing
from portal.foundation.requests import read_or_send

MOST_DRAFTS = 20  # of one person in a space


def own(standing: Standing, key: int, rule: Any) -> Poll:
    """A poll with which the reader may do this. Http404 where they see none, PermissionDenied where the rule says no."""
    poll = poll_of(standing, key)
    if not rule(standing, poll):
        raise PermissionDenied
    return poll


@never_cache
@read_or_send
@login_required
@for_readers
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """`…/polls/new/`: a draft, which nobody else sees until it is opened."""
    if not policies.write(standing):
        raise PermissionDenied
    form = PollForm(
        request.POST or None, standing=standing, instance=Poll(community=standing.community, author=standing.user)
    )
    drafts = Poll.objects.filter(community=standing.community, author=standing.user, opened_at=None, removed_at=None)
    if form.is_valid() and drafts.count() >= MOST_DRAFTS:
        form.add_error(
            None, _("You have %(count)s drafts here. Open or delete some of them first.") % {"count": MOST_DRAFTS}
        )
    if form.is_valid():
        return saved(request, form)
    return written(request, standing, form, (_("New poll"), ""))


@never_cache
@read_or_send
@login_required
@for_readers
def edit(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """`…/polls/12/edit/`: changes one's draft."""
    poll = own(standing, key, policies.edit)
    form = PollForm(request.POST or None, standing=standing, instance=poll)
    if form.is_valid():
        return saved(request, form)
    return written(request, standing, form, (poll.question, poll.get_absolute_url()), (_("Change"), ""))


def saved(request: HttpRequest, form: PollForm) -> HttpResponse:
    """Keeps a draft and shows it."""
    poll = form.save(commit=False)
    poll.opinion = bool(form.cleaned_data.get("opinion"))
    actions.save(poll, form.cleaned_data["options"])
    messages.success(request, _("Your draft is kept. Look at it as the others will see it, then open it."))
    return redirect(poll)


def written(request: HttpRequest, standing: Standing, form: PollForm, *way: tuple[str, str]) -> HttpResponse:
    """The page with the form."""
    context = {
        "community": standing.community, "standing": standing, "form": form, "poll": form.instance, "crumbs": crumbs(standing, *way),
    }  # fmt: skip
    return render(request, "communities/polls/edit.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_POST
@login_required
@for_readers
def open_poll(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """Opens a draft, or has it looked at first where a post of the same person would be."""
    poll = own(standing, key, policies.edit)
    if poll.closes_at and poll.closes_at <= timezone.now():
        messages.error(request, _("The moment at which it is to end is over. Choose a later one."))
        return redirect("poll_edit", standing.community.slug, poll.pk)
    if because := held_because(standing, level_of(request.user), words_of(poll)):
        things.hold(poll, because)
        messages.success(
            request,
            _(
                "Thank you. Somebody who tends this space looks at it before it opens (%(because)s), usually within a day."
            )
            % {"because": because},
        )
        return redirect("moderation_own")
    actions.open_poll(poll)
    messages.success(request, _("The poll is open. The members of the community are told."))
    return redirect(poll)


def words_of(poll: Poll) -> str:
    """All that others will read."""
    return "\n\n".join((poll.question, poll.text, *Option.objects.filter(poll=poll).values_list("text", flat=True)))


@never_cache
@require_POST
@login_required
@for_readers
def take_back(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """Makes an open poll a draft again."""
    poll = own(standing, key, policies.take_back)
    if actions.take_back(poll):
        messages.success(request, _("The poll is a draft again; nobody else sees it."))
        return redirect("poll_edit", standing.community.slug, poll.pk)
    messages.error(request, _("Somebody has voted or added an option by now: the poll stays as it is."))
    return redirect(poll)


@never_cache
@require_POST
@login_required
@for_readers
def close(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """Ends a poll now."""
    poll = own(standing, key, policies.close)
    actions.close(poll)
    messages.success(request, _("The poll has ended. This is its result."))
    return redirect(poll)


@never_cache
@require_POST
@login_required
@for_readers
def delete(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """Throws one's draft away."""
    poll = own(standing, key, policies.edit)
    actions.delete(poll)
    messages.success(request, _("Your draft is deleted."))
    return redirect("polls", standing.community.slug)


@never_cache
@read_or_send
@login_required
@for_readers
def remove(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """`…/polls/12/remove/`: takes a poll away with a reason that its author is told."""
    poll = own(standing, key, policies.take_away)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        decide(KIND, poll.pk, form.cleaned_data["reason"], request.user)
        messages.success(request, _("The poll is taken away. Whoever opened it is told why, and can appeal."))
        return redirect("polls", standing.community.slug)
    way = crumbs(standing, (poll.question, poll.get_absolute_url()), (_("Take away"), ""))
    context = {"community": standing.community, "poll": poll, "form": form, "crumbs": way}
    return render(request, "communities/polls/remove.html", context, status=400 if form.is_bound else 200)

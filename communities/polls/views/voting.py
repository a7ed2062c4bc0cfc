"""Voting, changing one's vote and taking it out, as a member or as the public; adding an option."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.polls import actions, keys, policies, voting
from communities.polls.forms import OptionForm, VoteForm
from communities.polls.models import Option, Poll
from communities.polls.terms import MOST_OPTIONS, MOST_SUGGESTED, State
from communities.polls.views.reading import cookie_of, for_readers, page_context, poll_of
from communities.polls.voting import PollClosedError, Voter
from communities.spaces.policies import Standing
from portal.foundation.limits import seconds_to_wait

REMEMBERED: Final = 400 * 24 * 3600  # seconds; browsers keep no cookie longer


@never_cache
@require_POST
@for_readers
def vote(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """Keeps a vote, in place of the one before; `withdraw` takes it out."""
    poll = poll_of(standing, key)
    public = not policies.vote(standing, poll)
    if public and not policies.answer(standing, poll):
        return too_late(request, standing, poll)
    form = VoteForm(request.POST, poll=poll, options=list(Option.objects.filter(poll=poll)))
    if public and (wait := seconds_to_wait(request, "opinions")):
        form.add_error(
            None, _("Many answers came from your network. Please wait %(seconds)s seconds.") % {"seconds": wait}
        )
        answer = _again(request, standing, poll, form, 429)
        answer["Retry-After"] = str(wait)
        return answer
    paper = _paper(request, poll) if public else ""
    voter = Voter(paper=keys.paper_key(poll, paper)) if public else Voter(standing.user)
    if public and not voter.paper:
        form.add_error(None, _("This ballot paper is not of this poll. Please send it once more."))
    if "withdraw" in request.POST:
        return _kept(request, poll, lambda: voting.take_out(poll, voter), _("Your vote is taken out."))
    if not form.is_valid():
        return _again(request, standing, poll, form)
    answer = _kept(
        request, poll, lambda: voting.vote(poll, voter, form.choices),
        _("Your vote is counted. You can change it until the poll ends."),
    )  # fmt: skip
    if public:
        answer.set_cookie(
            cookie_of(poll), paper, max_age=REMEMBERED, path=poll.get_absolute_url(), httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return answer


def _paper(request: HttpRequest, poll: Poll) -> str:
    """The paper of a browser that has voted already, else that of the form."""
    kept = request.COOKIES.get(cookie_of(poll), "")
    return kept if keys.paper_key(poll, kept) else request.POST.get("paper", "")[:500]


def _kept(request: HttpRequest, poll: Poll, change: Any, done: str) -> HttpResponse:
    """Does it, and says so; or says that it came too late."""
    try:
        change()
        messages.success(request, done)
    except PollClosedError:
        messages.error(request, _("The poll has ended or was changed meanwhile; your vote was not counted."))
    except keys.KeyChangedError:
        messages.error(
            request, _("Nobody can vote here any more: the site’s key was changed. Please ask for a new poll.")
        )
    return redirect(poll)


def _again(request: HttpRequest, standing: Standing, poll: Poll, form: VoteForm, status: int = 400) -> HttpResponse:
    return render(request, "communities/polls/poll.html", page_context(request, standing, poll, form), status=status)


def too_late(request: HttpRequest, standing: Standing, poll: Poll) -> HttpResponse:
    """Says that a poll has ended. Raises PermissionDenied for who could not vote before either."""
    if poll.state != State.CLOSED or (standing.membership is None and not poll.opinion):
        raise PermissionDenied
    messages.error(request, _("The poll has ended; your vote was not counted."))
    context = page_context(request, standing, poll)
    return render(request, "communities/polls/poll.html", context, status=409)


@never_cache
@require_POST
@login_required
@for_readers
def suggest(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """Adds an option to an open poll."""
    poll = poll_of(standing, key)
    if not policies.suggest(standing, poll):
        return too_late(request, standing, poll)
    form = OptionForm(request.POST)
    if form.is_valid() and not _too_many(form, poll, standing.user):
        if actions.suggest(poll, form.cleaned_data["text"], standing.user):
            messages.success(request, _("Your option stands there. It has no vote yet: not even yours."))
            return redirect(poll)
        form.add_error("text", _("This option is there already, or the poll has %(count)s.") % {"count": MOST_OPTIONS})
    context = page_context(request, standing, poll, adding=form)
    return render(request, "communities/polls/poll.html", context, status=400)


def _too_many(form: OptionForm, poll: Poll, user: Any) -> bool:
    """Whether somebody has added enough; the form says so."""
    enough = Option.objects.filter(poll=poll, added_by=user).count() >= MOST_SUGGESTED
    if enough:
        form.add_error(
            "text", _("You have added %(count)s options. Leave room for the others.") % {"count": MOST_SUGGESTED}
        )
    return enough

"""The polls of a space, one of them, who voted for what in a named one, and the results as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communities.polls import keys, policies
from communities.polls.actions import electorate
from communities.polls.forms import OptionForm, VoteForm
from communities.polls.models import Ballot, Option, Poll
from communities.polls.results import Result, quorum_said
from communities.polls.terms import ENDS, NEW, PAGE_SIZE, PART, RESULT, VOTES_PAGE, Method, State
from communities.polls.voting import Voter, ballot_of, said
from communities.spaces import parts
from communities.spaces.parts import shown_name
from communities.spaces.policies import Standing
from communities.spaces.reach import reaches
from communities.spaces.standing import allowed
from portal.foundation import prepared
from portal.foundation.prepared import NO_ROW, PK, PKS
from portal.notices import telling
from portal.notices.models import Notice

View = Callable[..., HttpResponse]
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a table's program would reckon with what begins so


def for_readers(view: View) -> View:
    """Who is not signed in and finds nothing is asked to sign in, whether there is something or not: a link from a mail leads on."""

    @wraps(view)
    def asked(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        standing = allowed(request.user, slug, parts.switched_on(PART))
        try:
            return view(request, standing, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated or request.method == "POST":
                raise
            return redirect_to_login(request.get_full_path())

    return asked


def poll_of(standing: Standing, key: int) -> Poll:
    """A poll of the space that the reader may see. Http404 where there is none. One query."""
    reached, given = reaches(standing), (standing.community.pk, min(key, PK), standing.user.pk or NO_ROW)
    for poll in prepared.objects(("poll", reached), Poll, lambda: _poll(reached), pks=given):
        poll.community = standing.community
        return poll
    raise Http404


def _poll(reached: Sequence[str]) -> QuerySet[Poll]:
    """The poll of a space, a key and a reader; a draft is its author's, as `Poll.objects.visible_to` has it."""
    found = Poll.objects.standing().filter(community=PKS[0], pk=PKS[1], reach__in=reached)
    key = Cast(OuterRef("pk"), CharField())
    events = Q(event=Concat(Value(f"{NEW}:"), key)) | Q(event=Concat(Value(f"{ENDS}:"), key))
    told = Notice.objects.filter(events | Q(event=Concat(Value(f"{RESULT}:"), key)), user=PKS[2], read_at=None)
    mine = ~Q(opened_at=None) | Q(author=PKS[2])
    seen: QuerySet[Poll] = found.filter(mine).annotate(author_name=F("author__name"), told=Exists(told)).order_by()
    return seen


def options_of(poll: Poll) -> list[Option]:
    """Its options in order. One query."""
    return prepared.objects("options of a poll", Option, lambda: Option.objects.filter(poll=PK), pk=poll.pk)


def crumbs(standing: Standing, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here."""
    space = standing.community
    home = parts.above(space)
    listed = f"{space.get_absolute_url()}polls/" if more else ""
    return [*home, (_("Polls"), listed), *more]


@never_cache
@require_safe
@for_readers
def polls(request: HttpRequest, standing: Standing) -> HttpResponse:
    """`/communities/mentoring/polls/`: one's drafts, those under way, those that have ended."""
    seen = Poll.objects.visible_to(standing.user).filter(community=standing.community)
    under_way = When(pk__in=Poll.objects.under_way().filter(community=standing.community).values("pk"), then=Value(0))
    in_order = seen.opened().annotate(over=Case(under_way, default=Value(1))).order_by("over", "-opened_at", "-pk")
    page = Paginator(in_order, PAGE_SIZE).get_page(request.GET.get("page"))
    for poll in page.object_list:
        poll.community = standing.community
    drafts = list(seen.filter(opened_at=None).order_by("-created_at", "-pk")[:PAGE_SIZE]) if standing.signed_in else []
    for poll in drafts:
        poll.community = standing.community
    context = parts.frame(standing, PART) | {
        "page": page, "drafts": drafts, "may_write": policies.write(standing), "crumbs": crumbs(standing),
    }  # fmt: skip
    return render(request, "communities/polls/polls.html", context)


@never_cache
@require_safe
@for_readers
def poll(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """`/communities/mentoring/polls/12/`: the question, one's ballot paper, and the results as far as they are shown."""
    shown = poll_of(standing, key)
    if shown.told:
        telling.read(standing.user, (f"{event}:{key}" for event in (NEW, ENDS, RESULT)))
    return render(request, "communities/polls/poll.html", page_context(request, standing, shown))


def voter_of(request: HttpRequest, standing: Standing, poll: Poll) -> Voter | None:
    """Who would vote: a member, or a browser that has voted as the public; None for anybody else."""
    if standing.membership is not None:
        return Voter(standing.user)
    paper = keys.paper_key(poll, request.COOKIES.get(cookie_of(poll), "")) if poll.opinion else ""
    return Voter(paper=paper) if paper else None


def cookie_of(poll: Poll) -> str:
    """What a browser that has voted remembers it by."""
    return f"poll-{poll.pk}"


def page_context(
    request: HttpRequest, standing: Standing, poll: Poll, form: VoteForm | None = None, adding: OptionForm | None = None
) -> dict[str, Any]:
    """What the page shows; `form` and `adding` where they were sent and have errors."""
    options = options_of(poll)
    voter = voter_of(request, standing, poll)
    ballot = ballot_of(poll, voter) if voter else None
    may_vote, may_answer = policies.vote(standing, poll), policies.answer(standing, poll)
    if form is None and (may_vote or may_answer):
        form = VoteForm(poll=poll, options=options, chosen=ballot.choices if ballot else None)
    results = policies.see_results(standing, poll, voted=ballot is not None)
    counted = poll.electorate if poll.electorate is not None else (electorate(poll) if poll.quorum else 0)
    return parts.frame(standing, PART) | {
        "poll": poll, "options": options, "ballot": ballot, "form": form, "crumbs": crumbs(standing, (poll.question, "")),
        "result": Result(poll, options) if results else None,
        "public": Result(poll, options, public=True) if results and poll.opinion else None,
        "quorum": "" if poll.state == State.DRAFT else quorum_said(poll, counted),
        "may_answer": may_answer, "may_vote": may_vote, "paper": keys.new_paper(poll) if may_answer else "",
        "adding": (adding or OptionForm()) if policies.suggest(standing, poll) else None,
        "may": {
            rule.__name__: rule(standing, poll)
            for rule in (policies.edit, policies.take_back, policies.close, policies.take_away, policies.report)
        },
        "sees_names": policies.see_names(standing, poll, voted=ballot is not None),
    }  # fmt: skip


def results_of(request: HttpRequest, standing: Standing, key: int, *, names: bool = False) -> Poll:
    """A poll whose results the reader may see now. Http404 where there is none, PermissionDenied where they are not shown yet."""
    poll = poll_of(standing, key)
    voter = voter_of(request, standing, poll)
    voted = voter is not None and ballot_of(poll, voter) is not None
    rule = policies.see_names if names else policies.see_results
    if names and not poll.named:
        raise Http404
    if not rule(standing, poll, voted=voted):
        raise PermissionDenied
    return poll


@never_cache
@require_safe
@for_readers
def votes(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """`…/polls/12/votes/`: who voted for what in a named poll."""
    poll = results_of(request, standing, key, names=True)
    texts = dict(Option.objects.filter(poll=poll).values_list("pk", "text"))
    page = Paginator(named_votes(poll), VOTES_PAGE).get_page(request.GET.get("page"))
    rows = [(_name(ballot), [*said(poll, ballot.choices, texts)]) for ballot in page.object_list]
    context = parts.frame(standing, PART) | {
        "poll": poll, "page": page, "rows": rows,
        "crumbs": crumbs(standing, (poll.question, poll.get_absolute_url()), (_("Who voted for what"), "")),
    }  # fmt: skip
    return render(request, "communities/polls/votes.html", context)


def named_votes(poll: Poll) -> Any:
    """The votes of members, by name; of somebody who has left last."""
    found = Ballot.objects.filter(poll=poll, public=False).select_related("user")
    return found.order_by(F("user__name").asc(nulls_last=True), "pk")


def _name(ballot: Ballot) -> str:
    return shown_name(ballot.user) if ballot.user else _("somebody who has left")


@never_cache
@require_safe
@for_readers
def results_csv(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """`…/polls/12/results.csv`: the sums; `votes.csv`, of a named poll, who voted for what."""
    poll = results_of(request, standing, key)
    return _csv(poll, "results", _sums(poll, options_of(poll)))


@never_cache
@require_safe
@for_readers
def votes_csv(request: HttpRequest, standing: Standing, key: int) -> HttpResponse:
    """`…/polls/12/votes.csv`: who voted for what in a named poll."""
    poll = results_of(request, standing, key, names=True)
    texts = dict(Option.objects.filter(poll=poll).values_list("pk", "text"))
    rows = ([_name(ballot), *said(poll, ballot.choices, texts)] for ballot in named_votes(poll).iterator())
    return _csv(poll, "votes", [[_("Name"), _("Vote")], *rows])


def _sums(poll: Poll, options: Sequence[Option]) -> Iterator[Sequence[Any]]:
    yield [_("Question"), poll.question]
    for result in (Result(poll, options), Result(poll, options, public=True))[: 2 if poll.opinion else 1]:
        who = _("People without membership (not representative)") if result.public else _("Members")
        yield []
        yield [who, _("Voters"), result.voters]
        scored = poll.method == Method.SCORE
        yield [_("Option"), _("Votes"), *([_("Points"), _("Average")] if scored else [_("Percent")])]
        for row in result.rows:
            points = row.option.public_points if result.public else row.option.points
            yield [row.option.text, row.votes, *([points] if scored else []), round(row.value, 2)]
        for table in result.rounds:
            yield [_("Round %(number)s") % {"number": table.number}]
            yield from ([line.text, line.votes, line.note] for line in table.rows)
            yield [_("rank none that is left"), table.spent]


def _csv(poll: Poll, name: str, rows: Sequence[Sequence[Any]] | Iterator[Sequence[Any]]) -> HttpResponse:
    response = HttpResponse(
        "\ufeff", content_type="text/csv; charset=utf-8"
    )  # tables' programs know UTF-8 by this mark
    called = slugify(poll.question)[:40] or str(poll.pk)
    response["Content-Disposition"] = f'attachment; filename="{called}-{name}.csv"'
    writer = csv.writer(response)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return response


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value

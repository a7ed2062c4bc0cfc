"""Polls as a part of a space: its tab, what is new in it, and its copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.polls.models import Ballot, Poll
from communities.polls.results import Result, quorum_said
from communities.polls.terms import KIND, PART, Method, State
from communities.polls.voting import said
from communities.spaces import parts
from communities.spaces.models import Community
from communities.spaces.parts import Way, shown_name
from communities.spaces.policies import Standing, see_face
from portal.foundation import prepared
from portal.foundation.prepared import PK, SINCE
from search.indexing import changed


def declare() -> None:
    """Registers it; stewards switch it on."""
    parts.register(
        parts.Part(
            PART, gettext_lazy("Polls"), "polls", KIND, see_face,
            on_the_face=True, count=_counted, news=_news, export=_export, pages=_pages, space_changed=_space_changed,
        )
    )  # fmt: skip


def _counted(way: Way) -> QuerySet[Poll]:
    return Poll.objects.opened().reaching(PK, way.reached)


def _moved_on(way: Way) -> QuerySet[Poll]:
    found = Poll.objects.opened().reaching(PK, way.reached).filter(Q(opened_at__gt=SINCE) | Q(closed_at__gt=SINCE))
    return found.only("question", "opened_at", "closed_at").order_by("-opened_at")[: parts.MOST_NEWS]


def _news(standing: Standing, since: datetime) -> Iterator[parts.News]:
    """Polls that were opened, and those that ended."""
    way = Way.of(standing)
    name, pk = ("polls that moved on", way), standing.community.pk
    for poll in prepared.objects(name, Poll, lambda: _moved_on(way), pk=pk, since=since):
        poll.community = standing.community
        url = poll.get_absolute_url()
        at, note = (poll.closed_at, _("a poll has ended")) if poll.closed_at else (poll.opened_at, _("a new poll"))
        if at:
            yield parts.News(at, poll.question, url, KIND, note)


def _space_changed(community: Community) -> None:
    """Who may see the space, what it is called, whether it has polls."""
    keys = Poll.objects.opened().filter(community=community).values_list("pk", flat=True)
    changed(KIND, map(str, keys), hides=True)


def _of(community: Community) -> Any:
    found = Poll.objects.opened().filter(community=community).order_by("opened_at", "pk")
    return found.select_related("author").prefetch_related("options")


def _export(community: Community) -> Iterator[Mapping[str, Any]]:
    """What was asked and how it came out; who voted for what of named polls that have ended. Of the others nobody's copy tells."""
    for poll in _of(community).iterator(chunk_size=100):
        options = list(poll.options.all())
        row = {
            "question": poll.question, "explanation": poll.text, "language": poll.language, "kind": poll.method, "most": poll.most,
            "named": poll.named, "results_shown": poll.shown, "reach": poll.reach, "quorum": poll.quorum, "quorum_unit": poll.quorum_unit,
            "author": shown_name(poll.author) if poll.author else "", "opened": poll.opened_at, "closes": poll.closes_at,
            "closed": poll.closed_at, "options": [option.text for option in options],
        }  # fmt: skip
        if poll.state == State.CLOSED:
            row |= _outcome(poll, options)
        yield {name: value for name, value in row.items() if value not in (None, "")}


def _outcome(poll: Poll, options: list[Any]) -> Mapping[str, Any]:
    row: dict[str, Any] = {
        "voters": poll.voters, "members_then": poll.electorate, "outcome": Result(poll, options).sentence,
        "results": [{"option": one.text, "votes": one.votes, "points": one.points} for one in options],
    }  # fmt: skip
    if poll.method == Method.RANKED:
        row["rounds"] = [
            {"round": one.number, "votes": {line.text: line.votes for line in one.rows}, "spent": one.spent}
            for one in Result(poll, options).rounds
        ]
    if poll.opinion:
        row["public_not_representative"] = {
            "voters": poll.public_voters,
            "results": [
                {"option": one.text, "votes": one.public_votes, "points": one.public_points} for one in options
            ],
        }
    if poll.named:
        texts = {option.pk: option.text for option in options}
        ballots = (
            Ballot.objects.filter(poll=poll).exclude(user=None).select_related("user").order_by("user__name", "pk")
        )
        row["votes"] = [{"name": shown_name(one.user), "vote": [*said(poll, one.choices, texts)]} for one in ballots]
    return row


def _pages(community: Community) -> Iterator[parts.OfflinePage]:
    """One page: each poll with its result."""
    html = format_html_join("\n", "{}", ([_page(poll)] for poll in _of(community)))
    yield parts.OfflinePage("index.html", str(_("Polls")), html)


def _page(poll: Poll) -> SafeString:
    options = list(poll.options.all())
    opened = date_format(localtime(poll.opened_at))
    if poll.state != State.CLOSED:
        listed = format_html_join("", "<li>{}</li>", ([option.text] for option in options))
        said_so = format_html("<p>{}</p><ul>{}</ul>", _("This poll was open when the copy was made."), listed)
    else:
        result = Result(poll, options)
        rows = format_html_join(
            "",
            "<tr><th>{}</th><td>{}</td><td>{}</td></tr>",
            ((row.option.text, row.votes, row.figure) for row in result.rows),
        )
        said_so = format_html(
            "<p>{} {}</p><table><thead><tr><th>{}</th><th>{}</th><th></th></tr></thead><tbody>{}</tbody></table>",
            result.sentence, quorum_said(poll, poll.electorate or 0), _("Option"), _("Votes"), rows,
        )  # fmt: skip
    return format_html(
        '<article id="poll-{}"><h2>{}</h2><p class="by">{}</p>{}{}</article>',
        poll.pk, poll.question, opened, SafeString(poll.html), said_so,
    )  # fmt: skip  # made harmless when it was saved

"""The hand-over pack: what the next steward has to know of a space, as one paper. Counts in place of names, but for people in roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from communities.languages import names
from communities.spaces import parts
from communities.spaces.models import Community, Membership
from communities.spaces.parts import shown_name
from communities.spaces.terms import Role
from communities.stewardship.models import NeedsProfile
from communities.stewardship.plans.models import PlanVersion
from communities.stewardship.plans.reading import Row, rows_of, switched
from communities.stewardship.results import Results, drawing, results
from communities.texts import plain
from portal.foundation import papers
from portal.foundation.papers import Block, Facts, Heading, Picture, Table, Words

NOTHING = "–"


def pack(community: Community, by: Any) -> bytes:
    """The PDF, in the reader's language. As many queries however much there is."""
    about = _("What the next steward has to know, as of %(date)s. For stewards only: it names people in roles.")
    return papers.pdf(
        _("Hand-over: %(name)s") % {"name": community.name},
        about % {"date": date_format(timezone.localdate())},
        [block for section in (_space, _people, _needs, _plan, _switched, _duties) for block in section(community, by)],
        language=get_language() or settings.LANGUAGE_CODE,
        foot=community.name,
    )


def _space(community: Community, _by: Any) -> Iterator[Block]:
    yield Heading(_("The space"))
    yield Words(plain(community.purpose))
    facts = [
        (_("Address"), f"{settings.SITE_ADDRESS}{community.get_absolute_url()}"),
        (_("State"), community.get_state_display()),
        (_("Who sees it"), community.get_visibility_display()),
        (_("How one joins"), community.get_joining_display()),
        (_("Languages"), ", ".join(map(str, names(community.languages)))),
        (_("Members"), number_format(community.memberships.count())),
        (_("Parts switched on"), ", ".join(str(part.label) for part in parts.of(community))),
        (_("To be reviewed on"), date_format(community.review_on) if community.review_on else ""),
        (_("Where it comes from"), community.origin),
    ]
    yield Facts([(label, value) for label, value in facts if value])
    for label, words in ((_("Rules"), community.rules), (_("Charter"), community.charter)):
        if words:
            yield Heading(label, 2)
            yield Words(plain(words))


def _people(community: Community, _by: Any) -> Iterator[Block]:
    """Those in roles, with what they leave to who comes next."""
    tending = Membership.objects.filter(community=community).exclude(role=Role.MEMBER).in_order()
    people = list(tending)
    yield Heading(_("People in roles"))
    head = [_("Name"), _("Role"), _("Term")]
    rows = [[shown_name(one.user), one.get_role_display(), _term(one)] for one in people]
    yield _table(_("Stewards, facilitators and sponsors"), head, rows, (3, 2, 2))
    notes = [one for one in people if one.hand_over]
    if notes:
        yield Heading(_("Hand-over notes"))
    for one in notes:
        yield Heading(f"{shown_name(one.user)}, {one.get_role_display()}", 2)
        yield Words(one.hand_over)


def _term(one: Membership) -> str:
    days = [date_format(day) if day else "" for day in (one.term_from, one.term_to)]
    return " – ".join(days) if any(days) else NOTHING


def _needs(community: Community, _by: Any) -> Iterator[Block]:
    """The last round that has ended: table and drawing."""
    yield Heading(_("What the community needs"))
    profile = NeedsProfile.objects.filter(community=community).exclude(closed_at=None).first()
    if profile is None or profile.closed_at is None:
        yield Words(_("Nobody has been asked yet, or the first round is still open."))
        return
    found = results(profile)
    said = _("Round %(round)s, closed on %(date)s. Answers of members: %(members)s, of stewards: %(stewards)s.")
    counts = {"members": number_format(found.members), "stewards": number_format(found.stewards)}
    yield Words(said % {"round": profile.number, "date": date_format(profile.closed_at), **counts})
    yield from _spidergram(found)
    rows = [[f"{row.number}. {row.label}", _mean(row.members), _mean(row.stewards)] for row in found.rows]
    yield _table(_("Means, from 0 to 5"), [_("Orientation"), _("Members"), _("Stewards")], rows, (3, 1, 1))


def _spidergram(found: Results) -> Iterator[Block]:
    shapes = drawing(found)
    if shapes["members"] or shapes["stewards"]:
        svg = render_to_string("communities/stewardship/spidergram.svg", shapes)
        alt = _("Spidergram of the nine orientations; the table has the same numbers.")
        yield Picture(svg, alt, _("Members: filled. Stewards: dashed. The numbers are those of the table."))


def _mean(mean: float | None) -> str:
    return NOTHING if mean is None else number_format(mean, 1)


def _plan(community: Community, by: Any) -> Iterator[Block]:
    """The last version that members have seen, with what they said and what was decided."""
    yield Heading(_("The plan"))
    version = PlanVersion.objects.filter(community=community).opened().first()
    if version is None:
        yield Words(_("There is no plan that members have seen yet."))
        return
    version.community = community
    yield Words(f"{version}: {version.state.label}")
    for row in rows_of(version, by):
        yield Heading(row.line.shown_need, 2)
        yield Words(row.line.why)
        yield Facts([(str(label), value) for label, value in _line(row) if value])


def _line(row: Row) -> Sequence[tuple[Any, str]]:
    line, said = row.line, ", ".join(f"{number_format(count)} {label}" for _code, label, count in row.tally.said)
    return [
        (_("Tool"), line.shown_tool),
        (_("Looks after it"), line.keeper),
        (_("Costs"), line.cost),
        (_("Look again on"), date_format(line.review_on) if line.review_on else ""),
        (_("What members say"), said),
        (_("Decision"), ": ".join(filter(None, (line.get_decision_display(), line.reason)))),
    ]


def _switched(community: Community, _by: Any) -> Iterator[Block]:
    """What was switched, and why: names are in the history of the space."""
    found = switched(community)
    if found:
        yield Heading(_("What was switched"))
        head = [_("When"), _("Part"), _("Because of")]
        words = (_("%(part)s on"), _("%(part)s off"))
        rows = [
            [date_format(one.when), words[0 if one.on else 1] % {"part": one.label}, one.line.shown_need if one.line else NOTHING]
            for one in found
        ]  # fmt: skip
        yield _table(_("Parts of the space"), head, rows, (2, 2, 4))


def _duties(community: Community, _by: Any) -> Iterator[Block]:
    """What is open, by what each part of the space says."""
    yield Heading(_("Open duties"))
    found = sorted(parts.duties(community), key=lambda one: (one.until is None, one.until, one.what))
    if not found:
        yield Words(_("None is on record."))
        return
    head = [_("What"), _("Who"), _("Until")]
    rows = [[one.what, one.who or NOTHING, date_format(one.until) if one.until else NOTHING] for one in found]
    yield _table(_("Duties by their day"), head, rows, (4, 2, 2))


def _table(caption: str, head: Sequence[Any], rows: Iterable[Sequence[Any]], widths: Sequence[int]) -> Table:
    return Table(caption, [str(cell) for cell in head], [[str(cell) for cell in row] for row in rows], widths)

"""What people are told about spaces: who asks to join, what was decided about them, appeals. Each reads it as long as it is so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.commonroom.people import facilitating, tended_by, tending
from communities.spaces.models import Ban, Community, JoinRequest, Membership
from communities.spaces.policies import facilitated_by, is_administrator, stood_in_by
from communities.spaces.terms import Role, State, audience_of
from communities.texts import plain
from portal.accounts.groups import administrators
from portal.notices import registry
from portal.notices.mails import letter
from portal.notices.registry import Concerned, Event, Kind, Place, Story
from portal.notices.terms import Often

REQUEST: Final = "request"
APPEAL: Final = "appeal"
STANDING: Final = "standing"
UNTENDED: Final = "untended"
SITE: Final = "site"
PROPOSED: Final = "space_proposed"


def declare() -> None:
    """Registers kinds, places and events."""
    tends = gettext_lazy("You get this mail because you tend this community.")
    registry.kind(
        Kind(
            REQUEST,
            gettext_lazy("Somebody asks to join a community that you tend"),
            tends,
            Often.NOW,
            in_places=True,
            where=tended_places,
        )
    )
    ban = gettext_lazy("Somebody appeals against a ban")
    registry.kind(Kind(APPEAL, ban, tends, Often.NOW, in_places=True, where=tended_places))
    because = gettext_lazy("You get this mail because it is about you.")
    registry.kind(Kind(STANDING, gettext_lazy("What is decided about you in a community"), because, chosen=False))
    answers = gettext_lazy("You get this mail because you answer for this site.")
    registry.kind(Kind(UNTENDED, gettext_lazy("A community that nobody tends"), answers, chosen=False))
    waits = gettext_lazy("Something waits that only administrators decide, such as a community that is proposed")
    registry.kind(Kind(SITE, waits, answers, Often.NONE, where=whole_site))
    registry.places("community", places, own_places)
    for event in (
        Event("space_founded", founded_for, founded),
        Event("space_declined", declined_for, declined),
        Event("join_request", asked_for, asked),
        Event("join_accepted", let_in_for, let_in),
        Event("join_declined", turned_down_for, turned_down),
        Event("role_given", role_for, role),
        Event("space_ban", ban_for, put_out),
        Event("ban_appeal", appeal_for, appealed),
        Event("appeal_decided", ban_for, decided),
        Event(UNTENDED, untended_for, untended),
        Event(PROPOSED, proposed_for, proposed),
    ):
        registry.event(event)


def places(user: Any, numbers: Sequence[int]) -> Mapping[int, Place]:
    """Spaces that this person may know of."""
    found = Community.objects.visible_to(user).filter(pk__in=numbers)
    return {space.pk: Place(space.name, space.get_absolute_url()) for space in found}


def own_places(user: Any) -> Iterable[int]:
    """Spaces that they belong to."""
    return Membership.objects.filter(user=user).order_by("community__name").values_list("community", flat=True)


def tended_places(user: Any) -> Iterator[str]:
    """The spaces that they tend, or stand in at today, as places."""
    spaces = Membership.objects.filter(user=user).facilitating().values_list("community", flat=True)
    return (f"community:{space}" for space in sorted({*spaces, *stood_in_by(user)}))


def whole_site(user: Any) -> Iterator[str]:
    """Something for administrators alone: they are asked how often they want mail of it."""
    return iter(("site",) if is_administrator(user) else ())


def row_of(key: str) -> int:
    """The row that a key names."""
    return int(key.partition(".")[0])


def told(keys: Iterable[str], rows: Iterable[Any], tell: Callable[[Any], Story]) -> Mapping[str, Story]:
    """A story for each key whose row is among those that were found."""
    found = {row.pk: row for row in rows}
    return {key: tell(found[row_of(key)]) for key in keys if row_of(key) in found}


def in_space(space: Community, people: Iterable[int], kind: str) -> Concerned:
    """Some people, about one space."""
    return Concerned(dict.fromkeys(people, kind), audience_of(space.pk))


# -- Founding --


def proposed_for(key: str) -> Concerned | None:
    """The administrators; the letter goes to who answers for the site."""
    space = Community.objects.filter(pk=key, state=State.PROPOSED).first()
    people = administrators().exclude(pk=space.proposed_by_id) if space else administrators()
    return in_space(space, people.values_list("pk", flat=True), SITE) if space else None


def proposed(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That it waits, until it is founded or declined."""
    spaces = Community.objects.filter(pk__in=keys, state=State.PROPOSED) if is_administrator(user) else ()
    title, what = _("A community is proposed: %(name)s"), _("Found it with its first steward, or say why not.")
    return told(
        keys,
        spaces,
        lambda space: Story(
            title % {"name": space.name},
            reverse("community_desk:edit", args=[space.pk]),
            what,
            plain(space.purpose),
        ),
    )


def founded_for(key: str) -> Concerned | None:
    """The first steward and who proposed it."""
    space = Community.objects.filter(pk=key).first()
    if space is None:
        return None
    stewards = Membership.objects.filter(community=space).stewards().values_list("user_id", flat=True)
    return in_space(space, {*stewards, space.proposed_by_id} - {None}, STANDING)


def founded(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That it is open."""
    numbers = [row_of(key) for key in keys]
    tended = set(
        Membership.objects.filter(user=user, role=Role.STEWARD, community__in=numbers).values_list(
            "community", flat=True
        )
    )
    steward = _("You are its first steward: you let people in, choose what it shows, and answer for it.")

    def tell(space: Community) -> Story:
        return Story(
            _("The community “%(name)s” is open") % {"name": space.name},
            space.get_absolute_url(),
            steward if space.pk in tended else _("You proposed it; thank you."),
            place=space.name,
        )

    return told(keys, Community.objects.visible_to(user).filter(pk__in=numbers), tell)


def declined_for(key: str) -> Concerned | None:
    """Who proposed it."""
    space = Community.objects.filter(pk=key).first()
    return in_space(space, [space.proposed_by_id], STANDING) if space and space.proposed_by_id else None


def declined(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That it was not founded, and why."""
    return told(
        keys,
        Community.objects.filter(pk__in=keys, proposed_by=user, state=State.CLOSED, founded_at=None),
        lambda space: Story(
            _("Your proposal “%(name)s”") % {"name": space.name},
            reverse("communities"),
            _("The community was not founded. The administrators write:"),
            space.answer,
        ),
    )


# -- Getting in --


def asked_for(key: str) -> Concerned | None:
    """Facilitators and stewards."""
    request = JoinRequest.objects.filter(pk=row_of(key), declined_at=None).select_related("community").first()
    if request is None:
        return None
    return in_space(request.community, facilitating(request.community_id), REQUEST)


def asked(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That somebody asks; not their words, which are read on the site."""
    waiting = JoinRequest.objects.filter(pk__in=map(row_of, keys), declined_at=None, community__in=facilitated_by(user))
    return told(
        keys,
        waiting.select_related("community"),
        lambda request: Story(
            _("Somebody would like to join “%(name)s”") % {"name": request.community.name},
            reverse("community_requests", args=[request.community.slug]),
            _("Read what they write, and say yes or no."),
            place=request.community.name,
        ),
    )


def let_in_for(key: str) -> Concerned | None:
    """The new member."""
    member = Membership.objects.filter(pk=row_of(key)).select_related("community").first()
    return in_space(member.community, [member.user_id], STANDING) if member else None


def memberships(user: Any, keys: Sequence[str]) -> Any:
    """A person's own memberships."""
    return Membership.objects.filter(pk__in=map(row_of, keys), user=user).select_related("community")


def let_in(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That they are in."""
    return told(
        keys,
        memberships(user, keys),
        lambda member: Story(
            _("Welcome to “%(name)s”") % {"name": member.community.name},
            member.community.get_absolute_url(),
            _("You belong to it now: look around, and say hello."),
            place=member.community.name,
        ),
    )


def turned_down_for(key: str) -> Concerned | None:
    """Who asked."""
    request = JoinRequest.objects.filter(pk=row_of(key)).exclude(declined_at=None).select_related("community").first()
    return in_space(request.community, [request.user_id], STANDING) if request else None


def turned_down(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That the answer was no, and why."""
    own = JoinRequest.objects.filter(pk__in=map(row_of, keys), user=user).exclude(declined_at=None)
    return told(
        keys,
        own.select_related("community"),
        lambda request: Story(
            _("Your request to join “%(name)s”") % {"name": request.community.name},
            reverse("communities_mine"),
            _("The community did not say yes this time."),
            request.answer,
            place=request.community.name,
        ),
    )


# -- Roles and bans --


def role_for(key: str) -> Concerned | None:
    """Who has another role now."""
    return let_in_for(key)


def role(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """Which role it is, as long as it is so; the key says pk, moment and role."""
    found = {member.pk: member for member in memberships(user, keys)}
    so = [key for key in keys if (member := found.get(row_of(key))) and key.endswith(f".{member.role}")]
    return told(
        so,
        found.values(),
        lambda member: Story(
            _("Your role in “%(name)s”") % {"name": member.community.name},
            member.community.get_absolute_url(),
            _("You are a %(role)s of this community now.") % {"role": member.get_role_display()},
            member.hand_over,
            place=member.community.name,
        ),
    )


def ban_for(key: str) -> Concerned | None:
    """Who was put out."""
    banned = Ban.objects.filter(pk=row_of(key)).select_related("community").first()
    return in_space(banned.community, [banned.user_id], STANDING) if banned else None


def put_out(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """The reason, and the way to appeal."""
    wrong = _(
        "If you think that this is wrong, say so on the site. Somebody else than who decided it will look at it again."
    )
    return told(
        keys,
        Ban.objects.in_force().filter(pk__in=map(row_of, keys), user=user).select_related("community"),
        lambda banned: Story(
            _("You can’t take part in “%(name)s” any more") % {"name": banned.community.name},
            reverse("community_appeal", args=[banned.community.slug]),
            _("The reason that was given:"),
            letter([banned.reason, wrong]),
            place=banned.community.name,
        ),
    )


def appeal_for(key: str) -> Concerned | None:
    """Stewards who did not decide it."""
    banned = Ban.objects.in_force().filter(pk=row_of(key)).select_related("community").first()
    if banned is None:
        return None
    return in_space(banned.community, tending(banned.community_id) - {banned.banned_by_id}, APPEAL)


def appealed(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That somebody asks to look at it again, until it is decided."""
    tended = Ban.objects.in_force().filter(community__in=tended_by(user))
    waiting = tended.filter(pk__in=map(row_of, keys), decided_at=None)
    return told(
        keys,
        waiting.exclude(banned_by=user).select_related("community"),
        lambda banned: Story(
            _("An appeal in “%(name)s”") % {"name": banned.community.name},
            reverse("community_bans", args=[banned.community.slug]),
            _("Somebody who was put out asks to look at it again. Whoever put them out can’t decide it."),
            place=banned.community.name,
        ),
    )


def decided(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """What was decided about an appeal."""
    own = Ban.objects.filter(pk__in=map(row_of, keys), user=user).exclude(decided_at=None).select_related("community")
    lifted, stays = _("The ban is lifted. You can join again."), _("The ban stays.")
    return told(
        keys,
        own,
        lambda banned: Story(
            _("Your ban from “%(name)s”") % {"name": banned.community.name},
            reverse("communities_mine"),
            lifted if banned.lifted_at else stays,
            banned.decision,
            place=banned.community.name,
        ),
    )


# -- Nobody left to tend it --


def untended_for(key: str) -> Concerned | None:
    """The administrators, as long as it is so."""
    space = Community.objects.untended().filter(pk=key).first()
    return in_space(space, administrators().values_list("pk", flat=True), UNTENDED) if space else None


def untended(user: Any, keys: Sequence[str]) -> Mapping[str, Story]:
    """That somebody has to be named, until somebody is."""
    spaces = Community.objects.untended().visible_to(user).filter(pk__in=keys) if is_administrator(user) else ()
    return told(
        keys,
        spaces,
        lambda space: Story(
            _("Nobody tends “%(name)s” any more") % {"name": space.name},
            space.get_absolute_url(),
            _("The accounts of all its stewards are suspended or gone. Please name somebody to tend it."),
            place=space.name,
        ),
    )
